import { LINE_FEED, QUOTE, RETURN } from '../csv';
import { AnswerError, counted, countText } from '../errors';

/** Some of the cells of each row of a CSV, for whoever wants to see them. */
export interface CsvWatch {
  /** Told the header; says which columns it wants. */
  readonly columns: (header: readonly string[]) => readonly number[];
  /** Told a row's cells by their places; those of other columns are empty. */
  readonly row: (cells: readonly string[]) => void;
}

/** Several who want to see the cells of a CSV, as one. */
export function watchedBy(...watches: readonly CsvWatch[]): CsvWatch {
  return {
    columns: (header) => watches.flatMap((watch) => watch.columns(header)),
    row: (cells) => {
      for (const watch of watches) watch.row(cells);
    },
  };
}

/** More than a record has in all of its fields; what has no end is no row. */
const LONGEST_ANSWERED_ROW = 20_000_000;

/** Where in a row the next character is. */
type Place = 'afterQuote' | 'afterReturn' | 'cellStart' | 'plain' | 'quoted';

/**
 * Checks a CSV that an org answers with as its bytes pass by, and counts its rows: blank lines are no rows, nor is the
 * header. Faster than reading its cells: it searches, and looks at few characters.
 */
export class CsvScan {
  /** Whether it is no CSV: it cannot be continued. */
  isBroken = false;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #lastBytes: Uint8Array = new Uint8Array();
  #place: Place = 'cellStart';
  /** Cells of this row before this one. */
  #cells = 0;
  /** Whether this cell has something in it. */
  #isBegun = false;
  /** What came of this cell in earlier pieces, and where it begins in this one. */
  #earlier = '';
  #from = 0;
  #seen: string[] = [];
  #wanted: ReadonlySet<number> | undefined;
  #columns = 0;
  #rows = -1;
  /** Characters of this row in earlier pieces, and where it begins in this one. */
  #length = 0;
  #rowFrom = 0;

  constructor(
    private readonly delimiter = ',',
    private readonly watch?: CsvWatch,
  ) {}

