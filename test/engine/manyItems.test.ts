import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import type { StatsReport } from '../../simulator/control/stats';
import { openSession } from '../support/org';
import {
  byExternalId,
  byId,
  countOf,
  fields,
  JWT,
  JWT_GRANT,
  orgWithCredentials,
  PACKAGE,
  record,
  salesforce,
  WEB,
} from './salesforce';
import type { Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';
import { until } from '../support/until';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine, { policies: { rotation: true } });
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});
beforeEach(() => signed.control.post('reset', { parts: ['data', 'stats', 'faults', 'limits', 'bulk', 'choices'] }));
afterEach(() => signed.control.clearFaults());

/** The input's own fields: nothing for n8n to evaluate. */
const MAPPED = { fields: { mappingMode: 'autoMapInputData', value: null } } as unknown as INodeParameters;
const KEYED = byExternalId('External_Id__c', '={{ $json.External_Id__c }}');
const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };

/** People, of whom those at the given places have no name. */
const people = (count: number, nameless: readonly number[] = []): IDataObject[] =>
  Array.from({ length: count }, (_, i) => ({
    LastName: nameless.includes(i) ? '' : `Person ${i}`,
    External_Id__c: `K-${i}`,
  }));

/** One in a hundred. */
const onePercent = (count: number): number[] => Array.from({ length: count / 100 }, (_, i) => i * 100 + 37);

function node(operation: string, parameters: INodeParameters, credential: typeof JWT | typeof WEB = JWT): INode {
  return salesforce('Write', credential, record(operation, 'Contact', { sendAs: 'collections', ...parameters }));
}

async function run(write: INode, input: IDataObject[], signal?: AbortSignal): Promise<RunResult> {
  const { credentials } = signed;
  return await engine.run(chain(manualTrigger, write), {
    credentials,
    input,
    ...(signal === undefined ? {} : { signal }),
  });
}

interface Written {
  /** The node's output, an entry an item. */
  output: IDataObject[];
  saved: IDataObject[];
  failed: { index: number; errorCode: string }[];
  stats: StatsReport;
  /** How many contacts there are more than before. */
  grown: number;
}

/** Runs a node that goes on after failures, and looks at the org afterwards. */
async function written(write: INode, input: IDataObject[]): Promise<Written> {
  const before = countOf(signed.org, 'Contact');
  const result = await run({ ...write, ...CONTINUE }, input);
  expect(result.error).toBeUndefined();
  const output = itemsOf(result, 'Write') as IDataObject[];
  const paired = result.nodes.get('Write')?.outputs[0]?.map(({ pairedItem }) => (pairedItem as { item: number }).item);
  expect(paired).toEqual(input.map((_, index) => index));
  return {
    output,
    saved: output.filter(({ error }) => error === undefined),
    failed: output.flatMap(({ error }, index) =>
      error === undefined ? [] : [{ index, ...(error as { errorCode: string }) }],
    ),
    stats: await signed.control.stats(),
    grown: countOf(signed.org, 'Contact') - before,
  };
}

/** Contacts by the external ID that they have; fails when one is there twice. */
function contactsByKey(): Map<unknown, IDataObject> {
  const { store } = signed.org.org;
  const schema = store.schema.object('Contact');
  const rows = schema === undefined ? [] : [...store.rows(schema, { includeDeleted: false })];
  const keyed = rows.filter((row) => String(row['External_Id__c'] ?? '').startsWith('K-'));
  const byKey = new Map(keyed.map((row) => [row['External_Id__c'], row as IDataObject]));
  expect(byKey.size).toBe(keyed.length);
  return byKey;
}

/** Waits until the org has been sent so many requests of a kind. */
const untilAsked = (kind: string, times: number) =>
  until(async () => ((await signed.control.stats()).byKind[kind] ?? 0) >= times);

