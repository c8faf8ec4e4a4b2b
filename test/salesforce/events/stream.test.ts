import { beforeEach, describe, expect, test } from '@jest/globals';

import { SalesforceError } from '../../../salesforce/errors';
import { EventStream, openCometd, type Position, type StreamNews, type WhenLost } from '../../../salesforce/events';
import type { Org } from '../../../salesforce/org';
import { FakeCometd, type CometdFault } from '../../support/fakeCometd';
import { orgOf } from '../../support/orgOf';

const A = '/event/A__e';
const B = '/data/AccountChangeEvent';

let server: FakeCometd;
let news: StreamNews[];
let waits: number[];
let now: number;
let isCancelled: boolean;
let onLost: () => void;

beforeEach(() => {
  server = new FakeCometd([A, B]);
  news = [];
  waits = [];
  now = 0;
  isCancelled = false;
  onLost = () => undefined;
});

function testOrg(): Org {
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds);
    now += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return orgOf(server.send, { wait, now: () => (now += 2_000), random: () => 0.5, cancelled: () => isCancelled });
}

function streamFrom(from: Record<string, Position>, whenLost: WhenLost = 'kept'): EventStream {
  const settings = { open: openCometd, from: new Map(Object.entries(from)), whenLost };
  const tell = (one: StreamNews) => {
    news.push(one);
    if (one.what === 'lost') onLost();
  };
  return new EventStream(testOrg(), { ...settings, tell });
}

/** As long as the time of an event can be before its publication. */
const LONGEST_TRANSACTION = 15 * 60_000;

const after = (replayId: string): Position => ({ from: 'after', replayId });

/** The replay IDs of the next so many events. */
async function take(stream: EventStream, count: number): Promise<string[]> {
  const taken: string[] = [];
  for (let polls = 0; taken.length < count && polls < 100; polls += 1) {
    taken.push(...(await stream.next()).map(({ replayId }) => replayId));
  }
  return taken;
}

const sentTo = (channel: string) => server.sent.filter((message) => message.channel === channel);
const replays = () => sentTo('/meta/subscribe').map(({ ext }) => Object.values(ext?.replay ?? {})[0]);

