import { expect, test } from '@jest/globals';

import { jobId } from '../../../salesforce/bulk/jobs';

test('The ID of something else is no job’s', () => {
  expect(jobId(' 750000000000001 ')).toMatch(/^750000000000001\w{3}$/);
  expect(() => jobId('003000000000001AAA')).toThrow('is not a Bulk job ID');
});
