import type { AuthProblem, KeyProblem } from '../salesforce/errors';

/** What an admin can do about a sign-in that does not work, in the words of the credentials and of Salesforce Setup. */

const APP = 'Setup > External Client App Manager (or App Manager, for a Connected App)';
const OAUTH_SETTINGS = `${APP} > the app > Settings > OAuth Settings`;

const USER_NOT_APPROVED = [
  `In Salesforce, open ${APP}, edit the app’s policies, set Permitted Users to “Admin approved users are ` +
    'pre-authorized”, and select a profile or permission set that this user has.',
  'Check that the app has the scopes “Manage user data via APIs (api)” and “Perform requests at any time ' +
    '(refresh_token, offline_access)”.',
];

const SIGN_IN_EXPIRED = [
  'Open the credential and connect it again.',
  `If this happens often, look at the refresh token policy of the app (${APP} > Policies): it may expire refresh tokens ` +
    'early. The same user can approve an app five times; a sixth approval ends the oldest.',
];

/** By the kind of a sign-in's refusal: see salesforce/errors/signInMeanings.ts. */
const SIGN_IN_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['USER_NOT_APPROVED', USER_NOT_APPROVED],
  ['APP_BLOCKED', ['In Salesforce, open Setup > Connected Apps OAuth Usage, and unblock (or install) the app.']],
  [
    'APP_NOT_INSTALLED',
    [
      'In Salesforce, open Setup > Connected Apps OAuth Usage and install the app there, or use the consumer key of an ' +
        'External Client App made in this org.',
      'Check the environment: an app made in production is not known to a sandbox that was refreshed before.',
    ],
  ],
  [
    'UNKNOWN_CONSUMER_KEY',
    [
      `Copy the Consumer Key again: ${OAUTH_SETTINGS} > Consumer Key and Secret.`,
      'Check the environment (production, sandbox or My Domain). A new app can take ten minutes until it is known.',
    ],
  ],
  ['WRONG_CONSUMER_SECRET', [`Copy the Consumer Secret again: ${OAUTH_SETTINGS} > Consumer Key and Secret.`]],
  ['SIGN_IN_EXPIRED', SIGN_IN_EXPIRED],
  [
    'WRONG_AUDIENCE',
    [
      'Set Environment to Sandbox for a sandbox or scratch org, and to Production for any other.',
      'With My Domain, leave Audience empty, or set it to https://login.salesforce.com (https://test.salesforce.com for a ' +
        'sandbox).',
    ],
  ],
  [
    'UNVERIFIED_ASSERTION',
    [
      'Check that the certificate of this private key is the one uploaded to the app (Use Digital Signatures, or JWT ' +
        'Bearer Flow).',
      'Check the username, and that the clock of the machine n8n runs on is right.',
    ],
  ],
  [
    'IP_OR_HOUR_RESTRICTED',
    [
      `In Salesforce, set the app’s IP Relaxation to “Relax IP restrictions” (${APP} > Policies), or add n8n’s address to ` +
        'Setup > Profiles > the user’s profile > Login IP Ranges; look at Login Hours there too.',
      'Setup > Login History shows the refused sign-in with its address.',
    ],
  ],
  [
    'RENEWED_ELSEWHERE',
    ['Run the workflow again. If it comes back, let workflows that start together use credentials of their own.'],
  ],
  ['MY_DOMAIN_NEEDED', ['Set Environment to My Domain and give the address that Salesforce Setup > My Domain shows.']],
  [
    'NO_RUN_AS_USER',
    [
      `In Salesforce, open ${APP} > the app > Policies, enable the client credentials flow, and choose its Run As user.`,
    ],
  ],
  ['CODE_EXPIRED', ['Connect the credential again, and approve it within fifteen minutes.']],
  [
    'SIGN_IN_REFUSED',
    ['Setup > Login History shows the reason beside the refused sign-in. Check the username and the environment.'],
  ],
  [
    'GRANT_REFUSED',
    ['Setup > Login History shows the reason beside the refused sign-in. Then connect the credential again.'],
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
  ['SCOPES_OF_THE_APP', ['Empty Scopes in the credential.']],
  ['inactive_user', ['Activate or unfreeze the user in Setup > Users, or sign in as another.']],
  ['inactive_org', ['Ask Salesforce’s support, or check the environment.']],
  [
    'rate_limit_exceeded',
    ['Wait an hour. Let workflows share one credential: a session is then reused instead of opened anew.'],
  ],
  [
    'API_DISABLED_FOR_ORG',
    ['Enable “API Enabled” in the user’s profile or a permission set; Professional Edition buys it apart.'],
  ],
  ['Missing_OAuth_Token', ['Connect the credential again.']],
  ['Wrong_Org', ['Check My Domain in the credential, and connect it again.']],
]);

/** What to do about a refused sign-in, by the refusal's kind; empty where nothing is known of it. */
export function signInActions(kind: string): readonly string[] {
  return SIGN_IN_ACTIONS.get(kind) ?? [];
}

const THE_OTHER_HALF = 'Paste the private key that belongs to it: a text that begins with -----BEGIN PRIVATE KEY-----.';
const LARGER_KEY = 'Make an RSA key of 2048 bits or more, and upload its certificate to the app in Salesforce.';

const KEY_ACTIONS: Readonly<Record<KeyProblem, string>> = {
  keyDamaged: 'Paste the whole key again, from the line BEGIN to the line END.',
  keyInOpenSshFormat: 'Convert a copy of it with: ssh-keygen -p -m PEM -f copy-of-the-key',
  keyIncomplete: 'Paste the whole key again.',
  keyIsCertificate: `The certificate goes to Salesforce. ${THE_OTHER_HALF}`,
  keyIsPublicPart: THE_OTHER_HALF,
  keyMissing: 'Paste the private key whose certificate is uploaded to the app in Salesforce.',
  keyNotPem: THE_OTHER_HALF,
  keyNotRsa: LARGER_KEY,
  keyPassphraseMissing: 'Fill in the passphrase, or paste the key without protection.',
  keyPassphraseWrong: 'Check the passphrase, and that the key was pasted whole.',
  keyTooShort: LARGER_KEY,
};

/** What to do about something in the credential that cannot be used, and which of its fields it is. */
export function credentialAdvice(problem: AuthProblem): {
  readonly field: string;
  readonly actions: readonly string[];
} {
  switch (problem.reason) {
    case 'credentialFieldEmpty':
      return { field: problem.name, actions: [`Fill in ${problem.name} in the credential.`] };
    case 'foreignInstance':
      return {
        field: 'instance_url',
        actions: [
          'Check the My Domain address in the credential, and connect it again. Nothing was sent to that host.',
        ],
      };
    case 'notASalesforceAddress':
      return {
        field: 'My Domain',
        actions: [
          'Give the address that Salesforce Setup > My Domain shows as Current My Domain URL, such as ' +
            'acme.my.salesforce.com or acme--test.sandbox.my.salesforce.com.',
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
  'credentialFieldEmpty',
  'foreignInstance',
  'notASalesforceAddress',
]);
