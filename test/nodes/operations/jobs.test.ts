import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { startOrg, type RunningOrg } from '../../../simulator';
import { load, runQueryJob } from '../../simulator/bulk/jobs';
import { openSession } from '../../support/org';
import { outputOf } from '../support/simulated';

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
        fields: ['Job ID'],
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

test('A job that has ended cannot be aborted, and the error says what to do', async () => {
  for (const jobType of ['ingest', 'query'] as const) {
    const error = await refusal({ operation: 'abortJob', jobType, jobId: jobs[jobType] });
    expect(error).toMatchObject({ errorCode: 'INVALIDJOBSTATE', message: expect.stringContaining('not allowed') });
    expect(error['actions']).toEqual([expect.stringContaining('Get Job')]);
  }
});

test('A search for nothing, or for one character, says what to do', async () => {
  for (const term of [' ', 'x', ' x ']) {
    const parameters = { resource: 'query', operation: 'search', term, objects: { object: [{ object: 'Account' }] } };
    const [item] = await outputOf(org, parameters, { continueOnFail: true });
    expect(item?.['error']).toMatchObject({ fields: ['Term'], actions: [expect.stringMatching(/\w/)] });
  }
});
