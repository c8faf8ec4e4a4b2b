import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { hostOn, named } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

test.each([
  [1, '1 row of the file has no value in any column, and was left out.'],
  [3, '3 rows of the file have no value in any column, and were left out.'],
])('A load of a file tells that rows without any value were left out: %i', async (count, told) => {
  const form = { resource: 'bulk', operation: 'loadFile', object: named('Contact'), ingestOperation: 'insert' };
  const text = `LastName,Title\r\nA,B\r\n${',\r\n'.repeat(count)}`;
  const file = { fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from(text)] };
  const { context, hints } = hostOn(org, { parameters: { ...form, waitMinutes: 5 }, items: [{}], files: [file] });
  const [output] = await run(context);
  expect(output?.json).toMatchObject({ rows: 1, successful: 1 });
  expect(hints.map(({ message }) => message)).toEqual([told]);
});