describe('A stream', () => {
  test('shakes hands, connects, subscribes and gives what comes, cookies echoed', async () => {
    const stream = streamFrom({ [A]: { from: 'new' }, [B]: { from: 'kept' } });
    server.publish(A, '1');
    server.publish(B, '5');
    await stream.start();
    server.publish(A, '2');
    expect(await take(stream, 2)).toEqual(['2', '5']);
    expect(server.sent.slice(0, 4).map(({ channel }) => channel)).toEqual([
      '/meta/handshake',
      '/meta/connect',
      '/meta/subscribe',
      '/meta/subscribe',
    ]);
    expect(replays()).toEqual([-1, -2]);
    expect(server.sent.map(({ cookie }) => cookie).slice(0, 3)).toEqual([
      undefined,
      'sfdc-stream=!/1==',
      'sfdc-stream=!/1==',
    ]);
    await stream.close();
    expect(server.sent.at(-1)).toMatchObject({ channel: '/meta/disconnect', clientId: 'client1' });
  });

  test.each<CometdFault>(['down', 'half', 'lost', 'page', 'signedOut', 'unknownClient'])(
    'whose connection fails (%s) goes on behind what it has given',
    async (fault) => {
      const stream = streamFrom({ [A]: { from: 'new' } });
      await stream.start();
      server.publish(A, '10');
      expect(await take(stream, 1)).toEqual(['10']);
      server.publish(A, '9007199254740993');
      server.faults.push(fault);
      expect(await take(stream, 1)).toEqual(['9007199254740993']);
      expect(replays()).toEqual([-1, 10]);
      server.faults.push(fault);
      server.publish(A, '9007199254740999');
      expect(await take(stream, 1)).toEqual(['9007199254740999']);
      // With all its digits.
      expect(replays()).toEqual([-1, 10, '9007199254740993']);
      expect(server.renewals).toBe(fault === 'signedOut' ? 2 : 0);
      expect(news.map(({ what }) => what)).toEqual(['broken', 'mended', 'broken', 'mended']);
    },
  );

  const DAY = 24 * 3_600_000;
  const old = (days: number, first?: string): Position => ({
    from: 'since',
    time: -days * DAY,
    ...(first === undefined ? {} : { first }),
  });

  test.each<[string, string, Position]>([
    ['before its first event, longer ago than events are kept', A, old(4)],
    ['before its first event, longer ago than PushTopics are kept', '/topic/T', old(2)],
    ['with a first event that is not kept any more', A, old(1, '1')],
  ])('that has stopped %s has lost its position', async (_, channel, position) => {
    const begin = async (whenLost: WhenLost) => {
      server = new FakeCometd([channel]);
      server.publish(channel, '3');
      const stream = streamFrom({ [channel]: position }, whenLost);
      await stream.start();
      return await take(stream, 1);
    };
    await expect(begin('stop')).rejects.toMatchObject({ kinds: ['REPLAY_ID_INVALID'], fields: [channel] });
    expect(await begin('kept')).toEqual(['3']);
  });

  test.each<[string, string, Position]>([
    ['before its first event, a short time ago', A, old(2)],
    ['with a first event that is still kept', A, old(4, '3')],
    ['with a first event that is still kept, behind others', A, old(4, '4')],
  ])('that has stopped %s has not lost its position', async (_, channel, position) => {
    for (const replayId of ['3', '4', '5']) server.publish(channel, replayId);
    const stream = streamFrom({ [channel]: position }, 'stop');
    await stream.start();
    expect((await take(stream, 2)).at(-1)).toEqual(expect.stringMatching(/[45]/));
  });

  test('misses nothing if its connection breaks before the first event', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    server.publish(A, '1');
    server.time += LONGEST_TRANSACTION + 5_000;
    await stream.start();
    server.forgetClients();
    server.publish(A, '2');
    expect(await take(stream, 1)).toEqual(['2']);
    expect(replays()).toEqual([-1, -2]);
    expect(stream.positions.get(A)).toEqual(after('2'));
  });

  describe('from new events on gives all that comes without a break, whatever its time is:', () => {
    const DAY = 24 * 60 * 60_000;
    const ages = [0, 1, 5_000, LONGEST_TRANSACTION, LONGEST_TRANSACTION + 1, DAY, 365 * DAY, -DAY];
    const bodies: [string, (time: number) => object][] = [
      ['a platform event', (time) => ({ CreatedDate: new Date(time).toISOString() })],
      ['a change event', (time) => ({ CreatedDate: null, ChangeEventHeader: { commitTimestamp: time } })],
    ];
    const cases = bodies.flatMap(([name, body]) => ages.map((age) => ({ name, body, age })));

    test.each(cases)('$name that is $age ms older than the subscription', async ({ body, age }) => {
      const stream = streamFrom({ [A]: { from: 'new' } });
      await stream.start();
      for (const id of ['1', '2']) server.publish(A, id, body(server.time - age));
      expect(await take(stream, 2)).toEqual(['1', '2']);
    });

    test('also if a break follows the time in which nothing came', async () => {
      const stream = streamFrom({ [A]: { from: 'new' } });
      await stream.start();
      server.forgetClients();
      now += 1_000;
      expect(await stream.next()).toEqual([]);
      now += 60_000;
      expect(await stream.next()).toEqual([]);
      server.publish(A, '1', { CreatedDate: new Date(server.time - DAY).toISOString() });
      expect(await take(stream, 1)).toEqual(['1']);
    });
  });

  test('that bridges a break gives what a transaction may have held back until then', async () => {
    const stream = streamFrom({ [A]: { from: 'since', time: server.time } });
    server.publish(A, '1', { CreatedDate: new Date(server.time - LONGEST_TRANSACTION - 1).toISOString() });
    server.publish(A, '2', { CreatedDate: new Date(server.time - LONGEST_TRANSACTION + 5_000).toISOString() });
    await stream.start();
    expect(await stream.next()).toMatchObject([{ replayId: '2' }]);
  });

  test('knows its first event again, whatever its time is', async () => {
    const time = server.time + LONGEST_TRANSACTION + 60_000;
    for (const id of ['1', '2', '3']) server.publish(A, id);
    const stream = streamFrom({ [A]: { from: 'since', time, first: '2' } });
    await stream.start();
    expect(await take(stream, 2)).toEqual(['2', '3']);
  });

  test('keeps its time while only older events come', async () => {
    const stream = streamFrom({ [A]: { from: 'since', time: server.time + LONGEST_TRANSACTION + 2_500 } });
    for (const id of ['1', '2']) server.publish(A, id);
    await stream.start();
    expect(await stream.next()).toEqual([]);
    expect(stream.positions.get(A)).toEqual({ from: 'since', time: server.time + LONGEST_TRANSACTION + 500 });
    server.publish(A, '3');
    expect(await take(stream, 1)).toEqual(['3']);
  });
});

