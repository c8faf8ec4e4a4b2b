import * as n8n from 'n8n-workflow';

import { CANCELLED } from '../../../salesforce/http';
import type { Caller } from './access';

/** Signals that the execution was stopped; forms have no execution. */
export function cancelSignal(caller: Caller): AbortSignal | undefined {
  return 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
}

/** The same context, but n8n sends its requests even after a cancellation. */
export function uncancelled(caller: Caller): Caller {
  return cancelledBy(caller, undefined);
}

/** The same context, but n8n cancels its requests when this signal comes; triggers have none of their own. */
export function cancelledBy(caller: Caller, signal: AbortSignal | undefined): Caller {
  return Object.create(caller, { getExecutionCancelSignal: { value: () => signal } }) as Caller;
}

/** Whether this is the end of what was under way when the execution was stopped. */
export function isInterruption(error: Error): boolean {
  return 'code' in error && error.code === CANCELLED;
}

/** A sleep that a signal ends; n8n before 2.0 has another name for it. */
const sleep: typeof n8n.sleep = async (milliseconds, signal) => {
  if ('sleepWithAbort' in n8n) await (n8n.sleepWithAbort as typeof n8n.sleep)(milliseconds, signal);
  else await n8n.sleep(milliseconds, signal);
};

/**
 * Waits so many milliseconds.
 * @throws Error at once when the signal comes
 */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await sleep(milliseconds);
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(Object.assign(new Error('The execution was stopped.'), { code: CANCELLED }));
  });
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    await Promise.race([sleep(milliseconds, signal), stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
