import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { callsOf } from '../../scripts/calls/measure';
import { sampleOf } from '../../scripts/calls/samples';
import { cellsOf, GUIDE, rowStart } from '../../scripts/calls/table';

const guide = readFileSync(GUIDE, 'utf8');

/** One of each way to send: in collections, by query, for each item, from memory, once. `npm run calls` counts all. */
test.each([
  ['record', 'create'],
  ['record', 'get'],
  ['query', 'soql'],
  ['object', 'get'],
  ['session', 'revoke'],
])('%s %s makes the API calls that the guide says', async (resource, operation) => {
  const row = `${rowStart(`${resource}/${operation}`)}${cellsOf(await callsOf(sampleOf(resource, operation)))} |`;
  expect(guide).toContain(row);
});
