import { LINE_FEED, QUOTE } from '../csv';
import { plainNumber } from '../numbers';
import type { Org } from '../org';
import { columnTypes, NUMBER_TYPES, type RowSource } from './queryColumns';

/**
 * A query's CSV with its numbers in digits. Bulk writes them with exponents from ten million on (`1.6147805824397E13`),
 * which REST does not. Everything else stays byte for byte as it came.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_job_results.htm
 * @param delimiter one character
 */
export async function* withPlainNumbers(
  org: Pick<Org, 'describe'>,
  csv: AsyncIterable<Uint8Array>,
  source: RowSource,
  delimiter = ',',
): AsyncGenerator<Uint8Array, void, undefined> {
  let numbers: ReadonlySet<number> | undefined;
  for await (const rows of wholeRows(csv, () => numbers?.size !== 0)) {
    // The first piece begins with the header.
    numbers ??= await numberColumns(org, rows, source, delimiter);
    yield numbers.size === 0 ? rows : plainRows(rows, numbers, delimiter);
  }
}

/** The same bytes in pieces that end where rows end, for as long as that is needed. */
async function* wholeRows(
  csv: AsyncIterable<Uint8Array>,
  isNeeded: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  let begun: Uint8Array[] = [];
  let inQuotes = false;
  for await (const chunk of csv) {
    if (!isNeeded()) {
      yield* begun;
      begun = [];
      yield chunk;
      continue;
    }
    let end = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) inQuotes = !inQuotes;
      else if (chunk[at] === LINE_FEED && !inQuotes) end = at + 1;
    }
    if (end > 0) {
      yield begun.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...begun, chunk.subarray(0, end)]);
      begun = [];
    }
    if (end < chunk.length) begun.push(chunk.subarray(end));
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}

async function numberColumns(
  org: Pick<Org, 'describe'>,
  rows: Uint8Array,
  source: RowSource,
  delimiter: string,
): Promise<ReadonlySet<number>> {
  const [line = ''] = Buffer.from(rows).toString('utf8').split('\n', 1);
  // API names have no quotes and no delimiters in them.
  const types = await columnTypes(org, line.split(delimiter).map(unquoted), source);
  return new Set(types.flatMap((type, place) => (type !== undefined && NUMBER_TYPES.has(type) ? [place] : [])));
}

function unquoted(name: string): string {
  return name.trim().replaceAll('"', '');
}

/** A cell with an exponent, with or without quotes. */
const EXPONENT = /^"?(-?\d[\d.]{0,40}E-?\d{1,3})"?$/;

/** Whether there may be one; IDs have the letter between digits as well, but not so. */
const MAYBE_EXPONENT = /[^\w.]-?\d[\d.]{0,40}E-?\d{1,3}(?!\w)/;

/** In Latin-1, which has one character for each byte. */
function plainRows(rows: Uint8Array, numbers: ReadonlySet<number>, delimiter: string): Uint8Array {
  const text = Buffer.from(rows.buffer, rows.byteOffset, rows.length).toString('latin1');
  if (!MAYBE_EXPONENT.test(text)) return rows;
  let column = 0;
  const written = text.replaceAll(cellsBy(delimiter), (whole, cell: string, end: string) => {
    const place = column;
    column = end === delimiter ? place + 1 : 0;
    return numbers.has(place) ? `${plainCell(cell)}${end}` : whole;
  });
  return Buffer.from(written, 'latin1');
}

/** A cell, and what ends it: a delimiter, or the end of the row. */
function cellsBy(delimiter: string): RegExp {
  const sign = delimiter.replace(/[|^]/, '\\$&');
  return new RegExp(`("[^"]*(?:""[^"]*)*"|[^${sign}\\r\\n]*)(${sign}|\\r?\\n|$)`, 'gy');
}

function plainCell(cell: string): string {
  const number = EXPONENT.exec(cell)?.[1];
  return number === undefined ? cell : cell.replace(number, plainNumber(number));
}
