import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { CsvScan } from '../../../salesforce/bulk/csvScan';
import { RowReasons } from '../../../salesforce/bulk/rowReasons';
import { csvLine } from '../../../salesforce/csv';

/** The reasons in a file of failed rows, which comes in pieces. */
function reasonsIn(cells: readonly string[], piece = 1_000): [string, readonly string[], number][] {
  const reasons = new RowReasons();
  const scan = new CsvScan(',', reasons.watch());
  const lines = [['sf__Id', 'sf__Error', 'LastName'], ...cells.map((cell) => ['', cell, 'x'])];
  const bytes = Buffer.from(lines.map((line) => csvLine(line)).join(''));
  for (let at = 0; at < bytes.length; at += piece) scan.add(bytes.subarray(at, at + piece));
  scan.end();
  return reasons.list.map(({ error, rows }) => [error.errorCode, error.fields, rows]);
}

const missing = (field: string): string => `REQUIRED_FIELD_MISSING:Required fields are missing: [${field}]:${field} --`;
const duplicate = (id: string): string =>
  `DUPLICATE_VALUE:duplicate value found: Key__c duplicates value on record with id: ${id}:Key__c --`;

describe('Why rows failed', () => {
  test('is counted by code and fields, whatever record a message names, the most frequent first', () => {
    expect(reasonsIn([missing('A'), duplicate('1'), duplicate('2'), missing('B'), duplicate('3')])).toEqual([
      ['DUPLICATE_VALUE', ['Key__c'], 3],
      ['REQUIRED_FIELD_MISSING', ['A'], 1],
      ['REQUIRED_FIELD_MISSING', ['B'], 1],
    ]);
  });

  test('is told of a cell that Salesforce wrote otherwise, and of an empty one', () => {
    expect(reasonsIn(['something', ''])).toEqual([['UNKNOWN_EXCEPTION', [], 2]]);
  });

  test('is nothing where no column tells', () => {
    const reasons = new RowReasons();
    const scan = new CsvScan(',', reasons.watch());
    scan.add(Buffer.from('Id,LastName\n1,x\n'));
    scan.end();
    expect(reasons.list).toEqual([]);
  });

  test('does not grow with reasons that nobody has', () => {
    const codes = Array.from({ length: 5_000 }, (_, n) => `CODE_${n}:x:F --`);
    expect(reasonsIn([...codes, ...codes, codes[3] ?? ''])).toHaveLength(500);
  });

  test('adds up to the rows, in any order and any pieces', () => {
    const cell = fc.constantFrom(missing('A'), missing('B'), duplicate('1'), duplicate('2'), 'é "quoted", x\n', '');
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (cells, piece) => {
        const found = reasonsIn(cells, piece);
        expect(found.reduce((sum, [, , rows]) => sum + rows, 0)).toBe(cells.length);
        const sorted = reasonsIn([...cells].sort());
        expect(new Set(sorted.map(String))).toEqual(new Set(found.map(String)));
      }),
    );
  });
});
