import {
  AnswerError,
  asError,
  ConnectionError,
  foreignCharset,
  InputError,
  NotSentError,
  refusal,
  SalesforceError,
  UncertainError,
  type Deed,
} from './errors';
import { isRead, type Request, type Response, type Send } from './http';

/** The single retry policy: what a failure means, how often something is tried, and how long to wait in between. */

/**
 * What a request does, as far as it matters for sending it twice.
 * - `read`: it changes nothing
 * - `idempotent`: done twice, it is the same as done once (update, upsert, delete)
 * - `create`: done twice, it makes two
 * - `bulkStep`: a step of a Bulk job, which finds its own work done, or starts with a new job
 */
export type Effect = 'bulkStep' | 'create' | 'idempotent' | 'read';

/**
 * What a failed request means for sending it again.
 * - `again`: nothing was done, or doing it twice changes nothing; it may succeed in a moment
 * - `divide`: the request was rejected as a whole without being processed, perhaps because of one row
 * - `uncertain`: it may have been done, and doing it again would create a duplicate
 * - `stop`: every further request would fail the same way
 * - `final`: it failed, and would fail again
 */
export type Verdict = 'again' | 'divide' | 'final' | 'stop' | 'uncertain';

/** What went wrong. */
type FailureKind =
  /** Another transaction, or too many requests: Salesforce did nothing, but soon can. */
  | 'busy'
  /** Salesforce failed while processing it. */
  | 'failed'
  /** A refusal that is not in Salesforce's words: whoever refused, the request may have passed him. */
  | 'foreign'
  /**
   * The connection broke after the request was sent, or a gateway responded instead of Salesforce: it may have been
   * done.
   */
  | 'interrupted'
  /** As foreign, for want of a session, perhaps one of somebody else's: every request would be refused so. */
  | 'lockedOut'
  /** As foreign, for the request's size. */
  | 'oversized'
  /** A rejection of only this request. */
  | 'refused'
  /** The session or the permission is gone, or the requests of the day or the hour are used up. */
  | 'spent'
  /** As interrupted, after as long as n8n waits for an answer: five minutes. */
  | 'timedOut'
  /** Salesforce cannot read the request as a whole. */
  | 'unfit'
  /** An error that nobody foresaw, or the end of the execution: it may have been done. */
  | 'unknown'
  /** It was never sent, and may work in a moment. */
  | 'unreached'
  /** It was never sent, and never can be. */
  | 'unreachable';

const VERDICTS: Readonly<Record<FailureKind, Readonly<Record<Effect, Verdict>>>> = {
  busy: { read: 'again', idempotent: 'again', create: 'again', bulkStep: 'again' },
  failed: { read: 'again', idempotent: 'final', create: 'final', bulkStep: 'again' },
  foreign: { read: 'final', idempotent: 'final', create: 'uncertain', bulkStep: 'final' },
  interrupted: { read: 'again', idempotent: 'again', create: 'uncertain', bulkStep: 'again' },
  lockedOut: { read: 'stop', idempotent: 'stop', create: 'uncertain', bulkStep: 'stop' },
  oversized: { read: 'final', idempotent: 'divide', create: 'uncertain', bulkStep: 'final' },
  refused: { read: 'final', idempotent: 'final', create: 'final', bulkStep: 'final' },
  spent: { read: 'stop', idempotent: 'stop', create: 'stop', bulkStep: 'stop' },
  // What took longer than n8n waits will take as long the next time.
  timedOut: { read: 'final', idempotent: 'again', create: 'uncertain', bulkStep: 'again' },
  unfit: { read: 'final', idempotent: 'divide', create: 'divide', bulkStep: 'final' },
  unknown: { read: 'stop', idempotent: 'stop', create: 'uncertain', bulkStep: 'stop' },
  unreached: { read: 'again', idempotent: 'again', create: 'again', bulkStep: 'again' },
  // A job that Salesforce works on is worth asking for again, though a name could not be looked up for a moment.
  unreachable: { read: 'stop', idempotent: 'stop', create: 'stop', bulkStep: 'again' },
};

/** How often something is tried at most, including the first time. */
export const TRIES = {
  read: 3,
  bulkStep: 4,
  /** Rows in a request. */
  rows: 6,
  /** Rows of a Bulk job that met another transaction's lock: Salesforce itself has retried several times. */
  lockedBulkRows: 4,
  /** Failed polls of a job in a row. */
  looks: 9,
} as const;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Longest that a Retry-After header can hold an execution. */
const LONGEST_ASKED_PAUSE_MS = 300_000;

export function verdictOn(error: unknown, effect: Effect): Verdict {
  return VERDICTS[kindOfFailure(error)][effect];
}

