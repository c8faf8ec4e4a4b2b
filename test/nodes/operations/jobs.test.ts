import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { readAbortedJob, readJob } from '../../../salesforce/bulk/jobs';
import { loaders } from '../../../nodes/SalesforceConnector/fields';
import { startOrg, type RunningOrg } from '../../../simulator';
import { load, runQueryJob } from '../../simulator/bulk/jobs';
import { openSession } from '../../support/org';
import { hostOn, outputOf } from '../support/simulated';

let org: RunningOrg;
let http: AxiosInstance;
let jobs: Record<'ingest' | 'query', string>;
beforeAll(async () => {
  org = await startOrg();
  http = axios.create({
    baseURL: `${org.url}/services/data/v67.0`,
    headers: { Authorization: `Bearer ${openSession(org)}` },
    validateStatus: () => true,
  });
  jobs = { ingest: await anotherJob('ingest'), query: await anotherJob('query') };
});
afterAll(() => org.close());

async function anotherJob(kind: 'ingest' | 'query'): Promise<string> {
  if (kind === 'ingest')
    return (await load(http, { object: 'Contact', operation: 'insert' }, 'LastName\nLoaded\n')).info.id;
  const { path } = await runQueryJob(http, { query: 'SELECT Id FROM Contact' });
  return path.split('/').at(-1) ?? '';
}

const OF_ANY_JOB = ['getJob', 'waitForJob', 'abortJob', 'deleteJob', 'getResults'];

async function refusal(parameters: IDataObject): Promise<IDataObject> {
  const [item] = await outputOf(org, { resource: 'bulk', ...parameters }, { continueOnFail: true });
  return item?.['error'] as IDataObject;
}

describe('A job ID that is another’s', () => {
  test.each(OF_ANY_JOB)('of a job of the other type is told as that: %s', async (operation) => {
    for (const [jobType, other] of [['ingest', 'query'] as const, ['query', 'ingest'] as const]) {
      const error = await refusal({ operation, jobType, jobId: jobs[other] });
      const name = jobType === 'ingest' ? 'load' : 'query';
      expect(error).toMatchObject({
        message: `There is no ${name} job ${jobs[other]} that the signed-in user can see.`,
        errorCode: 'NOT_FOUND',
        fields: ['Job'],
      });
      expect(error['actions']).toContain('Check the ID, and set Job Type to Any unless you know what the job does.');
    }
  });

  test('is told without Job Type where the form has none', async () => {
    const error = await refusal({ operation: 'retryFailed', jobId: jobs.query });
    expect(error['message']).toContain(`There is no load job ${jobs.query}`);
    expect(String(error['actions'])).toContain('it must be the ID of a job that loads records');
    expect(String(error['actions'])).not.toContain('Job Type');
  });

  test.each([...OF_ANY_JOB, 'retryFailed'])(
    'of a record is told as that, and so is what is none: %s',
    async (operation) => {
      for (const jobId of ['001000000000001AAA', 'Acme', '42', `https://x.my.salesforce.com/001000000000001AAA`]) {
        const error = await refusal({ operation, jobType: 'ingest', jobId });
        expect(error['message']).toContain('is not a Bulk job ID, which begins with 750.');
        expect(String(error['actions'])).toContain('Setup > Bulk Data Load Jobs');
        expect(String(error['actions'])).not.toContain('record');
      }
    },
  );
});

describe('The list of jobs', () => {
  const listed = async (parameters: IDataObject, filter?: string) =>
    (await loaders.listSearch.searchJobs.call(hostOn(org, { parameters }).context, filter)).results;

  test.each([
    [
      'ingest',
      { operation: 'getJob', jobType: 'ingest' },
      /^Create Contact, JobComplete, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
    ],
    ['query', { operation: 'getJob', jobType: 'query' }, /^Query Contact, JobComplete, /],
    // A form that had a type before its operation was changed.
    ['ingest', { operation: 'retryFailed', jobType: 'query' }, /^Create Contact, JobComplete, /],
  ] as const)('has those of the type, and says what each is: %s, %j', async (kind, parameters, name) => {
    expect(await listed(parameters)).toEqual([{ name: expect.stringMatching(name), value: jobs[kind] }]);
    expect(await listed(parameters, 'contact complete')).toHaveLength(1);
    expect(await listed(parameters, 'lead')).toEqual([]);
  });

  test.each([{}, { jobType: 'any' }])('has all of them without a type: %j', async (parameters) => {
    const values = (await listed({ operation: 'getJob', ...parameters })).map(({ value }) => value);
    expect(values.toSorted()).toEqual([jobs.ingest, jobs.query].toSorted());
  });
});

test('A job is told in one shape, whichever operation tells it', async () => {
  const common = { jobId: jobs.ingest, id: jobs.ingest, ended: true };
  for (const operation of ['getJob', 'waitForJob', 'getResults'])
    expect(await outputOf(org, { resource: 'bulk', operation, jobId: jobs.ingest })).toEqual([
      expect.objectContaining({ ...common, successful: 1, failed: 0 }),
    ]);
  const listed = await outputOf(org, { resource: 'bulk', operation: 'getJobs', limit: 50 });
  expect(listed).toContainEqual(expect.objectContaining(common));
  const query = await outputOf(org, { resource: 'bulk', operation: 'getJob', jobId: jobs.query });
  expect(query).toEqual([expect.objectContaining({ jobId: jobs.query, ended: true })]);
  expect(query[0]).not.toHaveProperty('failed');
});