/** Of the org's ingest jobs. */
async function jobStates(): Promise<string[]> {
  const headers = { Authorization: `Bearer ${openSession(signed.org)}` };
  const answer = await fetch(`${signed.org.url}/services/data/v67.0/jobs/ingest`, { headers });
  const { records } = (await answer.json()) as { records: { state: string }[] };
  return records.map(({ state }) => state);
}

/** The org holds what the outcomes say, and nothing twice. */
function expectAgreement(input: readonly IDataObject[], output: readonly IDataObject[]): void {
  const byKey = contactsByKey();
  for (const [index, { External_Id__c: key }] of input.entries()) {
    const { id, error } = output[index] ?? {};
    const code = (error as IDataObject | undefined)?.['errorCode'];
    if (error === undefined) expect(byKey.get(key)?.['Id']).toBe(id);
    else if (code !== 'MAY_HAVE_BEEN_CREATED') expect(byKey.has(key)).toBe(false);
  }
}

describe('Ten thousand items', () => {
  const COUNT = 10_000;

  test('are created by fifty requests and one describe, each answered in its place', async () => {
    const { output, stats, grown } = await written(node('create', MAPPED), people(COUNT));
    expect(stats.byKind).toMatchObject({ 'POST composite/sobjects': 50, 'GET sobjects/describe': 1 });
    expect(stats.apiCalls).toBe(51);
    expect(grown).toBe(COUNT);
    const byKey = contactsByKey();
    expect(output).toEqual(
      people(COUNT).map((item) => ({ id: byKey.get(item['External_Id__c'])?.['Id'], created: true })),
    );
  });
});

describe('Records in a round: created, updated and deleted by external ID and by ID', () => {
  const COUNT = 1_000;
  const input = people(COUNT);

  async function calls(write: INode, items: IDataObject[]): Promise<[Record<string, number>, IDataObject[]]> {
    await signed.control.post('reset', { parts: ['stats'] });
    const { output, stats } = await written(write, items);
    const { 'POST oauth2/token': _, ...byKind } = stats.byKind;
    return [byKind, output];
  }

  test('cost a request for 200 items, and one more to find a thousand IDs', async () => {
    await signed.control.post('choices', { shortPages: false });
    // The describe is asked for once and is fresh from then on.
    await calls(node('create', MAPPED), [{ LastName: 'First' }]);

    const [upserting, created] = await calls(node('upsert', { ...KEYED, ...MAPPED }), input);
    expect(upserting).toEqual({ 'PATCH composite/sobjects': 5 });
    expect(created).toEqual(input.map(() => ({ id: expect.stringMatching(/^003/), created: true })));
    const ids = created.map(({ id }) => ({ id }));
    const [again, found] = await calls(node('upsert', { ...KEYED, ...MAPPED }), input);
    expect(again).toEqual({ 'PATCH composite/sobjects': 5 });
    expect(found).toEqual(ids.map(({ id }) => ({ id, created: false })));

    const renamed = fields({ LastName: '={{ $json.External_Id__c }}!' });
    const [byKey, updated] = await calls(node('update', { ...KEYED, ...renamed }), input);
    expect(byKey).toEqual({ 'POST composite': 1, 'PATCH composite/sobjects': 5 });
    expect(updated).toEqual(ids.map(({ id }) => ({ id, updated: true })));
    expect(contactsByKey().get('K-999')?.['LastName']).toBe('K-999!');

    const [byIds, deleted] = await calls(node('delete', byId('={{ $json.id }}')), ids);
    expect(byIds).toEqual({ 'DELETE composite/sobjects': 5 });
    expect(deleted).toEqual(ids.map(({ id }) => ({ id, deleted: true })));
    expect(contactsByKey().size).toBe(0);
  });
});

