import type { SalesforceError } from './errors';
import type { Response } from './http';

export type Environment = 'custom' | 'production' | 'sandbox';

export interface Token {
  accessToken: string;
  /** Undefined when the answer does not name it. */
  instanceUrl: string | undefined;
  /** Identity URL, https://login.salesforce.com/id/<org>/<user>. */
  id: string | undefined;
  scope: string | undefined;
  /** Milliseconds since 1970. */
  issuedAt: number | undefined;
}

export interface JwtGrant {
  consumerKey: string;
  username: string;
  /** Origin of the login host, also where sandbox and production differ from the host asked. */
  audience: string;
  privateKey: string;
  passphrase?: string;
  /** Milliseconds since 1970. */
  now: number;
}

export declare function orgHost(environment: Environment, customHost?: string): string;
export declare function isOrgHost(url: URL | string, signedInAt: string): boolean;
export declare function instanceUrl(tokenInstanceUrl: string | undefined, signedInAt: string): string;
export declare function jwtAssertion(grant: JwtGrant): Promise<string>;
export declare function readToken(response: Pick<Response, 'body' | 'status'>): Token;
export declare function tokenError(body: unknown, status: number): SalesforceError;
