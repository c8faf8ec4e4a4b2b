import { InputError, SalesforceError } from './errors';
import { canConnectLater, ConnectionError } from './http';
import type { WriteJob } from './write/rows';

/**
 * What a failed request means for sending it again.
 * - `again`: nothing was done, or doing it twice changes nothing; it may pass in a moment
 * - `divide`: the request was refused as a whole and unread, perhaps because of one row
 * - `uncertain`: it may have been done, and doing it twice would double it
 * - `stop`: every further request would meet the same
 * - `final`: it failed, and would fail again
 */
export type Verdict = 'again' | 'divide' | 'final' | 'stop' | 'uncertain';

/** Whether Salesforce did nothing because of what may be over in a moment. */
export function isPassing(error: unknown): boolean {
  return isLocked(error) || (error instanceof SalesforceError && error.errorCode === 'SERVER_UNAVAILABLE');
}

/** Whether another transaction was in the row's way, or in that of a trigger on it, which then quotes the code. */
export function isLocked(error: unknown): boolean {
  if (!(error instanceof SalesforceError)) return false;
  return error.errors.some(({ errorCode, message }) => `${errorCode} ${message}`.includes('UNABLE_TO_LOCK_ROW'));
}

/** Whether the org can have done all the same what this failure is the answer to. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.reached === 'maybe';
  // A gateway's words, not Salesforce's: behind it the request may have gone through.
  return error instanceof SalesforceError && [502, 503, 504].includes(error.status) && !isPassing(error);
}

/** Of the two limits of this name, that on calls under way at once passes, and that of 24 hours does not. */
export function isCrowded({ errorCode, message }: SalesforceError): boolean {
  return errorCode === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(message);
}

export function verdictOn(error: unknown, { operation }: Pick<WriteJob, 'operation'>): Verdict {
  if (mayBeDone(error)) return operation === 'create' ? 'uncertain' : 'again';
  if (error instanceof ConnectionError) return canConnectLater(error) ? 'again' : 'stop';
  // Refused here, while the request was planned.
  if (error instanceof InputError) return 'divide';
  if (!(error instanceof SalesforceError)) return 'stop';

  const { status, errorCode } = error;
  if (status === 401 || errorCode === 'API_DISABLED_FOR_ORG') return 'stop';
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED') return isCrowded(error) ? 'again' : 'stop';
  if (isPassing(error) || status === 429) return 'again';
  return status === 400 || status === 413 ? 'divide' : 'final';
}
