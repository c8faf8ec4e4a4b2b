import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject, NodeExecutionHint } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { load } from '../../simulator/bulk/jobs';
import { openSession } from '../../support/org';
import { Control } from '../../../simulator/control/client';
import { hostOn, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

interface Told {
  readonly output: readonly IDataObject[];
  readonly hints: readonly NodeExecutionHint[];
}

async function told(
  form: IDataObject,
  { items, ids, continueOnFail = false }: { items?: IDataObject[]; ids?: readonly string[]; continueOnFail?: boolean },
): Promise<Told> {
  const parameters = (index: number): IDataObject => ({
    resource: 'bulk',
    ...form,
    ...(ids === undefined ? {} : { jobId: ids[index] }),
  });
  const { context, hints } = hostOn(org, { parameters, items: items ?? ids?.map(() => ({})) ?? [{}], continueOnFail });
  const output = (await run(context)).map(({ json }) => json);
  return { output, hints };
}

describe('Items that are loaded without waiting', () => {
  test.each([false, true])(
    'get the ID of their job, and a hint what to do; the node continues on errors: %s',
    async (continueOnFail) => {
      const control = new Control(org.controlUrl);
      await control.post('bulk', { stateTime: 3_600_000 });
      const form = { operation: 'loadItems', object: named('Contact'), ingestOperation: 'insert', waitMinutes: 0 };
      const { output, hints } = await told(form, { items: [{ LastName: 'A' }, { LastName: 'B' }], continueOnFail });
      const [{ jobId } = { jobId: '' }] = output;
      expect(jobId).toMatch(/^750\w{15}$/);
      expect(output).toEqual([
        { jobId, ended: false },
        { jobId, ended: false },
      ]);
      expect(hints.map(({ message }) => message)).toEqual([
        `The wait time is over, and Bulk job ${String(jobId)} has not ended: it continues in Salesforce. ` +
          'Use the operation Wait until it has ended, and then Get Job Results.',
      ]);
      await control.post('reset');
    },
  );
});

describe('A job that runs on after the time to wait', () => {
  const FORMS: Readonly<Record<string, () => Promise<IDataObject>>> = {
    loadFile: async () => ({ object: named('Contact'), ingestOperation: 'insert' }),
    loadItems: async () => ({ object: named('Contact'), ingestOperation: 'insert' }),
    query: async () => ({ soql: 'SELECT Id FROM Contact' }),
    retryFailed: async () => ({ jobId: await retried() }),
    waitForJob: async () => ({ jobType: 'ingest', jobId: await runningJob() }),
  };

  /** Two items, of which the second cannot be run. */
  async function withWrongItem(operation: string, continueOnFail: boolean) {
    const control = new Control(org.controlUrl);
    if (operation === 'waitForJob') await control.post('bulk', { stateTime: 3_600_000 });
    const form = (await FORMS[operation]?.()) ?? {};
    await control.post('bulk', { stateTime: 3_600_000 });
    const wrong = { jobId: 'x', soql: 'x' };
    const parameters = (index: number): IDataObject => ({
      ...{ resource: 'bulk', operation, waitMinutes: 0, ...form },
      ...(index === 0 ? {} : wrong),
    });
    const { context, hints } = hostOn(org, {
      parameters,
      items: [{ LastName: 'A' }, { LastName: 'B', Birthdate: 'none' }],
      files: [{ mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')] }],
      continueOnFail,
    });
    const came = await run(context).catch((error: unknown) => error as Error);
    await control.post('reset');
    return { came, hints };
  }

  test.each(Object.keys(FORMS))('is not counted as done where another item of %s fails', async (operation) => {
    const { hints } = await withWrongItem(operation, true);
    expect(hints.at(-1)?.message).toMatch(
      /^0 of 2 items succeeded\.\nFailed: 1 \(item 1\)\.\nStill running: 1 \(item 0\): Bulk job 750\w{15}\./,
    );
  });

  test.each(['loadFile', 'retryFailed'])('is told by the error that stops %s', async (operation) => {
    const { came } = await withWrongItem(operation, false);
    expect(came).toMatchObject({
      description: expect.stringMatching(
        /0 of 2 items succeeded\.\n[^]*Still running: 1 \(item 0\): Bulk job 750\w{15}\./,
      ),
    });
    expect(came).toMatchObject({ description: expect.stringContaining('it would send what is still running again') });
  });

  test.each(['return', 'fail'])('is not counted as loaded where rows of another job fail: %s', async (whenRowsFail) => {
    const control = new Control(org.controlUrl);
    await control.post('bulk', { stateTime: 300 });
    const parameters = (index: number): IDataObject => ({
      ...{ resource: 'bulk', operation: 'loadItems', ingestOperation: 'insert', options: { whenRowsFail } },
      ...(index === 1 ? { object: named('Contact'), waitMinutes: 5 } : { object: named('Account'), waitMinutes: 0 }),
    });
    const items = [{ Name: 'A' }, { Title: 'Without a name' }, { Name: 'B' }];
    const { context, hints } = hostOn(org, { parameters, items });
    const came = await run(context).catch((error: unknown) => error as Error);
    await control.post('reset');
    const message = expect.stringMatching(
      /^1 of 3 rows failed, 2 are still being processed \(Bulk job 750\w{15}, 750\w{15}\)\./,
    );
    if (whenRowsFail === 'return') return expect(hints.at(-1)).toMatchObject({ message });
    expect(came).toMatchObject({ message, description: expect.stringContaining('Use the Bulk operation Wait') });
  });
});

/** A load job that has not ended. */
async function runningJob(): Promise<string> {
  const { output } = await told(
    { operation: 'loadItems', object: named('Contact'), ingestOperation: 'insert', waitMinutes: 0 },
    { items: [{ LastName: 'A' }] },
  );
  return String(output[0]?.['jobId']);
}

describe('Items for the same record', () => {
  const form = {
    operation: 'loadItems',
    object: named('Contact'),
    ingestOperation: 'upsert',
    externalIdField: named('External_Id__c'),
  };
  const items = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ External_Id__c: 'Same', LastName: `${n}` }));

  test.each(['return', 'fail'])(
    'stay behind while the job of the first one runs, and say what to do; When Rows Fail: %s',
    async (whenRowsFail) => {
      const control = new Control(org.controlUrl);
      await control.post('bulk', { stateTime: 3_600_000 });
      const { output, hints } = await told({ ...form, waitMinutes: 0, options: { whenRowsFail } }, { items: items(3) });
      await control.post('reset');
      const { jobId } = output[0] ?? {};
      const held = {
        error: expect.objectContaining({
          errorCode: 'NOT_SENT',
          message: expect.stringContaining(`Bulk job ${String(jobId)} may still be running`),
          actions: expect.arrayContaining([
            expect.stringContaining('run this again with the items that were not sent'),
          ]),
        }),
      };
      expect(output).toEqual([{ jobId, ended: false }, held, held]);
      expect(hints.map(({ message }) => message)).toContainEqual(expect.stringContaining('2 items were not sent'));
    },
  );

  test('are not counted as loaded while they stay behind', async () => {
    const control = new Control(org.controlUrl);
    await control.post('bulk', { stateTime: 3_600_000 });
    const invalid = { External_Id__c: 'Other', LastName: 'A', Birthdate: 'none' };
    const { output, hints } = await told(
      { ...form, waitMinutes: 0 },
      { items: [...items(2), invalid], continueOnFail: true },
    );
    await control.post('reset');
    expect(output[1]).toMatchObject({ error: { errorCode: 'NOT_SENT' } });
    expect(hints.at(-1)?.message).toMatch(
      /^0 of 3 items succeeded\.\nFailed: 1 \(item 2\)\.\nStill running: 1 \(item 0\): Bulk job 750\w{15}\.\nNot sent: 1 \(item 1\)\./,
    );
  });

  test('hold back none of another object', async () => {
    const control = new Control(org.controlUrl);
    await control.post('bulk', { stateTime: 3_600_000 });
    const parameters = (index: number): IDataObject => ({
      ...{ resource: 'bulk', ...form, waitMinutes: 0, object: named(index < 2 ? 'Contact' : 'Account') },
    });
    const { context } = hostOn(org, { parameters, items: [...items(2), { External_Id__c: 'Same', Name: 'A' }] });
    const output = (await run(context)).map(({ json }) => json);
    await control.post('reset');
    expect(output).toMatchObject([{ ended: false }, { error: { errorCode: 'NOT_SENT' } }, { ended: false }]);
  });

  test.each([
    [2, []],
    [5, [expect.stringContaining('Up to 5 items are for the same record')]],
  ])('are a job each, which a hint says of %i', async (count, expected) => {
    const { output, hints } = await told({ ...form, waitMinutes: 5 }, { items: items(count) });
    expect(new Set(output.map(({ id }) => id)).size).toBe(1);
    expect(hints.map(({ message }) => message)).toEqual(expected);
  });
});

