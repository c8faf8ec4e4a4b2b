import type { AuthProblem, KeyProblem } from '../salesforce/errors';

/** What an admin can do about a sign-in that does not work, in the words of the credentials and of Salesforce Setup. */

const APP = 'Setup > External Client App Manager (or App Manager, for a Connected App)';
const OAUTH_SETTINGS = `${APP} > the app > Settings > OAuth Settings`;

const ROTATED =
  'An External Client App whose credentials were rotated has a new key and a new secret: copy each one that is asked for.';

const USER_NOT_APPROVED = [
  `In Salesforce, open ${APP}, edit the app’s policies, set Permitted Users to “Admin approved users are ` +
    'pre-authorized”, and select a profile or permission set that this user has.',
  'Check that the app has the scopes “Manage user data via APIs (api)” and “Perform requests at any time ' +
    '(refresh_token, offline_access)”.',
];

const SIGN_IN_EXPIRED = [
  'Open the credential and connect it again.',
  `If this happens often, check the refresh token policy of the app (${APP} > Policies): it may expire refresh tokens ` +
    'early. A user can approve an app five times; a sixth approval revokes the oldest.',
];

const LOGIN_HISTORY =
  'Setup > Login History shows why Salesforce refused the sign-in, such as an IP address, login hours or an inactive ' +
  'user: correct that first.';

const OWN_AUDIENCE =
  'Set Environment to My Domain, enter the URL from Setup > My Domain, and leave Audience empty: n8n then tries the login ' +
  'host and the org’s own domain as the audience.';

/** By the kind of a rejected sign-in: see salesforce/errors/signInMeanings.ts. */
const SIGN_IN_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['USER_NOT_APPROVED', USER_NOT_APPROVED],
  ['APP_BLOCKED', ['In Salesforce, open Setup > Connected Apps OAuth Usage, and unblock (or install) the app.']],
  [
    'APP_NOT_INSTALLED',
    [
      'In Salesforce, open Setup > Connected Apps OAuth Usage and install the app there, or use the consumer key of an ' +
        'External Client App created in this org.',
      'Check the environment: a sandbox does not have apps that were created in production after its last refresh.',
      `JWT: since Spring ’26, some orgs say so of an app that they have, if the audience is not their own. ${OWN_AUDIENCE}`,
    ],
  ],
  [
    'UNKNOWN_CONSUMER_KEY',
    [
      `Copy the Consumer Key again: ${OAUTH_SETTINGS} > Consumer Key and Secret.`,
      'Check the environment (production, sandbox or My Domain). A new app can take ten minutes to become available.',
      ROTATED,
    ],
  ],
  ['WRONG_CONSUMER_SECRET', [`Copy the Consumer Secret again: ${OAUTH_SETTINGS} > Consumer Key and Secret.`, ROTATED]],
  ['SIGN_IN_EXPIRED', SIGN_IN_EXPIRED],
  [
    'WRONG_AUDIENCE',
    [
      'Set Environment to Sandbox for a sandbox or scratch org, and to Production for any other.',
      'Leave Audience empty, or set it to https://login.salesforce.com (https://test.salesforce.com for a sandbox).',
      OWN_AUDIENCE,
    ],
  ],
  [
    'UNVERIFIED_ASSERTION',
    [
      'Check that the certificate of this private key is the one uploaded to the app (Use Digital Signatures, or JWT ' +
        'Bearer Flow).',
      'Check the username, and the clock of the machine that runs n8n.',
    ],
  ],
  [
    'IP_OR_HOUR_RESTRICTED',
    [
      `In Salesforce, set the app’s IP Relaxation to “Relax IP restrictions” (${APP} > Policies), or add n8n’s address to ` +
        'Setup > Profiles > the user’s profile > Login IP Ranges; check Login Hours there too.',
      'Setup > Login History shows the refused sign-in with its address.',
    ],
  ],
  [
    'RENEWED_ELSEWHERE',
    ['Run the workflow again. If this happens again, use separate credentials for workflows that start together.'],
  ],
  ['MY_DOMAIN_NEEDED', ['Set Environment to My Domain and enter the URL from Salesforce Setup > My Domain.']],
  [
    'NO_RUN_AS_USER',
    [`In Salesforce, open ${APP} > the app > Policies, enable the client credentials flow, and select a Run As user.`],
  ],
  [
    'CODE_EXPIRED',
    [
      'JWT: check the clock of the machine that runs n8n.',
      'OAuth2: connect the credential again, and approve it within fifteen minutes.',
    ],
  ],
  [
    'SIGN_IN_REFUSED',
    ['Setup > Login History shows the reason for the refused sign-in. Check the username and the environment.'],
  ],
  ['GRANT_REFUSED', [LOGIN_HISTORY]],
  [
    'REASON_UNKNOWN',
    [
      LOGIN_HISTORY,
      'If it shows no refusal, run the workflow again: another process may have renewed the session at the same moment.',
      'If it fails again, the refresh token may have expired or been revoked: open the credential and connect it again.',
    ],
  ],
  ['CONSENT_DENIED', ['Connect again and choose Allow.']],
  ['unsupported_grant_type', [`In Salesforce, enable the flow in ${OAUTH_SETTINGS} > Flow Enablement.`]],
  [
    'redirect_uri_mismatch',
    [`Copy the OAuth Redirect URL from the n8n credential to the Callback URL of the app (${APP}).`],
  ],
  ['invalid_scope', ['Compare Scopes in the credential with the app’s Selected OAuth Scopes in Salesforce.']],
  [
    'PKCE_REQUIRED',
    ['Choose the flow “Authorization Code (Web Server Flow with PKCE)” in the credential, and connect again.'],
  ],
  ['SCOPES_OF_THE_APP', ['Clear Scopes in the credential.']],
  ['inactive_user', ['Activate or unfreeze the user in Setup > Users, or sign in as another user.']],
  ['inactive_org', ['Contact Salesforce Support, or check the environment.']],
  ['SIGN_IN_UNFINISHED', ['Run the workflow again, or test the credential again, in a minute.']],
  [
    'rate_limit_exceeded',
    ['Wait an hour. Share one credential between workflows, so that they reuse a session instead of opening new ones.'],
  ],
  [
    'API_DISABLED_FOR_ORG',
    ['Enable “API Enabled” in the user’s profile or a permission set; in Professional Edition it is an add-on.'],
  ],
  ['invalid_token', ['Nothing is left to revoke. n8n signs in again with the next request, or says that it cannot.']],
  ['unsupported_token_type', ['Revoke the access in Salesforce: Setup > Connected Apps OAuth Usage > the app.']],
  ['Missing_OAuth_Token', ['Connect the credential again.']],
  ['Wrong_Org', ['Check My Domain in the credential, and connect it again.']],
]);

