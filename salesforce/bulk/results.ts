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