describe('A session that is given up', () => {
  const goodbyes = () => sentTo('/meta/disconnect').map(({ clientId }) => clientId);

  test.each<[CometdFault, string[]]>([
    ['down', ['client1']],
    ['half', ['client1']],
    ['lost', ['client1']],
    ['page', ['client1']],
    // The server has forgotten it.
    ['unknownClient', []],
  ])('is said goodbye to if it may still live: %s', async (fault, expected) => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    server.faults.push(fault);
    server.publish(A, '1');
    await take(stream, 1);
    expect(goodbyes()).toEqual(expected);
  });

  test('at its start is, too, once', async () => {
    server.refuses.set(A, '403:denied_by_security_policy:create_denied');
    const stream = streamFrom({ [A]: { from: 'new' } });
    await expect(stream.start()).rejects.toThrow(SalesforceError);
    await stream.close();
    expect(goodbyes()).toEqual(['client1']);
  });
});

test('What is delivered twice is given once', async () => {
  const stream = streamFrom({ [A]: { from: 'kept' } });
  for (const id of ['1', '2', '3']) server.publish(A, id);
  await stream.start();
  expect(await take(stream, 3)).toEqual(['1', '2', '3']);
  server.refuses.set(A, '400::The replayId {3} you provided was invalid.');
  server.forgetClients();
  server.publish(A, '4');
  onLost = () => server.refuses.clear();
  expect(await take(stream, 1)).toEqual(['4']);
  expect(replays()).toEqual([-2, 3, -2]);
});

test('Of what cannot be read is told once, and the others are given', async () => {
  const stream = streamFrom({ [A]: { from: 'kept' } });
  for (const id of ['2', '-1', '3']) server.publish(A, id);
  server.replaysAll = true;
  await stream.start();
  expect(await take(stream, 2)).toEqual(['2', '3']);
  server.forgetClients();
  server.publish(A, '4');
  expect(await take(stream, 1)).toEqual(['4']);
  expect(news.filter(({ what }) => what === 'unreadable')).toEqual([
    { what: 'unreadable', error: expect.objectContaining({ message: expect.stringContaining('replay ID') }) },
  ]);
});

