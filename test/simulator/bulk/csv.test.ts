import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { DELIMITERS, LINE_ENDINGS, endOfRows, formatRows, parseRows } from '../../../simulator/bulk/csv';
import { rewrittenNumber } from '../../../simulator/bulk/results';

const COMMA_LF = { columnDelimiter: 'COMMA', lineEnding: 'LF' };

const dialects = fc.record({
  columnDelimiter: fc.constantFrom(...DELIMITERS.keys()),
  lineEnding: fc.constantFrom(...LINE_ENDINGS.keys()),
});

/** Cells of every sort that CSV can hurt; a row of one empty cell would be a blank line. */
const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('"', ',', ';', '\t', '|', '^', '`', '\n', '\r', 'ü', 'a', ' '))
    .map((parts) => parts.join('')),
);

describe('CSV', () => {
  test('Rows that were written are read as they were', () => {
    fc.assert(
      fc.property(dialects, fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (dialect, rows) => {
        expect(parseRows(Buffer.from(formatRows(rows, dialect)), dialect)).toEqual(rows);
      }),
    );
  });

  test('Every span of rows is read as its part of the whole', () => {
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(dialects, rows, fc.integer({ min: 1, max: 7 }), (dialect, all, size) => {
        const data = Buffer.from(formatRows(all, dialect));
        const read: string[][] = [];
        for (let from = 0; from < data.length;) {
          const end = endOfRows(data, from, size);
          read.push(...parseRows(data.subarray(from, end), dialect));
          from = end;
        }
        expect(read).toEqual(all);
      }),
    );
  });

  test('Every cell is quoted, and its quotes are doubled', () => {
    expect(formatRows([['a', '', 'b "c"', 'd,e\nf']], COMMA_LF)).toBe('"a","","b ""c""","d,e\nf"\n');
  });

  test('Nothing is trimmed', () => {
    expect(parseRows(Buffer.from(' a , b\n'), COMMA_LF)).toEqual([[' a ', ' b']]);
  });

  test.each([
    [
      'a quote inside an unquoted cell',
      'a"b,c\n',
      'Found unescaped quote. A value with quote should be within a quote',
    ],
    ['text after a closing quote', '"a"b,c\n', 'Found unescaped quote. A value with quote should be within a quote'],
    ['a quote that is never closed', '"a,b\n', 'EOF reached before closing an opened quote'],
  ])('It cannot be read with %s', (_, text, complaint) => {
    expect(() => parseRows(Buffer.from(text), COMMA_LF)).toThrow(`InvalidBatch : Failed to parse CSV. ${complaint}`);
  });
});

describe('Numbers in results', () => {
  test.each([
    ['912260031', '9.12260031E8'],
    ['16147805824397', '1.6147805824397E13'],
    ['123456789012345678', '1.23456789012345678E17'],
    ['10000000', '1.0E7'],
    ['9999999.5', '9999999.5'],
    ['5', '5.0'],
    ['-1.50', '-1.5'],
    ['0', '0.0'],
    ['0.0001', '1.0E-4'],
    ['1e3', '1000.0'],
    ['', ''],
    ['#N/A', '#N/A'],
    ['1,5', '1,5'],
  ])('%s is written as %s', (uploaded, written) => {
    expect(rewrittenNumber(uploaded)).toBe(written);
  });
});
