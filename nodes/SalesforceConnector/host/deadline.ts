import { ConnectionError } from '../../../salesforce/errors';
import type { Request } from '../../../salesforce/http';
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