describe('Pauses', () => {
  test('grow while nothing helps, and end when it does', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    server.faults.push(...Array.from({ length: 9 }, (): CometdFault => 'down'));
    server.publish(A, '1');
    await take(stream, 1);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('are long after a limit, and say so', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    server.refuses.set(A, '403::Organization total events daily limit exceeded');
    server.forgetClients();
    server.publish(A, '1');
    const taken = take(stream, 1);
    while (waits.length < 4) await new Promise((resolve) => setImmediate(resolve));
    server.refuses.clear();
    expect(await taken).toEqual(['1']);
    expect(waits.slice(0, 4)).toEqual([15 * 60_000, 30 * 60_000, 60 * 60_000, 60 * 60_000]);
    const limits = news.filter((one) => one.what === 'broken' && one.pause > 60_000);
    expect(limits).toHaveLength(waits.length);
  });

  test('are short at first if connections are too many: the trigger’s own last one may be among them', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    server.refuses.set(A, '403::Organization concurrent user limit exceeded');
    server.forgetClients();
    server.publish(A, '1');
    const taken = take(stream, 1);
    while (waits.length < 3) await new Promise((resolve) => setImmediate(resolve));
    server.refuses.clear();
    expect(await taken).toEqual(['1']);
    expect(waits.slice(0, 3)).toEqual([45_000, 15 * 60_000, 30 * 60_000]);
  });

  test('grow if each connection breaks soon, although each brings an event', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    for (let n = 1; n <= 5; n += 1) {
      server.faults.push('lost');
      server.publish(A, String(n));
      await take(stream, 1);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  });

  test('grow if each connection brings the same events', async () => {
    const org = orgOf((request) => server.send(request), {
      wait: async (milliseconds) => {
        waits.push(milliseconds);
        await new Promise((resolve) => setImmediate(resolve));
      },
      now: () => 0,
      random: () => 0.5,
    });
    const stream = new EventStream(org, {
      open: openCometd,
      from: new Map([[A, { from: 'kept' } as const]]),
      whenLost: 'kept',
      tell: () => undefined,
    });
    server.publish(A, '1');
    server.replaysAll = true;
    await stream.start();
    expect(await stream.next()).toHaveLength(1);
    for (let n = 0; n < 8; n += 1) {
      server.forgetClients();
      expect(await stream.next()).toEqual([]);
    }
    expect(waits.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  test('come between long polls that a server answers at once, without end', async () => {
    const settings = { open: openCometd, from: new Map([[A, { from: 'new' } as const]]), whenLost: 'kept' as const };
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const org = orgOf(server.send, { wait, now: () => 0, random: () => 0.5 });
    const stream = new EventStream(org, { ...settings, tell: () => undefined });
    await stream.start();
    for (let n = 0; n < 9; n += 1) await stream.next();
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  test('grow if each new connection breaks at once', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    const opening: CometdFault[] = ['none', 'none', 'none'];
    server.faults.push(...[1, 2, 3, 4].flatMap((): CometdFault[] => ['unknownClient', ...opening]));
    server.publish(A, '1');
    await take(stream, 1);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
  });
});

describe('A position that Salesforce no longer has', () => {
  beforeEach(() => {
    server.publish(A, '1');
    server.publish(A, '2');
    server.expire(A);
    server.publish(A, '3');
  });

  test('gives way to all that is kept', async () => {
    const stream = streamFrom({ [A]: after('1'), [B]: { from: 'new' } });
    await stream.start();
    expect(await take(stream, 1)).toEqual(['3']);
    expect(news).toEqual([{ what: 'lost', error: expect.any(SalesforceError), channels: [A] }]);
  });

  test('gives way to new events, if so chosen, of which none is missed then', async () => {
    const stream = streamFrom({ [A]: after('1') }, 'new');
    server.time += LONGEST_TRANSACTION + 5_000;
    await stream.start();
    server.forgetClients();
    server.publish(A, '4');
    expect(await take(stream, 1)).toEqual(['4']);
    expect(replays()).toEqual([1, -1, -2]);
  });

  test('ends the stream, if so chosen', async () => {
    const refused = streamFrom({ [A]: after('1') }, 'stop').start();
    await expect(refused).rejects.toMatchObject({ kinds: ['REPLAY_ID_INVALID'], fields: [A] });
  });

  test('is not replaced forever', async () => {
    server.refuses.set(A, '400::The replayId {-2} you provided was invalid.');
    await expect(streamFrom({ [A]: after('1') }).start()).rejects.toMatchObject({ kinds: ['REPLAY_ID_INVALID'] });
    expect(replays()).toEqual([1, -2]);
  });
});

describe('A stream ends', () => {
  test.each([
    ['400::The channel you requested to subscribe to does not exist {/event/A__e}', 'NO_SUCH_CHANNEL'],
    ['403:denied_by_security_policy:create_denied', 'CHANNEL_UNSEEN'],
  ])('with what only a person can mend: %s', async (error, kind) => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    server.refuses.set(A, error);
    server.forgetClients();
    await expect(stream.next()).rejects.toMatchObject({ kinds: [kind], fields: [A] });
  });

  test('when it is cancelled', async () => {
    const stream = streamFrom({ [A]: { from: 'new' } });
    await stream.start();
    isCancelled = true;
    server.faults.push('down');
    await expect(stream.next()).rejects.toThrow('The connection was lost.');
    expect(waits).toEqual([]);
  });
});
