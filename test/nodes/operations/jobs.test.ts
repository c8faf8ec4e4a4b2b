import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import type { IDataObject } from 'n8n-workflow';

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
  const { info } = await load(http, { object: 'Contact', operation: 'insert' }, 'LastName\nLoaded\n');
  const { path } = await runQueryJob(http, { query: 'SELECT Id FROM Contact' });
  jobs = { ingest: info.id, query: path.split('/').at(-1) ?? '' };
});
afterAll(() => org.close());

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
        errorCode: 'INVALID_INPUT',
        fields: ['Job'],
      });
      expect(error['actions']).toContain('Check the ID, and whether Job Type says what the job does: load or query.');
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
  const listed = async (jobType?: string, filter?: string) =>
    (
      await loaders.listSearch.searchJobs.call(
        hostOn(org, { parameters: jobType === undefined ? {} : { jobType } }).context,
        filter,
      )
    ).results;

  test.each([
    ['ingest', /^Create Contact, JobComplete, \d{4}-\d\d-\d\d \d\d:\d\d UTC$/],
    ['query', /^Query Contact, JobComplete, /],
    // The form of Retry Failed Rows, which only loads have.
    [undefined, /^Create Contact, JobComplete, /],
  ])('has those of the type, and says what each is: %s', async (jobType, name) => {
    const value = jobs[jobType === 'query' ? 'query' : 'ingest'];
    expect(await listed(jobType)).toEqual([{ name: expect.stringMatching(name), value }]);
    expect(await listed(jobType, 'contact complete')).toHaveLength(1);
    expect(await listed(jobType, 'lead')).toEqual([]);
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
