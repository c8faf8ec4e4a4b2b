import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { RowCount } from '../../../salesforce/bulk/rowCount';

/** Each byte by itself, as the definition reads: a line with a character, outside quotes, is a row. */
function countedByByte(bytes: Uint8Array): number {
  let lines = 0;
  let inQuotes = false;
  let isBegun = false;
  for (const byte of bytes) {
    if (byte === 0x0a && !inQuotes) {
      if (isBegun) lines += 1;
      isBegun = false;
    } else if (byte !== 0x0d) {
      if (byte === 0x22) inQuotes = !inQuotes;
      isBegun = true;
    }
  }
  return Math.max(0, lines + (isBegun ? 1 : 0) - 1);
}

const someText = fc.array(fc.constantFrom('"', '\n', '\r', '\r\n', ',', 'a', 'ä', '""'), { maxLength: 60 });

describe('The rows of a CSV', () => {
  test('are counted in pieces of any size as byte by byte', () => {
    const pieceSize = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(someText, pieceSize, (parts, size) => {
        const bytes = Buffer.from(parts.join(''));
        const count = new RowCount();
        for (let at = 0; at < bytes.length; at += size) count.add(bytes.subarray(at, at + size));
        expect(count.rows).toBe(countedByByte(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['nothing', '', 0],
    ['a header', 'Id,Name\n', 0],
    ['a row without a line end', 'Id\n1', 1],
    ['blank lines', 'Id\n\n1\n\r\n2\n', 2],
    ['a line end inside quotes', 'Id\n"1\n2"\n3\n', 2],
  ])('with %s are counted', (_, csv, rows) => {
    const count = new RowCount();
    count.add(Buffer.from(csv));
    expect(count.rows).toBe(rows);
  });
});
