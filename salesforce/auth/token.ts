import { AnswerError, readErrors, SalesforceError } from '../errors';
import type { Response } from '../http';

export interface Token {
  accessToken: string;
  /** Undefined when the answer does not name it. */
  instanceUrl: string | undefined;
  /** Identity URL, `https://login.salesforce.com/id/<org>/<user>`. */
  id: string | undefined;
  scope: string | undefined;
  /** Milliseconds since 1970. */
  issuedAt: number | undefined;
}

/**
 * Visible characters, as OAuth allows them (RFC 6749, appendix A.12), and no more than Salesforce takes of a request's
 * address and headers together.
 */
const VISIBLE_TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** @throws SalesforceError what the endpoint said, see {@link tokenError} */
export function readToken({ status, body }: Pick<Response, 'body' | 'status'>): Token {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = answer[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const accessToken = text('access_token');
  const isToken = accessToken !== undefined && VISIBLE_TOKEN.test(accessToken);
  if (status >= 400 || (accessToken === undefined && 'error' in answer)) throw tokenError(body, status);
  // What may be a token in another form is not shown.
  const shown = accessToken === undefined ? body : '';
  if (status !== 200 || !isToken) throw new AnswerError(status, 'a token was expected', shown, 'signIn');
  const issuedAt = Number(text('issued_at'));
  return {
    accessToken,
    instanceUrl: text('instance_url'),
    id: text('id'),
    scope: text('scope'),
    issuedAt: Number.isNaN(issuedAt) ? undefined : issuedAt,
  };
}

/**
 * A refusal of the authorize, token, identity or userinfo address: what it means, and what the endpoint said.
 */
export function tokenError(body: unknown, status: number): SalesforceError {
  return new SalesforceError(status, readErrors({ status, body }), { to: 'signIn' });
}
