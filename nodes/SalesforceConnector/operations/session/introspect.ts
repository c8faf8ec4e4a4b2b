import type { INodeProperties } from 'n8n-workflow';

import { introspectSession } from '../../../../salesforce/auth/session';
import type { OnceOperation } from '../define';

const NOT_ACTIVE =
  'Salesforce says that the token is not active: it has expired, was revoked, or is one that the app may not ask about. n8n signs in again with the next request that is refused.';

/** n8n shows no fields by the kind of the credential. */
const secretNotice: INodeProperties = {
  displayName:
    'Salesforce answers only an app that shows its consumer secret: the OAuth2 credential needs one, and the JWT credential has none. With JWT, use Organization > Check Connection.',
  name: 'secretNotice',
  type: 'notice',
  default: '',
};

export const sessionIntrospect: OnceOperation = {
  value: 'introspect',
  name: 'Introspect',
  action: 'Introspect session',
  description:
    'Get whether the access token of the credential is active, whose it is, its scopes and when it expires; never the token itself',
  properties: [secretNotice],
  isUnversioned: true,
  once: async (org) => {
    const facts = await introspectSession(org);
    if (!facts.active) org.hints.inform(NOT_ACTIVE, 'active: false');
    return [{ ...facts, scopes: [...facts.scopes] }];
  },
};