describe('Two thousand items with one in a hundred bad', () => {
  const COUNT = 2_000;
  const bad = onePercent(COUNT);
  const input = people(COUNT, bad);
  const failures = bad.map((index) => expect.objectContaining({ index, errorCode: 'REQUIRED_FIELD_MISSING' }));
  const OTHER_REQUESTS = { method: 'POST', path: 'composite/sobjects', skip: 4 };

  test.each([
    ['JWT bearer', JWT, JWT_GRANT],
    ['web server flow', WEB, 'refresh_token'],
  ] as const)(
    'outlive their session, with one exchange by %s for all requests under way',
    async (_, credential, grant) => {
      const create = node('create', MAPPED, credential);
      await run(create, [{ LastName: 'Signed in' }]);
      await signed.control.post('reset', { parts: ['stats'] });
      await signed.control.faults({ ...OTHER_REQUESTS, slow: 50, times: 6 });
      const running = written(create, input);
      await untilAsked('POST composite/sobjects', 6);
      await signed.control.post('sessions', { expire: true });
      const { output, failed, grown, stats } = await running;
      expect(failed).toEqual(failures);
      expect(grown).toBe(COUNT - bad.length);
      expectAgreement(input, output);
      expect(stats.tokens).toEqual({ granted: { [grant]: 1 }, refused: {} });
    },
  );

  test('end with the first failure, and say how many were saved and which were not', async () => {
    const { error } = await run(node('create', MAPPED), input);
    expect(error).toMatchObject({ name: 'NodeApiError', itemIndex: 37, httpCode: '400' });
    expect(error?.description).toContain(
      [
        '1,980 of 2,000 items succeeded; their changes stay in Salesforce.',
        'Failed: 20 (item 37, 137, 237, 337, 437, 537, 637, 737, 837, 937 and 10 more).',
        'Do not use n8n’s Retry for this execution: it would send the 1,980 completed items again.',
      ].join('\n'),
    );
  });
});

