import type {
  IAuthenticate,
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  INodeProperties,
} from 'n8n-workflow';

import { DEFAULT_API_VERSION } from '../salesforce/api';
import { renewSession } from './jwtSignIn';
import { signed } from './signed';

/** The JWT bearer flow: a certificate signs in, without a browser and without a refresh token. */
export class SalesforceConnectorJwtApi implements ICredentialType {
  name = 'salesforceConnectorJwtApi';

  displayName = 'Salesforce Connector JWT API';

  icon: Icon = {
    light: 'file:../nodes/SalesforceConnector/salesforceConnector.svg',
    dark: 'file:../nodes/SalesforceConnector/salesforceConnector.dark.svg',
  };

  documentationUrl =
    'https://github.com/n8n-nodes-salesforce-connector/n8n-nodes-salesforce-connector/blob/main/docs/admin.md';

  properties: INodeProperties[] = [
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'My Domain', value: 'custom', description: 'The org’s own address; works for every org' },
        { name: 'Production', value: 'production', description: 'Also Developer Edition orgs: login.salesforce.com' },
        { name: 'Sandbox', value: 'sandbox', description: 'Also scratch orgs: test.salesforce.com' },
      ],
      default: 'production',
    },
    {
      displayName: 'My Domain',
      name: 'myDomain',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. acme.my.salesforce.com',
      description: 'Setup > My Domain > Current My Domain URL. The address of any page of the org works too.',
      displayOptions: { show: { environment: ['custom'] } },
    },
    {
      displayName: 'Consumer Key (Client ID)',
      name: 'consumerKey',
      type: 'string',
      default: '',
      required: true,
      description:
        'Setup > External Client App Manager > the app > Settings > OAuth Settings > Consumer Key and Secret. ' +
        'For a Connected App: Setup > App Manager > the app > View > Manage Consumer Details.',
    },
    {
      displayName: 'Username',
      name: 'username',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. integration@acme.com',
      description:
        'Of the Salesforce user to act as. The app’s policies must pre-authorize a profile or permission set of this user.',
    },
    {
      displayName: 'Private Key',
      name: 'privateKey',
      type: 'string',
      typeOptions: { password: true, rows: 5 },
      default: '',
      required: true,
      placeholder: '-----BEGIN PRIVATE KEY-----',
      description:
        'RSA, 2048 bits or more, in PEM format, with or without its line breaks. Its certificate is uploaded to the app ' +
        '(Use Digital Signatures, or JWT Bearer Flow).',
    },
    {
      displayName: 'Passphrase',
      name: 'passphrase',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'Of the private key, if it has one',
    },
    {
      displayName: 'Audience',
      name: 'audience',
      type: 'string',
      default: '',
      placeholder: 'e.g. https://login.salesforce.com',
      description:
        'Leave empty to use https://test.salesforce.com for sandboxes and scratch orgs, and https://login.salesforce.com ' +
        'for any other org. Needed for Experience Cloud sites.',
    },
    {
      displayName: 'Signed In As',
      name: 'signedInAs',
      type: 'string',
      default: '',
      description:
        'Filled in by n8n: the user and the org that the last sign-in reached. Close and open the credential to see it.',
      disabledOptions: { show: { environment: ['custom', 'production', 'sandbox'] } },
    },
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'hidden',
      typeOptions: { expirable: true, password: true },
      default: '',
    },
    {
      displayName: 'Instance URL',
      name: 'instanceUrl',
      type: 'hidden',
      default: '',
    },
  ];

  async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
    return { ...(await renewSession(this, credentials)) };
  }

  authenticate: IAuthenticate = async (credentials, request) => signed(credentials, request);

  /** The list of resources: to see it takes a session, the scope “api” and API Enabled, and nothing else. */
  test: ICredentialTestRequest = {
    request: { baseURL: '={{ $credentials.instanceUrl }}', url: `/services/data/v${DEFAULT_API_VERSION}` },
    rules: [
      {
        type: 'responseCode',
        properties: {
          value: 401,
          message:
            'Salesforce signed the user in, and refuses the session for its API: add the scope “Manage user data via ' +
            'APIs (api)” to the app.',
        },
      },
      {
        type: 'responseCode',
        properties: {
          value: 403,
          message:
            'Salesforce signed the user in, who may not use its API: switch on API Enabled in the user’s profile or a ' +
            'permission set (or the org has used up its API requests for today).',
        },
      },
      {
        type: 'responseCode',
        properties: {
          value: 404,
          message:
            `The org does not have API version ${DEFAULT_API_VERSION} yet: choose an older API Version in the node’s ` +
            'options.',
        },
      },
    ],
  };
}
