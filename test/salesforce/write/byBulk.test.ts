import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import fc from 'fast-check';

import { axiosSend } from '../../../bench/axiosSend';
import type { IngestJob } from '../../../salesforce/bulk/jobs';
import { isRefusedJob } from '../../../salesforce/bulk/upload';
import type { ObjectDescribe } from '../../../salesforce/describe';
import { JobError, mayBeSaved } from '../../../salesforce/errors';
import type { Request } from '../../../salesforce/http';
import type { Org } from '../../../salesforce/org';
import { writeByBulk, type BulkWriteSettings } from '../../../salesforce/write/byBulk';
import type { WriteOutcome, WriteRow } from '../../../salesforce/write/rows';
import { Control } from '../../../simulator/control/client';
import type { Fault } from '../../../simulator/control/faults';
import { openSession, startSignedIn, type SignedInOrg } from '../../support/org';
import { orgOf } from '../../support/orgOf';

let running: SignedInOrg;
let control: Control;
let org: Org;
let sent: Request[];
let described: ObjectDescribe;

beforeAll(async () => {
  running = await startSignedIn(20);
  control = new Control(running.controlUrl);
  described = await orgOf(axiosSend({ instanceUrl: running.url, accessToken: running.token })).describe.object(
    'Contact',
  );
});

beforeEach(async () => {
  await control.post('reset');
  const accessToken = openSession(running);
  running.http.defaults.headers['Authorization'] = `Bearer ${accessToken}`;
  const carry = axiosSend({ instanceUrl: running.url, accessToken });
  sent = [];
  org = orgOf((request) => {
    sent.push(request);
    return carry(request);
  });
});

afterAll(() => running.close());

const job = (changes: Partial<IngestJob> = {}): IngestJob => ({ operation: 'insert', object: 'Contact', ...changes });

const rows = (count: number): WriteRow[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    values: { LastName: `Row ${index}`, External_Id__c: `X-${index}`, Description: `a "quote", a\nline ${index}` },
  }));

const idOf = (outcome: WriteOutcome | undefined): string =>
  outcome !== undefined && 'saved' in outcome ? (outcome.saved.id ?? '') : '';

const contacts = async (): Promise<Record<string, unknown>[]> => {
  const soql = "SELECT Id, LastName, Title, External_Id__c, Description FROM Contact WHERE External_Id__c LIKE 'X-%'";
  return (await running.http.get<{ records: Record<string, unknown>[] }>('/query', { params: { q: soql } })).data
    .records;
};

const failures = (outcomes: Map<number, WriteOutcome>): number[] =>
  [...outcomes].flatMap(([index, outcome]) => ('error' in outcome ? [index] : [])).toSorted((a, b) => a - b);

const write = (job: IngestJob, rows: readonly WriteRow[], settings: BulkWriteSettings = {}) =>
  writeByBulk(org, { job, rows, described }, settings);

