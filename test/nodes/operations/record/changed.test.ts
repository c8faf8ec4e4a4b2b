import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { DELETE_LOG } from '../../../../simulator/rest/replication';
import { hostOn, named, outputOf } from '../../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
beforeEach(() => org.org.store.reset());
afterAll(() => org.close());

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/;

const ask = (operation: 'getDeleted' | 'getUpdated', more: IDataObject = {}): IDataObject => ({
  resource: 'record',
  operation,
  object: named('Account'),
  start: minutesAgo(10),
  end: minutesAgo(-3),
  ...more,
});

async function created(...names: string[]): Promise<string[]> {
  const parameters = { resource: 'record', operation: 'create', object: named('Account'), sendAs: 'collections' };
  const fields = { mappingMode: 'autoMapInputData', value: null };
  const items = names.map((Name) => ({ Name }));
  return (await outputOf(org, { ...parameters, fields }, { items })).map(({ id }) => String(id));
}

async function deleted(...ids: string[]): Promise<void> {
  for (const id of ids) {
    await outputOf(org, { resource: 'record', operation: 'delete', object: named('Account'), recordId: named(id) });
  }
}

async function errorOf(parameters: IDataObject): Promise<{ message: string; sent: number }> {
  const { context, sent } = hostOn(org, { parameters });
  const message = await run(context).then(
    () => 'no error',
    (error: Error) => error.message,
  );
  return { message, sent: sent.length };
}

describe('Record > Get Updated', () => {
  test('returns the records with their fields, and up to when nothing is missing', async () => {
    const [id = ''] = await created('Updated');
    const output = await outputOf(org, ask('getUpdated', { returnAll: true, moreFields: 'Name' }));
    expect(output).toContainEqual({ Id: id, Name: 'Updated', latestDateCovered: expect.stringMatching(TIME) });
  });

  test('costs one query for 2,000 records, and none for their IDs alone', async () => {
    await created('A', 'B', 'C');
    for (const [loadFields, calls] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const { context, sent } = hostOn(org, { parameters: ask('getUpdated', { returnAll: true, loadFields }) });
      await run(context);
      expect(sent.filter(({ url }) => !url.includes('/describe'))).toHaveLength(calls);
    }
  });

  test('names the ID as a record does, with its fields and without', async () => {
    const [id = ''] = await created('Named');
    for (const loadFields of [true, false]) {
      const output = await outputOf(org, ask('getUpdated', { returnAll: true, loadFields }));
      expect(output.map(({ Id }) => Id)).toContain(id);
      expect(output.flatMap((json) => Object.keys(json))).not.toContain('id');
    }
  });

  test('returns one item with all IDs, also where there are none', async () => {
    const [id = ''] = await created('Listed');
    const list = { changedOutput: 'list', loadFields: false };
    expect(await outputOf(org, ask('getUpdated', list))).toEqual([
      { ids: expect.arrayContaining([id]), latestDateCovered: expect.stringMatching(TIME) },
    ]);
    const before = { ...list, start: minutesAgo(30), end: minutesAgo(20) };
    expect(await outputOf(org, ask('getUpdated', before))).toEqual([
      { ids: [], latestDateCovered: expect.stringMatching(TIME) },
    ]);
  });

  test('with a limit leaves out the time to go on from, and says so', async () => {
    await created('A', 'B', 'C');
    const parameters = ask('getUpdated', { limit: 2, loadFields: false });
    const { context, hints } = hostOn(org, { parameters });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toEqual([{ Id: expect.any(String) }, { Id: expect.any(String) }]);
    expect(hints.map(({ message }) => message).join()).toContain('latestDateCovered is not returned');
  });

  test('leaves out what was deleted since, and says so', async () => {
    const [id = ''] = await created('Gone', 'Kept');
    const { context, hints } = hostOn(org, { parameters: ask('getUpdated', { returnAll: true }) });
    const { httpRequestWithAuthentication: send } = context.helpers;
    context.helpers.httpRequestWithAuthentication = async function (credential, request) {
      const answer: unknown = await send.call(this, credential, request);
      if (request.url.includes('/updated')) await deleted(id);
      return answer;
    };
    const output = (await run(context)).map(({ json }) => json['Id']);
    expect(output).not.toContain(id);
    expect(hints.map(({ message }) => message).join()).toContain('1 updated record can no longer be read');
  });
});

