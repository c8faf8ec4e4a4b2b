import { createHmac } from 'node:crypto';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { type OAuthContext, identityUrl } from './context';
import { OAuthError, invalidRequest } from './errors';
import { type Granted, createGrants, grantNamed } from './grants';
import { hostOf, isLoginHost } from './hosts';
import { clientCredentials, paramsOf } from './params';

/** Opens the session and tells the client of it: "OAuth 2.0 Web Server Flow", "Salesforce Grants an Access Token". */
async function answerFor(granted: Granted, issuer: string, context: OAuthContext): Promise<Record<string, string>> {
  const { app, user, scopes, approval, refreshToken, nonce } = granted;
  const session = context.sessions.open({
    userId: user.id,
    username: user.username,
    clientId: app.clientId,
    scopes,
    grantId: approval?.id ?? null,
  });
  const id = identityUrl(context, user.id);
  const issuedAt = String(session.issuedAt);
  const claims = { issuer, subject: id, audience: app.clientId, accessToken: session.token, nonce };
  return {
    access_token: session.token,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    signature: createHmac('sha256', app.clientSecret)
      .update(id + issuedAt)
      .digest('base64'),
    scope: scopes.join(' '),
    ...(scopes.includes('openid')
      ? { id_token: await context.identityKey.sign({ ...claims, now: new Date(session.issuedAt) }) }
      : {}),
    instance_url: context.hosts.myDomain,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

/** `/services/oauth2/token`. */
export function registerToken(app: FastifyInstance, context: OAuthContext): void {
  const grants = createGrants();

  async function exchange(request: FastifyRequest): Promise<Record<string, string>> {
    const params = paramsOf(request.body);
    const grant = grantNamed(grants, params('grant_type'));
    const client = clientCredentials(params, request.headers.authorization);
    const granted = await grant({ params, ...client, atLoginHost: isLoginHost(request) }, context);
    return answerFor(granted, hostOf(request, context.hosts), context);
  }

  app.get('/services/oauth2/token', async () => {
    throw invalidRequest('must use HTTP POST');
  });

  app.post('/services/oauth2/token', async (request, reply) => {
    const grantType = paramsOf(request.body)('grant_type') ?? '';
    try {
      const answer = await exchange(request);
      context.onExchange(grantType);
      return await reply.header('Cache-Control', 'no-store').send(answer);
    } catch (error) {
      if (error instanceof OAuthError) context.onExchange(grantType, error.error);
      throw error;
    }
  });
}
