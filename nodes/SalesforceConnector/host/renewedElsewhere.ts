import { SalesforceError } from '../../../salesforce/errors';
import { growingPause } from '../../../salesforce/retry';
import { readAccess, type Access, type Caller } from './access';
import { cancelSignal, pause } from './cancellation';

/** How often the credential is read again: for some seconds, which another process takes to renew and store a session. */
const LOOKS = 4;

/** Refusals of a refresh token that can have been used by another process a moment ago. */
const USED_UP: ReadonlySet<string> = new Set(['REASON_UNKNOWN', 'RENEWED_ELSEWHERE', 'SIGN_IN_EXPIRED']);

/**
 * Looks whether another process of n8n has renewed the session at the same moment: a refresh token that is rotated is good
 * for one of them alone, and the other is refused although the credential that is stored is good.
 * @param used what the refused request was sent with
 * @returns the credential with its new token; undefined where it stays the same
 */
export async function renewedElsewhere(caller: Caller, used: Access, refused: unknown): Promise<Access | undefined> {
  if (used.token === undefined || !isRefusedToken(refused)) return undefined;
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await pause(growingPause(look), cancelSignal(caller));
    const stored = await readAccess(caller, used);
    if (stored.token !== used.token) return stored;
  }
  return undefined;
}

function isRefusedToken(refused: unknown): boolean {
  return (
    refused instanceof SalesforceError && refused.to === 'signIn' && refused.kinds.some((kind) => USED_UP.has(kind))
  );
}
