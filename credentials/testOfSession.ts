import type {
  IAuthenticateRuleResponseCode,
  IAuthenticateRuleResponseSuccessBody,
  ICredentialTestRequest,
} from 'n8n-workflow';

import { DEFAULT_API_VERSION } from '../salesforce/api';

const IN_BETWEEN = 'A proxy or firewall between n8n and Salesforce can have answered, too.';

/** What the status of an answer says; it is all that n8n tells of a refusal. */
const BY_STATUS: readonly (readonly [readonly number[], string])[] = [
  [
    [301, 302, 303, 307, 308],
    'The response is a redirect, which n8n did not follow: the session is only for the org’s own host. Check My Domain, ' +
      'and that no sign-in page of a proxy stands between n8n and Salesforce.',
  ],
  [
    [401],
    'Salesforce signed the user in, but the session has no API access: add the scope “Manage user data via APIs (api)” ' +
      'to the app.',
  ],
  [
    [403],
    'Salesforce signed the user in, but the user has no API access: turn on API Enabled in the user’s profile or a ' +
      `permission set (or the org has reached its 24-hour API request limit). ${IN_BETWEEN}`,
  ],
  [
    [404],
    `The org does not have API version ${DEFAULT_API_VERSION} yet: choose an older API Version in the node’s options. ` +
      IN_BETWEEN,
  ],
  [[407], 'A proxy between n8n and Salesforce wants n8n to sign in to it: check n8n’s proxy settings.'],
  [[429], 'The response is “too many requests”: test again later, or ask who runs the proxy that n8n uses.'],
  [
    [420],
    'Salesforce does not know how to reach the org for the moment, as while it moves to another instance: check My Domain, ' +
      'and test again in a few minutes. If it stays so, ask Salesforce Support.',
  ],
  [
    [414, 431],
    'The request is too long for whoever answered: check that My Domain is only a domain, and ask who runs the proxy that ' +
      'n8n uses.',
  ],
  [
    [408, 500, 502, 503, 504, 520, 521, 522, 523, 524],
    'Salesforce cannot answer for the moment: test again in a few minutes. status.salesforce.com shows known problems and ' +
      `maintenance of the org’s instance. ${IN_BETWEEN}`,
  ],
  [
    [400, 405, 406, 410, 428, 451, 501, 505, 511, 525, 526, 530],
    'Salesforce’s API does not answer this request like that: check My Domain, and ask who runs the proxy or firewall ' +
      'between n8n and Salesforce.',
  ],
];

const byStatus: readonly IAuthenticateRuleResponseCode[] = BY_STATUS.flatMap(([statuses, message]) =>
  statuses.map((value) => ({ type: 'responseCode', properties: { value, message } })),
);

/** n8n compares with ===: a page, `null` or another's JSON has nothing under this name. */
const isNoList: IAuthenticateRuleResponseSuccessBody = {
  type: 'responseSuccessBody',
  properties: {
    key: 'sobjects',
    value: undefined,
    message:
      'The response is not from Salesforce’s API: it can be the page of a proxy, a sign-in or a maintenance. Check My ' +
      'Domain, and that n8n can reach this host; then test again.',
  },
};

/**
 * What n8n tests a credential with: the list of resources, which requires only a session, the scope “api” and API Enabled.
 * @param baseURL an expression for the org's origin
 */
export function testOfSession(baseURL: string): ICredentialTestRequest {
  return {
    request: { baseURL, url: `/services/data/v${DEFAULT_API_VERSION}`, disableFollowRedirect: true },
    // n8n takes both kinds together, though its types say otherwise.
    rules: [...byStatus, isNoList] as NonNullable<ICredentialTestRequest['rules']>,
  };
}
