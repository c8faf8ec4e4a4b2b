import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { columnTitles } from '../../../salesforce/analytics/cells';

const LABELS = { values: 'typed', names: 'labels' } as const;

test.each([
  [
    ['A', 'B'],
    ['A', 'B'],
  ],
  [
    ['A', 'A', 'B'],
    ['A (n0)', 'A (n1)', 'B'],
  ],
  [
    ['', 'B'],
    ['(n0)', 'B'],
  ],
  [
    ['A', 'A', 'A (n1)'],
    ['n0', 'n1', 'n2'],
  ],
])('Columns with the labels %j are called %j', (labels, titles) => {
  expect(
    columnTitles(
      labels.map((label, place) => ({ name: `n${place}`, label })),
      LABELS,
    ),
  ).toEqual(titles);
});

test('No two columns are called the same', () => {
  const label = fc.constantFrom('', 'A', 'A (n0)', 'A (n1)', 'A (n0) (n2)', 'n0', '(n1)');
  fc.assert(
    fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
      const titles = columnTitles(
        labels.map((one, place) => ({ name: `n${place}`, label: one })),
        LABELS,
      );
      expect(new Set(titles).size).toBe(labels.length);
    }),
  );
});
