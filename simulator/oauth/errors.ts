import type { FastifyReply } from 'fastify';

/** A refusal as OAuth says it: `{error, error_description}`, with Salesforce's own descriptions. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly status = 400,
  ) {
    super(`${error}: ${description}`);
  }
}

export const invalidGrant = (description: string) => new OAuthError('invalid_grant', description);
export const invalidRequest = (description: string) => new OAuthError('invalid_request', description);
export const invalidClient = () => new OAuthError('invalid_client', 'invalid client credentials');
export const invalidClientId = () => new OAuthError('invalid_client_id', 'client identifier invalid');
export const redirectMismatch = () => new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
export const appNotFound = () => new OAuthError('app_not_found', 'External client app is not installed in this org');
export const inactiveUser = () => new OAuthError('inactive_user', 'user is inactive');

export function sendOAuthError(reply: FastifyReply, { error, description, status }: OAuthError): FastifyReply {
  return reply.code(status).header('Cache-Control', 'no-store').send({ error, error_description: description });
}
