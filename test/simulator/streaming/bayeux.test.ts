import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { REFUSALS, type RefusalName } from '../../../simulator/streaming/refusals';
import { RawClient } from '../../support/bayeux';
import { openSession, startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

const CHANNEL = '/event/Order_Event__e';
const HOUR = 3_600_000;

let org: SignedInOrg;
let client: RawClient;

beforeEach(async () => {
  // Sessions outlast the clock's moves.
  org = await startSignedIn(10, { sessionTimeout: 200 * HOUR, streaming: { pollTimeout: 300, sessionTimeout: 400 } });
  client = new RawClient(org, org.token);
});
afterEach(() => org.close());

const publish = (number: string) => org.http.post('/sobjects/Order_Event__e', { Order_Number__c: number });

async function connected(one = client): Promise<RawClient> {
  expect(await one.handshake()).toMatchObject({ successful: true });
  await one.poll(0);
  return one;
}

async function subscribed(one = client): Promise<RawClient> {
  await connected(one);
  expect((await one.subscribe(CHANNEL)).messages.at(-1)).toMatchObject({ successful: true });
  return one;
}

const numbersIn = ({ messages }: { messages: { data?: { payload: Record<string, unknown> } }[] }) =>
  messages.flatMap(({ data }) => (data === undefined ? [] : data.payload['Order_Number__c']));

describe('The protocol', () => {
  test('shakes hands, and advises at the first connect', async () => {
    expect(await client.handshake()).toEqual({
      channel: '/meta/handshake',
      id: expect.any(String),
      clientId: expect.any(String),
      successful: true,
      version: '1.0',
      minimumVersion: '1.0',
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true, 'payload.format': true },
    });
    expect((await client.poll(0)).messages).toEqual([
      {
        channel: '/meta/connect',
        clientId: client.clientId,
        id: expect.any(String),
        successful: true,
        advice: { reconnect: 'retry', interval: 0, timeout: 300 },
      },
    ]);
  });

  test('holds a poll until something comes, and answers one that waits in vain', async () => {
    await subscribed();
    const waiting = client.poll();
    await sleep(50);
    await publish('1');
    expect(numbersIn(await waiting)).toEqual(['1']);
    const started = Date.now();
    expect((await client.poll()).messages).toEqual([expect.objectContaining({ successful: true })]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(250);
  });

  test('forgets a client that does not come back in time', async () => {
    await subscribed();
    await sleep(800);
    expect((await client.poll()).messages).toEqual([
      {
        channel: '/meta/connect',
        id: expect.any(String),
        successful: false,
        error: '403::Unknown client',
        advice: { reconnect: 'handshake', interval: 0 },
      },
    ]);
  });

  test('ends a subscription and a session when it is asked to', async () => {
    await subscribed();
    expect(await client.ask({ channel: '/meta/unsubscribe', subscription: CHANNEL })).toMatchObject({
      successful: true,
    });
    await publish('1');
    expect(numbersIn(await client.poll(0))).toEqual([]);
    expect(await client.ask({ channel: '/meta/disconnect' })).toMatchObject({ successful: true });
    expect((await client.poll(0)).messages[0]).toMatchObject({ error: '403::Unknown client' });
  });

  test('serves versions from 37.0 on, by long polling only', async () => {
    for (const version of ['36.0', 'nonsense']) {
      const reply = await new RawClient(org, org.token, version).handshake();
      expect(reply.error).toMatch(/^400::Unsupported API version\. Only API versions '37\.0' and later are supported/);
    }
    expect(await new RawClient(org, org.token, '37.0').handshake()).toMatchObject({ successful: true });
    await client.handshake();
    expect(await client.ask({ channel: '/meta/connect', connectionType: 'websocket' })).toMatchObject({
      error: '400::Invalid connection type {websocket}',
    });
  });
});

describe('Cookies', () => {
  test('must come back byte for byte', async () => {
    await subscribed();
    const route = client.cookies.get('sfdc-stream') ?? '';
    expect(route).toMatch(/^!.*=$/);
    for (const changed of [encodeURIComponent(route), route.replace(/=+$/, ''), `"${route}"`]) {
      client.cookies.set('sfdc-stream', changed);
      expect((await client.poll(0)).messages[0]).toMatchObject({ error: '403::Unknown client' });
    }
    client.cookies.set('sfdc-stream', route);
    expect((await client.poll(0)).messages[0]).toMatchObject({ successful: true });
  });

  test('are asked for by their names', async () => {
    await subscribed();
    client.cookies.delete('BAYEUX_BROWSER');
    expect((await client.poll(0)).messages[0]).toMatchObject({
      error: `400::Client ${client.clientId} has established a session, but no BAYEUX_BROWSER cookie present`,
    });
  });

  test('can change: then the new ones count', async () => {
    await subscribed();
    const before = client.cookies.get('sfdc-stream') ?? '';
    org.streaming.change({ do: 'changeCookies' });
    expect((await client.poll(0)).messages[0]).toMatchObject({ successful: true });
    expect(client.cookies.get('sfdc-stream')).not.toBe(before);
    expect((await client.poll(0)).messages[0]).toMatchObject({ successful: true });
    client.cookies.set('sfdc-stream', before);
    expect((await client.poll(0)).messages[0]).toMatchObject({ error: '403::Unknown client' });
  });
});

describe('Without a valid session', () => {
  test.each([
    [undefined, 401, '401::Request requires authentication'],
    ['nonsense', 401, '401::Authentication invalid'],
    ['nonsense', 200, '401::Authentication invalid'],
  ])('a handshake with the token %s is denied with status %i', async (token, unauthorizedStatus, failureReason) => {
    org.streaming.change({ unauthorizedStatus });
    const { status, messages } = await new RawClient(org, token).send({
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: ['long-polling'],
    });
    expect(status).toBe(unauthorizedStatus);
    expect(messages).toEqual([
      {
        channel: '/meta/handshake',
        id: expect.any(String),
        successful: false,
        error: '403::Handshake denied',
        ext: { sfdc: { failureReason }, replay: true, 'payload.format': true },
        advice: { reconnect: 'none' },
      },
    ]);
  });

  test('a poll says so, until the client has a valid one again', async () => {
    await subscribed();
    org.sessions.endAll();
    expect((await client.poll(0)).messages[0]).toMatchObject({
      channel: '/meta/connect',
      clientId: client.clientId,
      error: '401::Authentication invalid',
      advice: { reconnect: 'none', interval: 0 },
    });
    client.token = openSession(org);
    expect((await client.poll(0)).messages[0]).toMatchObject({ successful: true });
  });
});

describe('Subscriptions', () => {
  test.each([
    ['/event/Nope__e', '400::The channel you requested to subscribe to does not exist {/event/Nope__e}'],
    ['/event/order_event__e', '400::The channel you requested to subscribe to does not exist {/event/order_event__e}'],
    ['/data/NopeChangeEvent', '400::The channel you requested to subscribe to does not exist {/data/NopeChangeEvent}'],
    ['/topic/Nope', '403:denied_by_security_policy:create_denied'],
    ['/u/Nope', '404::Unknown channel'],
    ['Nope', "400::Channel subscriptions must start with a leading '/'"],
    [[], '400::Channel name not specified'],
  ])('to %s are refused', async (subscription, error) => {
    await connected();
    expect(await client.ask({ channel: '/meta/subscribe', subscription })).toMatchObject({
      clientId: client.clientId,
      subscription,
      error,
      successful: false,
    });
  });

  test.each([
    ['/event/Order_Event__e'],
    ['/event/BatchApexErrorEvent'],
    ['/data/ChangeEvents'],
    ['/data/Invoice__ChangeEvent'],
  ])('to %s are possible', async (channel) => {
    await connected();
    expect((await client.subscribe(channel, -1)).messages).toEqual([expect.objectContaining({ successful: true })]);
  });

  test('begin at a position that is kept, and at no other', async () => {
    for (const number of ['1', '2', '3']) await publish(number);
    const [first = 0, second = 0, third = 0] = (await client.kept(CHANNEL)).map(({ event }) => event.replayId);
    expect(first).toBeLessThan(second);
    const after = async (replayId: unknown) => {
      await client.handshake();
      const answer = await client.subscribe(CHANNEL, replayId);
      return answer.messages.at(-1)?.error ?? numbersIn(answer);
    };
    expect([await after(first), await after(second), await after(third)]).toEqual([['2', '3'], ['3'], []]);
    expect([await after(-2), await after(-1), await after(undefined)]).toEqual([['1', '2', '3'], [], []]);
    for (const none of [third + 1, first - 1, -3, 'x', 1.5, null]) {
      expect(await after(none)).toBe(
        `400::The replayId {${String(none)}} you provided was invalid. ` +
          'Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
      );
    }
  });

  test('say when their replay map is of other channels', async () => {
    await connected();
    const reply = await client.ask({
      channel: '/meta/subscribe',
      subscription: CHANNEL,
      ext: { replay: { '/event/Other__e': 5 } },
    });
    expect(reply.error).toMatch(
      /^400::The replayId for channel \{\/event\/Order_Event__e\} wasn't found using the provided replay ID map \{\{\/event\/Other__e=5\}\}/,
    );
  });

  test('can begin within 72 hours, by the clock of the org', async () => {
    await publish('old');
    org.org.clock.advance(71 * HOUR);
    await publish('new');
    const fresh = () => new RawClient(org, org.token).kept(CHANNEL);
    const [old] = await fresh();
    org.org.clock.advance(2 * HOUR);
    expect((await fresh()).map(({ payload }) => payload['Order_Number__c'])).toEqual(['new']);
    await client.handshake();
    expect((await client.subscribe(CHANNEL, old?.event.replayId)).messages[0]?.error).toMatch(/^400::The replayId/);
  });
});

describe('Allowances', () => {
  test('of events a day end what is given, say so at the next poll, and show in /limits', async () => {
    org.streaming.change({ dailyEvents: 2 });
    await subscribed();
    for (const number of ['1', '2', '3']) await publish(number);
    const { messages } = await client.poll(0);
    // What had been given before the limit is queued, and comes when polls are answered again.
    expect(messages).toEqual([
      expect.objectContaining({ data: expect.anything() }),
      expect.objectContaining({ data: expect.anything() }),
      expect.objectContaining({ error: '403::Organization total events daily limit exceeded' }),
    ]);
    const { data } = await org.http.get('/limits');
    expect(data).toMatchObject({
      DailyDeliveredPlatformEvents: { Max: 2, Remaining: 0 },
      HourlyPublishedPlatformEvents: { Max: 50_000, Remaining: 49_997 },
      DurableStreamingApiConcurrentClients: { Max: 20, Remaining: 19 },
    });
    org.org.clock.advance(25 * HOUR);
    expect((await client.poll(0)).messages[0]).toMatchObject({ successful: true });
  });

  test('of clients refuse the subscription of one too many', async () => {
    org.streaming.change({ clients: 1 });
    await subscribed();
    const second = await connected(new RawClient(org, org.token));
    expect((await second.subscribe(CHANNEL)).messages[0]).toMatchObject({
      error: '403::Organization concurrent user limit exceeded',
    });
    await client.ask({ channel: '/meta/disconnect' });
    expect((await second.subscribe(CHANNEL)).messages[0]).toMatchObject({ successful: true });
  });
});

describe('What goes wrong on demand', () => {
  test.each(Object.entries(REFUSALS))(
    '%s answers the next message of its kind, once',
    async (name, { on, refusal }) => {
      await connected();
      org.streaming.change({ refuse: name as RefusalName, times: 1 });
      const ask = () => {
        if (on === '/meta/handshake') return client.handshake();
        const more =
          on === '/meta/connect'
            ? { connectionType: 'long-polling', advice: { timeout: 0 } }
            : { subscription: CHANNEL };
        return client.ask({ channel: on, ...more });
      };
      const { failureReason, ...rest } = { failureReason: undefined, ...refusal };
      expect(await ask()).toMatchObject({
        ...rest,
        ...(failureReason !== undefined && { ext: { sfdc: { failureReason } } }),
        successful: false,
      });
      expect(await ask()).toMatchObject({ successful: true });
    },
  );

  test('comes after so many that go well, and at another message, if that is wanted', async () => {
    org.streaming.change({ refuse: 'tooBusy', on: '/meta/subscribe', skip: 1, times: 1 });
    await subscribed();
    expect((await client.subscribe('/data/ChangeEvents')).messages[0]).toMatchObject({
      error: expect.stringMatching(/^503/),
    });
  });

  test('Sessions are dropped, connections cut in the middle of a poll, or silent', async () => {
    org.streaming.change({ pollTimeout: 5000 });
    await subscribed();
    const cut = client.poll();
    await sleep(50);
    expect(org.streaming.change({ do: 'cut' })).toMatchObject({ clients: 1 });
    await expect(cut).rejects.toThrow();

    let isAnswered = false;
    const silent = client.poll().finally(() => {
      isAnswered = true;
    });
    await sleep(50);
    expect(org.streaming.change({ do: 'silence' })).toMatchObject({ clients: 1 });
    await publish('1');
    await sleep(300);
    expect(isAnswered).toBe(false);
    silent.catch(() => undefined);

    expect(org.streaming.change({ do: 'drop' })).toMatchObject({ clients: 1 });
    expect((await client.poll()).messages).toEqual([expect.objectContaining({ error: '403::Unknown client' })]);
  });

  test('A poll is answered with a page, and with it what it carried is lost', async () => {
    await subscribed();
    await fetch(`${org.controlUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: '^/cometd/', lie: 'loginPage' }),
    });
    await publish('1');
    const { status, text } = await client.poll(0);
    expect([status, text]).toEqual([200, expect.stringContaining('<html')]);
    expect(numbersIn(await client.poll(0))).toEqual([]);
  });

  test('Positions are forgotten, and events delivered twice', async () => {
    await subscribed();
    org.streaming.change({ repeat: 1 });
    await publish('1');
    await publish('2');
    expect(numbersIn(await client.poll(0))).toEqual(['1', '1', '2']);
    const [, last] = await client.kept(CHANNEL);
    org.streaming.change({ forget: CHANNEL });
    expect(await client.kept(CHANNEL)).toEqual([]);
    await client.handshake();
    expect((await client.subscribe(CHANNEL, last?.event.replayId)).messages[0]?.error).toMatch(/^400::The replayId/);
  });

  test('The control address does the same, and resets it', async () => {
    const control = async (path: string, body: object) => {
      const response = await fetch(`${org.controlUrl}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, data: (await response.json()) as object };
    };
    expect(
      await control('streaming', { dailyEvents: 1, refuse: 'unknownClient', nextReplayId: 5_000_000 }),
    ).toMatchObject({
      status: 200,
      data: { settings: { dailyEvents: 1, nextReplayId: 5_000_000 }, planned: [{ refuse: 'unknownClient' }] },
    });
    expect((await control('streaming', { refuse: 'nonsense' })).status).toBe(400);
    await publish('1');
    expect((await client.kept(CHANNEL))[0]?.event.replayId).toBe(5_000_000);
    await control('reset', { parts: ['streaming'] });
    expect(await control('streaming', {})).toMatchObject({
      data: { settings: { dailyEvents: 10_000, nextReplayId: null }, planned: [], subscribers: 0 },
    });
  });
});
