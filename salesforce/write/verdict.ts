import { SalesforceError } from '../errors';
import { ConnectionError } from '../http';
import type { WriteJob } from './rows';

/**
 * What a failed request, or a failed row of one that worked, means for sending again.
 * - `again`: nothing was done, or doing it twice changes nothing; it may pass in a moment
 * - `divide`: the whole request was refused, perhaps because of one row
 * - `uncertain`: it may have been done, and doing it twice would double it
 * - `stop`: every further request would meet the same
 * - `final`: it failed, and would fail again
 */
export type Verdict = 'again' | 'divide' | 'final' | 'stop' | 'uncertain';

/** Rows that another transaction was in the way of. */
const PASSING_CODES: ReadonlySet<string> = new Set(['SERVER_UNAVAILABLE', 'UNABLE_TO_LOCK_ROW']);

export function isPassing(error: unknown): boolean {
  return error instanceof SalesforceError && error.errors.some(({ errorCode }) => PASSING_CODES.has(errorCode));
}

export function verdictOn(error: unknown, { operation }: Pick<WriteJob, 'operation'>): Verdict {
  const repeatable = operation !== 'create';
  if (error instanceof ConnectionError) return error.reached === 'no' || repeatable ? 'again' : 'uncertain';
  if (!(error instanceof SalesforceError)) return 'stop';

  const { status, errorCode } = error;
  if (status === 401) return 'stop';
  // Of the two limits of this name, the one on concurrent calls passes and the one of 24 hours does not.
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED') return /concurrent/i.test(error.message) ? 'again' : 'stop';
  if (errorCode === 'API_DISABLED_FOR_ORG') return 'stop';
  if (isPassing(error) || status === 429) return 'again';
  // A gateway's words, not Salesforce's: behind it the request may have gone through.
  if (status === 502 || status === 503 || status === 504) return repeatable ? 'again' : 'uncertain';
  if (status === 400 || status === 413) return 'divide';
  return 'final';
}
