import { SignJWT } from 'jose';

import { trimmed } from '../characters';
import { InputError } from '../errors';
import { orgHost, type Environment } from './hosts';
import { rsaPrivateKey } from './privateKey';

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

/** Salesforce rejects assertions that are valid for more than three minutes; the difference allows for clock skew. */
const LIFETIME_SECONDS = 120;

/**
 * The signed assertion of the JWT bearer flow: RS256, with the audience as a single string.
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

function required(value: string, name: string): string {
  const text = trimmed(value);
  if (text === '') throw new InputError(`${name} is empty.`, { reason: 'credentialFieldEmpty', name });
  return text;
}

/** The body, form-encoded, that exchanges an assertion for a token at {@link EXCHANGE_PATH}. */
export function jwtBearerForm(assertion: string): string {
  return new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString();
}

/**
 * The default audience of an assertion: the login host of production or sandboxes, even if the request goes to a My
 * Domain.
 */
export function defaultAudience(environment: Environment, customHost = ''): string {
  const host = orgHost(environment, customHost);
  if (host.endsWith('.sfcrmproducts.cn')) return 'https://login.sfcrmproducts.cn';
  const isTest = /(?:^https:\/\/test|\.sandbox\.my|\.scratch\.my)\.salesforce\.(?:com|mil)$/.test(host);
  return orgHost(isTest ? 'sandbox' : 'production');
}