/** A wrong certificate or a misspelled host stays wrong. */
export const NEVER_CONNECTS: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ENOTFOUND',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);
const GATEWAY: ReadonlySet<number> = new Set([408, 502, 503, 504]);
const TOO_LARGE: ReadonlySet<number> = new Set([413, 414, 431]);

function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof ConnectionError) {
    if (error.reached === 'no') return NEVER_CONNECTS.has(error.errorCode) ? 'unreachable' : 'unreached';
    return TIMED_OUT.has(error.errorCode) ? 'timedOut' : 'interrupted';
  }
  if (error instanceof AnswerError) return error.to === 'signIn' ? 'unreached' : 'interrupted';
  // Rejected here, while the request was planned.
  if (error instanceof InputError) return 'unfit';
  if (!(error instanceof SalesforceError)) return 'unknown';
  const { status, errorCode } = error;
  if (error.to === 'signIn') return canSignInLater(error) ? 'unreached' : 'spent';
  const isLimit = isCrowded(error) || isUsedUp(error);
  if (GATEWAY.has(status) && !isPassing(error) && !isLimit) return 'interrupted';
  if (error.isForeign) return kindOfForeign(status);
  if (isPassing(error) || isCrowded(error) || status === 429) return 'busy';
  if (status === 401 || CLOSED.has(errorCode) || isUsedUp(error)) return 'spent';
  if (status === 400 || status === 413) return 'unfit';
  // What Salesforce cannot do, it cannot do in a moment either.
  if (status === 501) return 'refused';
  return status >= 500 ? 'failed' : 'refused';
}

/** Refusals of whatever is sent, now and in the next minutes. */
const CLOSED: ReadonlySet<string> = new Set([
  'API_DISABLED_FOR_ORG',
  'INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE',
]);

/** Only Salesforce's own words prove that it has done nothing: somebody else can refuse after it has acted. */
function kindOfForeign(status: number): FailureKind {
  if (status >= 500 || status === 429) return 'interrupted';
  if (status === 401) return 'lockedOut';
  return TOO_LARGE.has(status) ? 'oversized' : 'foreign';
}

const PASSING_SIGN_INS: ReadonlySet<string> = new Set(['RENEWED_ELSEWHERE', 'SIGN_IN_UNFINISHED']);

/** Without a session the request itself was not sent; the address that gives sessions can be busy, as any other. */
function canSignInLater({ status, kinds }: SalesforceError): boolean {
  return status >= 500 || status === 429 || kinds.some((kind) => PASSING_SIGN_INS.has(kind));
}

/** Whether there is no session to send anything with: nothing was sent. */
export function isSignInFailure(error: unknown): boolean {
  return (error instanceof SalesforceError || error instanceof AnswerError) && error.to === 'signIn';
}

/** Whether Salesforce did nothing because of a temporary problem. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof SalesforceError) || error.isForeign) return false;
  return isLocked(error) || error.errorCode === 'SERVER_UNAVAILABLE';
}

/** Whether another transaction locked the row, or blocked Apex or a flow that runs with it, which then says so. */
export function isLocked(error: unknown): boolean {
  if (!(error instanceof SalesforceError) || error.isForeign) return false;
  return error.kinds.includes('UNABLE_TO_LOCK_ROW');
}

/** Of the two limits with this name, the one on concurrent calls is temporary, and the 24-hour one is not. */
function isCrowded({ isForeign, kinds }: SalesforceError): boolean {
  return !isForeign && kinds[0] === 'CONCURRENT_REQUESTS';
}

/**
 * Whether Salesforce did nothing because there are no requests left: for the day or, with the status that gateways use,
 * for the hour.
 * https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-chatter-rest.html
 */
export function isUsedUp(error: unknown): boolean {
  if (!(error instanceof SalesforceError) || error.isForeign) return false;
  return error.errorCode === 'REQUEST_LIMIT_EXCEEDED' && !isCrowded(error);
}

/**
 * What refusals of parts of a request mean for what was to be sent after it: each part is refused by itself, and the
 * request as a whole is not. Undefined where the rest can be sent.
 */
export function heldByParts(errors: readonly (Error | undefined)[]): NotSentError | undefined {
  const usedUp = errors.find(isUsedUp);
  return usedUp === undefined ? undefined : heldBack(usedUp);
}

/** Whether the org may have carried out the request despite this failure. */
export function mayBeDone(error: unknown): boolean {
  return verdictOn(error, 'create') === 'uncertain';
}

/** What became of something that is not sent again because of this failure. */
export function uncertainOf(failure: Error, deed: Deed): UncertainError {
  return new UncertainError(`${reasonOf(failure)} after the request was sent`, deed, { cause: failure });
}

