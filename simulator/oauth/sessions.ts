import { randomBytes } from 'node:crypto';

import type { Clock, Session } from '../types';

/** Who a session is for, and what it may do. */
export interface SessionOwner {
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The approval that this session came of; revoking the approval ends the session. */
  readonly grantId: string | null;
}

export interface GrantedSession extends Session {
  readonly grantId: string | null;
  readonly issuedAt: number;
}

/** Sessions by access token. They last as long as they are used at least once in `timeout` milliseconds. */
export class Sessions {
  readonly #byToken = new Map<string, GrantedSession>();

  constructor(
    private readonly clock: Clock,
    private readonly orgId: string,
    /** Milliseconds. Setup → Session Settings → Timeout Value. */
    public timeout: number,
  ) {}

  open(owner: SessionOwner): GrantedSession {
    const issuedAt = this.clock.now().getTime();
    const session = { ...owner, token: this.#newToken(), issuedAt, expiresAt: issuedAt + this.timeout };
    this.#byToken.set(session.token, session);
    return session;
  }

  /** The live session of a token; looking at it does not make it last longer. */
  peek(token: string): GrantedSession | undefined {
    const session = this.#byToken.get(token);
    return session !== undefined && session.expiresAt > this.clock.now().getTime() ? session : undefined;
  }

  /** The live session of a token, which lasts longer by being used. */
  use(token: string): GrantedSession | undefined {
    const session = this.peek(token);
    if (session !== undefined) session.expiresAt = this.clock.now().getTime() + this.timeout;
    return session;
  }

  end(token: string): boolean {
    return this.#byToken.delete(token);
  }

  endOf(grantId: string): void {
    for (const session of this.#byToken.values()) {
      if (session.grantId === grantId) this.#byToken.delete(session.token);
    }
  }

  /** Ends every session, or those of one user. Returns how many there were. */
  endAll(username?: string): number {
    const ended = [...this.#byToken.values()].filter((s) => username === undefined || s.username === username);
    for (const session of ended) this.#byToken.delete(session.token);
    return ended.length;
  }

  /** `00D…!AQ…`: the org's 15 characters, then what nobody can guess. */
  #newToken(): string {
    const secret = randomBytes(66).toString('base64url').replace(/-/g, '.');
    return `${this.orgId.slice(0, 15)}!AQ${secret}`;
  }
}
