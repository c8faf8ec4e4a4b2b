import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { APPROVAL_PATH, EXCHANGE_PATH } from '../salesforce/auth/hosts';
import { loginAddress, SESSION_ORIGIN } from './addressExpression';
import { allowedDomainsProperties } from './allowedDomains';
import { testOfSession } from './testOfSession';

/** The web server flow with PKCE, and client credentials: n8n handles both, and renews the session itself. */
export class SalesforceConnectorOAuth2Api implements ICredentialType {
  name = 'salesforceConnectorOAuth2Api';

  displayName = 'Salesforce Connector OAuth2 API';

  extends = ['oAuth2Api'];

  icon: Icon = {
    light: 'file:../nodes/SalesforceConnector/salesforceConnector.svg',
    dark: 'file:../nodes/SalesforceConnector/salesforceConnector.dark.svg',
  };

  documentationUrl =
    'https://github.com/n8n-nodes-salesforce-connector/n8n-nodes-salesforce-connector/blob/main/docs/admin.md';

  properties: INodeProperties[] = [
    {
      displayName: 'Flow',
      name: 'grantType',
      type: 'options',
      options: [
        {
          name: 'Authorization Code (Web Server Flow with PKCE)',
          value: 'pkce',
          description: 'A user signs in through the browser; n8n acts as this user',
        },
        {
          name: 'Client Credentials',
          value: 'clientCredentials',
          description: 'No browser needed; n8n acts as the app’s Run As user',
        },
      ],
      default: 'pkce',
      description: 'Enable it in the app: Setup > External Client App Manager > the app > OAuth Settings',
    },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'My Domain', value: 'custom', description: 'The org’s own domain; works for every org' },
        { name: 'Production', value: 'production', description: 'Also Developer Edition orgs: login.salesforce.com' },
        { name: 'Sandbox', value: 'sandbox', description: 'Also scratch orgs: test.salesforce.com' },
      ],
      default: 'production',
    },
    {
      displayName: 'Salesforce supports Client Credentials only on the org’s own domain: set Environment to My Domain.',
      name: 'myDomainNotice',
      type: 'notice',
      default: '',
      displayOptions: { show: { grantType: ['clientCredentials'], environment: ['production', 'sandbox'] } },
    },
    {
      displayName: 'My Domain',
      name: 'myDomain',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. acme.my.salesforce.com',
      description:
        'Setup > My Domain > Current My Domain URL. Its first part alone works too (acme, acme--uat), and so does the URL of a record or Setup page. Do not use an expression.',
      displayOptions: { show: { environment: ['custom'] } },
    },
    {
      displayName: 'Consumer Key (Client ID)',
      name: 'clientId',
      type: 'string',
      default: '',
      required: true,
      // n8n has its own names for these two fields.
      hint: 'In Salesforce: Consumer Key',
      description:
        'Setup > External Client App Manager > the app > Settings > OAuth Settings > Consumer Key and Secret. ' +
        'For a Connected App: Setup > App Manager > the app > View > Manage Consumer Details.',
    },
    {
      displayName: 'Consumer Secret (Client Secret)',
      name: 'clientSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      hint: 'In Salesforce: Consumer Secret',
      description:
        'Next to the Consumer Key. Required for Client Credentials; for the Web Server Flow only if the app requires ' +
        'it (Require Secret for Web Server Flow, and for Refresh Token Flow).',
    },
    {
      displayName: 'Scopes',
      name: 'scopes',
      type: 'string',
      default: 'api refresh_token',
      description:
        'Separated by spaces; select each one in the app too. “api” is required for all data, “refresh_token” to stay ' +
        'signed in. Add “openid” for the user’s identity, or “full” for everything the user may do; “full” does not ' +
        'include “refresh_token”. Reconnect after a change.',
      displayOptions: { show: { grantType: ['pkce'] } },
    },
    {
      displayName:
        'Without “refresh_token”, the connection ends with its first session, after two hours by default, and has to be made again.',
      name: 'noRefreshNotice',
      type: 'notice',
      default: '',
      displayOptions: {
        show: { grantType: ['pkce'] },
        // No regular expression: n8n tries it for each request, and ends the request where it takes a quarter of a second
        // by the clock, as it can on a busy machine.
        hide: { scopes: [{ _cnd: { includes: 'refresh_token' } }, { _cnd: { includes: 'offline_access' } }] },
      },
    },
    {
      // n8n ignores the value stored under this name and uses the default, so the user's scopes have their own name.
      // Client credentials use the app's scopes: Salesforce rejects others.
      displayName: 'Scope',
      name: 'scope',
      type: 'hidden',
      default: '={{ $self["grantType"] === "clientCredentials" ? "" : $self["scopes"] }}',
    },
    {
      displayName: 'Authorization URL',
      name: 'authUrl',
      type: 'hidden',
      default: loginAddress(APPROVAL_PATH),
      required: true,
    },
    {
      displayName: 'Access Token URL',
      name: 'accessTokenUrl',
      type: 'hidden',
      default: loginAddress(EXCHANGE_PATH),
      required: true,
    },
    {
      displayName: 'Auth URI Query Parameters',
      name: 'authQueryParameters',
      type: 'hidden',
      default: '',
    },
    {
      displayName: 'Authentication',
      name: 'authentication',
      type: 'hidden',
      default: 'body',
    },
    // Fields of n8n's generic OAuth2 credential that mean nothing to Salesforce.
    {
      displayName: 'Send Additional Body Properties',
      name: 'sendAdditionalBodyProperties',
      type: 'hidden',
      default: false,
    },
    {
      displayName: 'Additional Body Properties',
      name: 'additionalBodyProperties',
      type: 'hidden',
      default: '',
    },
    ...allowedDomainsProperties,
  ];

  /** n8n's editor uses it for Client Credentials only: for the other flow, it shows that the account is connected. */
  test: ICredentialTestRequest = testOfSession(SESSION_ORIGIN);
}
