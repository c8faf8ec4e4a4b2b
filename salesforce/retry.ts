import { AnswerError, ConnectionError, InputError, refusal, SalesforceError } from './errors';
import { isRead, type Request, type Response, type Send } from './http';

/**
 * The one policy of sending again: what a failure means, how often a thing is tried, and how long is waited in between.
 */

/**
 * What a request does, as far as it matters for sending it twice.
 * - `read`: it changes nothing
 * - `idempotent`: done twice, it is the same as done once (update, upsert, delete)
 * - `create`: done twice, it makes two
 * - `bulkStep`: a step of a Bulk job, which finds its own work done, or begins with a job of its own
 */
export type Effect = 'bulkStep' | 'create' | 'idempotent' | 'read';

/**
 * What a failed request means for sending it again.
 * - `again`: nothing was done, or doing it twice changes nothing; it may pass in a moment
 * - `divide`: the request was refused as a whole and unread, perhaps because of one row
 * - `uncertain`: it may have been done, and doing it twice would double it
 * - `stop`: every further request would meet the same
 * - `final`: it failed, and would fail again
 */
export type Verdict = 'again' | 'divide' | 'final' | 'stop' | 'uncertain';

/** What came in the way. */
type FailureKind =
  /** Another transaction, or too many requests: Salesforce did nothing, and soon can. */
  | 'busy'
  /** Salesforce broke down over it. */
  | 'failed'
  /** A refusal that is not in Salesforce's words: whoever refused, the request may have passed him. */
  | 'foreign'
  /** The connection broke after the request was sent, or a gateway answered in Salesforce's place: it may be done. */
  | 'interrupted'
  /** A refusal of just this. */
  | 'refused'
  /** The session, the permission or the day's allowance is gone. */
  | 'spent'
  /** As interrupted, after as long as n8n waits for an answer: five minutes. */
  | 'timedOut'
  /** The request as a whole is not one that Salesforce reads. */
  | 'unfit'
  /** It never left, and the next moment can be better. */
  | 'unreached'
  /** It never left, and never will. */
  | 'unreachable';

const VERDICTS: Readonly<Record<FailureKind, Readonly<Record<Effect, Verdict>>>> = {
  busy: { read: 'again', idempotent: 'again', create: 'again', bulkStep: 'again' },
  failed: { read: 'again', idempotent: 'final', create: 'final', bulkStep: 'again' },
  foreign: { read: 'final', idempotent: 'final', create: 'uncertain', bulkStep: 'final' },
  interrupted: { read: 'again', idempotent: 'again', create: 'uncertain', bulkStep: 'again' },
  refused: { read: 'final', idempotent: 'final', create: 'final', bulkStep: 'final' },
  spent: { read: 'stop', idempotent: 'stop', create: 'stop', bulkStep: 'stop' },
  // What takes longer than n8n waits will take as long again.
  timedOut: { read: 'final', idempotent: 'again', create: 'uncertain', bulkStep: 'again' },
  unfit: { read: 'final', idempotent: 'divide', create: 'divide', bulkStep: 'final' },
  unreached: { read: 'again', idempotent: 'again', create: 'again', bulkStep: 'again' },
  // A job that Salesforce works on is worth asking for again, though a name could not be looked up for a moment.
  unreachable: { read: 'stop', idempotent: 'stop', create: 'stop', bulkStep: 'again' },
};

