import { InputError } from './errors';

/**
 * CSV as Bulk API 2.0 reads and writes it: UTF-8, quotes doubled inside quotes, nothing trimmed (RFC 4180).
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles.htm
 */

/** A job's `columnDelimiter` and the character that it stands for. */
export const DELIMITERS: ReadonlyMap<string, string> = new Map([
  ['BACKQUOTE', '`'],
  ['CARET', '^'],
  ['COMMA', ','],
  ['PIPE', '|'],
  ['SEMICOLON', ';'],
  ['TAB', '\t'],
]);

/** Salesforce accepts rows of 400,000 characters; a much longer one is a quote that was never closed. */
const LONGEST_UNCLOSED_ROW = 4_000_000;
/** A row that is longer comes in many pieces. */
const LONG_ROW = 65_536;

/** What a row is turned into: from its line if no value is quoted, otherwise from its values. */
export interface RowReader<Row> {
  readonly ofLine: (line: string) => Row;
  readonly ofCells: (cells: string[]) => Row;
}

/**
 * Rows of a CSV, as many at a time as have arrived; blank lines and a byte order mark are skipped. Lines may end in LF
 * or CRLF.
 * @param delimiter one character
 * @throws InputError naming the row, from 1 for the header, whose quotes are broken; or for bytes that are not UTF-8
 */
export function readCsv(
  bytes: AsyncIterable<Uint8Array>,
  delimiter = ',',
): AsyncGenerator<string[][], void, undefined> {
  return readRows(bytes, new CsvParser(delimiter));
}

/** The same, with rows as a parser returns them. */
export async function* readRows<Row>(
  bytes: AsyncIterable<Uint8Array>,
  parser: RowParser<Row>,
): AsyncGenerator<Row[], void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of bytes) {
    const rows = parser.push(decoded(decoder, chunk));
    if (rows.length > 0) yield rows;
  }
  const rows = [...parser.push(decoded(decoder)), ...parser.end()];
  if (rows.length > 0) yield rows;
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new InputError('The file is not encoded in UTF-8.', { reason: 'fileNotUtf8' });
  }
}

/** Reads CSV text that comes in pieces. */
export class RowParser<Row> {
  /** What arrived after the last complete row. */
  #rest = '';
  #rows = 0;
  /** Whether a quote is open at the end of a long rest; undefined where nobody has looked. */
  #isOpen: boolean | undefined;

  constructor(
    private readonly delimiter: string,
    private readonly reader: RowReader<Row>,
  ) {}

  /** The rows that end in this piece. */
  push(text: string): Row[] {
    if (this.#rest.length > LONG_ROW && !this.#mayEnd(text)) {
      this.#rest += text;
      this.#checkLength();
      return [];
    }
    const all = this.#rest === '' ? text : this.#rest + text;
    const rows: Row[] = [];
    let start = 0;
    let quote = all.indexOf('"');
    for (;;) {
      const lineEnd = all.indexOf('\n', start);
      if (lineEnd < 0) break;
      if (quote >= 0 && quote < start) quote = all.indexOf('"', start);
      if (quote < 0 || quote > lineEnd) {
        const end = all.charCodeAt(lineEnd - 1) === RETURN && lineEnd > start ? lineEnd - 1 : lineEnd;
        if (end > start) rows.push(this.reader.ofLine(all.slice(start, end)));
        start = lineEnd + 1;
      } else {
        const row: string[] = [];
        const next = this.#quotedRow(all, start, row, this.#rows + rows.length + 1);
        if (next < 0) break;
        rows.push(this.reader.ofCells(row));
        start = next;
      }
    }
    this.#rest = all.slice(start);
    this.#rows += rows.length;
    this.#isOpen = undefined;
    this.#checkLength();
    return rows;
  }

  #checkLength(): void {
    if (this.#rest.length > LONGEST_UNCLOSED_ROW) throw brokenQuotes(this.#rows + 1, 'a quote is never closed');
  }

