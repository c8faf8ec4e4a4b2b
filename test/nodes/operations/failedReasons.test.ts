import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => (org = await startOrg({ size: 0 })));
afterAll(() => org.close());

const CSV = 'Name,Restricted_Picklist__c,Number__c\nGood,Red,1\nBad,Red,x\nA,Wrong,\nB,Wrong,\nC,Wrong,\n';
const PICKLIST = {
  rows: 3,
  message: expect.stringContaining('bad value for restricted picklist field: Wrong'),
  errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  fields: ['Restricted_Picklist__c'],
  actions: expect.arrayContaining([expect.stringMatching(/^Restricted_Picklist__c takes: Red/)]),
};

async function told(form: IDataObject, options: IDataObject = {}) {
  const parameters = { resource: 'bulk', ...form, options };
  const files = [{ mimeType: 'text/csv', fileName: 'a.csv', chunks: [Buffer.from(CSV)] }];
  const { context, hints } = hostOn(org, { parameters, items: [{}], files });
  const output = (await run(context)).map(({ json }) => json);
  return { output, said: hints.map(({ message }) => message) };
}

const LOAD = {
  operation: 'loadFile',
  object: named('Sync_Test__c'),
  ingestOperation: 'insert',
  waitMinutes: 5,
};

describe('A retry', () => {
  const ID = '750000000000001AAA';
  const counts = { numberRecordsProcessed: 2, numberRecordsFailed: 0 };
  const JOB = { id: ID, object: 'Contact', operation: 'insert', state: 'JobComplete', ...counts };

  test.each([1, 2])('of a job without failed rows loads none of the %i that are listed', async (listed) => {
    const rows = ',UNABLE_TO_LOCK_ROW:x:--,A\n'.repeat(listed);
    const { context, sent } = hostOn(org, {
      parameters: { resource: 'bulk', operation: 'retryFailed', jobId: ID, waitMinutes: 0, options: {} },
      items: [{}],
      answer: ({ url }) =>
        url.endsWith('failedResults')
          ? { status: 200, body: `sf__Id,sf__Error,LastName\n${rows}` }
          : { status: 200, body: JSON.stringify(JOB) },
    });
    await expect(run(context)).rejects.toThrow(`${listed} rows came of a job of which 0 failed`);
    expect(sent.filter(({ method = 'GET' }) => method !== 'GET')).toEqual([]);
  });
});

describe('Why rows of a file failed', () => {
  test('is in the output and above it, with what the field takes', async () => {
    const { output, said } = await told(LOAD);
    expect(output).toMatchObject([{ successful: 1, failed: 4, errors: [PICKLIST, { rows: 1 }] }]);
    expect(said.join()).toMatch(
      /4 of 5 rows failed \(Bulk job 750\w{15}\)\. .*restricted picklist field: Wrong.*: 3 rows; .*: 1 row\. The output has/,
    );
    const jobs = output[0]?.['jobs'] as IDataObject[];
    const jobId = String(jobs[0]?.['jobId']);
    const results = await told({
      operation: 'getResults',
      jobId: { __rl: true, mode: 'id', value: jobId },
      results: ['failedResults'],
    });
    expect(results.output).toMatchObject([
      { jobId, errors: [{ ...PICKLIST, actions: expect.any(Array) }, { rows: 1 }] },
    ]);
    expect(results.said.join()).toContain(': 3 rows; ');
    const retried = await told({
      operation: 'retryFailed',
      jobId: { __rl: true, mode: 'id', value: jobId },
      waitMinutes: 5,
    });
    expect(retried.output).toMatchObject([{ failed: 4, errors: [PICKLIST, { rows: 1 }] }]);
  });

  test('is in the error where the node fails with them', async () => {
    await expect(told(LOAD, { whenRowsFail: 'fail' })).rejects.toThrow(
      /^4 of 5 rows failed \(Bulk job 750\w{15}\)\. .*restricted picklist field: Wrong.*: 3 rows; .*: 1 row\./,
    );
  });
});
