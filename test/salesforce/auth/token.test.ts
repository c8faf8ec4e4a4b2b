import { createPublicKey } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';

import { InputError } from '../../../salesforce/errors';
import {
  defaultAudience,
  instanceUrl,
  isOrgHost,
  jwtAssertion,
  orgHost,
  readToken,
  tokenError,
} from '../../../salesforce/auth/token';
import { pkcs8, rsa } from '../../support/keys';

describe('The host to sign in at', () => {
  test('is the login host of production and of sandboxes', () => {
    expect([orgHost('production'), orgHost('sandbox', 'ignored')]).toEqual([
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ]);
  });

  test.each([
    ['acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['  HTTPS://Acme.My.Salesforce.com/  ', 'https://acme.my.salesforce.com'],
    ['http://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['acme.my.salesforce.com:443/', 'https://acme.my.salesforce.com'],
    ['acme.my.salesforce.com.', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/001000000000001?a=b#c', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce.com'],
    ['acme.scratch.my.salesforce.com', 'https://acme.scratch.my.salesforce.com'],
    ['agency.my.salesforce.mil', 'https://agency.my.salesforce.mil'],
    ['acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
    ['login.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/page/home', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.lightning.force.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['agency.lightning.crmforce.mil', 'https://agency.my.salesforce.mil'],
    ['acme.lightning.sfcrmapps.cn', 'https://acme.my.sfcrmproducts.cn'],
    ['https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce-setup.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['https://acme--c.vf.force.com/apex/Page', 'https://acme.my.salesforce.com'],
    ['acme--uat--c.sandbox.vf.force.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['acme--c.na42.visual.force.com', 'https://acme.my.salesforce.com'],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['https://[::1]:8080', 'https://[::1]:8080'],
  ])('is found in %s', (pasted, origin) => {
    expect(orgHost('custom', pasted)).toBe(origin);
  });

  test.each([
    '',
    ' ',
    'acme',
    'https://acme',
    'example.com',
    'http://example.com',
    'evil.com/.my.salesforce.com',
    'evil.com?.my.salesforce.com',
    'evil.com#.my.salesforce.com',
    'evil.com\\.my.salesforce.com',
    'my.salesforce.com.evil.com',
    'acme.my.salesforce.com.evil.com',
    'evilmy.salesforce.com',
    'user@acme.my.salesforce.com',
    'acme.my.salesforce.com@evil.com',
    'acme.my.salesforce.com:8443',
    'ftp://acme.my.salesforce.com',
    'javascript:alert(1)',
    'acme.my.salesforce.com\u0000',
    'acmé.my.salesforce.com',
    'localhost.evil.com',
    '127.0.0.1.evil.com',
    '127.0.0.1@evil.com',
    '10.0.0.1',
    'acme.my.site.com',
    `${'x'.repeat(100_000)}`,
  ])('is not %j', (pasted) => {
    expect(() => orgHost('custom', pasted)).toThrow(InputError);
    expect(() => orgHost('custom', pasted)).toThrow(/^My Domain: /);
  });

  test('is refused without repeating a password', () => {
    expect(() => orgHost('custom', 'https://me:secret@acme.my.salesforce.com')).toThrow(
      'My Domain: “https://acme.my.salesforce.com” is not the address of a Salesforce org.',
    );
  });
});

describe('A token goes', () => {
  const at = 'https://login.salesforce.com';

  test.each([
    'https://acme.my.salesforce.com',
    'https://na42.salesforce.com/x',
    'https://acme--uat.sandbox.my.salesforce.com/y?z',
  ])('to %s', (url) => {
    expect(isOrgHost(url, at)).toBe(true);
  });

  test.each([
    'http://acme.my.salesforce.com',
    'https://evil.com',
    'https://acme.my.salesforce.com.evil.com',
    'https://a:b@acme.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
    'http://127.0.0.1',
    'not a url',
    'https://trailhead.salesforce.com',
  ])('not to %s', (url) => {
    expect(isOrgHost(url, at)).toBe(false);
  });

  test('to the loopback only when that is where it came from', () => {
    expect(isOrgHost('http://127.0.0.1:1234/x', 'http://127.0.0.1:1234')).toBe(true);
    expect(isOrgHost('http://127.0.0.1:1234/x', 'https://acme.my.salesforce.com')).toBe(false);
  });

  test('to the instance that the answer names, and to the login host when it names none', () => {
    expect(instanceUrl('https://acme.my.salesforce.com/', at)).toBe('https://acme.my.salesforce.com');
    expect(instanceUrl(undefined, 'https://acme.my.salesforce.com')).toBe('https://acme.my.salesforce.com');
    expect(() => instanceUrl('https://evil.com', at)).toThrow(
      'names “https://evil.com” as the org, which is no Salesforce host.',
    );
  });
});

describe('An assertion', () => {
  const grant = {
    consumerKey: ' key ',
    username: 'u@acme.com',
    audience: 'https://login.salesforce.com',
    privateKey: pkcs8,
    now: 1_800_000_000_500,
  };

  test('is signed with RS256 and good for two minutes', async () => {
    const { payload, protectedHeader } = await jwtVerify(await jwtAssertion(grant), createPublicKey(rsa.privateKey), {
      currentDate: new Date(1_800_000_000_000),
    });
    expect(protectedHeader).toEqual({ alg: 'RS256' });
    expect(payload).toEqual({ iss: 'key', sub: 'u@acme.com', aud: 'https://login.salesforce.com', exp: 1_800_000_120 });
  });

  test('needs its parts', async () => {
    await expect(jwtAssertion({ ...grant, consumerKey: '' })).rejects.toThrow('Consumer Key is empty.');
    await expect(jwtAssertion({ ...grant, username: ' ' })).rejects.toThrow('Username is empty.');
  });

  test.each<[Parameters<typeof defaultAudience>, string]>([
    [['production'], 'https://login.salesforce.com'],
    [['sandbox'], 'https://test.salesforce.com'],
    [['custom', 'acme.my.salesforce.com'], 'https://login.salesforce.com'],
    [['custom', 'acme--uat.sandbox.my.salesforce.com'], 'https://test.salesforce.com'],
    [['custom', 'acme.scratch.my.salesforce.com'], 'https://test.salesforce.com'],
    [['custom', 'acme-dev-ed.develop.my.salesforce.com'], 'https://login.salesforce.com'],
    [['custom', 'test.salesforce.com'], 'https://test.salesforce.com'],
    [['custom', 'http://127.0.0.1:1'], 'https://login.salesforce.com'],
  ])('from %j is meant for %s', (where, audience) => {
    expect(defaultAudience(...where)).toBe(audience);
  });
});

describe('A token answer', () => {
  test('is read, with or without what may be missing', () => {
    expect(
      readToken({
        status: 200,
        body: {
          access_token: 't',
          instance_url: 'https://a.my.salesforce.com',
          id: 'https://login.salesforce.com/id/o/u',
          scope: 'api',
          issued_at: '1700000000000',
        },
      }),
    ).toEqual({
      accessToken: 't',
      instanceUrl: 'https://a.my.salesforce.com',
      id: 'https://login.salesforce.com/id/o/u',
      scope: 'api',
      issuedAt: 1_700_000_000_000,
    });
    expect(readToken({ status: 200, body: { access_token: 't' } })).toEqual({
      accessToken: 't',
      instanceUrl: undefined,
      id: undefined,
      scope: undefined,
      issuedAt: undefined,
    });
  });

  test('without a token is an error', () => {
    expect(() => readToken({ status: 200, body: {} })).toThrow('(HTTP_200)');
    expect(() => readToken({ status: 503, body: '<html>' })).toThrow('(HTTP_503)');
  });
});

describe('A refused sign-in is told in an admin’s words', () => {
  test.each([
    [
      'invalid_grant',
      "user hasn't approved this consumer",
      'The user is not pre-authorised to use the app.',
      'Permitted Users',
    ],
    [
      'invalid_grant',
      'audience is invalid',
      'The assertion’s audience is not the one that this org expects.',
      'Environment',
    ],
    ['invalid_grant', 'invalid assertion', 'The org could not verify the signed assertion.', 'certificate'],
    [
      'invalid_grant',
      'External client app is not installed in this org',
      'The app is not installed in this org.',
      'install',
    ],
    [
      'invalid_grant',
      'ip restricted or invalid login hours',
      'The user may not sign in from n8n’s IP address, or not at this hour.',
      'IP Relaxation',
    ],
    [
      'invalid_grant',
      'token request is already being processed',
      'Another process was renewing the same sign-in at that moment.',
      'again',
    ],
    [
      'invalid_grant',
      'request not supported on this domain',
      'The client credentials flow works on the org’s own My Domain only.',
      'My Domain',
    ],
    [
      'invalid_grant',
      'no client credentials user enabled',
      'The app has no user to run as in the client credentials flow.',
      'Run As',
    ],
    ['invalid_grant', 'expired access/refresh token', 'The sign-in has expired or was revoked.', 'connect it again'],
    ['invalid_grant', 'expired authorization code', 'The sign-in took too long.', 'Connect'],
    ['invalid_grant', 'authentication failure', 'Salesforce refused the sign-in.', 'Login History'],
    ['invalid_grant', 'authentication failure - Invalid Password', 'Salesforce refused the sign-in.', 'Login History'],
    ['invalid_grant', 'something new', 'Salesforce refused the grant.', 'Login History'],
    ['invalid_client_id', 'client identifier invalid', 'No app in this org has this consumer key.', 'Consumer Key'],
    [
      'invalid_client',
      'invalid client credentials',
      'The consumer secret does not belong to this consumer key.',
      'Consumer Secret',
    ],
    ['invalid_client', 'app must be installed into org', 'The app is not installed in this org.', 'install'],
    [
      'invalid_app_access',
      'user is not admin approved to access this app',
      'The user is not pre-authorised to use the app.',
      'profile or permission set',
    ],
    ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'The app is blocked in this org.', 'unblock'],
    ['OAUTH_EC_APP_NOT_FOUND', '', 'The app is not installed in this org.', 'install'],
    ['access_denied', 'end-user denied authorization', 'Access was denied on Salesforce’s consent page.', 'Allow'],
    ['unsupported_grant_type', 'grant type not supported', 'The app does not allow this flow.', 'Flow Enablement'],
    [
      'redirect_uri_mismatch',
      'redirect_uri must match configuration',
      'The app does not know n8n’s callback address.',
      'Callback URL',
    ],
    [
      'invalid_scope',
      'the requested scope is not allowed',
      'The app does not offer one of the scopes.',
      'Selected OAuth Scopes',
    ],
    ['invalid_request', 'missing required code challenge', 'The app requires PKCE, or refused its proof.', 'PKCE'],
    ['inactive_user', 'user is inactive', 'The user is inactive or frozen.', 'Setup > Users'],
    ['inactive_org', 'organization is inactive', 'The org is locked, closed or suspended.', 'environment'],
    ['rate_limit_exceeded', 'login rate exceeded', 'The user has signed in too often in a short time.', 'Wait'],
    [
      'API_DISABLED_FOR_ORG',
      'API is not enabled',
      'The org’s edition or the user’s profile has no API access.',
      'API Enabled',
    ],
  ])('%s, %s', (error, description, means, next) => {
    const refusal = tokenError({ error, error_description: description }, 400);
    expect(refusal.message).toBe([means, description, `(${error})`].filter((part) => part !== '').join(' '));
    expect(refusal.actions.join(' ')).toContain(next);
    expect([refusal.status, refusal.errorCode]).toEqual([400, error]);
  });

  test('Bad_OAuth_Token in plain text', () => {
    expect(tokenError('Bad_OAuth_Token', 403).message).toBe(
      'Salesforce does not know the access token (any more). (Bad_OAuth_Token)',
    );
  });
});
