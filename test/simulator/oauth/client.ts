import { createHash } from 'node:crypto';

import axios, { type AxiosResponse } from 'axios';
import { type JWTPayload, SignJWT, importPKCS8 } from 'jose';

import type { RunningOrg } from '../../../simulator';
import { approve } from '../../support/browser';

export const CALLBACK = 'http://localhost:5678/rest/oauth2-credential/callback';
export const VERIFIER = 'a-code-verifier-of-at-least-forty-three-characters';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const http = axios.create({ validateStatus: () => true });

type Params = Readonly<Record<string, string | undefined>>;

/** Only what has a value. */
const form = (params: Params) =>
  new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined));

export interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  id: string;
  issued_at: string;
  signature: string;
}

/** Posts to an endpoint below /services/oauth2 of the org's My Domain, or of another host. */
export const postForm = <T = TokenAnswer>(org: RunningOrg, endpoint: string, params: Params, host = org.url) =>
  http.post<T>(`${host}/services/oauth2/${endpoint}`, form(params));

/** To the token endpoint, with the app's own key and secret unless others are given. */
export const exchange = (org: RunningOrg, params: Params, host = org.url): Promise<AxiosResponse<TokenAnswer>> =>
  postForm(org, 'token', { client_id: org.clientId, client_secret: org.clientSecret, ...params }, host);

export function authorizationUrl(org: RunningOrg, params: Params = {}): string {
  const query = form({
    response_type: 'code',
    client_id: org.clientId,
    redirect_uri: CALLBACK,
    state: 'some state',
    scope: 'api refresh_token',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...params,
  });
  return `${org.loginUrl}/services/oauth2/authorize?${query.toString()}`;
}

/** A code that the user consented to. */
export async function consentedCode(org: RunningOrg, params: Params = {}): Promise<string> {
  return (await approve(authorizationUrl(org, params), org)).searchParams.get('code') ?? '';
}

export const redeem = (org: RunningOrg, code: string, params: Params = {}) =>
  exchange(org, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...params,
  });

/** Signs in by web server flow. */
export async function signIn(org: RunningOrg, params: Params = {}): Promise<TokenAnswer> {
  return (await redeem(org, await consentedCode(org, params))).data;
}

export const refresh = (org: RunningOrg, refreshToken: string | undefined, params: Params = {}) =>
  exchange(org, { grant_type: 'refresh_token', refresh_token: refreshToken, ...params });

/** Seconds from now, by the org's clock. */
export const inSeconds = (org: RunningOrg, seconds: number) =>
  Math.floor(org.org.clock.now().getTime() / 1000) + seconds;

/** An assertion that the org takes, but for the claims that are given. */
export async function assertion(
  org: RunningOrg,
  claims: JWTPayload = {},
  privateKey = org.privateKey,
): Promise<string> {
  const payload = {
    iss: org.clientId,
    sub: org.username,
    aud: 'https://login.salesforce.com',
    exp: inSeconds(org, 180),
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256' }).sign(await importPKCS8(privateKey, 'RS256'));
}

export const bearer = (org: RunningOrg, token: string, host = org.url) =>
  exchange(org, { grant_type: JWT_BEARER, assertion: token, client_id: undefined, client_secret: undefined }, host);

/** A REST request with a token. */
export const query = (org: RunningOrg, token: string) =>
  http.get(`${org.url}/services/data/v67.0/query?q=${encodeURIComponent('SELECT Id FROM User LIMIT 1')}`, {
    headers: { authorization: `Bearer ${token}` },
  });