/** How often a thing is tried at most, the first time included. */
export const TRIES = {
  read: 3,
  bulkStep: 4,
  /** Rows in a request. */
  rows: 6,
  /** Rows of a Bulk job that another transaction was in the way of: Salesforce has tried several times itself. */
  lockedBulkRows: 4,
  /** Looks at a job that fail one after another. */
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
const NEVER_CONNECTS: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ENOTFOUND',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);
const GATEWAY: ReadonlySet<number> = new Set([408, 502, 503, 504]);
/** A request too large is refused before anybody reads it. */
const UNREAD: ReadonlySet<number> = new Set([413, 414, 431]);

function kindOfFailure(error: unknown): FailureKind {
  if (error instanceof ConnectionError) {
    if (error.reached === 'no') return NEVER_CONNECTS.has(error.errorCode) ? 'unreachable' : 'unreached';
    return TIMED_OUT.has(error.errorCode) ? 'timedOut' : 'interrupted';
  }
  if (error instanceof AnswerError) return 'interrupted';
  // Refused here, while the request was planned.
  if (error instanceof InputError) return 'unfit';
  if (!(error instanceof SalesforceError)) return 'spent';
  const { status, errorCode } = error;
  if (error.to === 'signIn') return canSignInLater(error) ? 'unreached' : 'spent';
  if (isPassing(error) || isCrowded(error)) return 'busy';
  if (isInterruption(error)) return 'interrupted';
  if (status === 401 || errorCode === 'API_DISABLED_FOR_ORG' || errorCode === 'REQUEST_LIMIT_EXCEEDED') return 'spent';
  if (status === 429) return 'busy';
  if (error.isForeign && !UNREAD.has(status)) return 'foreign';
  if (status === 400 || status === 413) return 'unfit';
  return status >= 500 ? 'failed' : 'refused';
}

/** Without a session the request itself was not sent; the address that gives sessions can be busy, as any other. */
function canSignInLater({ status, kinds }: SalesforceError): boolean {
  return status >= 500 || status === 429 || kinds.includes('RENEWED_ELSEWHERE');
}

/** Whether there is no session to send anything with: nothing was sent. */
export function isSignInFailure(error: unknown): boolean {
  return error instanceof SalesforceError && error.to === 'signIn';
}

/** Somebody on the way gave up waiting, or Salesforce's own words for what broke are missing. */
function isInterruption({ status, isForeign }: SalesforceError): boolean {
  return GATEWAY.has(status) || (isForeign && status >= 500);
}

/** Whether Salesforce did nothing because of what may be over in a moment. */
export function isPassing(error: unknown): boolean {
  return isLocked(error) || (error instanceof SalesforceError && error.errorCode === 'SERVER_UNAVAILABLE');
}

/** Whether another transaction was in the row's way, or in that of a trigger on it, which then quotes the code. */
export function isLocked(error: unknown): boolean {
  if (!(error instanceof SalesforceError)) return false;
  return error.errors.some(({ errorCode, message }) => `${errorCode} ${message}`.includes('UNABLE_TO_LOCK_ROW'));
}

/** Of the two limits of this name, that on calls under way at once passes, and that of 24 hours does not. */
function isCrowded({ kinds }: SalesforceError): boolean {
  return kinds[0] === 'CONCURRENT_REQUESTS';
}

/** Whether the org can have done all the same what this failure is the answer to. */
export function mayBeDone(error: unknown): boolean {
  return ['foreign', 'interrupted', 'timedOut'].includes(kindOfFailure(error));
}

/**
 * Milliseconds to wait after a failure: as long as Salesforce asks, within reason, or longer each time, scattered so
 * that two who met do not meet again.
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

/** Milliseconds for which a refusal asks to be left alone, as far as that is heeded; undefined where it does not ask. */
export function askedPause(error: unknown): number | undefined {
  const seconds = error instanceof SalesforceError ? error.retryAfter : undefined;
  return seconds === undefined ? undefined : Math.min(seconds * 1000, LONGEST_ASKED_PAUSE_MS);
}

/** Whoever waits: an org, in short. */
interface Patience {
  /** Waits so many milliseconds; rejects when the execution is cancelled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Takes a step of a Bulk job, again where it fails for what may pass. */
export async function repeatStep<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ('value' in outcome) return outcome.value;
    await patience.wait(pauseBeforeStep(outcome.error, tried, patience.random));
  }
}

/**
 * Milliseconds until a step of a Bulk job is taken again.
 * @throws the failure itself when it will not pass, or has been met often enough
 */
export function pauseBeforeStep(error: unknown, tried: number, random: () => number): number {
  if (tried >= TRIES.bulkStep || verdictOn(error, 'bulkStep') !== 'again') throw error;
  return pauseAfter(error, tried, random);
}

/** Sends again what is safe whoever sends it: reads that failed on the way, and anything that was not carried out. */
export function repeating(send: Send, { wait, random }: Patience): Send {
  return async (request) => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await send(request).catch((error: unknown) => ({ error }));
      const error = 'error' in outcome ? outcome.error : failureOf(outcome);
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

/** Of a request that is no read, the harshest is assumed. */
function effectOf(request: Request): Effect {
  return isRead(request) ? 'read' : 'create';
}

function failureOf(response: Response): SalesforceError | undefined {
  return response.status < 400 ? undefined : refusal(response);
}