const SIGN_IN_UNAVAILABLE = [
  'Try again in a few minutes, and look at status.salesforce.com. If Salesforce is available, a proxy between n8n and ' +
    'Salesforce may have answered.',
];

/** Salesforce gives a reason for each of its refusals. */
const SIGN_IN_REFUSED_ON_THE_WAY = [
  'The response is not in Salesforce’s words: a proxy or firewall between n8n and Salesforce may have refused. Check ' +
    'Environment and My Domain, and that n8n may reach that host.',
];

/** What to do about a refused sign-in, by its kind; empty if the kind is unknown. */
export function signInActions(kind: string): readonly string[] {
  const known = SIGN_IN_ACTIONS.get(kind);
  if (known !== undefined) return known;
  if (/^HTTP_(?:429|5\d\d)$/.test(kind)) return SIGN_IN_UNAVAILABLE;
  return /^HTTP_4\d\d$/.test(kind) ? SIGN_IN_REFUSED_ON_THE_WAY : [];
}

const THE_OTHER_HALF = 'Paste the private key that belongs to it, which begins with -----BEGIN PRIVATE KEY-----.';
const LARGER_KEY = 'Create an RSA key of at least 2048 bits, and upload its certificate to the app in Salesforce.';

const KEY_ACTIONS: Readonly<Record<KeyProblem, string>> = {
  keyDamaged: 'Paste the whole key again, from the BEGIN line to the END line.',
  keyInOpenSshFormat: 'Convert a copy of it with: ssh-keygen -p -m PEM -f copy-of-the-key',
  keyIncomplete: 'Paste the whole key again.',
  keyIsCertificate: `The certificate goes to Salesforce. ${THE_OTHER_HALF}`,
  keyIsPublicPart: THE_OTHER_HALF,
  keyMissing: 'Paste the private key whose certificate is uploaded to the app in Salesforce.',
  keyNotPem: THE_OTHER_HALF,
  keyNotRsa: LARGER_KEY,
  keyPassphraseMissing: 'Enter the passphrase, or paste an unencrypted key.',
  keyPassphraseWrong: 'Check the passphrase, and that you pasted the whole key.',
  keyTooShort: LARGER_KEY,
};

/** What to do about an unusable value in the credential, and the name of its field. */
export function credentialAdvice(problem: AuthProblem): {
  readonly field: string;
  readonly actions: readonly string[];
} {
  switch (problem.reason) {
    case 'consumerSecretMissing':
      return {
        field: 'Consumer Secret',
        actions: [
          'OAuth2: enter the app’s Consumer Secret in the credential. JWT: that credential has none; the resource Organization tells who is signed in, and what the user may do.',
        ],
      };
    case 'credentialFieldEmpty':
      return { field: problem.name, actions: [`Fill in ${problem.name} in the credential.`] };
    case 'foreignInstance':
      return {
        field: 'instance_url',
        actions: [
          'Check the My Domain address in the credential, and connect it again. Nothing was sent to that host.',
        ],
      };
    case 'instanceMissing':
      return {
        field: 'instance_url',
        actions: ['Set Environment to My Domain and enter the URL from Salesforce Setup > My Domain.'],
      };
    case 'notASalesforceAddress':
      return {
        field: 'My Domain',
        actions: [
          'Enter the Current My Domain URL from Salesforce Setup > My Domain, such as ' +
            'acme.my.salesforce.com or acme--test.sandbox.my.salesforce.com.',
        ],
      };
    case 'sessionIsJwt':
      return {
        field: 'Credential',
        actions: [
          'In the app’s OAuth settings, turn off “Issue JSON Web Token (JWT)-based access tokens”, and connect the credential again.',
        ],
      };
    default:
      return { field: 'Private Key', actions: [KEY_ACTIONS[problem.reason]] };
  }
}

export function isAuthProblem(problem: { readonly reason: string }): problem is AuthProblem {
  return problem.reason in KEY_ACTIONS || AUTH_REASONS.has(problem.reason);
}

const AUTH_REASONS: ReadonlySet<string> = new Set<AuthProblem['reason']>([
  'consumerSecretMissing',
  'credentialFieldEmpty',
  'foreignInstance',
  'instanceMissing',
  'notASalesforceAddress',
  'sessionIsJwt',
]);
