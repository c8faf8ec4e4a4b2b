import type { Caller } from './access';

/** Signals that the execution was stopped; forms have no execution. */
export function cancelSignal(caller: Caller): AbortSignal | undefined {
  return 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
}

/** The same context, but n8n sends its requests even after a cancellation. */
export function uncancelled(caller: Caller): Caller {
  return Object.create(caller, { getExecutionCancelSignal: { value: () => undefined } }) as Caller;
}
