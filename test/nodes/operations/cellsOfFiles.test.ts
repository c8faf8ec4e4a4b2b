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

test('A load of a file tells how many cells of which fields are cleared by #N/A, and counts them once', async () => {
  const form = { resource: 'bulk', operation: 'loadFile', object: named('Contact'), ingestOperation: 'upsert' };
  const header = 'External_Id__c,LastName,phone,Notes,Title';
  const lines = ['X-1,A,#N/A,#N/A,', 'X-2,B,"#N/A",,#N/A', 'X-3,About #N/A,5,,', '#N/A,C,#N/A,,x'];
  const file = {
    fileName: 'a.csv',
    mimeType: 'text/csv',
    chunks: [header, ...lines].map((line) => Buffer.from(`${line}\n`)),
  };
  const { context, hints } = hostOn(org, {
    parameters: {
      ...form,
      externalIdField: named('External_Id__c'),
      columns: { column: [{ name: 'Notes', field: named('') }] },
      waitMinutes: 5,
    },
    items: [{}],
    files: [file],
  });
  const [output] = await run(context);
  expect(output?.json).toMatchObject({ rows: 4, successful: 3, failed: 1 });
  expect(hints.map(({ message }) => message)).toContain(
    'Cells that contain #N/A clear their fields; an empty cell changes nothing. Columns: Phone (3 cells), Title (1 cell)',
  );
});
