import type { FastifyInstance, FastifyRequest } from 'fastify';

import { checkSecret } from './apps';
import { type OAuthContext, identityUrl } from './context';
import { OAuthError, invalidRequest } from './errors';
import { clientCredentials, paramsOf } from './params';
import type { GrantedSession } from './sessions';

function revoke(token: string | undefined, { approvals, sessions }: OAuthContext): void {
  if (token === undefined) throw new OAuthError('unsupported_token_type', 'this token type is not supported');
  const approval = approvals.byRefreshToken(token);
  if (approval !== undefined) approvals.revoke(approval);
  else if (sessions.peek(token) === undefined) throw new OAuthError('invalid_token', 'invalid token');
  else sessions.end(token);
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** RFC 7662, with the fields that Salesforce gives. */
function describeSession({ scopes, clientId, username, issuedAt, expiresAt }: GrantedSession, id: string) {
  return {
    active: true,
    scope: scopes.join(' '),
    client_id: clientId,
    username,
    sub: id,
    token_type: 'access_token',
    exp: seconds(expiresAt),
    iat: seconds(issuedAt),
    nbf: seconds(issuedAt),
  };
}

/** `/services/oauth2/revoke` and `/services/oauth2/introspect`. */
export function registerRevoke(app: FastifyInstance, context: OAuthContext): void {
  const revokeToken = async (request: FastifyRequest) => {
    revoke(paramsOf(request.body, request.query)('token'), context);
    return '';
  };
  app.get('/services/oauth2/revoke', revokeToken);
  app.post('/services/oauth2/revoke', revokeToken);

  app.post('/services/oauth2/introspect', async (request, reply) => {
    const params = paramsOf(request.body);
    const { clientId, clientSecret } = clientCredentials(params, request.headers.authorization);
    const client = context.apps.get(clientId);
    checkSecret(client, clientSecret, true);
    const token = params('token');
    if (token === undefined) throw invalidRequest('missing required parameter: token');
    reply.header('Cache-Control', 'no-store');
    const approval = context.approvals.peek(token);
    if (approval !== undefined && approval.clientId === clientId) {
      return {
        active: true,
        scope: approval.scopes.join(' '),
        client_id: approval.clientId,
        username: approval.username,
        sub: identityUrl(context, approval.userId),
        token_type: 'refresh_token',
      };
    }
    const session = context.sessions.peek(token);
    if (session === undefined || session.clientId !== clientId) return { active: false };
    return describeSession(session, identityUrl(context, session.userId));
  });
}
