import { lookUp, type Advice, type AdviceTable } from '../errors/advice';

/**
 * The errors of Salesforce's sign-in, in an admin's words.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */

const APP = 'Setup > External Client App Manager (or App Manager, for a Connected App)';

const NOT_APPROVED: Advice = {
  means: 'The user is not pre-authorised to use the app.',
  actions: [
    `In Salesforce, open ${APP}, edit the app’s policies, set Permitted Users to “Admin approved users are ` +
      'pre-authorized”, and select a profile or permission set that this user has.',
    'Check that the app has the scopes “Manage user data via APIs (api)” and “Perform requests at any time ' +
      '(refresh_token, offline_access)”.',
  ],
};

const BLOCKED: Advice = {
  means: 'The app is blocked in this org.',
  actions: ['In Salesforce, open Setup > Connected Apps OAuth Usage, and unblock (or install) the app.'],
};

const NOT_INSTALLED: Advice = {
  means: 'The app is not installed in this org.',
  actions: [
    'In Salesforce, open Setup > Connected Apps OAuth Usage and install the app there, or use the consumer key of an ' +
      'External Client App made in this org.',
    'Check the environment: an app made in production is not known to a sandbox that was refreshed before.',
  ],
};

const WRONG_CONSUMER_KEY: Advice = {
  means: 'No app in this org has this consumer key.',
  actions: [
    `Copy the Consumer Key again: ${APP} > the app > Settings > OAuth Settings > Consumer Key and Secret.`,
    'Check the environment (production, sandbox or My Domain). A new app can take ten minutes until it is known.',
  ],
};

const WRONG_SECRET: Advice = {
  means: 'The consumer secret does not belong to this consumer key.',
  actions: [`Copy the Consumer Secret again: ${APP} > the app > Settings > OAuth Settings > Consumer Key and Secret.`],
};

const EXPIRED: Advice = {
  means: 'The sign-in has expired or was revoked.',
  actions: [
    'Open the credential and connect it again.',
    `If this happens often, look at the refresh token policy of the app (${APP} > Policies): it may expire refresh tokens ` +
      'early. The same user can approve an app five times; a sixth approval ends the oldest.',
  ],
};

const INVALID_GRANT: readonly Advice[] = [
  {
    when: /user hasn.?t approved this consumer/i,
    ...NOT_APPROVED,
  },
  {
    when: /audience is invalid/i,
    means: 'The assertion’s audience is not the one that this org expects.',
    actions: [
      'Set Environment to Sandbox for a sandbox or scratch org, and to Production for any other.',
      'With My Domain, leave Audience empty, or set it to https://login.salesforce.com (https://test.salesforce.com for a ' +
        'sandbox).',
    ],
  },
  {
    when: /invalid assertion|assertion.*(?:expired|signature)/i,
    means: 'The org could not verify the signed assertion.',
    actions: [
      'Check that the certificate of this private key is the one uploaded to the app (Use Digital Signatures, or JWT ' +
        'Bearer Flow).',
      'Check the username, and that the clock of the machine n8n runs on is right.',
    ],
  },
  {
    when: /external client app is not installed/i,
    ...NOT_INSTALLED,
  },
  {
    when: /ip restricted|login hours/i,
    means: 'The user may not sign in from n8n’s IP address, or not at this hour.',
    actions: [
      `In Salesforce, set the app’s IP Relaxation to “Relax IP restrictions” (${APP} > Policies), or add n8n’s address to ` +
        'Setup > Profiles > the user’s profile > Login IP Ranges; look at Login Hours there too.',
      'Setup > Login History shows the refused sign-in with its address.',
    ],
  },
  {
    when: /already being processed/i,
    means: 'Another process was renewing the same sign-in at that moment.',
    actions: [
      'Run the workflow again. If it comes back, let workflows that start together use credentials of their own.',
    ],
  },
  {
    when: /not supported on this domain/i,
    means: 'The client credentials flow works on the org’s own My Domain only.',
    actions: ['Set Environment to My Domain and give the address that Salesforce Setup > My Domain shows.'],
  },
  {
    when: /no client credentials user/i,
    means: 'The app has no user to run as in the client credentials flow.',
    actions: [
      `In Salesforce, open ${APP} > the app > Policies, enable the client credentials flow, and choose its Run As user.`,
    ],
  },
  {
    when: /expired authorization code/i,
    means: 'The sign-in took too long.',
    actions: ['Connect the credential again, and approve it within fifteen minutes.'],
  },
  { when: /expired access\/refresh token|token.*(?:expired|revoked)/i, ...EXPIRED },
  {
    when: /invalid password|authentication failure/i,
    means: 'Salesforce refused the sign-in.',
    actions: [
      'Setup > Login History shows the reason beside the refused sign-in. Check the username and the environment.',
    ],
  },
  {
    means: 'Salesforce refused the grant.',
    actions: ['Setup > Login History shows the reason beside the refused sign-in. Then connect the credential again.'],
  },
];