describe('Bulk writes', () => {
  test('Outcomes are the same whatever Salesforce chooses: the order of results, their columns, lists without content', async () => {
    const seeds = fc.record({ seed: fc.nat(), rewriteHeaders: fc.boolean(), noContent: fc.boolean() });
    const upsert = job({ operation: 'upsert', externalIdField: 'External_Id__c' });
    const some = rows(7).map((row) => ({
      ...row,
      key: `X-${row.index}`,
      values: row.index % 3 === 1 ? { FirstName: 'Nobody' } : { LastName: `Row ${row.index}`, Title: 'Same' },
    }));
    const saved = (outcome: WriteOutcome | undefined) => outcome !== undefined && 'saved' in outcome;
    await write(upsert, some);
    const records = new Map((await contacts()).map((record) => [record['External_Id__c'], record['Id']]));
    await fc.assert(
      fc.asyncProperty(seeds, async (choices) => {
        running.org.choices.set(choices);
        const outcomes = await write(upsert, some);
        expect(failures(outcomes)).toEqual([1, 4]);
        expect(
          some.filter(({ index }) => saved(outcomes.get(index))).map(({ index }) => idOf(outcomes.get(index))),
        ).toEqual([0, 2, 3, 5, 6].map((index) => records.get(`X-${index}`)));
      }),
      { numRuns: 8 },
    );
  });

  test('Each of many rows has the ID of its own record, although results come in any order', async () => {
    const outcomes = await write(job(), rows(1500));
    const byId = new Map((await contacts()).map((record) => [record['Id'], record]));
    expect(outcomes.size).toBe(1500);
    for (const { index, values } of rows(1500)) {
      expect(outcomes.get(index)).toEqual({ saved: { id: expect.any(String), created: true } });
      if (index < 200) expect(byId.get(idOf(outcomes.get(index)))).toMatchObject(values);
    }
    expect(new Set([...outcomes.values()].map(idOf)).size).toBe(1500);
  });

  test('However the external ID field is spelled, the job and its data name it as the org does', async () => {
    await control.post('bulk', { blankOtherCase: true });
    const upsert = job({ operation: 'upsert', externalIdField: 'external_ID__c' });
    const outcomes = await write(upsert, [{ index: 0, key: 'X-1', values: { Title: 'No last name' } }]);
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'REQUIRED_FIELD_MISSING' } });
    const created = sent.find(({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest'));
    expect(JSON.stringify(created)).toContain('External_Id__c');
    expect(JSON.stringify(created)).not.toContain('external_ID__c');
  });

  test('Rows that met a lock go alone into another job, and the others stay done', async () => {
    await control.post('locks', { object: 'Contact', times: 5, skip: 100 });
    const outcomes = await write(job(), rows(300));
    expect(failures(outcomes)).toEqual([]);
    expect(await contacts()).toHaveLength(300);
    const jobs = sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest'));
    expect(jobs).toHaveLength(2);
  });

  test('A row that is locked in four jobs has failed', async () => {
    await control.post('locks', { object: 'Contact', times: 100 });
    const outcomes = await write(job(), rows(1));
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
    expect(sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest'))).toHaveLength(4);
  });

  test('Bad rows carry their own errors, the others are saved', async () => {
    const some = rows(300).map((row) =>
      row.index % 100 === 7 ? { ...row, values: { ...row.values, LastName: null } } : row,
    );
    const outcomes = await write(job(), some);
    expect(failures(outcomes)).toEqual([7, 107, 207]);
    expect(outcomes.get(107)).toMatchObject({
      error: {
        errorCode: 'REQUIRED_FIELD_MISSING',
        fields: ['LastName'],
        message: expect.stringContaining('[LastName]'),
      },
    });
    expect(await contacts()).toHaveLength(297);
  });

  test('Rows that are the same in every cell each have a record', async () => {
    const same = Array.from({ length: 5 }, (_, index): WriteRow => ({ index, values: { LastName: 'Same' } }));
    const outcomes = await write(job(), same);
    expect(new Set([...outcomes.values()].map(idOf)).size).toBe(5);
  });

  test('Updates, upserts and deletes find their rows; null and empty clear, what is absent stays', async () => {
    const created = await write(job(), rows(3));
    const keys = [0, 1, 2].map((index) => idOf(created.get(index)));
    const changes = [{ Title: 'New', Description: null }, { Description: '' }, { Title: 'Third' }];
    const update = changes.map((values, index) => ({ index, key: keys[index] ?? '', values }));
    const nobody = { index: 3, key: '003000000000001AAA', values: { Title: 'Nobody' } };
    const updated = await write(job({ operation: 'update' }), [...update, nobody]);
    expect(updated.get(1)).toEqual({ saved: { id: keys[1], created: false } });
    expect(failures(updated)).toEqual([3]);
    const texts = (await contacts()).map(({ Title, Description }) => [Title, Description]);
    expect(texts).toEqual([
      ['New', null],
      [null, null],
      ['Third', 'a "quote", a\nline 2'],
    ]);

    const upsert = ['X-1', 'X-9'].map((key, index) => ({ index, key, values: { LastName: `Upserted ${key}` } }));
    const byKey = job({ operation: 'upsert', externalIdField: 'External_Id__c' });
    const upserted = await write(byKey, upsert);
    expect(upserted.get(0)).toEqual({ saved: { id: keys[1], created: false } });
    expect(upserted.get(1)).toMatchObject({ saved: { created: true } });

    const remove = keys.map((key, index) => ({ index, key, values: {} }));
    expect(failures(await write(job({ operation: 'delete' }), remove))).toEqual([]);
    expect((await contacts()).map(({ LastName }) => LastName)).toEqual(['Upserted X-9']);
  });

  test('Rows of one key go into jobs one after another, so that the last wins', async () => {
    const twice = ['First', 'Last'].map((LastName, index) => ({ index, key: 'X-1', values: { LastName } }));
    const outcomes = await write(job({ operation: 'upsert', externalIdField: 'External_Id__c' }), twice);
    expect([...outcomes.values()].map((outcome) => 'saved' in outcome && outcome.saved.created)).toEqual([true, false]);
    expect((await contacts()).map(({ LastName }) => LastName)).toEqual(['Last']);
  });

  test('A parent is named by its external ID', async () => {
    const { data } = await running.http.post<{ id: string }>('/sobjects/Account', {
      Name: 'Parent',
      External_Id__c: 'A-1',
    });
    const values = { LastName: 'Child', External_Id__c: 'X-1', Account: { External_Id__c: 'A-1' } };
    expect(failures(await write(job(), [{ index: 0, values }]))).toEqual([]);
    const found = await running.http.get(`/sobjects/Contact/External_Id__c/X-1`);
    expect(found.data).toMatchObject({ AccountId: data.id });
  });

  test('A row that names its parent by an unknown field fails alone, however the others spell theirs', async () => {
    await running.http.post('/sobjects/Account', { Name: 'Parent', External_Id__c: 'A-2' });
    const some = ['External_Id__c', 'Nope__c', 'EXTERNAL_ID__C', 'external_id__c'].map((key, index) => ({
      index,
      values: { LastName: `Child ${index}`, Account: { [key]: 'A-2' } },
    }));
    const outcomes = await write(job(), some);
    expect(failures(outcomes)).toEqual([1]);
    expect(outcomes.get(1)).toMatchObject({ error: { name: 'InputError', fields: ['Nope__c'] } });
  });

  test('More than one upload holds goes into as many jobs as it needs', async () => {
    const outcomes = await write(job(), rows(400), { uploadBytes: 5_000 });
    expect(failures(outcomes)).toEqual([]);
    const uploads = sent.filter(({ method }) => method === 'PUT');
    expect(uploads).toHaveLength(4);
    expect(new Set((await contacts()).map(({ LastName }) => LastName)).size).toBe(400);
  });

  test('Values that Bulk cannot carry are the rows’ own errors, and are not sent', async () => {
    const some = [...rows(1), { index: 1, values: { LastName: '#N/A' } }, { index: 2, values: { LastName: {} } }];
    const outcomes = await write(job(), some);
    expect(failures(outcomes)).toEqual([1, 2]);
    expect(outcomes.get(1)).toMatchObject({ error: { name: 'InputError', fields: ['LastName'] } });
    expect(await contacts()).toHaveLength(1);
  });
});

describe('When Salesforce fails a job before it has processed any row', () => {
  const unknown = rows(3).map(({ index, values }) => ({ index, values: { ...values, Nope__c: 'x' } }));
  const refusals = (outcomes: Map<number, WriteOutcome>) =>
    [...outcomes.values()].map((outcome) => 'error' in outcome && isRefusedJob(outcome.error));

  test('its results say that nothing was saved, also where they cannot be matched to the rows', async () => {
    const carry = org.sendOnce;
    for (const rewrite of [(text: string) => text, (text: string) => text.replaceAll('Row', 'Other')]) {
      org = orgOf(async (request) => {
        const response = await carry(request);
        return request.path.endsWith('unprocessedrecords')
          ? { ...response, body: rewritten(response.body as AsyncIterable<Uint8Array>, rewrite) }
          : response;
      });
      const outcomes = await write(job(), unknown);
      expect(refusals(outcomes)).toEqual([true, true, true]);
      expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'InvalidBatch' } });
    }
  });

  test.each<[string, Partial<Fault>]>([
    ['a login page', { lie: 'loginPage' }],
    ['fewer rows', { lie: 'rowMissing' }],
    ['nothing', { lie: 'emptyBody' }],
  ])('%s in place of its results does not say so', async (_, fault) => {
    await control.faults({ path: 'unprocessedrecords', times: 20, ...fault });
    const outcomes = await write(job(), unknown);
    expect(refusals(outcomes)).not.toContain(true);
    const errors = [...outcomes.values()].flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
    expect(errors.some(mayBeSaved)).toBe(true);
  });
});

