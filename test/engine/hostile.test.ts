import { beforeAll, describe, expect, test } from '@jest/globals';

import { HOSTILE, runMatrix, type Trial } from '../../bench/faults/matrix';
import { createEngine } from '../../engine';
import { PACKAGE } from './salesforce';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

/** Lies that were believed once, each where it was; `npm run faults` tells all of them to every operation. */
const BELIEVED: ReadonlySet<string> = new Set([
  ...['Get one record', 'Get many records', 'Search', 'SOQL to a file'].map((what) => `${what}: foreignCharset`),
  ...['Get many records', 'SOQL in an order of its own', 'SOQL to a file', 'Bulk query to items'].flatMap((what) =>
    ['lastPageEarly', 'newPages', 'rowMissing', 'rowTwice'].map((lie) => `${what}: ${lie}`),
  ),
  ...['rowMissing', 'sameAgain'].map((lie) => `Get records by their IDs: ${lie}`),
  'Search: rowTwice',
  ...['halfWithoutLength', 'rowTwice', 'wrongCharset'].map((lie) => `Load a CSV, insert: ${lie}`),
  ...['foreignCharset', 'rowMissing', 'rowTwice', 'sameAgain'].map((lie) => `Retry failed rows: ${lie}`),
  ...['Update by ID, Bulk', 'Delete, Bulk'].map((what) => `${what}: rowMissing`),
  ...['loginPage', 'rowMissing', 'rowTwice'].map((lie) => `Update by external ID, collections: ${lie}`),
  'Create, collections: sameAgain',
]);

const ENTRIES = HOSTILE.filter(([what, { happens }]) => BELIEVED.has(`${what.title}: ${happens?.lie ?? ''}`));

let trials: readonly Trial[];

beforeAll(async () => {
  const engine = await createEngine({ packageDir: PACKAGE });
  trials = await runMatrix(engine, { size: 400, rows: 400, lied: 400, atOnce: 12 }, ENTRIES);
  engine.close();
}, 300_000);

test('Every lie that was believed is told', () => {
  expect(ENTRIES.length).toBeGreaterThanOrEqual(BELIEVED.size);
});

describe('A node whose org lies says nothing that is not so', () => {
  test.each(ENTRIES.map(([what, fault], place) => [what.title, fault.title, place] as const))(
    '%s: %s',
    (_, __, place) => {
      expect(trials[place]?.disagreements).toEqual([]);
    },
  );
});
