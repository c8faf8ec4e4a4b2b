import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { CsvScan } from '../../../salesforce/bulk/csvScan';
import { CsvParser, csvLine } from '../../../salesforce/csv';
import { AnswerError } from '../../../salesforce/errors';

/** Scans a CSV in pieces; the rows are those of its first two columns. */
function scanned(bytes: Uint8Array, size: number, delimiter = ','): { rows: number; cells: string[][] } {
  const cells: string[][] = [];
  const scan = new CsvScan(delimiter, {
    columns: (header) => [0, 1].slice(0, header.length),
    row: (row) => cells.push(row.slice(0, 2)),
  });
  for (let at = 0; at < bytes.length; at += size) scan.add(bytes.subarray(at, at + size));
  scan.end();
  return { rows: scan.rows, cells };
}

/** What the reader of rows makes of it; undefined for what is no CSV, or not one value for each column. */
function readRowsOf(text: string, delimiter: string): string[][] | undefined {
  try {
    const parser = new CsvParser(delimiter);
    const [header = [], ...rows] = [...parser.push(text), ...parser.end()];
    return rows.every(({ length }) => length === header.length) ? rows : undefined;
  } catch {
    return undefined;
  }
}

const part = fc.constantFrom('"', '""', '\n', '\r\n', ',', ';', 'a', 'ä', '€', '"b"', ' ');
const delimiterOf = fc.constantFrom(',', ';', '^');
const sizes = fc.integer({ min: 1, max: 9 });

describe('A CSV that passes by', () => {
  test('has the rows that a reader of rows finds, or is none for both, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), sizes, delimiterOf, (parts, size, delimiter) => {
        const text = parts.join('');
        const wanted = readRowsOf(text, delimiter);
        const scan = () => scanned(Buffer.from(text), size, delimiter);
        if (wanted === undefined) expect(scan).toThrow(AnswerError);
        else expect(scan()).toEqual({ rows: wanted.length, cells: wanted.map((row) => row.slice(0, 2)) });
      }),
      { numRuns: 5_000 },
    );
  });

  test('has the rows that were written', () => {
    const cell = fc.string({ maxLength: 5, unit: fc.constantFrom('"', '\n', '\r', ',', 'a', 'é') });
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, sizes, (rows, size) => {
        const text = rows.map((row) => csvLine(row)).join('');
        expect(scanned(Buffer.from(text), size).cells).toEqual(rows.slice(1).map((row) => row.slice(0, 2)));
      }),
    );
  });

  test.each([
    ['half of a character', Buffer.from([0x61, 0x0a, 0xc3]), 'it ends in the middle of a character'],
    ['Latin-1', Buffer.from('Name\nJosé\nx\n', 'latin1'), 'it is not encoded in UTF-8'],
    ['a quote that is never closed', 'Name\n"a\n', 'a quote is never closed'],
    ['a stray quote', 'Name\na"b\n', 'an unquoted value contains a quote'],
    ['words behind a quote', 'Name\n"a"b\n', 'a value continues after its closing quote'],
    ['a short row', 'a,b\n1\n', 'a row of its CSV has 1 value for 2 columns'],
    ['a long row', 'a,b\n1,2,3\n', 'a row of its CSV has 3 values for 2 columns'],
    ['a row without an end', `a\n"${'x'.repeat(20_000_001)}`, 'a row has more than 20,000,000 characters'],
  ])('with %s is none', (_, csv, said) => {
    expect(() => scanned(Buffer.from(csv), 65_536)).toThrow(said);
  });
});