describe('The job of items that are loaded', () => {
  const form = { operation: 'loadItems', object: named('Contact'), ingestOperation: 'insert', waitMinutes: 5 };
  const items = [{ LastName: 'A' }, { FirstName: 'No last name' }];

  test.each([false, true])(
    'is in the output of each, saved or not, so that Get Job Results can follow; the node continues on errors: %s',
    async (continueOnFail) => {
      const { output, hints } = await told(form, { items, continueOnFail });
      const jobId = String(output[0]?.['jobId']);
      expect(output).toEqual([
        { id: expect.any(String), created: true, jobId },
        { error: expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING', jobIds: [jobId] }) },
      ]);
      expect(hints.map(({ message }) => message).join(' ')).toContain(`1 of 2 rows failed (Bulk job ${jobId}).`);
      const results = { operation: 'getResults', jobType: 'ingest', results: ['failedResults'] };
      expect((await told(results, { ids: [jobId] })).output).toMatchObject([{ id: jobId, numberRecordsFailed: 1 }]);
    },
  );

  test('is in the error of the node that When Rows Fail > Fail stops, and in those of its items', async () => {
    const failing = { ...form, options: { whenRowsFail: 'fail' } };
    await expect(told(failing, { items })).rejects.toThrow(/^1 of 2 rows failed \(Bulk job 750\w{15}\)\.$/);
    const { output } = await told(failing, { items, continueOnFail: true });
    expect(output[1]).toMatchObject({ error: { jobIds: [output[0]?.['jobId']] } });
  });

  test('is in errors of records that are sent by Bulk, too', async () => {
    const record = { resource: 'record', operation: 'create', object: named('Contact'), sendAs: 'bulk' };
    const fields = { mappingMode: 'autoMapInputData', value: null, schema: [] };
    const { output } = await told({ ...record, fields }, { items, continueOnFail: true });
    expect(output).toEqual([
      { id: expect.any(String), created: true },
      { error: expect.objectContaining({ jobIds: [expect.stringMatching(/^750/)] }) },
    ]);
  });
});

describe('An item of the error output', () => {
  const fields = { mappingMode: 'autoMapInputData', value: null, schema: [] };
  const key = { externalIdField: named('External_Id__c'), externalIdValue: 'Again-1' };
  const forms: [string, IDataObject][] = [
    ['Record > Create', { resource: 'record', operation: 'create', fields }],
    ['Record > Create or Update', { resource: 'record', operation: 'upsert', fields, ...key }],
    ['Record > Create, by one expression', { resource: 'record', operation: 'create' }],
    ['Bulk > Load From Items', { operation: 'loadItems', ingestOperation: 'insert', waitMinutes: 5 }],
  ];

  test.each(forms)('can be corrected and sent again: %s', async (_, form) => {
    const whole = (item: IDataObject): IDataObject => ({
      object: named('Contact'),
      ...('fields' in form || form['operation'] === 'loadItems' ? {} : { fields: item }),
      ...form,
    });
    const item = { FirstName: 'No last name' };
    const { output } = await told(whole(item), { items: [item], continueOnFail: true });
    expect(output).toMatchObject([{ error: { errorCode: 'REQUIRED_FIELD_MISSING' } }]);
    // n8n joins the error to the item's own fields.
    const corrected = { ...item, ...output[0], LastName: 'A' };
    expect((await told(whole(corrected), { items: [corrected] })).output).toMatchObject([{ created: true }]);
  });

  test.each([['text'], [{ message: 'of another node' }]])('keeps an error of another kind: %j', async (error) => {
    const form = { resource: 'record', operation: 'create', object: named('Contact'), fields };
    const { output } = await told(form, { items: [{ LastName: 'A', error }], continueOnFail: true });
    expect(output).toMatchObject([{ error: { fields: ['error'] } }]);
  });
});

/** A job with a row that failed. */
async function retried(): Promise<string> {
  const headers = { Authorization: `Bearer ${openSession(org)}` };
  const http = axios.create({ baseURL: `${org.url}/services/data/v67.0`, headers });
  const { info } = await load(http, { object: 'Contact', operation: 'insert' }, 'LastName,Title\n,x\n');
  return info.id;
}

test('What a load tells of its jobs is what Get Job returns of each', async () => {
  const { output } = await told({ operation: 'retryFailed', waitMinutes: 5 }, { ids: [await retried()] });
  const jobs = output[0]?.['jobs'] as IDataObject[];
  expect(jobs).toMatchObject([{ state: 'JobComplete', numberRecordsProcessed: 1, numberRecordsFailed: 1 }]);
  const ids = jobs.map(({ id }) => String(id));
  expect((await told({ operation: 'getJob', jobType: 'ingest' }, { ids })).output).toEqual(jobs);
});

describe('A job that two items retry', () => {
  const form = { operation: 'retryFailed' };

  test('stops the run before anything is sent', async () => {
    const id = await retried();
    const { context, sent } = hostOn(org, {
      parameters: (index) => ({ resource: 'bulk', ...form, jobId: [id, 'Acme', id.slice(0, 15)][index] }),
      items: [{}, {}, {}],
    });
    await expect(run(context)).rejects.toThrow(
      `Item 0 retries Bulk job ${id} already: its rows would be loaded twice.`,
    );
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('is retried once where the node continues on errors', async () => {
    const [id, other] = [await retried(), await retried()];
    const control = new Control(org.controlUrl);
    await control.post('bulk', { stateTime: 3_600_000 });
    const { output } = await told(
      { ...form, waitMinutes: 0 },
      { ids: [id, id, other, id.slice(0, 15)], continueOnFail: true },
    );
    expect(output.map(({ rows, error }) => rows ?? (error as IDataObject)['message'])).toEqual([
      1,
      `Item 0 retries Bulk job ${id} already: its rows would be loaded twice.`,
      1,
      `Item 0 retries Bulk job ${id} already: its rows would be loaded twice.`,
    ]);
  });
});
