import { AnswerError, ConnectionError, SalesforceError } from '../errors';
import { pauseAfter, verdictOn } from '../retry';

/**
 * What a broken connection takes to go on.
 * - `again`: a new one, after a pause that grows
 * - `renew`: a new session first
 * - `later`: a limit was reached, which takes long to pass
 * - `reposition`: another position in the channel
 * - `person`: somebody who changes something
 */
export type Recovery = 'again' | 'later' | 'person' | 'renew' | 'reposition';

const BY_KIND: ReadonlyMap<string, Recovery> = new Map([
  ['CHANNEL_DENIED', 'person'],
  ['CHANNEL_REFUSED', 'person'],
  ['CLIENT_LIMIT_EXCEEDED', 'later'],
  ['EVENT_LIMIT_EXCEEDED', 'later'],
  ['HOURLY_REQUEST_LIMIT', 'later'],
  ['NO_SUCH_CHANNEL', 'person'],
  ['CHANNEL_UNSEEN', 'person'],
  ['REPLAY_ID_INVALID', 'reposition'],
  ['REQUEST_LIMIT_EXCEEDED', 'later'],
  ['STREAM_BUSY', 'again'],
  ['STREAM_SESSION_INVALID', 'renew'],
  ['UNKNOWN_CLIENT', 'again'],
]);

export function recoveryFrom(error: unknown): Recovery {
  // A host that cannot be found may be found when the network is back.
  if (error instanceof ConnectionError || error instanceof AnswerError) return 'again';
  if (!(error instanceof SalesforceError)) return 'person';
  const known = error.kinds.map((kind) => BY_KIND.get(kind)).find((recovery) => recovery !== undefined);
  if (known !== undefined) return known;
  // Whatever else is the matter with the Streaming API, no person can change it.
  if (error.to === 'stream') return 'again';
  // Salesforce's own 401 has led to a new session already, which was refused as well.
  if (error.status === 401 && error.isForeign) return 'renew';
  return verdictOn(error, 'read') === 'again' ? 'again' : 'person';
}

/** A connection that has worked: somebody on the way who refuses in words that are not Salesforce's may stop doing so. */
export function recoveryWhileRunning(error: unknown): Recovery {
  const recovery = recoveryFrom(error);
  return recovery === 'person' && error instanceof SalesforceError && error.isForeign ? 'again' : recovery;
}

/** Whether the connection was only given up: a new one usually works at once. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof SalesforceError && error.kinds.includes('UNKNOWN_CLIENT');
}

/** Longer than Salesforce keeps a connection without long polls, which may be one of this trigger's own. */
const CONNECTION_LIFETIME = 45_000;
const FIRST_LONG_PAUSE = 15 * 60_000;
const LONGEST_LONG_PAUSE = 60 * 60_000;

function isOfClients(error: unknown): boolean {
  return error instanceof SalesforceError && error.kinds.includes('CLIENT_LIMIT_EXCEEDED');
}

/**
 * Milliseconds until the next try.
 * @param failed how often it has failed in a row, with a limit only because of it
 * @param random 0 to 1
 */
export function pauseBeforeRecovery(error: unknown, failed: number, random: () => number): number {
  if (recoveryFrom(error) === 'later') {
    const long = isOfClients(error) ? failed - 1 : failed;
    if (long === 0) return CONNECTION_LIFETIME;
    return Math.round(Math.min(LONGEST_LONG_PAUSE, FIRST_LONG_PAUSE * 2 ** (long - 1)) * (0.75 + random() / 2));
  }
  return failed === 1 && isGivenUp(error) ? 0 : pauseAfter(error, failed, random);
}
