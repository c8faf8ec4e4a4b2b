import type { MeaningTable, Reading } from './meanings';

/**
 * The errors of Salesforce's sign-in.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */

const NOT_APPROVED: Reading = {
  kind: 'USER_NOT_APPROVED',
  means: 'The user is not pre-authorized to use the app.',
};
const BLOCKED: Reading = { kind: 'APP_BLOCKED', means: 'The app is blocked in this org.' };
const NOT_INSTALLED: Reading = { kind: 'APP_NOT_INSTALLED', means: 'The app is not installed in this org.' };
const WRONG_CONSUMER_KEY: Reading = {
  kind: 'UNKNOWN_CONSUMER_KEY',
  means: 'No app in this org has this consumer key.',
};
const WRONG_SECRET: Reading = {
  kind: 'WRONG_CONSUMER_SECRET',
  means: 'The consumer secret does not belong to this consumer key.',
};
const TOO_MANY_SIGN_INS: Reading = {
  kind: 'rate_limit_exceeded',
  means: 'The user has signed in too often in a short time.',
};
const EXPIRED: Reading = { kind: 'SIGN_IN_EXPIRED', means: 'The sign-in has expired or was revoked.' };

const INACTIVE_USER: Reading = { kind: 'inactive_user', means: 'The user is inactive or frozen.' };
const INACTIVE_ORG: Reading = { kind: 'inactive_org', means: 'The org is locked, closed or suspended.' };
const TRY_AGAIN: Reading = { kind: 'SIGN_IN_UNFINISHED', means: 'Salesforce could not finish the sign-in this time.' };

const INVALID_GRANT: readonly Reading[] = [
  {
    when: /^\s*$/,
    kind: 'REASON_UNKNOWN',
    means: 'Salesforce refused a new session, and the reason is not known.',
  },
  { when: /user hasn.?t approved this consumer/i, ...NOT_APPROVED },
  {
    when: /audience is invalid/i,
    kind: 'WRONG_AUDIENCE',
    means: 'The JWT’s audience is not the one that this org expects.',
  },
  {
    when: /invalid assertion|assertion.*(?:expired|signature)/i,
    kind: 'UNVERIFIED_ASSERTION',
    means: 'The org could not verify the signed JWT.',
  },
  { when: /external client app is not installed/i, ...NOT_INSTALLED },
  {
    when: /ip restricted|login hours/i,
    kind: 'IP_OR_HOUR_RESTRICTED',
    means: 'The user may not sign in from this IP address or at this hour.',
  },
  {
    when: /already being processed/i,
    kind: 'RENEWED_ELSEWHERE',
    means: 'Another process was renewing the same session at that moment.',
  },
  {
    when: /not supported on this domain/i,
    kind: 'MY_DOMAIN_NEEDED',
    means: 'The client credentials flow works only on the org’s My Domain.',
  },
  {
    when: /no client credentials user/i,
    kind: 'NO_RUN_AS_USER',
    means: 'The app has no Run As user for the client credentials flow.',
  },
  {
    when: /expired authorization code/i,
    kind: 'CODE_EXPIRED',
    means: 'The authorization code or the signed JWT had expired when it reached Salesforce.',
  },
  { when: /login rate exceeded/i, ...TOO_MANY_SIGN_INS },
  { when: /expired access\/refresh token|token.*(?:expired|revoked)/i, ...EXPIRED },
  {
    when: /invalid password|authentication failure/i,
    kind: 'SIGN_IN_REFUSED',
    means: 'Salesforce refused the sign-in.',
  },
  { when: /inactive user|user is inactive/i, ...INACTIVE_USER },
  { when: /inactive org|organization is inactive/i, ...INACTIVE_ORG },
  { kind: 'GRANT_REFUSED', means: 'Salesforce refused the grant.' },
];

export const SIGN_IN_MEANINGS: MeaningTable = new Map<string, readonly Reading[]>([
  ['invalid_grant', INVALID_GRANT],
  ['invalid_client_id', [WRONG_CONSUMER_KEY]],
  [
    'invalid_client',
    [
      { when: /(?:must be|not) installed/i, ...NOT_INSTALLED },
      { when: /client identifier/i, ...WRONG_CONSUMER_KEY },
      WRONG_SECRET,
    ],
  ],
  ['invalid_app_access', [NOT_APPROVED]],
  ['OAUTH_APP_ACCESS_DENIED', [NOT_APPROVED]],
  ['OAUTH_APP_BLOCKED', [BLOCKED]],
  ['OAUTH_APPROVAL_ERROR_GENERIC', [NOT_INSTALLED]],
  ['OAUTH_EC_APP_NOT_FOUND', [NOT_INSTALLED]],
  [
    'access_denied',
    [
      { when: /blocked/i, ...BLOCKED },
      { kind: 'CONSENT_DENIED', means: 'Access was denied on Salesforce’s consent page.' },
    ],
  ],
  ['unsupported_grant_type', [{ means: 'The app does not allow this flow.' }]],
  ['redirect_uri_mismatch', [{ means: 'The app does not have this callback URL.' }]],
  ['invalid_scope', [{ means: 'The app does not have one of the scopes.' }]],
  [
    'invalid_request',
    [
      {
        when: /code challenge|code verifier/i,
        kind: 'PKCE_REQUIRED',
        means: 'The app requires PKCE, or could not verify it.',
      },
      { when: /scope/i, kind: 'SCOPES_OF_THE_APP', means: 'This flow takes its scopes from the app.' },
    ],
  ],
  ['invalid_token', [{ means: 'The token is not valid any more: it has expired, or was revoked.' }]],
  ['unsupported_token_type', [{ means: 'Salesforce cannot revoke a token of this type.' }]],
  ['inactive_user', [INACTIVE_USER]],
  ['inactive_org', [INACTIVE_ORG]],
  ['app_not_found', [{ when: /not installed/i, ...NOT_INSTALLED }, WRONG_CONSUMER_KEY]],
  ['retry_request', [TRY_AGAIN]],
  ['server_error', [TRY_AGAIN]],
  ['temporarily_unavailable', [TRY_AGAIN]],
  ['unknown_error', [TRY_AGAIN]],
  ['rate_limit_exceeded', [TOO_MANY_SIGN_INS]],
  ['API_DISABLED_FOR_ORG', [{ means: 'The org’s edition or the user’s profile has no API access.' }]],
  ['Bad_OAuth_Token', [{ ...EXPIRED, means: 'The access token is not valid or has expired.' }]],
  ['Missing_OAuth_Token', [{ means: 'The request had no access token.' }]],
  ['Wrong_Org', [{ means: 'The access token belongs to another org.' }]],
]);
