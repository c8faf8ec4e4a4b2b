import { SignJWT } from 'jose';

import { InputError, readErrors, SalesforceError } from '../errors';
import type { Response } from '../http';
import { orgHost, type Environment } from './hosts';
import { rsaPrivateKey } from './privateKey';
import { tokenAdvice } from './signInAdvice';

export { instanceUrl, isOrgHost, orgHost, type Environment, EXCHANGE_PATH } from './hosts';

export interface JwtGrant {
  /** Of the External Client App or Connected App. */
  consumerKey: string;
  username: string;
  /** Origin of the login host that the assertion is meant for: see {@link defaultAudience}. */
  audience: string;
  /** In whatever form it was pasted: see privateKey.ts. */
  privateKey: string;
  passphrase?: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Salesforce refuses assertions that are good for more than three minutes; the rest is for clocks that differ. */
const LIFETIME_SECONDS = 120;

/**
 * The signed assertion of the JWT bearer flow: RS256, the audience one text.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm, RFC 7523
 * @throws InputError naming the field that is empty or the key that cannot sign
 */
export async function jwtAssertion({
  consumerKey,
  username,
  audience,
  privateKey,
  passphrase,
  now,
}: JwtGrant): Promise<string> {
  return await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(required(consumerKey, 'Consumer Key'))
    .setSubject(required(username, 'Username'))
    .setAudience(audience)
    .setExpirationTime(Math.floor(now / 1000) + LIFETIME_SECONDS)
    .sign(rsaPrivateKey(privateKey, passphrase));
}

function required(value: string, field: string): string {
  const text = value.trim();
  if (text === '')
    throw new InputError(`${field} is empty.`, { field, actions: [`Fill in ${field} in the credential.`] });
  return text;
}

/** The body, form-encoded, that exchanges an assertion for a token at {@link EXCHANGE_PATH}. */
export function jwtBearerForm(assertion: string): string {
  return new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString();
}

/**
 * Who an assertion is meant for when the user does not say: production's or sandboxes' login host, also where the
 * request goes to a My Domain.
 */
export function defaultAudience(environment: Environment, customHost = ''): string {
  const host = orgHost(environment, customHost);
  if (host.endsWith('.sfcrmproducts.cn')) return 'https://login.sfcrmproducts.cn';
  const isTest = /(?:^https:\/\/test|\.sandbox\.my|\.scratch\.my)\.salesforce\.(?:com|mil)$/.test(host);
  return orgHost(isTest ? 'sandbox' : 'production');
}

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

/** @throws SalesforceError in an admin's words, see {@link tokenError} */
export function readToken({ status, body }: Pick<Response, 'body' | 'status'>): Token {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = answer[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const accessToken = text('access_token');
  if (status !== 200 || accessToken === undefined) throw tokenError(body, status);
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
 * A refusal of the authorize, token, identity or userinfo address: what it means, what the endpoint said, and the
 * next step for whoever administers the org.
 */
export function tokenError(body: unknown, status: number): SalesforceError {
  return new SalesforceError(status, readErrors({ status, body }), tokenAdvice);
}
