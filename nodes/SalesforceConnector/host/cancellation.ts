import type { Caller } from './access';

/** Tells when the execution is stopped; a form has none. */
export function cancelSignal(caller: Caller): AbortSignal | undefined {
  return 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
}

/** The same context, whose requests n8n lets go out after a cancellation too. */
export function uncancelled(caller: Caller): Caller {
  return Object.create(caller, { getExecutionCancelSignal: { value: () => undefined } }) as Caller;
}
