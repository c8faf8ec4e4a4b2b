import { createHash } from 'crypto';

import { Lru } from '../salesforce/lru';

/** The result of a sign-in; stored in the credential under these names. */
export interface Session {
  accessToken: string;
  instanceUrl: string;
  signedInAs: string;
}

interface KnownSessions {
  latest: Session | undefined;
  underWay: Promise<Session> | undefined;
  /** Tokens that were replaced here, newest last: callers that still hold one get the latest session. */
  replaced: string[];
}

const KEPT = 100;

/**
 * The sessions of this process, so that fifty parallel requests with a 401 cost one sign-in: n8n requests a new token
 * for each of them, passing the token that was rejected.
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
    // A token from another process says nothing about ours, which may have expired as well.
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
