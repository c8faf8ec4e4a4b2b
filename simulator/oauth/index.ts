import type { FastifyInstance } from 'fastify';

import { addPart } from '../server';
import { registerAuthorize } from './authorize';
import type { OAuthContext } from './context';
import { OAuthError, sendOAuthError } from './errors';
import { registerIdentity } from './identity';
import { registerRevoke } from './revoke';
import { registerToken } from './token';

/** Everything about signing in: the pages, the token endpoint, and what tells who somebody is. */
export function registerOAuth(app: FastifyInstance, context: OAuthContext): void {
  addPart(app, 'oauth', async (scope) => {
    scope.setErrorHandler<Error>((error, _request, reply) => {
      if (error instanceof OAuthError) return sendOAuthError(reply, error);
      throw error;
    });
    registerAuthorize(scope, context);
    registerToken(scope, context);
    registerRevoke(scope, context);
    registerIdentity(scope, context);
  });
}
