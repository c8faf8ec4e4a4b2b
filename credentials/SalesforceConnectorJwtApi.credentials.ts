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

import { allowedDomainsProperties } from './allowedDomains';
import { renewSession } from './jwtSignIn';
import { signed } from './signed';
import { testOfSession } from './testOfSession';

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
        { name: 'My Domain', value: 'custom', description: 'The org’s own domain; works for every org' },
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
      description:
        'Setup > My Domain > Current My Domain URL. Its first part alone works too (acme, acme--uat), and so does the URL of a record or Setup page.',
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
        'The Salesforce user to act as. The app’s policies must pre-authorize one of this user’s profiles or permission sets.',
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
        'RSA key of at least 2048 bits in PEM format, with or without line breaks. Upload its certificate to the app ' +
        '(Use Digital Signatures, or JWT Bearer Flow).',
    },
    {
      displayName: 'Passphrase',
      name: 'passphrase',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'Passphrase of the private key, if it has one',
    },
    {
      displayName: 'Audience',
      name: 'audience',
      type: 'string',
      default: '',
      placeholder: 'e.g. https://login.salesforce.com',
      description:
        'Leave empty to use https://test.salesforce.com for sandboxes and scratch orgs, and https://login.salesforce.com ' +
        'for any other org; if the org does not take it, the My Domain entered above. Needed for Experience Cloud sites.',
    },
    {
      displayName: 'Signed In As',
      name: 'signedInAs',
      type: 'string',
      default: '',
      description:
        'n8n writes the user and org of each sign-in here. Close and reopen the credential to see them. Do not fill this in: what you type stays until the next sign-in, and has no effect.',
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
    ...allowedDomainsProperties,
  ];

  async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
    return { ...(await renewSession(this, credentials)) };
  }

  authenticate: IAuthenticate = async (credentials, request) => signed(credentials, request);

  test: ICredentialTestRequest = testOfSession('={{ $credentials.instanceUrl }}');
}
