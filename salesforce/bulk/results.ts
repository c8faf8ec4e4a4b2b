import { LINE_FEED, QUOTE, readCsv } from '../csv';
import { expectStatus } from '../errors';
import { bytesOf, type Request } from '../http';
import type { Org } from '../org';
import { pauseBeforeStep } from '../retry';

/**
 * The bytes of a streamed answer that is the same each time. If the connection is lost, it is requested again, and the
 * part that was already returned is skipped.
 */
export async function* wholeStream(org: Org, request: Request): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  for (let tried = 1; ; tried += 1) {
    let passed = 0;
    let pause: number;
    try {
      for await (const chunk of bytesOf(expectStatus(await org.sendOnce(request), 200))) {
        const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, given - passed)));
        passed += chunk.length;
        if (fresh.length === 0) continue;
        given += fresh.length;
        tried = 1;
        yield fresh;
      }
      return;
    } catch (error) {
      pause = pauseBeforeStep(error, tried, org.random);
    }
    await org.wait(pause);
  }
}

/** Rows of results, the header among them, as they come in. */
export async function* resultRows(org: Org, request: Request): AsyncGenerator<string[][], void, undefined> {
  yield* readCsv(wholeStream(org, request));
}

/** One CSV out of several that have the same header; those without a line are passed over. */
export async function* joined(
  streams: Iterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let last: number | undefined;
  for (const stream of streams) {
    let isFirst = true;
    for await (const chunk of last === undefined ? stream : withoutHeader(stream)) {
      if (chunk.length === 0) continue;
      // The last line may have no line end.
      if (isFirst && last !== undefined && last !== LINE_FEED) yield Uint8Array.of(LINE_FEED);
      isFirst = false;
      last = chunk.at(-1);
      yield chunk;
    }
  }
}

async function* withoutHeader(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let inHeader = true;
  let inQuotes = false;
  for await (const chunk of stream) {
    let at = 0;
    for (; inHeader && at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) inQuotes = !inQuotes;
      else if (chunk[at] === LINE_FEED && !inQuotes) inHeader = false;
    }
    if (at < chunk.length) yield chunk.subarray(at);
  }
}

/** Starts a few streams ahead of the one being read, so that they arrive in parallel. */
export function* begunAhead(
  streams: Iterable<AsyncIterable<Uint8Array>>,
  ahead: number,
): Generator<AsyncIterable<Uint8Array>, void, undefined> {
  const begun: BegunStream[] = [];
  try {
    for (const stream of streams) {
      begun.push(new BegunStream(stream));
      const next = begun.length > ahead ? begun.shift() : undefined;
      if (next !== undefined) yield next;
    }
    for (let next = begun.shift(); next !== undefined; next = begun.shift()) yield next;
  } finally {
    // They are no longer needed.
    for (const stream of begun) stream.close();
  }
}

/** Bytes of a stream to buffer until they are consumed. */
const HELD_AHEAD = 262_144;

/** A stream that is read ahead of its consumer, until a certain amount is buffered. */
class BegunStream implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #reading: Promise<boolean>;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#reading = this.#begin();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let hasMore = true; hasMore;) {
        hasMore = await this.#reading;
        const taken = this.#held;
        this.#held = [];
        if (hasMore) this.#reading = this.#begin();
        yield* taken;
      }
    } finally {
      this.close();
    }
  }

  /** Not awaited: what is running ends by itself. */
  close(): void {
    this.#chunks.return?.().catch(() => undefined);
  }

  #begin(): Promise<boolean> {
    const reading = this.#readOn();
    // Told when its turn comes.
    reading.catch(() => undefined);
    return reading;
  }

  /** False when there is no more. */
  async #readOn(): Promise<boolean> {
    for (let bytes = 0; bytes < HELD_AHEAD;) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#held.push(next.value);
      bytes += next.value.length;
    }
    return true;
  }
}
