import { expect, test } from '@jest/globals';

import {
  abortJobRequest,
  deleteJobRequest,
  getJobRequest,
  jobId,
  listJobsRequest,
} from '../../../salesforce/bulk/jobs';

test('The ID of something else is no job’s', () => {
  expect(jobId(' 750000000000001 ')).toMatch(/^750000000000001\w{3}$/);
  expect(() => jobId('003000000000001AAA')).toThrow('is not a Bulk job ID');
});

test.each([
  ['ingest', 41],
  ['query', 47],
] as const)('A version before that of %s jobs, %i, is refused before anything is asked', (kind, since) => {
  const job = { kind, id: '750000000000001AAA' };
  const plans = [getJobRequest, abortJobRequest, deleteJobRequest];
  const all = (version: string) => [
    ...plans.map((plan) => () => plan({ version }, job)),
    () => listJobsRequest({ version }, kind),
  ];
  for (const plan of all(`${since - 1}.0`)) expect(plan).toThrow(`version ${since}.0 or later does.`);
  for (const plan of all(`${since}.0`)) expect(plan().path).toContain(`/v${since}.0/jobs/${kind}`);
});
