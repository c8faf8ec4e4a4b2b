import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Container } from '@n8n/di';
import { parse } from 'csv-parse/sync';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import {
  countOf,
  JWT,
  orgWithCredentials,
  PACKAGE,
  salesforce,
  WEB,
  type CredentialId,
  type Signed,
} from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';
import { until } from '../support/until';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine, { size: 120 });
});

beforeEach(() => signed.control.post('bulk', { rowFault: null, stateTime: 2, pageSize: 50_000 }));

afterAll(async () => {
  await signed.org.close();
  engine.close();
});

const named = (value: string) => ({ __rl: true, mode: 'name', value });

function bulk(operation: string, parameters: INodeParameters, credential: CredentialId = JWT): INode {
  return salesforce('Bulk', credential, { resource: 'bulk', operation, ...parameters });
}

/** The item’s text as a file in n8n’s storage. */
const toText = node('To File', 'convertToFile', 1.1, { operation: 'toText', sourceProperty: 'text', options: {} });

async function run(input: IDataObject[], ...nodes: INode[]): Promise<RunResult> {
  return await engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials, input });
}

async function given(input: IDataObject[], ...nodes: INode[]): Promise<IDataObject[]> {
  const result = await run(input, ...nodes);
  expect(result.error).toBeUndefined();
  return itemsOf(result, 'Bulk') as IDataObject[];
}

async function rowsOf(result: RunResult, property: string, delimiter = ','): Promise<Record<string, string>[]> {
  const file = result.nodes.get('Bulk')?.outputs[0]?.[0]?.binary?.[property];
  if (file === undefined) throw new Error(`There is no file ${property}.`);
  return parse(await Container.get(BinaryDataService).getAsBuffer(file), { columns: true, delimiter });
}

const contacts = (action: string, more: INodeParameters = {}): INodeParameters => ({
  object: named('Contact'),
  ingestOperation: action,
  ...more,
});

const people = (count: number, prefix: string, badEvery = Infinity): string =>
  Array.from(
    { length: count },
    (_, i) => `${prefix}-${i};${badEvery < Infinity && i % badEvery === 7 ? '' : `"Per;son ""${i}"""`};x\r\n`,
  ).join('');

const LAYOUT: INodeParameters = {
  columns: {
    column: [
      { name: 'Key', field: 'External_Id__c' },
      { name: 'Note', field: '' },
    ],
  },
  options: { columnDelimiter: 'SEMICOLON' },
};

