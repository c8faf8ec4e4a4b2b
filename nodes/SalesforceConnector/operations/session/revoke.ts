import { revokeToken, type RevokedToken } from '../../../../salesforce/auth/session';
import { readConfirmedToken, revokeProperties } from '../../fields/revoke';
import type { OnceOperation } from '../define';

const NEXT: Readonly<Record<RevokedToken, string>> = {
  accessToken: 'n8n signs in again with the next request.',
  refreshToken: 'Connect the credential again before it is used.',
};

export const sessionRevoke: OnceOperation = {
  value: 'revoke',
  name: 'Revoke',
  action: 'Revoke session',
  description:
    'End the session of the credential, or the whole connection of a user who signed in with the browser. Needs a confirmation.',
  properties: revokeProperties,
  isUnversioned: true,
  once: async (org, form) => {
    const token = readConfirmedToken(form);
    await revokeToken(org, token);
    return [{ revoked: true, token, next: NEXT[token] }];
  },
};
