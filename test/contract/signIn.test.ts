import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, importPKCS8 } from 'jose';
import { Connection, OAuth2 } from 'jsforce';

import { type RunningOrg, startOrg } from '../../simulator';
import { Control } from '../../simulator/control/client';
import { approve } from '../support/browser';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let org: RunningOrg;
let control: Control;

beforeEach(async () => {
  org = await startOrg({ size: 10 });
  control = new Control(org.controlUrl);
});

afterEach(async () => {
  await org.close();
});

const oauth2For = ({ clientId, clientSecret, loginUrl }: RunningOrg) =>
  new OAuth2({ clientId, clientSecret, loginUrl, redirectUri: 'http://localhost:5678/callback', useVerifier: true });

async function signedIn(): Promise<Connection> {
  const oauth2 = oauth2For(org);
  const connection = new Connection({ oauth2, version: '67.0' });
  const url = await approve(oauth2.getAuthorizationUrl({ scope: 'api refresh_token' }), org);
  await connection.authorize(url.searchParams.get('code') ?? '');
  return connection;
}

async function assertion(): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(org.clientId)
    .setSubject(org.username)
    .setAudience('https://login.salesforce.com')
    .setExpirationTime('2 minutes')
    .sign(await importPKCS8(org.privateKey, 'RS256'));
}

describe('jsforce', () => {
  test('signs in by web server flow with PKCE and reads who it is', async () => {
    const connection = await signedIn();

    expect(connection.instanceUrl).toBe(org.url);
    expect(connection.accessToken).toMatch(/^00D\w{12}!AQ/);
    const identity = await connection.identity();
    expect(identity.username).toBe(org.username);
    expect(identity.organization_id).toBe(org.org.id);
    expect(identity.urls.rest).toBe(`${org.url}/services/data/v{version}/`);
  });

  test('refreshes by itself once the session has expired', async () => {
    const connection = await signedIn();
    const first = connection.accessToken;
    await control.post('sessions', { expire: true });

    const { totalSize } = await connection.query('SELECT Id FROM Contact');

    expect(totalSize).toBe(10);
    expect(connection.accessToken).not.toBe(first);
    expect((await control.stats()).tokens).toEqual({
      granted: { authorization_code: 1, refresh_token: 1 },
      refused: {},
    });
  });

  test('refreshes by itself after two hours without a request', async () => {
    const connection = await signedIn();
    await control.post('clock', { advance: 2 * 3_600_000 });

    await connection.query('SELECT Id FROM Contact');

    expect((await control.stats()).byKind).toEqual({
      'GET oauth2/authorize': 1,
      'POST oauth2/login': 1,
      'POST oauth2/consent': 1,
      'POST oauth2/token': 2,
      'GET query': 2,
    });
  });

  test('signs in by JWT bearer', async () => {
    const { clientId, loginUrl } = org;
    const connection = new Connection({ oauth2: { clientId, loginUrl }, version: '67.0' });

    const user = await connection.authorize({ grant_type: JWT_BEARER, assertion: await assertion() });

    expect(user.organizationId).toBe(org.org.id);
    expect(connection.refreshToken).toBeUndefined();
    expect((await connection.query('SELECT Id FROM Contact')).totalSize).toBe(10);
  });

  test('is told why a JWT is refused', async () => {
    await control.post('apps', { policies: { approvedUsers: [] } });
    const { clientId, loginUrl } = org;
    const connection = new Connection({ oauth2: { clientId, loginUrl } });

    const refused = connection.authorize({ grant_type: JWT_BEARER, assertion: await assertion() });

    await expect(refused).rejects.toMatchObject({
      name: 'invalid_grant',
      message: "user hasn't approved this consumer",
    });
  });

  test('logs out: the session ends, and with revoke the refresh token does too', async () => {
    const connection = await signedIn();
    const { accessToken, oauth2 } = connection;
    const refreshToken = connection.refreshToken ?? '';

    await connection.logout();
    const stale = new Connection({ instanceUrl: org.url, accessToken: accessToken ?? '', version: '67.0' });
    await expect(stale.query('SELECT Id FROM Contact')).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
    await expect(oauth2.refreshToken(refreshToken)).resolves.toHaveProperty('access_token');

    await oauth2.revokeToken(refreshToken);
    await expect(oauth2.refreshToken(refreshToken)).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'expired access/refresh token',
    });
  });

  test('goes on working with rotation, each refresh token used once', async () => {
    await control.post('apps', { policies: { rotation: true } });
    const { oauth2, refreshToken: first } = await signedIn();
    const refreshToken = first ?? '';

    const second = await oauth2.refreshToken(refreshToken);
    expect(second.refresh_token).toMatch(/^5Aep861/);
    expect(second.refresh_token).not.toBe(refreshToken);

    await expect(oauth2.refreshToken(refreshToken)).rejects.toThrow('expired access/refresh token');
    await expect(oauth2.refreshToken(second.refresh_token ?? '')).rejects.toThrow('expired access/refresh token');
  });
});