describe('Record > Get Deleted', () => {
  test('returns the IDs of deleted records and when they were deleted', async () => {
    const [id = ''] = await created('Deleted');
    await deleted(id);
    expect(await outputOf(org, ask('getDeleted'))).toEqual([
      {
        id,
        deletedDate: expect.stringMatching(/Z$/),
        latestDateCovered: expect.stringMatching(TIME),
      },
    ]);
    const list = await outputOf(org, ask('getDeleted', { changedOutput: 'list' }));
    expect(list).toEqual([
      {
        deletedRecords: [{ id, deletedDate: expect.any(String) }],
        earliestDateAvailable: expect.stringMatching(TIME),
        latestDateCovered: expect.stringMatching(TIME),
      },
    ]);
  });

  test('asks again in parts where there are more than one answer carries', async () => {
    const ids = await created('A', 'B', 'C');
    for (const id of ids) {
      await deleted(id);
      org.org.clock.advance(5 * 60_000);
    }
    const most = org.org.deleteLog.mostIds;
    org.org.deleteLog.mostIds = 1;
    try {
      const output = await outputOf(org, ask('getDeleted', { returnAll: true, end: minutesAgo(-30) }));
      expect(output.map(({ id }) => id)).toEqual(ids);
    } finally {
      org.org.deleteLog.mostIds = most;
      org.org.clock.reset();
    }
  });
});

test.each(['getUpdated', 'getDeleted'] as const)(
  'What Salesforce keeps no log of is refused, with what to do: %s',
  async (operation) => {
    const parameters = ask(operation, { object: named('PushTopic') });
    const { context } = hostOn(org, { parameters, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: {
        message: expect.stringContaining('sObject type PushTopic is not replicable'),
        actions: [expect.stringMatching(/^Salesforce keeps no log .* SystemModstamp/)],
      },
    });
  },
);

describe('Salesforce’s log of deletions', () => {
  afterEach(() => {
    Object.assign(org.org.deleteLog, DELETE_LOG);
    org.org.clock.reset();
  });

  test.each([{}, { changedOutput: 'list' }, { limit: 1 }, { returnAll: true }])(
    'that begins after Start is told with %j',
    async (more) => {
      await deleted(...(await created('A', 'B')));
      Object.assign(org.org.deleteLog, { purgedUntil: Date.now() - 5 * 60_000, refusesPurged: false });
      const { context, hints } = hostOn(org, { parameters: ask('getDeleted', more) });
      await run(context);
      expect(hints.map(({ message }) => message).join()).toMatch(/Deletions before \d{4}-.*Z may be missing/);
    },
  );

  test('that begins before Start is not told', async () => {
    const { context, hints } = hostOn(org, { parameters: ask('getDeleted') });
    await run(context);
    expect(hints).toEqual([]);
  });

  test('that was purged after Start says what to do, and that a new org has none from before', async () => {
    Object.assign(org.org.deleteLog, { purgedUntil: Date.now(), refusesPurged: true });
    const { context } = hostOn(org, { parameters: ask('getDeleted') });
    await expect(run(context)).rejects.toMatchObject({
      description: expect.stringMatching(/Choose a later Start.*before the org was created/s),
    });
  });
});

