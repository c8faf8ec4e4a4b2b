import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { type CometClient, cometClient, until } from '../support/cometd';
import { openSession, startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

const CHANNEL = '/event/Order_Event__e';

let org: SignedInOrg;
let clients: CometClient[];

beforeEach(async () => {
  org = await startSignedIn(10, { streaming: { pollTimeout: 2000, sessionTimeout: 2000 } });
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.close();
  await org.close();
});

const publish = async (number: string) => {
  const { status, data } = await org.http.post('/sobjects/Order_Event__e', { Order_Number__c: number });
  expect(status).toBe(201);
  return data as { id: string; errors: { message: string }[] };
};

function client(token: string | undefined = org.token): CometClient {
  const one = cometClient(org, token);
  clients.push(one);
  return one;
}

async function connected(token?: string): Promise<CometClient> {
  const one = client(token);
  expect(await one.handshake()).toMatchObject({ successful: true });
  return one;
}

const numbersOf = (one: CometClient) => one.received(CHANNEL).map(({ payload }) => payload['Order_Number__c']);

describe('The npm cometd client, unmodified', () => {
  test('shakes hands, subscribes and is given what is published', async () => {
    const one = await connected();
    expect(one.meta[0]).toMatchObject({ ext: { replay: true, 'payload.format': true }, minimumVersion: '1.0' });
    expect(await one.subscribe(CHANNEL)).toMatchObject({ successful: true, subscription: CHANNEL });
    const { id, errors } = await publish('A-1');
    expect(id).toMatch(/^e01/);
    expect(await one.events(CHANNEL, 1)).toEqual([
      {
        schema: expect.stringMatching(/^[\w-]{22}$/),
        payload: {
          CreatedById: expect.stringMatching(/^005/),
          CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          Order_Number__c: 'A-1',
          Amount__c: null,
          Has_Shipped__c: false,
          Shipped_At__c: null,
          Note__c: null,
        },
        event: { EventUuid: errors[0]?.message, replayId: expect.any(Number), EventApiName: 'Order_Event__e' },
      },
    ]);
  });

  test('goes on from a position, from the beginning of what is kept, or from now', async () => {
    for (const number of ['1', '2', '3']) await publish(number);
    const all = await connected();
    await all.subscribe(CHANNEL, -2);
    const positions = (await all.events(CHANNEL, 3)).map(({ event }) => event.replayId);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));

    const some = await connected();
    await some.subscribe(CHANNEL, positions[0]);
    await some.events(CHANNEL, 2);
    const fresh = await connected();
    await fresh.subscribe(CHANNEL, -1);
    await publish('4');
    await fresh.events(CHANNEL, 1);
    expect([numbersOf(some).slice(0, 2), numbersOf(fresh)]).toEqual([['2', '3'], ['4']]);
  });

  test('is told that a position is not kept, and goes on with another', async () => {
    await publish('1');
    const one = await connected();
    expect(await one.subscribe(CHANNEL, 5)).toMatchObject({
      successful: false,
      error:
        '400::The replayId {5} you provided was invalid. Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
    });
    await one.subscribe(CHANNEL, -2);
    expect((await one.events(CHANNEL, 1)).length).toBe(1);
  });

  test('shakes hands again by itself when its session is gone, and misses nothing by its position', async () => {
    const one = await connected();
    await one.subscribe(CHANNEL);
    await publish('before');
    const [first] = await one.events(CHANNEL, 1);
    org.streaming.change({ do: 'drop' });
    await publish('between');
    expect(await one.told(({ error }) => error !== undefined)).toMatchObject({
      channel: '/meta/connect',
      error: '403::Unknown client',
      advice: { reconnect: 'handshake' },
    });
    await until(() => one.meta.filter(({ channel }) => channel === '/meta/handshake')[1]);
    await one.subscribe(CHANNEL, first?.event.replayId);
    await one.events(CHANNEL, 1);
    expect(numbersOf(one)).toEqual(['between']);
  });

  test('is refused without a token, and when its token does not count any more', async () => {
    const one = await connected();
    await one.subscribe(CHANNEL);
    org.sessions.endAll();
    expect(await one.told(({ error }) => error !== undefined)).toMatchObject({
      channel: '/meta/connect',
      error: '401::Authentication invalid',
      advice: { reconnect: 'none' },
    });
    const again = client(openSession(org));
    expect(await again.handshake()).toMatchObject({ successful: true });
    org.streaming.change({ unauthorizedStatus: 200 });
    expect(await client('nonsense').handshake()).toMatchObject({
      error: '403::Handshake denied',
      advice: { reconnect: 'none' },
      ext: { sfdc: { failureReason: '401::Authentication invalid' } },
    });
  });
});
