import { setTimeout as delay } from 'node:timers/promises';

import type { Approval } from './approvals';
import { type ConnectedApp, checkSecret, checkUsable } from './apps';
import type { OAuthContext } from './context';
import { OAuthError, inactiveUser, invalidGrant, invalidRequest } from './errors';
import { UsedAssertions, claimedIssuer, verifyAssertion } from './jwtBearer';
import type { Params } from './params';
import type { OrgUser } from './users';

/** One request to the token endpoint. */
interface TokenRequest {
  readonly params: Params;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** It came to the login host, not to the org's My Domain. */
  readonly atLoginHost: boolean;
}

/** What a grant comes to: a session for this user is to be opened. */
export interface Granted {
  readonly app: ConnectedApp;
  readonly user: OrgUser;
  readonly scopes: readonly string[];
  readonly approval: Approval | null;
  /** To be told to the client. */
  readonly refreshToken: string | null;
  readonly nonce?: string | undefined;
}

export type Grant = (request: TokenRequest, context: OAuthContext) => Granted | Promise<Granted>;

const withoutRefresh = (scopes: readonly string[]) =>
  scopes.filter((scope) => scope !== 'refresh_token' && scope !== 'offline_access');

function usableApp(clientId: string | undefined, { apps }: OAuthContext): ConnectedApp {
  const app = apps.get(clientId);
  checkUsable(app);
  if (app.policies.ipRestricted) throw invalidGrant('ip restricted or invalid login hours');
  return app;
}

function activeUser(user: OrgUser | undefined): OrgUser {
  if (user === undefined) throw invalidGrant('authentication failure');
  if (!user.active) throw inactiveUser();
  return user;
}

const authorizationCode: Grant = ({ params, clientId, clientSecret }, context) => {
  const app = usableApp(clientId, context);
  checkSecret(app, clientSecret, app.policies.requireSecret);
  const consent = context.codes.redeem({
    code: params('code'),
    clientId: app.clientId,
    redirectUri: params('redirect_uri'),
    codeVerifier: params('code_verifier'),
  });
  const user = activeUser(context.users.byId(consent.userId));
  const { scopes, nonce } = consent;
  const { id: userId, username } = user;
  const approval = context.approvals.give({ clientId: app.clientId, userId, username, scopes });
  return { app, user, scopes, approval, refreshToken: approval.refreshToken, nonce };
};

const refreshToken: Grant = async ({ params, clientId, clientSecret }, context) => {
  const app = usableApp(clientId, context);
  checkSecret(app, clientSecret, app.policies.requireSecretForRefresh);
  const approval = context.approvals.byRefreshToken(params('refresh_token') ?? '');
  if (approval === undefined || approval.clientId !== app.clientId) {
    throw invalidGrant('expired access/refresh token');
  }
  const user = activeUser(context.users.byId(approval.userId));
  await takeTime(approval, app.policies.refreshDuration);
  if (app.policies.rotation) context.approvals.rotate(approval);
  const rotated = app.policies.rotation ? approval.refreshToken : null;
  return { app, user, scopes: approval.scopes, approval, refreshToken: rotated };
};

async function takeTime(approval: Approval, milliseconds: number): Promise<void> {
  if (approval.refreshing) throw invalidGrant('token request is already being processed');
  if (milliseconds === 0) return;
  approval.refreshing = true;
  try {
    await delay(milliseconds);
  } finally {
    approval.refreshing = false;
  }
}

/** Each org remembers the assertions it has seen. */
function jwtBearer(): Grant {
  const used = new UsedAssertions();
  return async ({ params }, context) => {
    const assertion = params('assertion');
    if (assertion === undefined) throw invalidGrant('invalid assertion');
    const app = usableApp(claimedIssuer(assertion), context);
    const user = await verifyAssertion(assertion, app, context, used);
    return { app, user, scopes: withoutRefresh(app.scopes), approval: null, refreshToken: null };
  };
}

const clientCredentials: Grant = ({ clientId, clientSecret, atLoginHost }, context) => {
  if (atLoginHost) throw invalidGrant('request not supported on this domain');
  const app = usableApp(clientId, context);
  checkSecret(app, clientSecret, true);
  const user = app.policies.runAs === null ? undefined : context.users.byUsername(app.policies.runAs);
  if (user === undefined) throw invalidGrant('no client credentials user enabled');
  return {
    app,
    user: activeUser(user),
    scopes: withoutRefresh(app.scopes),
    approval: null,
    refreshToken: null,
  };
};

const password: Grant = ({ params, clientId, clientSecret }, context) => {
  if (!context.settings.passwordFlow) throw invalidGrant('authentication failure');
  const app = usableApp(clientId, context);
  checkSecret(app, clientSecret, true);
  const user = activeUser(context.users.byUsername(params('username') ?? ''));
  if (!context.users.hasPassword(params('password') ?? '')) {
    throw invalidGrant('authentication failure - Invalid Password');
  }
  return { app, user, scopes: withoutRefresh(app.scopes), approval: null, refreshToken: null };
};

/** The flows of one org, by `grant_type`. */
export function createGrants(): ReadonlyMap<string, Grant> {
  return new Map<string, Grant>([
    ['authorization_code', authorizationCode],
    ['refresh_token', refreshToken],
    ['urn:ietf:params:oauth:grant-type:jwt-bearer', jwtBearer()],
    ['client_credentials', clientCredentials],
    ['password', password],
  ]);
}

export function grantNamed(grants: ReadonlyMap<string, Grant>, grantType: string | undefined): Grant {
  if (grantType === undefined) throw invalidRequest('missing required parameter: grant_type');
  const grant = grants.get(grantType);
  if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  return grant;
}