const TOKEN_ADVICE: AdviceTable = new Map<string, readonly Advice[]>([
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
      { means: 'Access was denied on Salesforce’s consent page.', actions: ['Connect again and choose Allow.'] },
    ],
  ],
  [
    'unsupported_grant_type',
    [
      {
        means: 'The app does not allow this flow.',
        actions: [`In Salesforce, enable the flow in ${APP} > the app > Settings > OAuth Settings > Flow Enablement.`],
      },
    ],
  ],
  [
    'redirect_uri_mismatch',
    [
      {
        means: 'The app does not know n8n’s callback address.',
        actions: [`Copy the OAuth Redirect URL from the n8n credential to the Callback URL of the app (${APP}).`],
      },
    ],
  ],
  [
    'invalid_scope',
    [
      {
        means: 'The app does not offer one of the scopes.',
        actions: ['Compare Scopes in the credential with the app’s Selected OAuth Scopes in Salesforce.'],
      },
    ],
  ],
  [
    'invalid_request',
    [
      {
        when: /code challenge|code verifier/i,
        means: 'The app requires PKCE, or refused its proof.',
        actions: [
          'Choose the flow “Authorization Code (Web Server Flow with PKCE)” in the credential, and connect again.',
        ],
      },
      {
        when: /scope/i,
        means: 'This flow takes its scopes from the app.',
        actions: ['Empty Scopes in the credential.'],
      },
    ],
  ],
  [
    'inactive_user',
    [
      {
        means: 'The user is inactive or frozen.',
        actions: ['Activate or unfreeze the user in Setup > Users, or sign in as another.'],
      },
    ],
  ],
  [
    'inactive_org',
    [
      {
        means: 'The org is locked, closed or suspended.',
        actions: ['Ask Salesforce’s support, or check the environment.'],
      },
    ],
  ],
  [
    'rate_limit_exceeded',
    [
      {
        means: 'The user has signed in too often in a short time.',
        actions: ['Wait an hour. Let workflows share one credential: a session is then reused instead of opened anew.'],
      },
    ],
  ],
  [
    'API_DISABLED_FOR_ORG',
    [
      {
        means: 'The org’s edition or the user’s profile has no API access.',
        actions: [
          'Enable “API Enabled” in the user’s profile or a permission set; Professional Edition buys it apart.',
        ],
      },
    ],
  ],
  ['Bad_OAuth_Token', [{ ...EXPIRED, means: 'Salesforce does not know the access token (any more).' }]],
  [
    'Missing_OAuth_Token',
    [{ means: 'The request carried no access token.', actions: ['Connect the credential again.'] }],
  ],
  [
    'Wrong_Org',
    [
      {
        means: 'The access token belongs to another org.',
        actions: ['Check My Domain in the credential, and connect it again.'],
      },
    ],
  ],
]);

/** What to tell an admin about one error of a sign-in. */
export function tokenAdvice(entry: { errorCode: string; message: string }): Advice | undefined {
  return lookUp(TOKEN_ADVICE, entry.errorCode, entry.message);
}