  /** Rows that have come so far. */
  get rows(): number {
    return Math.max(0, this.#rows);
  }

  /** @throws AnswerError for what is no CSV, or what the watch throws */
  add(chunk: Uint8Array): void {
    this.isBroken = true;
    this.#read(this.#decoded(chunk));
    this.isBroken = false;
  }

  /**
   * The end of the bytes; the last row needs no line end. Where it throws, the bytes that are missing may still come.
   * @throws AnswerError when the last row is not whole
   */
  end(): void {
    if (endsInCharacter(this.#lastBytes)) throw noCsv('it ends in the middle of a character');
    if (this.#place === 'quoted') throw noCsv('a quote is never closed');
    if (this.#cells === 0 && this.#place === 'cellStart') return;
    const cells = this.#cells + 1;
    const isRow = this.#wanted !== undefined && (cells > 1 || this.#isBegun);
    if (isRow && cells !== this.#columns) throw unevenRow(cells, this.#columns);
    this.#read('\n');
  }

  #decoded(chunk: Uint8Array): string {
    this.#lastBytes = chunk.length < 3 ? Buffer.concat([this.#lastBytes, chunk]).subarray(-3) : chunk.subarray(-3);
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch {
      throw noCsv('it is not encoded in UTF-8');
    }
  }

  #read(text: string): void {
    const next = new Next(text, this.delimiter);
    this.#from = 0;
    this.#rowFrom = 0;
    for (let at = 0; at < text.length;) at = this.#step(text, at, next);
    this.#length += text.length - this.#rowFrom;
    if (this.#length > LONGEST_ANSWERED_ROW)
      throw noCsv(`a row has more than ${countText(LONGEST_ANSWERED_ROW)} characters`);
    if (this.#isWanted()) this.#earlier += text.slice(this.#from);
  }

  /** @returns the place to go on from */
  #step(text: string, at: number, next: Next): number {
    switch (this.#place) {
      case 'cellStart':
        this.#place = text.charCodeAt(at) === QUOTE ? 'quoted' : 'plain';
        this.#isBegun = this.#place === 'quoted';
        this.#from = at;
        return this.#isBegun ? at + 1 : at;
      case 'plain':
        return this.#plain(text, at, next);
      case 'quoted': {
        const quote = next.quote(at);
        if (quote < text.length) this.#place = 'afterQuote';
        return quote + 1;
      }
      default:
        return this.#afterQuote(text, at);
    }
  }

  #plain(text: string, at: number, next: Next): number {
    const end = Math.min(next.delimiter(at), next.lineEnd(at));
    if (next.quote(at) < end) throw noCsv('an unquoted value contains a quote');
    let begin = at;
    while (!this.#isBegun && begin < end && text.charCodeAt(begin) === RETURN) begin += 1;
    this.#isBegun ||= begin < end;
    if (end === text.length) return end;
    if (text.charCodeAt(end) === LINE_FEED) this.#endRow(text, end);
    else this.#endCell(text, end);
    return end + 1;
  }

  #afterQuote(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) this.#endRow(text, at);
    else if (this.#place === 'afterReturn') throw noCsv('a value continues after its closing quote');
    else if (code === QUOTE) this.#place = 'quoted';
    else if (text[at] === this.delimiter) this.#endCell(text, at);
    else if (code === RETURN) this.#place = 'afterReturn';
    else throw noCsv('a value continues after its closing quote');
    return at + 1;
  }

  #isWanted(): boolean {
    return this.#place !== 'cellStart' && (this.#wanted === undefined || this.#wanted.has(this.#cells));
  }

  #endCell(text: string, end: number): void {
    if (this.#isWanted()) this.#seen.push(this.#value(text, end));
    // What has no column is no cell, however many there are.
    else if (this.#cells < this.#columns && this.#wanted?.size !== 0) this.#seen.push('');
    this.#earlier = '';
    this.#cells += 1;
    this.#place = 'cellStart';
  }

  /** The cell that ends here, which nearly always began in the same piece. */
  #value(text: string, end: number): string {
    if (this.#earlier === '') return cellValue(text, this.#from, end);
    const cell = this.#earlier + text.slice(this.#from, end);
    return cellValue(cell, 0, cell.length);
  }

  #endRow(text: string, end: number): void {
    const isBlank = this.#cells === 0 && !this.#isBegun;
    this.#endCell(text, end);
    const { watch } = this;
    const cells = this.#cells;
    const seen = this.#seen;
    this.#cells = 0;
    this.#seen = [];
    this.#length = 0;
    this.#rowFrom = end + 1;
    if (isBlank) return;
    this.#rows += 1;
    if (this.#wanted === undefined) {
      this.#columns = cells;
      this.#wanted = new Set(watch?.columns(seen));
      return;
    }
    if (cells !== this.#columns) throw unevenRow(cells, this.#columns);
    watch?.row(seen);
  }
}

/** Whether bytes of UTF-8 end before the last character does. */
function endsInCharacter(bytes: Uint8Array): boolean {
  const first = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const lead = bytes[first] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return first >= 0 && bytes.length - first < length;
}

/** A cell of a text, without its quotes and the first half of its line end. */
function cellValue(text: string, from: number, to: number): string {
  const end = to > from && text.charCodeAt(to - 1) === RETURN ? to - 1 : to;
  if (end === from || text.charCodeAt(from) !== QUOTE) return text.slice(from, end);
  const value = text.slice(from + 1, end - 1);
  return value.includes('"') ? value.replaceAll('""', '"') : value;
}

function noCsv(why: string): AnswerError {
  return new AnswerError(200, `a CSV was expected: ${why}`);
}

/** The error for a row that has not one value for each column. */
export function unevenRow(cells: number, columns: number): AnswerError {
  return new AnswerError(200, `a row of its CSV has ${counted(cells, 'value')} for ${counted(columns, 'column')}`);
}

/** Where the next signs are; each is looked for once. The end of the text stands for what is not there. */
class Next {
  #quote = -1;
  #delimiter = -1;
  #lineEnd = -1;

  constructor(
    private readonly text: string,
    private readonly sign: string,
  ) {}

  quote(at: number): number {
    if (this.#quote < at) this.#quote = this.#find('"', at);
    return this.#quote;
  }

  delimiter(at: number): number {
    if (this.#delimiter < at) this.#delimiter = this.#find(this.sign, at);
    return this.#delimiter;
  }

  lineEnd(at: number): number {
    if (this.#lineEnd < at) this.#lineEnd = this.#find('\n', at);
    return this.#lineEnd;
  }

  #find(sign: string, at: number): number {
    const place = this.text.indexOf(sign, at);
    return place < 0 ? this.text.length : place;
  }
}
