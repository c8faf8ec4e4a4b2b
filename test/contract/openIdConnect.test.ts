import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';

import { type RunningOrg, startOrg } from '../../simulator';
import { approve } from '../support/browser';

const INSECURE = { [oauth.allowInsecureRequests]: true };
const CALLBACK = 'http://127.0.0.1:1717/callback';

let org: RunningOrg;
let server: oauth.AuthorizationServer;

beforeAll(async () => {
  org = await startOrg({ size: 0 });
  const issuer = new URL(org.loginUrl);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
});

afterAll(async () => {
  await org.close();
});

/** From the authorization request to checked tokens. */
async function signIn(authentication: oauth.ClientAuth): Promise<oauth.TokenEndpointResponse> {
  const client = { client_id: org.clientId };
  const verifier = oauth.generateRandomCodeVerifier();
  const nonce = oauth.generateRandomNonce();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: org.clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid api refresh_token',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
  }).toString();
  const answer = oauth.validateAuthResponse(server, client, await approve(url.href, org), state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    answer,
    CALLBACK,
    verifier,
    INSECURE,
  );
  const expected = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, expected);
  await oauth.validateApplicationLevelSignature(server, response, INSECURE);
  return tokens;
}

describe('oauth4webapi', () => {
  test.each([
    ['in the form', (secret: string) => oauth.ClientSecretPost(secret)],
    ['in the header', (secret: string) => oauth.ClientSecretBasic(secret)],
  ])('discovers the org, signs in with the secret %s and verifies the ID token', async (_where, authenticate) => {
    const tokens = await signIn(authenticate(org.clientSecret));

    const claims = oauth.getValidatedIdTokenClaims(tokens);
    expect(claims?.iss).toBe(org.loginUrl);
    expect(claims?.aud).toBe(org.clientId);
    expect(claims?.sub).toBe(tokens['id']);
    expect(tokens.expires_in).toBeUndefined();
  });

  test('reads user info, introspects, refreshes and revokes', async () => {
    const client = { client_id: org.clientId };
    const authentication = oauth.ClientSecretPost(org.clientSecret);
    const tokens = await signIn(authentication);
    const { access_token: accessToken, refresh_token: refreshToken = '' } = tokens;

    const info = await oauth.processUserInfoResponse(
      server,
      client,
      String(tokens['id']),
      await oauth.userInfoRequest(server, client, accessToken, INSECURE),
    );
    expect(info['preferred_username']).toBe(org.username);

    const introspect = async () =>
      oauth.processIntrospectionResponse(
        server,
        client,
        await oauth.introspectionRequest(server, client, authentication, accessToken, INSECURE),
      );
    const { active, exp = 0, iat = 0, username } = await introspect();
    expect({ active, username }).toEqual({ active: true, username: org.username });
    expect(exp - iat).toBeGreaterThanOrEqual(7200);

    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, INSECURE),
    );
    expect(refreshed.refresh_token).toBeUndefined();
    expect(refreshed.access_token).not.toBe(accessToken);

    const revocation = await oauth.revocationRequest(server, client, authentication, refreshToken, INSECURE);
    await oauth.processRevocationResponse(revocation);
    expect(await introspect()).toEqual({ active: false });
  });
});
