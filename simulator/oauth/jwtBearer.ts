import { type JWTPayload, decodeJwt, errors, importSPKI, jwtVerify } from 'jose';

import type { Approvals } from './approvals';
import type { ConnectedApp } from './apps';
import type { OAuthContext } from './context';
import { OAuthError, appNotFound, inactiveUser, invalidGrant } from './errors';
import { LOGIN_AUDIENCES } from './hosts';
import type { OrgUser } from './users';

/** Seconds that an assertion's `exp` may lie ahead. */
const LONGEST_LIFE = 180;

const invalidAssertion = () => invalidGrant('invalid assertion');

/** The consumer key that an assertion claims to be from, before anything of it is believed. */
export function claimedIssuer(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).iss;
  } catch {
    throw invalidAssertion();
  }
}

async function verifySignature(assertion: string, app: ConnectedApp, now: Date): Promise<JWTPayload> {
  const key = await importSPKI(app.publicKey, 'RS256');
  try {
    const options = { algorithms: ['RS256'], currentDate: now, requiredClaims: ['exp'] };
    return (await jwtVerify(assertion, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalidGrant('expired authorization code');
    if (error instanceof errors.JOSEError) throw invalidAssertion();
    throw error;
  }
}

function checkAudience(audience: JWTPayload['aud'], app: ConnectedApp, { hosts }: OAuthContext): void {
  const logins = [...LOGIN_AUDIENCES, hosts.login];
  const accepted = app.policies.acceptMyDomainAudience ? [...logins, hosts.myDomain] : logins;
  if (typeof audience !== 'string' || !accepted.includes(audience)) throw invalidGrant('audience is invalid');
  if (app.policies.refuseLoginAudience && logins.includes(audience)) throw appNotFound();
}

/** Assertions that carried a `jti`, until they expire: none is taken twice. */
export class UsedAssertions {
  readonly #until = new Map<string, number>();

  take(jti: string, exp: number, now: number): void {
    for (const [used, until] of this.#until) {
      if (until <= now) this.#until.delete(used);
    }
    if (this.#until.has(jti)) throw invalidAssertion();
    this.#until.set(jti, exp);
  }
}

function checkPreAuthorized(user: OrgUser | undefined, app: ConnectedApp, approvals: Approvals): OrgUser {
  const { approvedUsers, permittedUsers } = app.policies;
  if (user !== undefined && approvedUsers.includes(user.username)) return user;
  if (user !== undefined && permittedUsers === 'all' && approvals.covers(user.id, app.clientId, [])) return user;
  if (user !== undefined && permittedUsers === 'approved') {
    throw new OAuthError('invalid_app_access', 'user is not admin approved to access this app');
  }
  // Whether the user exists is not told.
  throw invalidGrant("user hasn't approved this consumer");
}

/**
 * The user whom an assertion speaks for: "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration", RFC 7523.
 * RS256 only; `exp` in seconds, at most three minutes ahead; `aud` one text; a `jti`, when there is one, counts once.
 */
export async function verifyAssertion(
  assertion: string,
  app: ConnectedApp,
  context: OAuthContext,
  used: UsedAssertions,
): Promise<OrgUser> {
  const now = context.clock.now();
  const claims = await verifySignature(assertion, app, now);
  checkAudience(claims.aud, app, context);
  const seconds = now.getTime() / 1000;
  const { exp = 0, jti, sub } = claims;
  if (exp - seconds > LONGEST_LIFE || sub === undefined) throw invalidAssertion();
  if (jti !== undefined) used.take(jti, exp, seconds);
  const user = checkPreAuthorized(context.users.byUsername(sub), app, context.approvals);
  if (!user.active) throw inactiveUser();
  return user;
}
