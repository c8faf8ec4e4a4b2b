import { randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Clock } from '../types';
import { type ConnectedApp, acceptsCallback, checkUsable } from './apps';
import type { OAuthContext } from './context';
import { OAuthError, inactiveUser, invalidRequest, redirectMismatch } from './errors';
import { consentPage, errorPage, loginPage } from './pages';
import { type Params, paramsOf } from './params';
import type { OrgUser } from './users';

/** What an app asked for, while its user logs in. */
interface AuthorizationRequest {
  readonly app: ConnectedApp;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | undefined;
  readonly nonce: string | undefined;
  readonly askAgain: boolean;
  readonly loginHint: string;
  readonly expiresAt: number;
  user?: OrgUser;
}

/** How long a login page stays good, in milliseconds. */
const PATIENCE = 15 * 60_000;

/** Requests whose user is logging in, by the name that the pages carry. As nobody can guess it, no cookie is needed. */
class PendingRequests {
  readonly #byName = new Map<string, AuthorizationRequest>();

  constructor(private readonly clock: Clock) {}

  add(request: Omit<AuthorizationRequest, 'expiresAt'>): string {
    const now = this.clock.now().getTime();
    for (const [name, { expiresAt }] of this.#byName) {
      if (expiresAt <= now) this.#byName.delete(name);
    }
    const name = randomUUID();
    this.#byName.set(name, { ...request, expiresAt: now + PATIENCE });
    return name;
  }

  get(name: string | undefined): AuthorizationRequest {
    const request = this.#byName.get(name ?? '');
    if (request === undefined || request.expiresAt <= this.clock.now().getTime()) {
      throw invalidRequest('This page has expired. Go back to the app and start again.');
    }
    return request;
  }

  remove(name: string | undefined): void {
    this.#byName.delete(name ?? '');
  }
}

function requestedScopes(app: ConnectedApp, requested: string | undefined): readonly string[] {
  if (requested === undefined) return app.scopes;
  const scopes = [...new Set(requested.split(/[\s,+]+/).filter((scope) => scope !== ''))];
  const unknown = scopes.find((scope) => !app.scopes.includes(scope));
  if (unknown !== undefined) throw new OAuthError('invalid_scope', 'the requested scope is not allowed');
  return scopes;
}

/** PKCE: Salesforce knows S256 alone, and takes it for granted where the method is left out. */
function readChallenge(app: ConnectedApp, params: Params): string | undefined {
  const challenge = params('code_challenge');
  if (challenge === undefined) {
    if (app.policies.requirePkce) throw invalidRequest('missing required code challenge');
    return undefined;
  }
  if ((params('code_challenge_method') ?? 'S256') !== 'S256') throw invalidRequest('invalid code challenge method');
  if (!/^[\w-]{43}$/.test(challenge)) throw invalidRequest('invalid code challenge');
  return challenge;
}

function checkAppAllowed(app: ConnectedApp): void {
  if (!app.policies.installed) throw new OAuthError('invalid_client', 'app must be installed into org');
  checkUsable(app);
}

/** The callback that errors may be sent to: only one that the app has registered. */
function trustedCallback(params: Params, { apps }: OAuthContext): { app: ConnectedApp; redirectUri: string } {
  const app = apps.get(params('client_id'));
  const redirectUri = params('redirect_uri');
  if (redirectUri === undefined || !acceptsCallback(app, redirectUri)) throw redirectMismatch();
  return { app, redirectUri };
}

function readRequest(app: ConnectedApp, redirectUri: string, params: Params): Omit<AuthorizationRequest, 'expiresAt'> {
  checkAppAllowed(app);
  if (params('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response type not supported');
  }
  const prompts = (params('prompt') ?? '').split(' ');
  if (prompts.includes('none') || params('immediate') === 'true') {
    throw new OAuthError('immediate_unsuccessful', 'the user must log in');
  }
  return {
    app,
    redirectUri,
    state: params('state'),
    scopes: requestedScopes(app, params('scope')),
    codeChallenge: readChallenge(app, params),
    nonce: params('nonce'),
    askAgain: prompts.includes('consent'),
    loginHint: params('login_hint') ?? '',
  };
}

