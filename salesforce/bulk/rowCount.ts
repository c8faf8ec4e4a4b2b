import { RETURN } from '../csv';

/** Counts the rows of a CSV as its bytes pass by. Blank lines are no rows, nor is the header. */
export class RowCount {
  #lines = 0;
  #inQuotes = false;
  /** Whether the line has a character so far. */
  #isBegun = false;

  add(chunk: Uint8Array): void {
    // One character for each byte: searching a text is many times faster than looking at each byte.
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    let quote = placeFrom(text, '"', 0);
    let lineEnd = placeFrom(text, '\n', 0);
    for (let at = 0; at < text.length;) {
      if (quote < at) quote = placeFrom(text, '"', at);
      if (!this.#inQuotes && lineEnd < at) lineEnd = placeFrom(text, '\n', at);
      if (this.#inQuotes || quote < lineEnd) {
        this.#isBegun = true;
        if (quote < text.length) this.#inQuotes = !this.#inQuotes;
        at = quote + 1;
      } else {
        while (text.charCodeAt(at) === RETURN) at += 1;
        this.#isBegun ||= at < lineEnd;
        if (lineEnd < text.length) this.#endLine();
        at = lineEnd + 1;
      }
    }
  }

  #endLine(): void {
    if (this.#isBegun) this.#lines += 1;
    this.#isBegun = false;
  }

  get rows(): number {
    return Math.max(0, this.#lines + (this.#isBegun ? 1 : 0) - 1);
  }
}

/** The end of the text if there is none. */
function placeFrom(text: string, sign: string, at: number): number {
  const place = text.indexOf(sign, at);
  return place < 0 ? text.length : place;
}
