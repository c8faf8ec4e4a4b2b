import { sleep } from 'n8n-workflow';

import {
  canConnectLater,
  ConnectionError,
  isRead,
  retryAfter,
  type Request,
  type Response,
  type Send,
} from '../../../salesforce/http';
import type { Caller } from './access';

const TRIES = 3;
/** Longest wait, in milliseconds, that a Retry-After header can ask of an execution. */
const LONGEST_WAIT = 30_000;

/** Waits so many milliseconds; rejects when the execution is cancelled. */
export type Pause = (milliseconds: number) => Promise<void>;

/** A form has none. */
export function cancelSignal(caller: Caller): AbortSignal | undefined {
  return 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
}

/** The same context, whose requests n8n lets go out after a cancellation too. */
export function uncancelled(caller: Caller): Caller {
  return Object.create(caller, { getExecutionCancelSignal: { value: () => undefined } }) as Caller;
}

export function pauseIn(caller: Caller): Pause {
  return (milliseconds) => sleep(milliseconds, cancelSignal(caller));
}

/** Sends again what is safe whoever sends it: reads that failed on the way, and anything that never reached the org. */
export function retrying(send: Send, pause: Pause): Send {
  return async (request) => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await send(request).catch((error: unknown) => ({ error }));
      const wait = tried < TRIES ? waitBeforeNext(request, outcome, tried) : undefined;
      if (wait !== undefined) {
        await pause(wait);
      } else if ('error' in outcome) {
        throw outcome.error;
      } else {
        return outcome;
      }
    }
  };
}

/** Milliseconds until the request may be sent again; undefined when it must not be. */
function waitBeforeNext(request: Request, outcome: Response | { error: unknown }, tried: number): number | undefined {
  const backoff = 2 ** tried * 250 * (0.5 + Math.random());
  if ('error' in outcome) {
    const { error } = outcome;
    if (!(error instanceof ConnectionError)) return undefined;
    const canRepeat = error.reached === 'maybe' && isRead(request) && !TIMED_OUT.has(error.code ?? '');
    return canRepeat || canConnectLater(error) ? backoff : undefined;
  }
  if (!isRead(request) || ![502, 503].includes(outcome.status)) return undefined;
  const seconds = retryAfter(outcome);
  return seconds === undefined ? backoff : Math.min(seconds * 1000, LONGEST_WAIT);
}

/** n8n waits five minutes for an answer: what takes longer will take as long again. */
const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);
