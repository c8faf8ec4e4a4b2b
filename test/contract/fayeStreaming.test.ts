import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import { StreamingExtension } from 'jsforce/api/streaming';
import nforce from 'nforce8';

import { type StreamedData, until } from '../support/cometd';
import { openSession, startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

const CHANNEL = '/event/Order_Event__e';

let org: SignedInOrg;
let connection: Connection;
let ends: (() => unknown)[];

beforeEach(async () => {
  org = await startSignedIn(10, { streaming: { pollTimeout: 500, sessionTimeout: 1000 } });
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
  ends = [];
});
afterEach(async () => {
  for (const end of ends) end();
  // A client whose goodbye is not heard would say it for ever.
  await until(() => (org.streaming.state.sessions === 0 ? true : undefined));
  await org.close();
});

const publish = (number: string) => org.http.post('/sobjects/Order_Event__e', { Order_Number__c: number });
const numbersOf = (events: readonly StreamedData[]) => events.map(({ payload }) => payload['Order_Number__c']);

/** What jsforce's types leave out of its client. */
interface Disconnecting {
  disconnect(): void;
}

/** A client of jsforce on a channel, from a position on if one is given; what it was given. */
async function streamed(channel: string, replayId?: number, extensions: object[] = []): Promise<StreamedData[]> {
  const events: StreamedData[] = [];
  const replay = replayId === undefined ? [] : [new StreamingExtension.Replay(channel, replayId)];
  const client = connection.streaming.createClient([...replay, ...extensions]);
  ends.push(() => (client as unknown as Disconnecting).disconnect());
  await client.subscribe(channel, (data: StreamedData) => events.push(data));
  return events;
}

describe('Streaming with jsforce, unmodified', () => {
  test('is given the change events of what it writes', async () => {
    const changes = await streamed('/data/ChangeEvents');
    const { id } = await connection.sobject('Account').create({ Name: 'From jsforce' });
    await connection.sobject('Account').update({ Id: id ?? '', Industry: 'Banking' });
    const [created, updated] = await until(() => (changes.length === 2 ? changes : undefined));
    expect(created?.payload).toMatchObject({
      ChangeEventHeader: { entityName: 'Account', changeType: 'CREATE', recordIds: [id] },
      Name: 'From jsforce',
    });
    expect(updated?.payload).toEqual({
      ChangeEventHeader: expect.objectContaining({
        changeType: 'UPDATE',
        changedFields: expect.arrayContaining(['Industry', 'LastModifiedDate']),
      }),
      Industry: 'Banking',
      LastModifiedDate: expect.any(String),
    });
  });

  test('goes on from a position with its Replay extension', async () => {
    for (const number of ['1', '2', '3']) await publish(number);
    const all = await streamed(CHANNEL, -2);
    await until(() => (all.length === 3 ? true : undefined));
    const rest = await streamed(CHANNEL, all[0]?.event.replayId ?? 0);
    await until(() => (rest.length === 2 ? true : undefined));
    await publish('4');
    await until(() => (rest.length === 3 ? true : undefined));
    expect([numbersOf(all).slice(0, 3), numbersOf(rest)]).toEqual([
      ['1', '2', '3'],
      ['2', '3', '4'],
    ]);
  });

  test('is told by its AuthFailure extension that the session has ended', async () => {
    const failures: object[] = [];
    const authFailure = new StreamingExtension.AuthFailure((message: object) => failures.push(message));
    await streamed(CHANNEL, -1, [authFailure]);
    org.sessions.endAll();
    await until(() => failures[0]);
    expect(failures[0]).toMatchObject({
      channel: '/meta/connect',
      error: '401::Authentication invalid',
      advice: { reconnect: 'none' },
    });
  });

  test('shakes hands and subscribes again by itself when its session is gone', async () => {
    const events = await streamed(CHANNEL, -1);
    await publish('before');
    await until(() => (events.length === 1 ? true : undefined));
    org.streaming.change({ do: 'drop' });
    await until(() => (org.streaming.state.subscribers === 1 ? true : undefined));
    await publish('after');
    await until(() => (events.length === 2 ? true : undefined));
    expect(numbersOf(events)).toEqual(['before', 'after']);
  });

  test('is refused a position that is not kept', async () => {
    await expect(streamed(CHANNEL, 5)).rejects.toMatchObject({
      message: expect.stringMatching(/^400::The replayId \{5\} you provided was invalid/),
    });
  });
});

test('nforce8, unmodified, is given all that is kept', async () => {
  await publish('1');
  const nforceConnection = nforce.createConnection({
    clientId: org.clientId,
    clientSecret: org.clientSecret,
    redirectUri: 'http://localhost:5678/callback',
    loginUri: `${org.loginUrl}/services/oauth2/token`,
  });
  const oauth = { access_token: openSession(org), instance_url: org.url, id: '' };
  const client = nforceConnection.createStreamClient({ oauth });
  ends.push(() => client.disconnect());
  const events: StreamedData[] = [];
  client.subscribe({ topic: CHANNEL, replayId: -2 }).on('data', (data) => events.push(data as StreamedData));
  await until(() => events[0]);
  expect(numbersOf(events)).toEqual(['1']);
});
