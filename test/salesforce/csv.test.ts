import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';

import { CsvParser, csvLine, DELIMITERS, isWritten, readCsv } from '../../salesforce/csv';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(data: Uint8Array | string, size = 7, delimiter = ','): Promise<string[][]> {
  const rows: string[][] = [];
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for await (const batch of readCsv(pieces(bytes, size), delimiter)) rows.push(...batch);
  return rows;
}

const delimiters = fc.constantFrom(...DELIMITERS.values());
const cells = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '|', '\t', '`', '^', '\r', '\n', ' ', 'a', 'é', '😊') }),
);
/** Rows of one width; a row of one empty cell is a blank line to some writers. */
const tables = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));
const sizes = fc.integer({ min: 1, max: 40 });

describe('CSV', () => {
  test('Any text comes back unchanged, in whatever pieces it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(tables, delimiters, sizes, async (rows, delimiter, size) => {
        const text = rows.map((row) => csvLine(row, delimiter)).join('');
        expect(await read(text, size, delimiter)).toEqual(rows);
      }),
    );
  });

  test('What is written here, csv-parse reads', () => {
    fc.assert(
      fc.property(tables, delimiters, (rows, delimiter) => {
        const text = rows.map((row) => csvLine(row, delimiter)).join('');
        expect(parse(text, { delimiter, record_delimiter: '\n', skip_empty_lines: true })).toEqual(rows);
      }),
    );
  });

  test('What csv-stringify writes is read here, with either line end, with a byte order mark and without', async () => {
    const options = fc.record({
      quoted: fc.boolean(),
      record_delimiter: fc.constantFrom('\n', '\r\n'),
      bom: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(tables, delimiters, sizes, options, async (rows, delimiter, size, how) => {
        const text = stringify(rows, { ...how, delimiter, quoted_empty: true, quoted_match: /[\r\n\uFEFF]/ });
        expect(await read(text, size, delimiter)).toEqual(rows);
      }),
    );
  });

  test.each([
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['\uFEFFa\n', [['a']]],
    [' a ,\tb\n', [[' a ', '\tb']]],
    [
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['\n\r\na\n\n', [['a']]],
    ['""\n', [['']]],
    ['"a""b","c\nd\r\ne"\n', [['a"b', 'c\nd\r\ne']]],
    ['a\rb\n', [['a\rb']]],
    ['"a",b', [['a', 'b']]],
    ['', []],
  ])('%j is read', async (text, rows) => {
    for (const size of [1, 2, 100]) expect(await read(text, size)).toEqual(rows);
  });

  test.each([
    ['a\nb"c\n', 'Row 2 of the CSV cannot be read: an unquoted value contains a quote.'],
    ['a\n"b"c\n', 'Row 2 of the CSV cannot be read: a value continues after its closing quote.'],
    ['a\n1\n"b\nc\n', 'Row 3 of the CSV cannot be read: a quote is never closed.'],
  ])('%j is refused with the number of its row', async (text, message) => {
    for (const size of [1, 100]) await expect(read(text, size)).rejects.toThrow(new Error(message));
  });

  test('A line is as it would be written exactly when writing its values gives it back', () => {
    const line = fc.string({ unit: fc.constantFrom(',', ';', '\t', '\r', ' ', 'a', 'é', '\u0001'), minLength: 1 });
    fc.assert(
      fc.property(line, delimiters, fc.integer({ min: 1, max: 4 }), (text, delimiter, count) => {
        const values = text.split(delimiter);
        const same = values.length === count && csvLine(values, delimiter) === `${text}\n`;
        expect(isWritten(text, delimiter, count)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test('A quote that is never closed is found before the file is in memory', () => {
    const parser = new CsvParser();
    const line = `${'x'.repeat(99_999)}\n`;
    const feed = () => {
      parser.push('a\n"');
      for (let i = 0; i < 100; i += 1) parser.push(line);
    };
    expect(feed).toThrow(/^Row 2 /);
  });

  test('Bytes that are not UTF-8 are refused', async () => {
    await expect(read(Buffer.from('a\nM\xfcller\n', 'latin1'))).rejects.toThrow('The file is not encoded in UTF-8.');
  });
});