describe('Load From File', () => {
  test.each([WEB, JWT] as const)(
    'loads a CSV as it comes out of Excel, and tells of each row (%s)',
    async (credential) => {
      const before = countOf(signed.org, 'Contact');
      const text = `\uFEFFKey;LastName;Note\r\n${people(500, credential, 100)}`;
      const result = await run([{ text }], toText, bulk('loadFile', contacts('insert', LAYOUT), credential));
      expect(result.error).toBeUndefined();
      expect(itemsOf(result, 'Bulk')).toEqual([
        {
          object: 'Contact',
          operation: 'insert',
          ended: true,
          rows: 500,
          successful: 495,
          failed: 5,
          unprocessed: 0,
          errors: [expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'], rows: 5 })],
          jobs: [expect.objectContaining({ id: expect.stringMatching(/^750/), numberRecordsFailed: 5 })],
        },
      ]);
      expect(countOf(signed.org, 'Contact') - before).toBe(495);
      const failed = await rowsOf(result, 'failed', ';');
      expect(failed.map((row) => row['External_Id__c']).toSorted()).toEqual(
        [7, 107, 207, 307, 407].map((i) => `${credential}-${i}`).toSorted(),
      );
      expect(failed[0]?.['sf__Error']).toContain('REQUIRED_FIELD_MISSING');
      const successful = await rowsOf(result, 'successful', ';');
      expect(successful.find((row) => row['External_Id__c'] === `${credential}-8`)).toMatchObject({
        sf__Id: expect.stringMatching(/^003/),
        LastName: 'Per;son "8"',
      });
    },
  );

  test('takes a corrected file of failed rows as it is', async () => {
    const text =
      '"sf__Id","sf__Error","LastName","External_Id__c"\n"","REQUIRED_FIELD_MISSING:x:--","Corrected","fixed-1"\n';
    expect(await given([{ text }], toText, bulk('loadFile', contacts('insert')))).toMatchObject([
      { rows: 1, successful: 1 },
    ]);
  });

  test('refuses a broken file before anything is loaded, and names the row', async () => {
    const before = countOf(signed.org, 'Contact');
    const result = await run([{ text: 'LastName,Title\nA,B\nC\n' }], toText, bulk('loadFile', contacts('insert')));
    expect(result.error).toMatchObject({
      itemIndex: 0,
      message: expect.stringContaining('Row 3 of the CSV has 1 value,'),
    });
    expect(countOf(signed.org, 'Contact')).toBe(before);
  });

  test('refuses a column that is no field’s before a job is made, and names the field that was meant', async () => {
    const before = (await signed.control.stats()).byKind['POST jobs/ingest'];
    const result = await run([{ text: 'LastNmae\nA\n' }], toText, bulk('loadFile', contacts('insert')));
    expect(result.error).toMatchObject({
      itemIndex: 0,
      message: expect.stringContaining('“LastNmae”'),
      description: expect.stringContaining('Did you mean LastName'),
    });
    expect((await signed.control.stats()).byKind['POST jobs/ingest']).toBe(before);
  });

  test('says what is wrong when the job fails as a whole, and that nothing was loaded', async () => {
    await signed.control.post('bulk', { failAfterRows: 0 });
    const result = await run([{ text: 'LastName\nA\n' }], toText, bulk('loadFile', contacts('insert')));
    expect(result.error).toMatchObject({
      message: expect.stringMatching(/Bulk job 750\w+ failed\. InternalServerError/),
      description: expect.stringContaining('No row was processed'),
    });
  });

  test('gives the rest that a job left when it failed half way, and what it did', async () => {
    await signed.control.post('bulk', { failAfterRows: 20 });
    const result = await run(
      [{ text: `Key;LastName;Note\r\n${people(50, 'half')}` }],
      toText,
      bulk('loadFile', contacts('insert', LAYOUT)),
    );
    expect(itemsOf(result, 'Bulk')).toMatchObject([
      { ended: true, rows: 50, successful: 20, failed: 0, unprocessed: 30, jobs: [{ state: 'Failed' }] },
    ]);
    expect(await rowsOf(result, 'successful', ';')).toHaveLength(20);
    expect(await rowsOf(result, 'unprocessed', ';')).toHaveLength(30);
  });

  test.each(['', 'LastName;External_Id__c\r\n'])('takes %j for what it is', async (text) => {
    const options = { columnDelimiter: 'SEMICOLON' };
    const result = await run(
      [{ text: text === '' ? '\uFEFF' : text }],
      toText,
      bulk('loadFile', contacts('insert', { options })),
    );
    if (text === '') expect(result.error?.message).toContain('The file is empty');
    else expect(itemsOf(result, 'Bulk')).toMatchObject([{ rows: 0, successful: 0, jobs: [] }]);
  });

  test('says that the records are saved when their results cannot be read, and which job has them', async () => {
    const before = countOf(signed.org, 'Contact');
    await signed.control.faults({ method: 'GET', path: 'successfulResults', status: 404, times: 20 });
    const load = { ...bulk('loadFile', contacts('insert')), onError: 'continueRegularOutput' as const };
    const result = await run([{ text: 'LastName\nSaved\n' }], toText, load);
    await signed.control.clearFaults();
    const [item] = itemsOf(result, 'Bulk') as { error: IDataObject }[];
    expect(item?.error).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ', jobIds: [expect.stringMatching(/^750/)] });
    expect(countOf(signed.org, 'Contact')).toBe(before + 1);
  });

  test.each([WEB, JWT] as const)(
    'loads the file whole although the session has ended and the connection breaks (%s)',
    async (credential) => {
      await signed.control.post('sessions', { expire: true });
      await signed.control.faults(
        {
          method: 'PUT',
          path: 'batches',
          status: 401,
          body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
        },
        { method: 'PUT', path: 'batches', cut: 'after' },
        { method: 'GET', path: 'successfulResults', cut: 'before' },
      );
      const text = `Key;LastName;Note\r\n${people(300, `again-${credential}`)}`;
      const before = countOf(signed.org, 'Contact');
      expect(await given([{ text }], toText, bulk('loadFile', contacts('insert', LAYOUT), credential))).toMatchObject([
        { rows: 300, successful: 300, failed: 0, unprocessed: 0 },
      ]);
      expect(countOf(signed.org, 'Contact') - before).toBe(300);
    },
  );

  test('Rows that failed for a passing reason are loaded again by the job’s ID', async () => {
    await signed.control.post('bulk', { rowFault: { every: 10, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' } });
    const text = `Key;LastName;Note\r\n${people(100, 'retry')}`;
    const [first] = await given(
      [{ text }],
      toText,
      bulk('loadFile', contacts('upsert', { ...LAYOUT, externalIdField: named('External_Id__c') })),
    );
    expect(first).toMatchObject({ successful: 90, failed: 10 });
    await signed.control.post('bulk', { rowFault: null });
    const jobId = (first?.['jobs'] as IDataObject[])[0]?.['id'] as string;
    expect(await given([{}], bulk('retryFailed', { jobId }))).toMatchObject([
      { operation: 'upsert', rows: 10, successful: 10, failed: 0 },
    ]);
  });
});

describe('When rows fail', () => {
  const reject = (every: number) =>
    signed.control.post('bulk', { rowFault: { every, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' } });
  const file = (prefix: string) => [{ text: `Key;LastName;Note\r\n${people(100, prefix)}` }];
  const loadFile = (more: IDataObject = {}) =>
    bulk(
      'loadFile',
      contacts('insert', { ...LAYOUT, options: { ...(LAYOUT['options'] as IDataObject), ...more } as INodeParameters }),
    );
  const hintsOf = ({ nodes }: RunResult) => nodes.get('Bulk')?.hints ?? [];
  const warning = (message: RegExp) => [
    expect.objectContaining({ type: 'warning', message: expect.stringMatching(message) }),
  ];

  test.each([
    ['some', 10],
    ['all', 100],
  ])('%s of a file, the run succeeds with their file and a warning that counts them', async (_, failed) => {
    await reject(100 / failed);
    const result = await run(file(`hint-${failed}`), toText, loadFile());
    expect(result.status).toBe('success');
    expect(itemsOf(result, 'Bulk')).toMatchObject([{ rows: 100, failed }]);
    expect(hintsOf(result)).toEqual(
      warning(new RegExp(`^${failed} of 100 rows failed \\(Bulk job 750\\w+\\)\\. .*: ${failed} rows\\. The output`)),
    );
    expect(await rowsOf(result, 'failed', ';')).toHaveLength(failed);
  });

  test('no warning comes where every row is saved', async () => {
    expect(hintsOf(await run(file('well'), toText, loadFile()))).toEqual([]);
  });

  test('of a file and the node is to fail, its error counts them, and says how to get them and not to retry', async () => {
    await reject(10);
    const { error } = await run(file('fail'), toText, loadFile({ whenRowsFail: 'fail' }));
    expect(error?.message).toMatch(/^10 of 100 rows failed \(Bulk job 750\w+\)\. .*: 10 rows\. \[item 0\]$/);
    expect(error?.description).toMatch(/Get Job Results with Job 750\w+\.[^]*Retry Failed Rows/);
    expect(error?.description).toContain('Do not use n8n’s Retry for this execution: it would send the 90 other rows');
  });

  test('of a file and the node is to fail but continues, the item has the counts and the job', async () => {
    await reject(10);
    const load = { ...loadFile({ whenRowsFail: 'fail' }), onError: 'continueRegularOutput' as const };
    const result = await run(file('goes-on'), toText, load);
    expect(itemsOf(result, 'Bulk')).toMatchObject([
      {
        error: {
          errorCode: 'BULK_ROWS_FAILED',
          jobIds: [expect.stringMatching(/^750/)],
          counts: { rows: 100, failed: 10, unprocessed: 0 },
        },
      },
    ]);
  });

  test('in a job that is looked at later, every operation that reads it warns of them', async () => {
    await reject(10);
    const [loaded] = await given(file('later'), toText, loadFile());
    const jobId = (loaded?.['jobs'] as IDataObject[])[0]?.['id'] as string;
    for (const [operation, more] of [
      ['getResults', { jobType: 'ingest' }],
      ['waitForJob', { jobType: 'ingest' }],
    ] as const) {
      expect(hintsOf(await run([{}], bulk(operation, { jobId, ...more })))).toEqual(warning(/^10 of 100 rows failed/));
    }
    await reject(2);
    const retry = (whenRowsFail: string) => bulk('retryFailed', { jobId, options: { whenRowsFail } });
    expect(hintsOf(await run([{}], retry('return')))).toEqual(warning(/^5 of 10 rows failed/));
    expect((await run([{}], retry('fail'))).error?.message).toMatch(/^\d+ of 10 rows failed/);
  });

  test('a job that is still running when the wait time is over is warned of, too', async () => {
    await signed.control.post('bulk', { stateTime: 3_600_000 });
    const result = await run(
      file('running'),
      toText,
      bulk('loadFile', contacts('insert', { ...LAYOUT, waitMinutes: 0 })),
    );
    expect(hintsOf(result)).toEqual(warning(/^The wait time is over, and Bulk job 750\w+ has not ended/));
  });

  const items = Array.from({ length: 20 }, (_, i) =>
    i % 10 === 7 ? { Title: `No name ${i}` } : { LastName: `Row ${i}` },
  );
  const loadItems = (more: INodeParameters = {}) => bulk('loadItems', contacts('insert', { options: more }));

  test('of items, each carries its error, and a warning counts them', async () => {
    const result = await run(items, loadItems());
    expect(result.status).toBe('success');
    const output = itemsOf(result, 'Bulk') as IDataObject[];
    expect(output.map(({ created, error }) => [created, (error as IDataObject | undefined)?.['errorCode']])).toEqual(
      items.map((_, i) => (i % 10 === 7 ? [undefined, 'REQUIRED_FIELD_MISSING'] : [true, undefined])),
    );
    expect(hintsOf(result)).toEqual(warning(/^2 of 20 rows failed \(Bulk job 750\w+\)\. The output has their errors/));
  });

  test('of items and the node is to fail, its error counts them and names the job', async () => {
    const before = countOf(signed.org, 'Contact');
    const { error } = await run(items, loadItems({ whenRowsFail: 'fail' }));
    expect(error?.message).toMatch(/^2 of 20 rows failed \(Bulk job 750\w+\)\.$/);
    expect(error?.description).toMatch(/Get Job Results with Job 750\w+/);
    expect(error?.description).toContain('the 18 other rows');
    expect(countOf(signed.org, 'Contact')).toBe(before + 18);
  });

  test('of items because no row was processed, the node stops', async () => {
    await signed.control.post('bulk', { failAfterRows: 0 });
    const { error } = await run([{ LastName: 'A' }, { LastName: 'B' }], loadItems());
    expect(error?.message).toContain('failed before this record was processed');
  });
});

describe('Load From Items', () => {
  test('tells each item its own outcome, whatever order the results come in', async () => {
    const input = Array.from({ length: 60 }, (_, i) => ({
      LastName: i === 13 ? null : `Item ${i}`,
      External_Id__c: `item-${i}`,
      DoNotCall: i % 2 === 0,
    }));
    const load = { ...bulk('loadItems', contacts('insert')), onError: 'continueRegularOutput' as const };
    const result = await run(input, load);
    const output = itemsOf(result, 'Bulk') as IDataObject[];
    expect(output).toHaveLength(60);
    expect(output[13]).toMatchObject({ error: { errorCode: 'REQUIRED_FIELD_MISSING' } });
    const update = output.map(({ id }, i) => ({ Id: id, Title: `T${i}`, Description: '' })).filter((_, i) => i !== 13);
    const updated = await given(update as IDataObject[], bulk('loadItems', contacts('update')));
    expect(updated).toEqual(update.map(({ Id }) => ({ id: Id, updated: true, jobId: expect.stringMatching(/^750/) })));
    const soql = "SELECT External_Id__c, Title, DoNotCall FROM Contact WHERE External_Id__c LIKE 'item-%'";
    const rows = await given([{}], bulk('query', { soql }));
    expect(rows.toSorted((a, b) => String(a['External_Id__c']).localeCompare(String(b['External_Id__c'])))[1]).toEqual({
      External_Id__c: 'item-1',
      Title: 'T1',
      DoNotCall: false,
    });
    const gone = await given(
      update.map(({ Id }) => ({ Id })) as IDataObject[],
      bulk('loadItems', contacts('hardDelete')),
    );
    expect(gone[0]).toEqual({ id: update[0]?.Id, deleted: true, jobId: expect.stringMatching(/^750/) });
  });

  test('names parents by their external IDs, those that can be of several objects with the object too', async () => {
    await given(
      [{ Name: 'Parent', External_Id__c: 'load-parent' }],
      bulk('loadItems', { object: named('Account'), ingestOperation: 'insert' }),
    );
    const input = [
      { LastName: 'Child', External_Id__c: 'child-1', 'Account.External_Id__c': 'load-parent' },
      { LastName: 'Orphan', External_Id__c: 'child-2' },
    ];
    await given(input, bulk('loadItems', contacts('insert')));
    const soql = "SELECT LastName, Account.Name FROM Contact WHERE External_Id__c LIKE 'child-%' ORDER BY LastName";
    expect(await given([{}], bulk('query', { soql }))).toEqual([
      { LastName: 'Child', Account: { Name: 'Parent' } },
      { LastName: 'Orphan', Account: null },
    ]);
    const task = { Subject: 'Call', 'Contact:Who.External_Id__c': 'child-1' };
    const [made] = await given([task], bulk('loadItems', { object: named('Task'), ingestOperation: 'insert' }));
    const tasks = `SELECT Who.Name FROM Task WHERE Id = '${String(made?.['id'])}'`;
    expect(await given([{}], bulk('query', { soql: tasks }))).toEqual([{ Who: { Name: 'Child' } }]);
  });

  test('An item that cannot be loaded keeps all from being loaded where the node stops at failures', async () => {
    const before = countOf(signed.org, 'Contact');
    const input = [{ LastName: 'Sound' }, { LastName: 'Unfit', Emial: 'x' }];
    const { error } = await run(input, bulk('loadItems', contacts('insert')));
    expect(error).toMatchObject({ itemIndex: 1, message: expect.stringContaining('Emial') });
    expect(error?.description).toContain('Not sent: 1 (item 0).');
    expect(countOf(signed.org, 'Contact')).toBe(before);
  });

  test('An object that does not exist fails its own items, and no others', async () => {
    const object = named("={{ $json.LastName === 'Lost' ? 'Nope__c' : 'Contact' }}");
    const parameters = { ...contacts('insert'), object };
    const input = [{ LastName: 'Fine' }, { LastName: 'Lost' }];
    const load = { ...bulk('loadItems', parameters), onError: 'continueRegularOutput' as const };
    const result = await run(input, load);
    expect(itemsOf(result, 'Bulk')).toMatchObject([
      { id: expect.stringMatching(/^003/), created: true },
      { error: { message: expect.stringContaining('Nope__c') } },
    ]);
  });
});

describe('Query', () => {
  const soql = 'SELECT Id, LastName, Account.Name FROM Contact';

  test('gives typed items from all pages of results', async () => {
    await signed.control.post('bulk', { pageSize: 50 });
    const rows = await given([{}], bulk('query', { soql }));
    expect(new Set(rows.map(({ Id }) => Id)).size).toBe(countOf(signed.org, 'Contact'));
    expect(rows.find(({ Account }) => Account !== null)).toMatchObject({ Account: { Name: expect.any(String) } });
  });

  test.each(['csv', 'jsonl'])('gives a file (%s), although connections break on the way', async (fileFormat) => {
    await signed.control.post('bulk', { pageSize: 50 });
    await signed.control.faults(
      { path: 'results\\?', skip: 1, cut: 'before' },
      { path: 'jobs/query', method: 'GET', status: 503 },
    );
    const result = await run([{}], bulk('query', { soql, output: 'file', fileFormat }));
    const count = countOf(signed.org, 'Contact');
    expect(itemsOf(result, 'Bulk')).toEqual([
      { fileName: `records.${fileFormat}`, rows: count, jobId: expect.stringMatching(/^750/) },
    ]);
    if (fileFormat === 'csv') expect(new Set((await rowsOf(result, 'data')).map(({ Id }) => Id)).size).toBe(count);
  });

  test.each([
    ['SELECT COUNT(Id) FROM Contact', 'aggregate queries'],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'subqueries'],
    ['SELECT Id FROM Contact LIMIT 5 OFFSET 5', 'OFFSET'],
    ['SELECT TYPEOF Owner WHEN User THEN Name END FROM Account', 'TYPEOF'],
    ['SELECT Id, MailingAddress FROM Contact', 'the compound field MailingAddress'],
  ])('refuses %s before it is sent', async (query, what) => {
    const before = (await signed.control.stats()).byKind['POST jobs'];
    const { error } = await run([{}], bulk('query', { soql: query }));
    expect(error?.message).toContain(`The Bulk API does not support ${what}`);
    expect((await signed.control.stats()).byKind['POST jobs']).toBe(before);
  });
});

describe('Jobs', () => {
  const load = (waitMinutes: number) => bulk('loadFile', contacts('insert', { waitMinutes }));

  test('are left be when time is up, and can be looked at, aborted, listed, read and deleted', async () => {
    await signed.control.post('bulk', { stateTime: 3_600_000 });
    const [pending] = await given([{ text: 'LastName\nLate\n' }], toText, load(0));
    expect(pending).toMatchObject({ ended: false, rows: 1, jobs: [{ state: 'UploadComplete' }] });
    const jobId = (pending?.['jobs'] as IDataObject[])[0]?.['id'] as string;
    const job = { jobType: 'ingest', jobId };
    expect(await given([{}], bulk('waitForJob', { ...job, waitMinutes: 0.001 }))).toMatchObject([
      { id: jobId, ended: false },
    ]);
    expect((await run([{}], bulk('getResults', job))).error?.message).toContain('has no results yet');
    expect((await run([{}], bulk('retryFailed', { jobId }))).error?.message).toContain('has no results yet');
    expect(await given([{}], bulk('abortJob', job))).toMatchObject([{ id: jobId, state: 'Aborted' }]);
    expect(await given([{}], bulk('getJob', job))).toMatchObject([{ state: 'Aborted', object: 'Contact' }]);
    const listed = await given([{}], bulk('getJobs', { jobType: 'ingest', returnAll: true }));
    expect(listed.find(({ id }) => id === jobId)).toMatchObject({ state: 'Aborted' });
    const results = await run([{}], bulk('getResults', { ...job, results: ['unprocessedrecords'] }));
    expect(await rowsOf(results, 'unprocessed')).toEqual([{ LastName: 'Late' }]);
    expect(await given([{}], bulk('deleteJob', job))).toEqual([{ jobId, id: jobId, deleted: true }]);
    expect((await run([{}], bulk('getJob', job))).error?.message).toContain(`There is no load job ${jobId}`);
  });

  test.each([
    ['a file that is being uploaded', 'ingest', 'PUT', 'batches', () => load(60)],
    ['a query', 'query', 'GET', 'jobs/query/750', () => bulk('query', { soql: 'SELECT Id FROM Contact' })],
  ] as const)(
    'of %s are aborted when the execution is canceled, within a second',
    async (_, kind, method, path, ours) => {
      await signed.control.post('bulk', { stateTime: 3_600_000 });
      const stop = new AbortController();
      await signed.control.faults({ method, path, hang: true });
      const met = async (): Promise<number> => (await signed.control.stats()).faults;
      const before = await met();
      const workflow = chain(manualTrigger, toText, ours());
      const running = engine.run(workflow, {
        credentials: signed.credentials,
        input: [{ text: 'LastName\nStopped\n' }],
        signal: stop.signal,
      });
      await until(async () => (await met()) > before);
      const stopped = performance.now();
      stop.abort();
      expect((await running).status).toBe('canceled');
      expect(performance.now() - stopped).toBeLessThan(1_000);
      const states = async () => {
        const jobs = await given([{}], bulk('getJobs', { jobType: kind, returnAll: true }));
        return jobs.map(({ state }) => state);
      };
      await until(async () => !(await states()).some((state) => state === 'Open' || state === 'UploadComplete'));
    },
  );

  test('of ours are aborted when the execution is canceled', async () => {
    await signed.control.post('bulk', { stateTime: 3_600_000 });
    const stop = new AbortController();
    const workflow = chain(manualTrigger, toText, load(60));
    const running = engine.run(workflow, {
      credentials: signed.credentials,
      input: [{ text: 'LastName\nStopped\n' }],
      signal: stop.signal,
    });
    const states = async () => {
      const jobs = await given([{}], bulk('getJobs', { jobType: 'ingest', returnAll: true }));
      return jobs.map(({ state }) => state);
    };
    const aborted = (await states()).filter((state) => state === 'Aborted').length;
    await until(async () => (await states()).includes('UploadComplete'));
    stop.abort();
    expect((await running).status).toBe('canceled');
    // The abort is on its way when the run has ended; the test's own time limit is how long it may take.
    await until(async () => !(await states()).includes('UploadComplete'));
    expect((await states()).filter((state) => state === 'Aborted')).toHaveLength(aborted + 1);
  });
});