/** What to throw where something was sent that is not sent again: that it may have been done, if nobody knows. */
export function doneOrNot(thrown: unknown, deed: Deed): Error {
  const failure = asError(thrown);
  return mayBeDone(failure) ? uncertainOf(failure, deed) : failure;
}

/** What a failed request means for each part of what it carried. */
export function partErrorOf(failure: Error, verdict: Verdict, deed: Deed): Error {
  if (verdict === 'uncertain') return uncertainOf(failure, deed);
  if (!isSignInFailure(failure)) return failure;
  return new NotSentError(`there is no session. ${failure.message}`, 'noSession', { cause: failure });
}

/** What it means for what was to be sent after it. */
export function heldBack(cause: Error): NotSentError {
  const why = `an earlier request failed, and this one would fail the same way. ${cause.message}`;
  return new NotSentError(why, 'earlierFailure', { cause });
}

function reasonOf(error: Error): string {
  if (error instanceof AnswerError) return 'the response was not from Salesforce';
  if (error instanceof SalesforceError) return `a gateway returned ${error.status}`;
  if (error instanceof ConnectionError) return `the connection was lost (${error.message})`;
  return `the response could not be read (${error.message})`;
}

/**
 * Milliseconds to wait after a failure: as long as Salesforce asks, within limits, or longer each time, with random
 * variation so that two colliding requests do not collide again.
 * @param tried how often it was tried so far
 * @param random 0 to 1
 */
export function pauseAfter(error: unknown, tried: number, random: () => number = Math.random): number {
  return askedPause(error) ?? growingPause(tried, random);
}

/** Milliseconds: half a second or so, and twice as long each time. */
export function growingPause(tried: number, random: () => number = Math.random): number {
  return Math.round(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tried - 1)) * (0.5 + random()));
}

/** Milliseconds to wait as a rejection asks, up to the limit; undefined if it does not ask. */
export function askedPause(error: unknown): number | undefined {
  const seconds = error instanceof SalesforceError ? error.retryAfter : undefined;
  return seconds === undefined ? undefined : Math.min(seconds * 1000, LONGEST_ASKED_PAUSE_MS);
}

/** The part of an org that waits. */
interface Patience {
  /** Waits so many milliseconds; rejects when the execution is canceled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Runs a step of a Bulk job, and retries it after temporary errors. */
export async function repeatStep<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  return await untilDone(patience, attempt, 'bulkStep');
}

/** Runs a read that is more than one response, such as a file that is written as it comes, and retries it likewise. */
export async function repeatRead<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  return await untilDone(patience, attempt, 'read');
}

type RepeatedEffect = 'bulkStep' | 'read';

async function untilDone<T>(patience: Patience, attempt: () => Promise<T>, effect: RepeatedEffect): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ('value' in outcome) return outcome.value;
    await patience.wait(pauseBefore(effect, outcome.error, tried, patience.random));
  }
}

/**
 * Milliseconds until a step of a Bulk job is retried.
 * @throws the failure itself when it is permanent, or has occurred too often
 */
export function pauseBeforeStep(error: unknown, tried: number, random: () => number): number {
  return pauseBefore('bulkStep', error, tried, random);
}

function pauseBefore(effect: RepeatedEffect, error: unknown, tried: number, random: () => number): number {
  if (tried >= TRIES[effect] || verdictOn(error, effect) !== 'again') throw error;
  return pauseAfter(error, tried, random);
}

/** Retries what is always safe to retry: reads that failed on the way, and anything that was not carried out. */
export function repeating(send: Send, { wait, random }: Patience): Send {
  return async (request) => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await send(request).catch((error: unknown) => ({ error }));
      const error = 'error' in outcome ? outcome.error : failureOf(outcome, request);
      if (error !== undefined && tried < TRIES.read && verdictOn(error, effectOf(request)) === 'again') {
        await wait(pauseAfter(error, tried, random));
      } else if ('error' in outcome) {
        throw outcome.error;
      } else {
        return outcome;
      }
    }
  };
}

/** For a request that is not a read, the worst case is assumed. */
function effectOf(request: Request): Effect {
  return isRead(request) ? 'read' : 'create';
}

function failureOf(response: Response, request: Request): AnswerError | SalesforceError | undefined {
  const { status } = response;
  if (status >= 400) return refusal(response);
  return isRead(request) && isStrange(response, request)
    ? new AnswerError(status, 'it is not an answer of Salesforce’s to what was asked')
    : undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether a success cannot be Salesforce's, whatever was asked for: a page, half of an answer, the way to a login. */
function isStrange(response: Response, { streamed }: Request): boolean {
  const { status, body } = response;
  if (REDIRECTS.has(status)) return true;
  if (status !== 200 || streamed === true) return false;
  return typeof body !== 'object' || body === null || foreignCharset(response) !== undefined;
}
