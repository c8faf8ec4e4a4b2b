import { introspectSession } from '../../../../salesforce/auth/session';
import type { OnceOperation } from '../define';

const NOT_ACTIVE =
  'Salesforce says that the token is not active: it has expired, was revoked, or is one that the app may not ask about. n8n signs in again with the next request that is refused.';

export const sessionIntrospect: OnceOperation = {
  value: 'introspect',
  name: 'Introspect',
  action: 'Introspect session',
  description:
    'Get whether the access token of the credential is active, whose it is, its scopes and when it expires; never the token itself',
  properties: [],
  isUnversioned: true,
  once: async (org) => {
    const facts = await introspectSession(org);
    if (!facts.active) org.hints.inform(NOT_ACTIVE, 'active: false');
    return [{ ...facts, scopes: [...facts.scopes] }];
  },
};
