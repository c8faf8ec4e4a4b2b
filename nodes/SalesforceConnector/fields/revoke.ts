import type { INodeProperties } from 'n8n-workflow';

import type { RevokedToken } from '../../../salesforce/auth/session';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';

const token: INodeProperties = {
  displayName: 'Token',
  name: 'token',
  type: 'options',
  default: 'accessToken',
  description: 'What to revoke',
  options: [
    {
      name: 'Access Token',
      value: 'accessToken',
      description: 'End the session in use, also for other workflows, until n8n signs in again with the next request',
    },
    {
      name: 'Refresh Token',
      value: 'refreshToken',
      description:
        'End the connection of a user who signed in with the browser, and all its sessions. The credential has to be connected again.',
    },
  ],
};

const confirmRevoking: INodeProperties = {
  displayName: 'Confirm Revoking',
  name: 'confirmRevoking',
  type: 'boolean',
  default: false,
  description: 'Whether to really revoke the token. All workflows with the credential are affected.',
};

export const revokeProperties: readonly INodeProperties[] = [token, confirmRevoking];

/** @throws AdvisedError unless it is confirmed */
export function readConfirmedToken(form: FormValues): RevokedToken {
  const chosen = readOption<RevokedToken>(form, token);
  if (readFlag(form, confirmRevoking)) return chosen;
  throw new AdvisedError('Revoking ends the session of every workflow with this credential, and is not confirmed.', {
    field: confirmRevoking.displayName,
    actions: ['Turn on Confirm Revoking if that is wanted.'],
  });
}
