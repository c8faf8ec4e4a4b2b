import type { ICredentialTestRequest } from 'n8n-workflow';

import { DEFAULT_API_VERSION } from '../salesforce/api';

/**
 * What n8n tests a credential with: the list of resources, which requires only a session, the scope “api” and API Enabled.
 * @param baseURL an expression for the org's origin
 */
export function testOfSession(baseURL: string): ICredentialTestRequest {
  return {
    request: { baseURL, url: `/services/data/v${DEFAULT_API_VERSION}` },
    rules: [
      {
        type: 'responseCode',
        properties: {
          value: 401,
          message:
            'Salesforce signed the user in, but the session has no API access: add the scope “Manage user data via ' +
            'APIs (api)” to the app.',
        },
      },
      {
        type: 'responseCode',
        properties: {
          value: 403,
          message:
            'Salesforce signed the user in, but the user has no API access: turn on API Enabled in the user’s profile or a ' +
            'permission set (or the org has reached its 24-hour API request limit).',
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