  /** Whether a long row can end in the text that follows: until then it is not read again from its beginning. */
  #mayEnd(text: string): boolean {
    let isOpen = this.#isOpen ?? hasOddQuotes(this.#rest);
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) isOpen = !isOpen;
      else if (code === LINE_FEED && !isOpen) return true;
    }
    this.#isOpen = isOpen;
    return false;
  }

  /** The last row, when no line end follows it. */
  end(): Row[] {
    if (this.#rest === '') return [];
    const rows = this.push('\n');
    if (this.#rest === '') return rows;
    throw brokenQuotes(this.#rows + 1, 'a quote is never closed');
  }

  /** Reads one row into `row`; returns the position after its line end, or -1 if the row is not complete yet. */
  #quotedRow(text: string, start: number, row: string[], number: number): number {
    let at = start;
    // Looked for once, and not for each value of the line.
    let lineFeed = -1;
    for (;;) {
      const quoted = text.charCodeAt(at) === QUOTE;
      if (!quoted && lineFeed < at) lineFeed = endless(text.indexOf('\n', at));
      const end = quoted ? afterQuotes(text, at) : this.#plainEnd(text, at, lineFeed);
      if (end < 0 || end >= text.length) return -1;
      const cell = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
      if (quoted) row.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      else if (cell.includes('"')) throw brokenQuotes(number, 'an unquoted value contains a quote');
      else row.push(cell);
      if (text[end] === this.delimiter) {
        at = end + 1;
      } else if (text.charCodeAt(end) === LINE_FEED) {
        return end + 1;
      } else if (text.charCodeAt(end) === RETURN && end + 1 >= text.length) {
        return -1;
      } else if (text.charCodeAt(end) === RETURN && text.charCodeAt(end + 1) === LINE_FEED) {
        return end + 2;
      } else {
        throw brokenQuotes(number, 'a value continues after its closing quote');
      }
    }
  }

  /** Where a value that is not in quotes ends: at a delimiter or a line end. */
  #plainEnd(text: string, at: number, lineFeed: number): number {
    const lineEnd = lineFeed > at && text.charCodeAt(lineFeed - 1) === RETURN ? lineFeed - 1 : lineFeed;
    const end = Math.min(endless(text.indexOf(this.delimiter, at)), lineEnd);
    return end === Infinity ? -1 : end;
  }
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** What is not there is behind everything. */
function endless(place: number): number {
  return place < 0 ? Infinity : place;
}

/** Rows as their values. */
export class CsvParser extends RowParser<string[]> {
  constructor(delimiter = ',') {
    super(delimiter, { ofLine: (line) => line.split(delimiter), ofCells: (cells) => cells });
  }
}

/** Their character codes, which are also their bytes. */
export const QUOTE = 0x22;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;

/** The place after the quote that closes the one at `open`; -1 if it has not arrived yet. */
function afterQuotes(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at < 0 ? -1 : at + 1;
}

function brokenQuotes(row: number, what: string): InputError {
  return new InputError(`Row ${row} of the CSV cannot be read: ${what}.`, { reason: 'csvQuotes' });
}

/**
 * One line of CSV, with its line end (LF). Values are quoted if they would otherwise not be read back unchanged.
 * @param delimiter one character
 */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  let line = '';
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i] ?? '';
    line += (i === 0 ? '' : delimiter) + (needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell);
  }
  // An empty line would not be a row.
  return line === '' ? '""\n' : `${line}\n`;
}

function needsQuotes(cell: string, delimiter: string): boolean {
  if (cell === '') return false;
  if (cell.includes('"') || cell.includes(delimiter) || cell.includes('\n') || cell.includes('\r')) return true;
  // Outside quotes, programs such as spreadsheets may treat surrounding spaces as padding.
  return cell.charCodeAt(0) <= SPACE || cell.charCodeAt(cell.length - 1) <= SPACE;
}

const SPACE = 0x20;

/**
 * Whether a line without quotes has this number of values, written as {@link csvLine} would write them.
 * @param delimiter one character
 */
export function isWritten(line: string, delimiter: string, count: number): boolean {
  const parting = delimiter.charCodeAt(0);
  let values = 1;
  let before = parting;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === RETURN) return false;
    if (code === parting) {
      values += 1;
      if (before <= SPACE && before !== parting) return false;
    } else if (code <= SPACE && before === parting) {
      return false;
    }
    before = code;
  }
  return values === count && (before > SPACE || before === parting);
}