describe('A time range', () => {
  test.each<[string, IDataObject, string]>([
    ['without a beginning', { start: '' }, 'Start is empty'],
    ['that ends before it begins', { end: minutesAgo(60) }, 'two minutes or more before End'],
    ['of a minute', { start: minutesAgo(6), end: minutesAgo(5) }, 'two minutes or more before End'],
    ['that has not begun', { start: minutesAgo(-5), end: '' }, 'two minutes or more before End'],
    ['of no dates', { start: 'yesterday' }, 'not a date and time'],
    ['that begins too early', { start: minutesAgo(16 * 24 * 60) }, 'more than 15 days ago'],
  ])('%s is refused before anything is sent', async (_, range, says) => {
    const { message, sent } = await errorOf(ask('getDeleted', range));
    expect(message).toContain(says);
    expect(sent).toBe(0);
  });

  test.each([
    ['getDeleted', 15],
    ['getUpdated', 30],
  ] as const)('of %s may begin exactly %d days ago, however long the run takes until then', async (operation, days) => {
    const more = { loadFields: false, changedOutput: 'list' };
    // An hour earlier where the clocks went back in between.
    for (const minutes of [0, 1, -1, 60, 61]) {
      const { context, sent } = hostOn(org, {
        parameters: ask(operation, { start: minutesAgo(days * 1_440 + minutes), ...more }),
      });
      await expect(run(context)).resolves.toHaveLength(1);
      const start = Date.parse(String(new URL(sent.at(-1)?.url ?? '').searchParams.get('start')));
      // A minute later, Salesforce would still take it.
      expect(start).toBeGreaterThan(Date.now() - days * 86_400_000 + 30_000);
    }
    expect((await errorOf(ask(operation, { start: minutesAgo(days * 1_440 + 64), ...more }))).sent).toBe(0);
  });

  test.each([-1, 1])('is by a time of Salesforce’s that the host’s clock can have: not %d years off', async (years) => {
    const { context } = hostOn(org, {
      items: [{}, {}, {}],
      parameters: ask('getUpdated', { end: '', loadFields: false, changedOutput: 'list' }),
    });
    const { httpRequestWithAuthentication: send } = context.helpers;
    const date = new Date(Date.now() + years * 365 * 86_400_000).toUTCString();
    context.helpers.httpRequestWithAuthentication = async function (credential, request) {
      const answer = (await send.call(this, credential, request)) as { headers: object };
      return { ...answer, headers: { ...answer.headers, date } };
    };
    const output = await run(context);
    expect(output).toHaveLength(3);
    for (const { json } of output) {
      const covered = Date.parse(String(json['latestDateCovered']));
      expect(Math.abs(covered - Date.now())).toBeLessThan(5 * 60_000);
    }
  });

  test('reaches back twice as far for updates', async () => {
    await created('Updated');
    const parameters = ask('getUpdated', { start: minutesAgo(16 * 24 * 60), loadFields: false, returnAll: true });
    expect(await outputOf(org, parameters)).not.toHaveLength(0);
  });
});

describe('A run that goes on from latestDateCovered', () => {
  afterEach(() => {
    Object.assign(org.org.deleteLog, DELETE_LOG);
    org.org.clock.reset();
  });

  const list = { changedOutput: 'list', loadFields: false, returnAll: true };
  const latest = async (parameters: IDataObject): Promise<IDataObject> => (await outputOf(org, parameters))[0] ?? {};

  describe.each(['getUpdated', 'getDeleted'] as const)('of %s', (operation) => {
    test.each(
      [true, false].flatMap((coversFuture) =>
        [-10, 0, 10].flatMap((ahead) => ['', 0, 10].map((end) => ({ coversFuture, ahead, end }))),
      ),
    )('misses nothing that changed in between: %j', async ({ coversFuture, ahead, end }) => {
      org.org.deleteLog.coversFuture = coversFuture;
      org.org.clock.advance(ahead * 60_000);
      const range = { start: minutesAgo(30), end: end === '' ? '' : minutesAgo(-Number(end)) };
      const { latestDateCovered } = await latest(ask(operation, { ...list, ...range }));
      const ids = await created('In between');
      if (operation === 'getDeleted') await deleted(...ids);
      org.org.clock.advance(5 * 60_000);
      const next = { start: latestDateCovered, end: minutesAgo(-30) };
      const output = await outputOf(org, ask(operation, { ...list, ...next, changedOutput: 'items' }));
      expect(output.map(({ Id, id }) => Id ?? id)).toEqual(expect.arrayContaining(ids));
    });

    test.each(['', 0, 1])('too soon has nothing yet, and the same time to go on from (End %j)', async (end) => {
      const start = minutesAgo(0).replace(/:\d\d\.\d+Z$/, ':00.000Z');
      const parameters = ask(operation, { ...list, start, end: end === '' ? '' : minutesAgo(-Number(end)) });
      expect(await latest(parameters)).toMatchObject({ latestDateCovered: start });
      expect((await errorOf({ ...parameters, changedOutput: 'items' })).sent).toBe(0);
      expect(await outputOf(org, { ...parameters, changedOutput: 'items' })).toEqual([]);
    });
  });
});
