import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ApiError, type Session } from '../types';
import type { ApiUsage } from '../usage';
import { isLoginHost } from './hosts';
import type { GrantedSession, Sessions } from './sessions';

/** Every resource of a version, and of Apex; `/services/data` itself, the list of versions, is open to all. */
const PROTECTED = ['/services/data/', '/services/apexrest/'];

/**
 * Whether a request needs a session. The route that it came to decides, not the address it was sent to: an address can
 * be written in many ways.
 */
export const isRestRequest = (request: FastifyRequest): boolean =>
  PROTECTED.some((start) => (request.routeOptions.url ?? request.url).startsWith(start));

/** Scopes that let a session call the API. */
const API_SCOPES = new Set(['api', 'full', 'web']);

const unauthorized = (errorCode: string, message: string) => new ApiError(401, { errorCode, message });

export const expired = (): ApiError => unauthorized('INVALID_SESSION_ID', 'Session expired or invalid');

/** The access token of a request: `Authorization: Bearer …`, or `OAuth …` as older clients say it. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

function requireSession(request: FastifyRequest, sessions: Sessions): GrantedSession {
  const token = bearerToken(request);
  if (token === undefined && request.headers.authorization !== undefined) {
    throw unauthorized('INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE');
  }
  // The login host holds no data: a client that ignores instance_url is told what it is told by any wrong instance.
  const session = token === undefined || isLoginHost(request) ? undefined : sessions.use(token);
  if (session === undefined) throw expired();
  if (!session.scopes.some((scope) => API_SCOPES.has(scope))) {
    throw unauthorized('INVALID_SESSION_ID', 'This session is not valid for use with the REST API');
  }
  return session;
}

const signedIn = (request: FastifyRequest) => (request.session as Session | undefined) !== undefined;

/** Lets only signed-in requests reach the REST resources, and counts them against the org's daily allowance. */
export function requireSignIn(app: FastifyInstance, sessions: Sessions, usage: ApiUsage): void {
  app.decorateRequest('session');

  app.addHook('onRequest', async (request, reply) => {
    if (!isRestRequest(request)) return;
    try {
      request.session = requireSession(request, sessions);
    } catch (error) {
      reply.header('WWW-Authenticate', 'Token');
      throw error;
    }
    if (usage.exhausted) {
      throw new ApiError(403, { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' });
    }
    usage.used += 1;
  });

  app.addHook('onSend', async (request, reply) => {
    if (signedIn(request)) reply.header('Sforce-Limit-Info', usage.limitInfo);
  });
}
