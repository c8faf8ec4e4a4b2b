import { createHash } from 'crypto';

import { Lru } from '../salesforce/lru';

/** What a sign-in gives; kept in the credential under these names. */
export interface Session {
  accessToken: string;
  instanceUrl: string;
  signedInAs: string;
}

interface KnownSessions {
  latest: Session | undefined;
  underWay: Promise<Session> | undefined;
  /** Tokens that were replaced here: whoever still holds one is given the latest. The newest last. */
  replaced: string[];
}

const KEPT = 100;

/**
 * The sessions of this process, so that fifty requests that meet a 401 side by side cost one sign-in: n8n asks for a
 * new token for each of them, with the token that each was refused with.
 */
export class Sessions {
  readonly #known = new Lru<KnownSessions>(KEPT);

  /**
   * @param identity everything the sign-in depends on; only its hash is kept
   * @param stale the token that is no longer good, '' when there is none yet
   * @param signIn opens a new session
   */
  async renew(identity: readonly string[], stale: string, signIn: () => Promise<Session>): Promise<Session> {
    const key = createHash('sha256').update(JSON.stringify(identity)).digest('base64');
    const known = this.#known.getOrSet(key, () => ({ latest: undefined, underWay: undefined, replaced: [] }));
    if (known.underWay !== undefined) return await known.underWay;
    const isReplaced = stale === '' || known.replaced.includes(stale);
    // A token that was not made here (another process stored it) tells nothing of ours: ours may be as dead.
    if (known.latest !== undefined && known.latest.accessToken !== stale && isReplaced) return known.latest;
    known.underWay = signIn().finally(() => {
      known.underWay = undefined;
    });
    const session = await known.underWay;
    known.replaced = [...known.replaced, stale, known.latest?.accessToken ?? '']
      .filter((token) => token !== '' && token !== session.accessToken)
      .slice(-KEPT);
    known.latest = session;
    return session;
  }
}