function checkUserAllowed({ app }: AuthorizationRequest, user: OrgUser): void {
  if (!user.active) throw inactiveUser();
  const { permittedUsers, approvedUsers } = app.policies;
  if (permittedUsers === 'approved' && !approvedUsers.includes(user.username)) {
    throw new OAuthError('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app');
  }
}

/** To the app's callback, with its `state`. */
function backToApp(
  reply: FastifyReply,
  { redirectUri, state }: { redirectUri: string; state: string | undefined },
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return reply.redirect(url.href);
}

function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html;charset=UTF-8')
    .header('Cache-Control', 'no-store')
    .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .header('Referrer-Policy', 'no-referrer')
    .send(html);
}

const WRONG_PASSWORD = 'The username or the password is not right. If you cannot log in, ask your administrator.';

/** `/services/oauth2/authorize` and the two pages behind it: "OAuth 2.0 Web Server Flow for Web App Integration". */
export function registerAuthorize(app: FastifyInstance, context: OAuthContext): void {
  const pending = new PendingRequests(context.clock);

  /** Errors go to the app where its callback is known to be its own, and to the user otherwise. */
  function refuse(
    reply: FastifyReply,
    error: unknown,
    callback?: { redirectUri: string; state: string | undefined },
  ): FastifyReply {
    if (!(error instanceof OAuthError)) throw error;
    if (callback === undefined) return sendPage(reply, errorPage(error.error, error.description), error.status);
    return backToApp(reply, callback, { error: error.error, error_description: error.description });
  }

  function allow(reply: FastifyReply, name: string, request: AuthorizationRequest, user: OrgUser): FastifyReply {
    pending.remove(name);
    const {
      app: { clientId },
      scopes,
      redirectUri,
      codeChallenge,
      nonce,
    } = request;
    const code = context.codes.issue({
      clientId,
      userId: user.id,
      username: user.username,
      scopes,
      redirectUri,
      codeChallenge,
      nonce,
    });
    return backToApp(reply, request, { code });
  }

  async function authorize(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const params = paramsOf(request.query, request.body);
    let callback: { redirectUri: string; state: string | undefined } | undefined;
    try {
      const { app: client, redirectUri } = trustedCallback(params, context);
      callback = { redirectUri, state: params('state') };
      const asked = readRequest(client, redirectUri, params);
      return sendPage(reply, loginPage({ request: pending.add(asked), username: asked.loginHint }));
    } catch (error) {
      return refuse(reply, error, callback);
    }
  }

  async function login(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const params = paramsOf(request.body);
    const name = params('request') ?? '';
    let asked: AuthorizationRequest | undefined;
    try {
      asked = pending.get(name);
      const username = params('username') ?? '';
      const user = context.users.byUsername(username);
      if (user === undefined || !context.users.hasPassword(params('password') ?? '')) {
        return sendPage(reply, loginPage({ request: name, username, error: WRONG_PASSWORD }));
      }
      checkUserAllowed(asked, user);
      asked.user = user;
      const { app: client, scopes, askAgain } = asked;
      if (!askAgain && context.approvals.covers(user.id, client.clientId, scopes)) {
        return allow(reply, name, asked, user);
      }
      return sendPage(reply, consentPage({ request: name, appName: client.name, username, scopes }));
    } catch (error) {
      return refuse(reply, error, asked);
    }
  }

  async function consent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const params = paramsOf(request.body);
    const name = params('request') ?? '';
    let asked: AuthorizationRequest | undefined;
    try {
      asked = pending.get(name);
      if (asked.user === undefined) throw invalidRequest('Log in first.');
      if (params('decision') !== 'allow') {
        pending.remove(name);
        throw new OAuthError('access_denied', 'end-user denied authorization');
      }
      return allow(reply, name, asked, asked.user);
    } catch (error) {
      return refuse(reply, error, asked);
    }
  }

  app.get('/services/oauth2/authorize', authorize);
  app.post('/services/oauth2/authorize', authorize);
  app.post('/services/oauth2/login', login);
  app.post('/services/oauth2/consent', consent);
}
