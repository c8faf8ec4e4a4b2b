/** Whole rows of CSV, as many as are sent at a time. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

const PIECE_LENGTH = 65_536;

/**
 * Joins lines, which come in batches, into pieces.
 * @param limit bytes of an upload: a piece stays far below it
 */
export async function* piecesOf(
  batches: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>,
  limit: number,
): AsyncGenerator<Piece> {
  const encoder = new TextEncoder();
  const enough = Math.min(PIECE_LENGTH, limit / 16);
  let text = '';
  let rows = 0;
  for await (const lines of batches) {
    for (const line of lines) {
      text += line;
      rows += 1;
      if (text.length < enough) continue;
      yield { bytes: encoder.encode(text), rows };
      text = '';
      rows = 0;
    }
  }
  if (rows > 0) yield { bytes: encoder.encode(text), rows };
}

/**
 * Pieces that can be read from any place again: a stream is opened anew only when it has been read past that. One reads
 * at a time: of a request that failed, a stream can be left that still asks for more.
 */
export class PieceReader {
  #pieces: AsyncIterator<Piece> | undefined;
  #place = 0;
  #ahead: Promise<Piece | undefined> | undefined;
  #turn = 0;

  /** @param open gives the same pieces each time */
  constructor(private readonly open: () => AsyncIterable<Piece>) {}

  /** How many pieces come before the next one. */
  get place(): number {
    return this.#place;
  }

  /** @returns the turn of whoever reads from here on; that of whoever read before is over */
  async seek(place: number): Promise<number> {
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#pieces === undefined || this.#place > place) {
      await this.close();
      this.#pieces = this.open()[Symbol.asyncIterator]();
      this.#place = 0;
    }
    while (this.#place < place && (await this.peek()) !== undefined && this.take(turn));
    return turn;
  }

  /** The next piece, left where it is; undefined at the end. */
  async peek(): Promise<Piece | undefined> {
    this.#ahead ??= this.#next();
    return await this.#ahead;
  }

  /** Goes past the piece that was seen; false when it is another's turn. */
  take(turn: number): boolean {
    if (turn !== this.#turn) return false;
    this.#ahead = undefined;
    this.#place += 1;
    return true;
  }

  async close(): Promise<void> {
    await this.#pieces?.return?.();
    this.#pieces = undefined;
    this.#ahead = undefined;
  }

  async #next(): Promise<Piece | undefined> {
    const next = await this.#pieces?.next();
    return next?.done === false ? next.value : undefined;
  }
}
