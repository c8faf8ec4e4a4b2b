import type { IPollFunctions } from 'n8n-workflow';

import { ConnectionError } from '../../../salesforce/errors';
import type { Request, Send } from '../../../salesforce/http';
import type { Caller } from './access';
import { cancelledBy, cancelSignal } from './cancellation';

/**
 * Ends a request when its time is over, whether or not a part of the response has come.
 * @throws ConnectionError when the time was over
 */
export async function inTime<T>(
  caller: Caller,
  { within }: Pick<Request, 'within'>,
  send: (caller: Caller) => Promise<T>,
): Promise<T> {
  if (within === undefined) return await send(caller);
  const cancelled = cancelSignal(caller);
  const timeout = AbortSignal.timeout(within);
  const either = new AbortController();
  const abort = (): void => either.abort();
  const signals = [timeout, ...(cancelled === undefined ? [] : [cancelled])];
  for (const signal of signals) signal.addEventListener('abort', abort);
  if (cancelled?.aborted === true) abort();
  return await send(cancelledBy(caller, either.signal))
    .catch((error: unknown) => {
      if (!timeout.aborted || cancelled?.aborted === true) throw error;
      const seconds = Math.round(within / 1000);
      throw new ConnectionError(`Salesforce has not responded within ${seconds} seconds.`, 'maybe', 'ETIMEDOUT');
    })
    .finally(() => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    });
}

const LONGEST_POLL_MS = 60_000;
/** Part of a poll's time in which its last request must end, so that the poll can tell why. */
const FOR_REQUESTS = 0.8;
/** Milliseconds that even a late request gets. */
const LEAST_MS = 1_000;

/** Milliseconds for a poll. Before n8n had budgets, a poll could take as long as it liked. */
export function budgetOfPoll(context: IPollFunctions): number {
  return 'getPollBudgetMs' in context ? Math.min(LONGEST_POLL_MS, context.getPollBudgetMs()) : LONGEST_POLL_MS;
}

/** Ends a poll's requests with its time: the trigger would wait forever for a response that does not end. */
export function withinPoll(context: IPollFunctions, send: Send): Send {
  const end = Date.now() + FOR_REQUESTS * budgetOfPoll(context);
  return async (request) => await send({ ...request, within: Math.max(LEAST_MS, Math.floor(end - Date.now())) });
}
