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
 * Pieces that can be read again from any position: the stream is reopened only if it has been read past that position.
 * Only one reader is active at a time, because a failed request can leave behind a stream that still asks for more.
 */
export class PieceReader {
  #pieces: AsyncIterator<Piece> | undefined;
  #place = 0;
  #ahead: Promise<Piece | undefined> | undefined;
  #turn = 0;

  /** @param open returns the same pieces each time */
  constructor(private readonly open: () => AsyncIterable<Piece>) {}

  /** How many pieces come before the next one. */
  get place(): number {
    return this.#place;
  }

  /** @returns the turn of the reader from here on; the previous reader's turn is over */
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

  /** The next piece, without taking it; undefined at the end. */
  async peek(): Promise<Piece | undefined> {
    this.#ahead ??= this.#next();
    return await this.#ahead;
  }

  /** Takes the piece that was seen; false if it is another reader's turn. */
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
