import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { readToken, tokenError } from '../../../salesforce/auth';

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

  test.each([
    [200, '00D5g000001abcd!AQEAsecret secret2'],
    [200, 'secret\n'],
    [202, '00D5g000001abcd!AQEAsecret'],
  ])('(HTTP %i) with what is no token is an error that shows none of it', (status, token) => {
    expect(() => readToken({ status, body: { access_token: token } })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^(?!.*secret)(?!.*hidden)[^]*a token was expected\.$/),
      }),
    );
  });

  test('without a token is an error', () => {
    expect(() => readToken({ status: 200, body: {} })).toThrow('a token was expected');
    expect(() => readToken({ status: 503, body: '<html>' })).toThrow('(HTTP_503)');
  });
});

describe('A refused sign-in is told in an admin’s words', () => {
  test.each([
    [
      'invalid_grant',
      "user hasn't approved this consumer",
      'The user is not pre-authorized to use the app.',
      'Permitted Users',
    ],
    ['invalid_grant', 'audience is invalid', 'The JWT’s audience is not the one that this org expects.', 'Environment'],
    ['invalid_grant', 'invalid assertion', 'The org could not verify the signed JWT.', 'certificate'],
    [
      'invalid_grant',
      'External client app is not installed in this org',
      'The app is not installed in this org.',
      'install',
    ],
    [
      'invalid_grant',
      'ip restricted or invalid login hours',
      'The user may not sign in from this IP address or at this hour.',
      'IP Relaxation',
    ],
    [
      'invalid_grant',
      'token request is already being processed',
      'Another process was renewing the same session at that moment.',
      'again',
    ],
    [
      'invalid_grant',
      'request not supported on this domain',
      'The client credentials flow works only on the org’s My Domain.',
      'My Domain',
    ],
    [
      'invalid_grant',
      'no client credentials user enabled',
      'The app has no Run As user for the client credentials flow.',
      'Run As',
    ],
    ['invalid_grant', 'expired access/refresh token', 'The sign-in has expired or was revoked.', 'connect it again'],
    [
      'invalid_grant',
      'expired authorization code',
      'The authorization code or the signed JWT had expired when it reached Salesforce.',
      'clock',
    ],
    [
      'invalid_grant',
      'login rate exceeded',
      'The user has signed in too often in a short time.',
      'Share one credential',
    ],
    [
      'app_not_found',
      'External client app is not installed in this org',
      'The app is not installed in this org.',
      'install',
    ],
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
      'The user is not pre-authorized to use the app.',
      'profile or permission set',
    ],
    ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'The app is blocked in this org.', 'unblock'],
    ['OAUTH_EC_APP_NOT_FOUND', '', 'The app is not installed in this org.', 'install'],
    ['access_denied', 'end-user denied authorization', 'Access was denied on Salesforce’s consent page.', 'Allow'],
    ['unsupported_grant_type', 'grant type not supported', 'The app does not allow this flow.', 'Flow Enablement'],
    [
      'redirect_uri_mismatch',
      'redirect_uri must match configuration',
      'The app does not have this callback URL.',
      'Callback URL',
    ],
    [
      'invalid_scope',
      'the requested scope is not allowed',
      'The app does not have one of the scopes.',
      'Selected OAuth Scopes',
    ],
    ['invalid_request', 'missing required code challenge', 'The app requires PKCE, or could not verify it.', 'PKCE'],
    ['inactive_user', 'user is inactive', 'The user is inactive or frozen.', 'Setup > Users'],
    [
      'invalid_grant',
      '',
      'Salesforce refused a new session, and the reason is not known.',
      'another process may have renewed',
    ],
    ['invalid_grant', 'inactive user', 'The user is inactive or frozen.', 'Setup > Users'],
    ['invalid_grant', 'inactive organization', 'The org is locked, closed or suspended.', 'environment'],
    ...['retry_request', 'server_error', 'temporarily_unavailable', 'unknown_error'].map(
      (error): [string, string, string, string] => [
        error,
        'retry your request',
        'Salesforce could not finish the sign-in this time.',
        'in a minute',
      ],
    ),
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
    expect(adviceOn(refusal).actions.join(' ')).toContain(next);
    expect([refusal.status, refusal.errorCode]).toEqual([400, error]);
  });

  test.each(['inactive user', 'inactive organization', 'something new'])(
    'Of refresh tokens nothing is said where Salesforce’s own words are others: %s',
    (error_description) => {
      const { actions } = adviceOn(tokenError({ error: 'invalid_grant', error_description }, 400));
      expect(actions.join(' ')).not.toMatch(/refresh token|connect/i);
    },
  );

  test('Bad_OAuth_Token in plain text', () => {
    expect(tokenError('Bad_OAuth_Token', 403).message).toBe(
      'The access token is not valid or has expired. (Bad_OAuth_Token)',
    );
  });
});
