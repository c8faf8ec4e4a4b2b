import { randomBytes, randomUUID } from 'node:crypto';

import type { Sessions } from './sessions';

/** A user's approval of an app: what the OAuth usage page of the org lists. It lives until it is revoked. */
export interface Approval {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Null for an approval without the scope refresh_token. */
  refreshToken: string | null;
  /** A refresh of it is under way. */
  refreshing: boolean;
}

/** Approvals that one user may give one app; one more silently revokes the oldest. */
const MOST_APPROVALS = 5;

const newRefreshToken = () => `5Aep861${randomBytes(48).toString('base64url').replace(/-/g, '.')}`;

const mayRefresh = (scopes: readonly string[]) => scopes.includes('refresh_token') || scopes.includes('offline_access');

export class Approvals {
  readonly #all = new Map<string, Approval>();
  readonly #byRefreshToken = new Map<string, Approval>();
  /** Refresh tokens that rotation replaced, with the approval they were of. */
  readonly #replaced = new Map<string, Approval>();

  constructor(private readonly sessions: Sessions) {}

  give(owner: Pick<Approval, 'clientId' | 'scopes' | 'userId' | 'username'>): Approval {
    const earlier = this.#of(owner.userId, owner.clientId);
    const [oldest] = earlier;
    if (oldest !== undefined && earlier.length >= MOST_APPROVALS) this.revoke(oldest);
    const refreshToken = mayRefresh(owner.scopes) ? newRefreshToken() : null;
    const approval = { ...owner, id: randomUUID(), refreshToken, refreshing: false };
    this.#all.set(approval.id, approval);
    if (refreshToken !== null) this.#byRefreshToken.set(refreshToken, approval);
    return approval;
  }

  /** Whether the user has approved the app for these scopes before. */
  covers(userId: string, clientId: string, scopes: readonly string[]): boolean {
    return this.#of(userId, clientId).some((approval) => scopes.every((scope) => approval.scopes.includes(scope)));
  }

  /**
   * The approval of a live refresh token. One that rotation has replaced was stolen, or its successor was: it revokes
   * the approval with all its sessions.
   */
  byRefreshToken(token: string): Approval | undefined {
    const replaced = this.#replaced.get(token);
    if (replaced !== undefined) this.revoke(replaced);
    return this.#byRefreshToken.get(token);
  }

  /** The approval of a live refresh token, without any consequence. */
  peek(token: string): Approval | undefined {
    return this.#byRefreshToken.get(token);
  }

  rotate(approval: Approval): void {
    if (approval.refreshToken !== null) {
      this.#byRefreshToken.delete(approval.refreshToken);
      this.#replaced.set(approval.refreshToken, approval);
    }
    approval.refreshToken = newRefreshToken();
    this.#byRefreshToken.set(approval.refreshToken, approval);
  }

  /** Ends the approval, its refresh token and its sessions. */
  revoke(approval: Approval): void {
    this.#all.delete(approval.id);
    if (approval.refreshToken !== null) this.#byRefreshToken.delete(approval.refreshToken);
    this.sessions.endOf(approval.id);
  }

  revokeAll(): void {
    for (const approval of this.#all.values()) this.revoke(approval);
    this.#replaced.clear();
  }

  #of(userId: string, clientId: string): Approval[] {
    return [...this.#all.values()].filter((one) => one.userId === userId && one.clientId === clientId);
  }
}
