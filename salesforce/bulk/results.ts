import { expectStatus } from '../errors';
import { bytesOf, type Request, type Send } from '../http';
import { readCsv } from '../csv';
import { mayPass } from './again';

const TRIES = 4;
const WAIT_MS = 500;

/**
 * The bytes of a streamed answer that is the same each time. Where the connection breaks, it is asked for again and
 * what was given out already is passed over.
 */
export async function* wholeStream(
  send: Send,
  request: Request,
  wait: (milliseconds: number) => Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let given = 0;
  for (let tried = 1; ; tried += 1) {
    let passed = 0;
    try {
      for await (const chunk of bytesOf(expectStatus(await send(request), 200))) {
        const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, given - passed)));
        passed += chunk.length;
        if (fresh.length === 0) continue;
        given += fresh.length;
        tried = 1;
        yield fresh;
      }
      return;
    } catch (error) {
      if (tried >= TRIES || !mayPass(error)) throw error;
    }
    await wait(WAIT_MS * 2 ** (tried - 1));
  }
}

/** Rows of results, the header among them, as they come in. */
export async function* resultRows(
  send: Send,
  request: Request,
  wait: (milliseconds: number) => Promise<void>,
): AsyncGenerator<string[][], void, undefined> {
  yield* readCsv(wholeStream(send, request, wait));
}

const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** One CSV out of several that have the same header. */
export async function* joined(
  streams: Iterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for (const stream of streams) {
    yield* isFirst ? stream : withoutHeader(stream);
    isFirst = false;
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

/** Begins the reading of a few streams ahead of the one that is read, so that none is waited for from its beginning. */
export function* begunAhead(
  streams: Iterable<AsyncIterable<Uint8Array>>,
  ahead: number,
): Generator<AsyncIterable<Uint8Array>, void, undefined> {
  const begun: AsyncIterable<Uint8Array>[] = [];
  for (const stream of streams) {
    begun.push(begin(stream));
    const next = begun.length > ahead ? begun.shift() : undefined;
    if (next !== undefined) yield next;
  }
  yield* begun;
}

function begin(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = chunks.next();
  // Told when its turn comes.
  first.catch(() => undefined);
  return (async function* () {
    try {
      for (let next = await first; next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  })();
}