describe('Send As: Bulk', () => {
  const COUNT = 2_000;
  const bad = onePercent(COUNT);
  const input = people(COUNT, bad);
  const automatic = { ...MAPPED, sendAs: 'automatic' };
  const jobs = ({ byKind }: StatsReport): number => byKind['POST jobs/ingest'] ?? 0;
  const collections = ({ byKind }: StatsReport): number => byKind['POST composite/sobjects'] ?? 0;

  test('is what Automatic does from two thousand items, with the same outcomes', async () => {
    const { output, failed, grown, stats } = await written(node('create', automatic), input);
    expect([jobs(stats), collections(stats)]).toEqual([1, 0]);
    expect(failed).toEqual(bad.map((index) => expect.objectContaining({ index, errorCode: 'REQUIRED_FIELD_MISSING' })));
    expect(output[0]).toEqual({ id: expect.stringMatching(/^003/), created: true });
    expect(grown).toBe(COUNT - bad.length);
    expectAgreement(input, output);
  });

  test('is what Automatic leaves alone below, and from where the user says', async () => {
    const fewer = await written(node('create', automatic), people(1_999));
    expect([jobs(fewer.stats), collections(fewer.stats)]).toEqual([0, 10]);
    await signed.control.post('reset', { parts: ['data', 'stats'] });
    const from = await written(node('create', { ...automatic, options: { bulkFrom: 10 } }), people(10));
    expect([jobs(from.stats), collections(from.stats)]).toEqual([1, 0]);
  });

  test('is left where it would not mean the same: All or None, duplicates, active assignment rules', async () => {
    const leads = Array.from({ length: 5 }, (_, i) => ({ LastName: `Lead ${i}`, Company: 'x' }));
    const lead = { object: { __rl: true, mode: 'name', value: 'Lead' } };
    for (const options of [{}, { allOrNone: true }, { allowDuplicates: true }]) {
      await signed.control.post('reset', { parts: ['stats'] });
      const parameters = { ...automatic, ...lead, options: { ...options, bulkFrom: 2 } };
      const { saved, stats } = await written(node('create', parameters), leads);
      expect([saved.length, jobs(stats), collections(stats)]).toEqual([5, 0, 1]);
    }
    await signed.control.post('reset', { parts: ['stats'] });
    const options = { assignmentRule: 'none', bulkFrom: 2 };
    expect(jobs((await written(node('create', { ...automatic, ...lead, options }), leads)).stats)).toBe(1);
  });

  test('upserts, updates and deletes with the output that other ways give', async () => {
    const few = people(20);
    const bulk = { ...KEYED, ...MAPPED, sendAs: 'bulk' };
    const upserted = await written(node('upsert', bulk), few);
    expect(upserted.output).toEqual(few.map(() => ({ id: expect.stringMatching(/^003/), created: true })));
    const again = await written(node('upsert', bulk), few);
    expect(again.output).toEqual(upserted.output.map(({ id }) => ({ id, created: false })));
    const updated = await written(node('update', bulk), people(21));
    expect(updated.saved).toEqual(upserted.output.map(({ id }) => ({ id, updated: true })));
    expect(updated.failed).toEqual([expect.objectContaining({ index: 20, errorCode: 'NOT_FOUND' })]);
    const removed = await written(node('delete', { ...KEYED, sendAs: 'bulk' }), few);
    expect(removed.output).toEqual(upserted.output.map(({ id }) => ({ id, deleted: true })));
    expect(removed.grown).toBe(-20);
  });

  test('says what it cannot do', async () => {
    const { failed, stats } = await written(
      node('create', { ...MAPPED, sendAs: 'bulk', options: { allOrNone: true } }),
      people(2),
    );
    expect(failed.map(({ errorCode }) => errorCode)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    expect(jobs(stats)).toBe(0);
  });
});

describe('The allowance of API calls', () => {
  const input = people(2_000);
  const oneAfterAnother = { ...MAPPED, options: { parallelRequests: 1 } };

  test('when it is used up, stops at once, and the error says what was not sent', async () => {
    await run(node('create', MAPPED), [{ LastName: 'Described' }]);
    await signed.control.post('limits', { max: 1_000, used: 996 });
    await signed.control.post('reset', { parts: ['stats'] });
    const { error } = await run(node('create', oneAfterAnother), input);
    expect((await signed.control.stats()).byKind).toEqual({ 'POST composite/sobjects': 5 });
    expect(error).toMatchObject({ itemIndex: 800, message: expect.stringContaining('REQUEST_LIMIT_EXCEEDED') });
    expect(error?.description).toContain(
      [
        '800 of 2,000 items succeeded; their changes stay in Salesforce.',
        'Failed: 200 (item 800–999).',
        'Not sent: 1,000 (item 1000–1999).',
      ].join('\n'),
    );
  });

  test('is left to others from the share that was asked for', async () => {
    await signed.control.post('limits', { max: 1_000, used: 895 });
    const options = { parallelRequests: 1, stopAtApiUsage: 90 };
    const { saved, failed } = await written(node('create', { ...MAPPED, options }), input);
    expect(saved.length).toBeGreaterThanOrEqual(800);
    expect(new Set(failed.map(({ errorCode }) => errorCode))).toEqual(new Set(['NOT_SENT']));
    expect(saved.length + failed.length).toBe(2_000);
    expect((await signed.control.post<{ used: number }>('limits')).used).toBe(900);
  });
});

describe('All or None', () => {
  test('undoes the request of the bad record, and no other; the bad record speaks for them', async () => {
    const input = people(450, [205]);
    const write = node('create', { ...MAPPED, options: { allOrNone: true } });
    const { output, failed, grown } = await written(write, input);
    expect(failed.map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, i) => 200 + i));
    expect(failed[5]).toMatchObject({ index: 205, errorCode: 'REQUIRED_FIELD_MISSING' });
    expect(failed[0]).toMatchObject({ index: 200, errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' });
    expect(grown).toBe(250);
    expectAgreement(input, output);
    await signed.control.post('reset', { parts: ['data'] });
    expect((await run(write, input)).error).toMatchObject({ itemIndex: 205 });
  });
});

describe('One by One', () => {
  test('gives the same output as together', async () => {
    const input = people(3, [1]);
    const { output, stats } = await written(node('upsert', { ...KEYED, ...MAPPED, sendAs: 'oneByOne' }), input);
    expect(stats.byKind['PATCH sobjects']).toBe(3);
    expect(output).toEqual([
      { id: expect.stringMatching(/^003/), created: true },
      { error: expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING', status: 400 }) },
      { id: expect.stringMatching(/^003/), created: true },
    ]);
  });

  test('updates by external ID in one request, which never creates', async () => {
    await written(node('create', MAPPED), people(2));
    await signed.control.post('reset', { parts: ['stats'] });
    const renamed = { ...KEYED, ...fields({ LastName: 'New' }), sendAs: 'oneByOne' };
    const { output, stats, grown } = await written(node('update', renamed), people(3));
    expect(stats.byKind).toEqual({ 'PATCH sobjects': 3 });
    expect(output.map((item) => item['updated'] ?? (item['error'] as IDataObject)['errorCode'])).toEqual([
      true,
      true,
      'NOT_FOUND',
    ]);
    expect(grown).toBe(0);
  });
});

describe('Items of several objects', () => {
  test('travel by object, and come back in their order', async () => {
    const object = { __rl: true, mode: 'name', value: '={{ $json.sObject }}' };
    const input = Array.from({ length: 300 }, (_, i) =>
      i % 3 === 0 ? { sObject: 'Account', Name: `A${i}` } : { sObject: 'Lead', LastName: `L${i}`, Company: 'x' },
    );
    const options = { ignoreUnknownFields: true };
    const { output, stats } = await written(node('create', { ...MAPPED, object, options }), input);
    expect(output).toEqual(
      input.map(({ sObject }) => ({
        id: expect.stringMatching(sObject === 'Account' ? /^001/ : /^00Q/),
        created: true,
      })),
    );
    expect(stats.byKind['POST composite/sobjects']).toBe(2);
  });
});

describe('A run that is stopped', () => {
  test('aborts its Bulk job', async () => {
    await signed.control.post('bulk', { stateTime: 600_000 });
    const stop = new AbortController();
    const running = run(node('create', { ...MAPPED, sendAs: 'bulk' }), people(10), stop.signal);
    await untilAsked('PUT jobs/ingest', 1);
    stop.abort();
    expect(await running).toMatchObject({ status: 'canceled' });
    await until(async () => (await jobStates()).includes('Aborted'));
    expect(await jobStates()).toEqual(['Aborted']);
  });

  test.each([
    ['an answer', {}, { method: 'POST', path: 'composite/sobjects', hang: true }],
    [
      'a lock to pass',
      {},
      {
        method: 'POST',
        path: 'composite/sobjects',
        status: 503,
        body: [{ errorCode: 'SERVER_UNAVAILABLE' }],
        headers: { 'Retry-After': '20' },
      },
    ],
    ['a Bulk job', { sendAs: 'bulk' }, { method: 'GET', path: 'jobs/ingest', hang: true }],
  ])('ends within a second while it waits for %s', async (_, parameters, fault) => {
    await signed.control.faults({ ...fault, times: 100 });
    const stop = new AbortController();
    const running = run(node('create', { ...MAPPED, ...parameters }), people(600), stop.signal);
    await untilAsked(`${fault.method} ${fault.path}`, 1);
    const stopped = performance.now();
    stop.abort();
    expect(await running).toMatchObject({ status: 'canceled' });
    expect(performance.now() - stopped).toBeLessThan(1_000);
  });

  test('sends nothing more', async () => {
    const stop = new AbortController();
    await signed.control.faults({
      method: 'POST',
      path: 'composite/sobjects',
      status: 503,
      body: [{ errorCode: 'SERVER_UNAVAILABLE' }],
      times: 100,
    });
    const running = run(node('create', MAPPED), people(4_000), stop.signal);
    await untilAsked('POST composite/sobjects', 4);
    stop.abort();
    expect(await running).toMatchObject({ status: 'canceled' });
    expect((await signed.control.stats()).byKind['POST composite/sobjects']).toBeLessThanOrEqual(8);
  });
});