async function* rewritten(body: AsyncIterable<Uint8Array>, rewrite: (text: string) => string) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  yield new TextEncoder().encode(rewrite(Buffer.concat(chunks).toString()));
}

describe('When something goes wrong', () => {
  test.each([
    [
      'a gateway fails each kind of request',
      [
        { method: 'POST', path: 'jobs/ingest$', status: 503 },
        { method: 'PUT', path: 'batches', status: 503 },
        { method: 'PATCH', path: 'jobs/ingest', status: 503 },
        { method: 'GET', path: 'jobs/ingest', status: 503, times: 3 },
        { method: 'GET', path: 'failedResults', status: 503 },
      ],
    ],
    [
      'connections are cut before the work',
      [
        { method: 'PUT', path: 'batches', cut: 'before' as const },
        { method: 'PATCH', path: 'jobs/ingest', cut: 'before' as const },
        { method: 'GET', path: 'successfulResults', cut: 'before' as const },
      ],
    ],
    [
      'connections are cut after the work',
      [
        { method: 'POST', path: 'jobs/ingest$', cut: 'after' as const },
        { method: 'PUT', path: 'batches', cut: 'after' as const },
        { method: 'PATCH', path: 'jobs/ingest', cut: 'after' as const },
      ],
    ],
  ])('%s, and nothing is doubled or lost', async (_, faults) => {
    await control.faults(...faults);
    const outcomes = await write(job(), rows(250), { uploadBytes: 8_000 });
    expect(failures(outcomes)).toEqual([]);
    expect(await contacts()).toHaveLength(250);
  });

  test('the share of API calls to stop at is used: no row is sent, the job is aborted, and each row says so', async () => {
    await control.post('limits', { max: 1_000, used: 899 });
    const outcomes = await write(job(), rows(2), { stopAtUsage: 0.9 });
    expect(outcomes.get(1)).toMatchObject({
      error: {
        name: 'NotSentError',
        errorCode: 'NOT_SENT',
        message: expect.stringContaining('API calls per 24 hours'),
      },
    });
    expect(sent.filter(({ method }) => method === 'PUT')).toEqual([]);
    const { data } = await running.http.get<{ records: { state: string }[] }>('/jobs/ingest');
    expect(data.records.map(({ state }) => state)).toEqual(['Aborted']);
  });

  test('rows are locked: they go again alone after growing waits, and are saved', async () => {
    const waits: number[] = [];
    await control.post('bulk', {
      rowFault: { every: 50, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' },
    });
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      if (sent.filter(({ method }) => method === 'PUT').length === 2) await control.post('bulk', { rowFault: null });
      await new Promise((resolve) => setImmediate(resolve));
    };
    org = orgOf(org.sendOnce, { wait, random: () => 0.5 });
    const outcomes = await write(job(), rows(100));
    expect(failures(outcomes)).toEqual([]);
    expect(await contacts()).toHaveLength(100);
    const uploads = sent.filter(({ method }) => method === 'PUT');
    expect(uploads.length).toBeGreaterThanOrEqual(2);
    // Among those between two looks at a job, which depend on how fast it is.
    expect(waits).toContain(1_000);
  });

  test('rows stay locked: they are given up after four times, and say why', async () => {
    await control.post('bulk', { rowFault: { every: 1, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' } });
    const outcomes = await write(job(), rows(2));
    expect(outcomes.get(1)).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
    expect(sent.filter(({ method }) => method === 'PUT')).toHaveLength(4);
  });

  test('the results cannot be read: each row has the job’s ID, and is told not to be sent again unseen', async () => {
    await control.faults({ method: 'GET', path: 'successfulResults', status: 503, times: 100 });
    const outcomes = await write(job(), rows(2));
    expect(outcomes.get(0)).toMatchObject({
      error: {
        errorCode: 'BULK_RESULTS_NOT_READ',
        jobIds: [expect.stringMatching(/^750/)],
        message: expect.stringContaining('has ended'),
      },
    });
  });

  test('a job fails half way: the rows that were done keep their outcomes, the others say why', async () => {
    await control.post('bulk', { failAfterRows: 100 });
    const outcomes = await write(job(), rows(250));
    const failed = failures(outcomes);
    expect(250 - failed.length).toBe((await contacts()).length);
    expect(failed.length).toBeGreaterThan(0);
    expect(outcomes.get(failed[0] ?? -1)).toMatchObject({ error: { name: 'SalesforceError' } });
  });

  test('the org refuses the job: each row says so, and no row was sent', async () => {
    const outcomes = await write(job({ operation: 'upsert', externalIdField: 'Nope__c' }), [
      { index: 5, key: 'x', values: { LastName: 'x' } },
    ]);
    expect(outcomes.get(5)).toMatchObject({ error: { errorCode: 'INVALIDJOB' } });
    expect(sent.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  test('time runs out: the job is left be, and the outcome has its ID', async () => {
    await control.post('bulk', { stateTime: 3_600_000 });
    const outcomes = await write(job(), rows(2), { patience: 0 });
    const [first] = outcomes.values();
    if (first === undefined || !('error' in first) || !(first.error instanceof JobError))
      throw new Error('not pending');
    expect(first.error.errorCode).toBe('BULK_JOB_PENDING');
    expect(first.error.jobIds).toEqual([expect.stringMatching(/^750/)]);
    const { data } = await running.http.get(`/jobs/ingest/${first.error.jobIds[0]}`);
    expect(data).toMatchObject({ state: 'UploadComplete' });
  });

  test.each<[string, number, Fault[]]>([
    ['time runs out', 0, []],
    [
      'the state of a job cannot be read',
      60_000,
      [{ method: 'GET', path: 'jobs/ingest/750', times: 100, status: 404 }],
    ],
  ])(
    '%s: rows for the same record stay behind, and no second job runs beside the first',
    async (_, patience, faults) => {
      await control.post('bulk', { stateTime: 3_600_000 });
      await control.faults(...faults);
      const repeated = ['X-1', 'X-2', 'x-1', 'X-1'].map((key, index) => ({
        index,
        key,
        values: { LastName: `${index}` },
      }));
      const upsert = job({ operation: 'upsert', externalIdField: 'External_Id__c' });
      const outcomes = await write(upsert, repeated, { patience });
      expect([...outcomes.keys()].toSorted()).toEqual([0, 1, 2, 3]);
      const told = [0, 1, 2, 3].map((index) => outcomes.get(index));
      expect(told).toMatchObject([
        ...[0, 1].map(() => ({ error: { errorCode: 'BULK_JOB_PENDING' } })),
        ...[2, 3].map(() => ({ error: { errorCode: 'NOT_SENT', because: 'jobRunning' } })),
      ]);
      expect(sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs/ingest'))).toHaveLength(1);
    },
  );

  test('some of several jobs run on: only rows for their records stay behind, and name the job that has theirs', async () => {
    const upsert = job({ operation: 'upsert', externalIdField: 'External_Id__c' });
    const written = fc.array(fc.constantFrom('X-0', 'x-0', 'X-1', ' X-1', 'X-2', 'X-3'), {
      minLength: 1,
      maxLength: 9,
    });
    const lost = fc.array(fc.boolean(), { minLength: 9, maxLength: 9 });
    const { sendOnce } = org;
    await fc.assert(
      fc.asyncProperty(written, lost, async (keys, lostOnes) => {
        const jobs: string[] = [];
        const isLost = (path: string): boolean => jobs.some((id, at) => lostOnes[at] === true && path.endsWith(id));
        org = orgOf(async (request) => {
          if (request.method === 'GET' && isLost(request.path)) return { status: 404, headers: {}, body: [] };
          const response = await sendOnce(request);
          const isNewJob = request.method === 'POST' && request.path.endsWith('/jobs/ingest');
          if (isNewJob) jobs.push((response.body as { id: string }).id);
          return response;
        });
        // Two of them are too long for a job.
        const values = { LastName: 'A', Description: 'x'.repeat(400) };
        const repeated = keys.map((key, index) => ({ index, key, values }));
        const outcomes = await write(upsert, repeated, { uploadBytes: 600 });
        const running = new Map<string, string>();
        const held = new Set<number>();
        for (const { index, key } of repeated) {
          const outcome = outcomes.get(index);
          const name = key.trim().toLowerCase();
          const before = running.get(name);
          if (before !== undefined) {
            held.add(index);
            const message = expect.stringContaining(`Bulk job ${before} may still be running`);
            expect(outcome).toMatchObject({ error: { because: 'jobRunning', message } });
          } else if (outcome !== undefined && 'error' in outcome) {
            expect(outcome.error).toBeInstanceOf(JobError);
            const [id = ''] = (outcome.error as JobError).jobIds;
            expect(isLost(id)).toBe(true);
            running.set(name, id);
          }
        }
        expect(jobs).toHaveLength(keys.length - held.size);
        expect(running.size).toBe(jobs.filter(isLost).length);
      }),
      { numRuns: 25 },
    );
  });

  test('the execution is canceled: the job is aborted', async () => {
    await control.post('bulk', { stateTime: 3_600_000 });
    let waits = 0;
    const wait = async () => {
      waits += 1;
      if (waits > 2) throw new Error('cancelled');
    };
    org = orgOf(org.sendOnce, { wait, cancelled: () => waits > 2 });
    await expect(write(job(), rows(2))).rejects.toThrow('cancelled');
    const { data } = await running.http.get<{ records: { state: string }[] }>('/jobs/ingest');
    expect(data.records.map(({ state }) => state)).toEqual(['Aborted']);
  });
});
