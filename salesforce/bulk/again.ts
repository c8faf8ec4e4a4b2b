import { askedPause, SalesforceError } from '../errors';
import { ConnectionError } from '../http';
import { isCrowded } from '../retry';

const TRIES = 4;
const FIRST_WAIT_MS = 500;

/** Does what may be done several times until it works: a broken connection and a gateway's refusal can pass. */
export async function again<T>(wait: (milliseconds: number) => Promise<void>, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ('value' in outcome) return outcome.value;
    await wait(pauseAfter(outcome.error, tried));
  }
}

/**
 * Milliseconds to wait after a failure: longer each time, or as long as Salesforce asks.
 * @param tried how often it was tried so far
 * @throws the failure itself when it will not pass, or has been met often enough
 */
export function pauseAfter(error: unknown, tried: number): number {
  if (tried >= TRIES || !mayPass(error)) throw error;
  return askedPause(error) ?? FIRST_WAIT_MS * 2 ** (tried - 1);
}

/** Whether the same can go well in a moment. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (!(error instanceof SalesforceError)) return false;
  return error.status >= 500 || error.status === 429 || isCrowded(error);
}

/** The org's failure or the connection's, as opposed to the end of the execution. */
export function isOrgs(error: unknown): error is ConnectionError | SalesforceError {
  return error instanceof SalesforceError || error instanceof ConnectionError;
}