test.each(['InProgress', 'Open', 'JobComplete', 'Failed', 'Halted'])(
  'An abort that is answered with another state is not believed: %s',
  (state) => {
    const job = { id: jobs.ingest, state, object: 'Contact', operation: 'insert' };
    const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: job };
    expect(() => readAbortedJob(answer, {})).toThrow('was expected to be aborted');
    expect(readAbortedJob({ ...answer, body: { ...job, state: 'Aborted' } }, {}).state).toBe('Aborted');
  },
);

test('A job that does not say its object, or says no delimiter, is no reason to stumble', () => {
  const said = { id: jobs.ingest, state: 'JobComplete', createdDate: null };
  const answer = { status: 200, headers: { 'content-type': 'application/json' } };
  const silent = { ...said, object: null, operation: null, columnDelimiter: null };
  expect(readJob({ ...answer, body: silent })).toEqual(said);
  expect(() => readJob({ ...answer, body: { ...said, columnDelimiter: { toString: 1 } } })).toThrow(
    'a Bulk job was expected',
  );
});

describe('Whether a job loads or queries', () => {
  test.each(['getJob', 'waitForJob', 'getResults'])('is found out: %s', async (operation) => {
    for (const jobId of [jobs.ingest, jobs.query]) expect(await refusal({ operation, jobId })).toBeUndefined();
  });

  test('is found out before a job is deleted, and only that one is', async () => {
    for (const kind of ['ingest', 'query'] as const) {
      const jobId = await anotherJob(kind);
      expect(await outputOf(org, { resource: 'bulk', operation: 'deleteJob', jobId })).toEqual([
        { jobId, id: jobId, deleted: true },
      ]);
      expect(await refusal({ operation: 'getJob', jobId })).toMatchObject({
        message: `There is no Bulk job ${jobId} that the signed-in user can see.`,
        errorCode: 'NOT_FOUND',
      });
    }
    expect(await refusal({ operation: 'getJob', jobId: jobs.query })).toBeUndefined();
  });

  test('shows in the rows that come: all of a query, and the chosen results of a load', async () => {
    const host = async (jobId: string) => await outputOf(org, { resource: 'bulk', operation: 'getResults', jobId });
    expect(await host(jobs.query)).toEqual([expect.objectContaining({ jobId: jobs.query })]);
    expect(await host(jobs.ingest)).toEqual([expect.objectContaining({ id: jobs.ingest })]);
  });
});

test('A job that has ended cannot be aborted, and the error says what to do', async () => {
  for (const jobType of ['ingest', 'query'] as const) {
    const error = await refusal({ operation: 'abortJob', jobType, jobId: jobs[jobType] });
    expect(error).toMatchObject({ errorCode: 'INVALIDJOBSTATE', message: expect.stringContaining('not allowed') });
    expect(error['actions']).toEqual([expect.stringContaining('Get Job')]);
  }
});

test('A search for nothing, or for one character, says what to do', async () => {
  for (const term of [' ', 'x', ' x ', '***', '"{}"', '&&']) {
    const parameters = { resource: 'query', operation: 'search', term, objects: { object: [{ object: 'Account' }] } };
    const [item] = await outputOf(org, parameters, { continueOnFail: true });
    expect(item?.['error']).toMatchObject({ fields: ['Term'], actions: [expect.stringMatching(/\w/)] });
  }
});

test.each(['AND', 'a AND', 'OR NOT', 'Ernst and Young', 'x" OR "y', '{Ada', 'AND NOT'])(
  'A term is searched for as it is: %s',
  async (term) => {
    const parameters = { resource: 'query', operation: 'search', term, objects: { object: [{ object: 'Account' }] } };
    expect(await outputOf(org, parameters)).toEqual([]);
  },
);

test.each([
  ['FIND {Ada', 'close the braces and quotes'],
  ['FIND Ada RETURNING Account', 'Put what you search for in braces'],
  ['FIND {"Ada} RETURNING Account', 'close the braces and quotes'],
  ['FIND {*} RETURNING Account', 'two letters or digits'],
  ['FIND {Ada AND} RETURNING Account', 'need a word on each side'],
])('A search that cannot be read says what is wrong: %s', async (sosl, action) => {
  const parameters = { resource: 'query', operation: 'search', searchWith: 'sosl', sosl };
  const [item] = await outputOf(org, parameters, { continueOnFail: true });
  expect(String((item?.['error'] as IDataObject)['actions'])).toContain(action);
});

test.each(['LIMIT', 'LIMIT 5 OFFSET', 'limit'])(
  'A text is no number after %s, and the error says so',
  async (clause) => {
    const soql = `SELECT Id FROM Account ${clause} :n`;
    const query = (type: string): Promise<IDataObject[]> =>
      outputOf(
        org,
        {
          resource: 'query',
          operation: 'soql',
          soql,
          parameters: { parameter: [{ name: 'n', type, value: '2' }] },
        },
        { continueOnFail: true },
      );
    const [text] = await query('text');
    expect(text?.['error']).toMatchObject({ fields: ['Query Parameters'], actions: [expect.stringContaining('Type')] });
    expect((await query('number')).filter(({ error }) => error !== undefined)).toEqual([]);
  },
);
