import { CsvError, parse } from 'csv-parse/sync';

import { JobFailure } from './failure';

/** Job property columnDelimiter → the character. */
export const DELIMITERS = new Map([
  ['BACKQUOTE', '`'],
  ['CARET', '^'],
  ['COMMA', ','],
  ['PIPE', '|'],
  ['SEMICOLON', ';'],
  ['TAB', '\t'],
]);

/** Job property lineEnding → the characters. */
export const LINE_ENDINGS = new Map([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
]);

/** How a job's CSV is written, in the names of its properties. */
export interface Dialect {
  readonly columnDelimiter: string;
  readonly lineEnding: string;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The characters of a dialect, by the names of the CSV library's options. */
export const charactersOf = ({ columnDelimiter, lineEnding }: Dialect) => ({
  delimiter: DELIMITERS.get(columnDelimiter) ?? ',',
  record_delimiter: LINE_ENDINGS.get(lineEnding) ?? '\n',
});

/** Where the first `rows` rows at or after `from` end; the end of the data where there are fewer. */
export function endOfRows(data: Buffer, from: number, rows: number): number {
  let quoted = false;
  let found = 0;
  for (let index = from; index < data.length; index += 1) {
    const byte = data[index];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === LINE_FEED && !quoted) {
      found += 1;
      if (found === rows) return index + 1;
    }
  }
  return data.length;
}

/** Refuses data whose first line does not end as the job says that lines do. */
export function checkLineEnding(data: Buffer, { lineEnding }: Dialect): void {
  const end = endOfRows(data, 0, 1);
  if (end === 0 || data[end - 1] !== LINE_FEED) return;
  const isCrlf = data[end - 2] === CARRIAGE_RETURN;
  if (isCrlf === (lineEnding === 'CRLF')) return;
  throw new JobFailure(
    'ClientInputError',
    `LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
  );
}

/**
 * Rows of cells, nothing trimmed, blank lines left out. A byte order mark is data, as Salesforce takes it.
 * @throws JobFailure InvalidBatch where quotes are not as RFC 4180 has them.
 */
export function parseRows(data: Buffer, dialect: Dialect): string[][] {
  try {
    return parse(data, { ...charactersOf(dialect), relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const complaint =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'EOF reached before closing an opened quote'
        : 'Found unescaped quote. A value with quote should be within a quote';
    throw new JobFailure('InvalidBatch', `Failed to parse CSV. ${complaint}`);
  }
}

const quoted = (cell: string): string => `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;

/** CSV text with every cell quoted. By hand: results of a million rows are written so. */
export function formatRows(rows: readonly (readonly string[])[], dialect: Dialect): string {
  const { delimiter, record_delimiter: ending } = charactersOf(dialect);
  let text = '';
  for (const row of rows) text += row.map(quoted).join(delimiter) + ending;
  return text;
}
