import { SignJWT } from 'jose';

import { trimmed } from '../characters';
import { InputError } from '../errors';
import { orgHost, type Environment } from './hosts';
import { rsaPrivateKey } from './privateKey';

export interface JwtGrant {
  /** Of the External Client App or Connected App. */
  consumerKey: string;
  username: string;
  /** Origin of the login host or My Domain that the assertion is meant for: see {@link possibleAudiences}. */
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
 * The audiences of an assertion that an org may take, in the order in which to try them: the login host of production
 * or sandboxes, even if the request goes to a My Domain, as Salesforce documents it; then the My Domain, which some
 * orgs ask for since Spring '26. Salesforce's own command line tries both too.
 * https://github.com/forcedotcom/cli/issues/3482
 */
export function possibleAudiences(environment: Environment, customHost = ''): readonly string[] {
  const host = orgHost(environment, customHost);
  const login = loginAudience(host);
  return environment === 'custom' && host !== login ? [login, host] : [login];
}

function loginAudience(host: string): string {
  if (host.endsWith('.sfcrmproducts.cn')) return 'https://login.sfcrmproducts.cn';
  const isTest = /(?:^https:\/\/test|\.sandbox\.my|\.scratch\.my)\.salesforce\.(?:com|mil)$/.test(host);
  return orgHost(isTest ? 'sandbox' : 'production');
}
