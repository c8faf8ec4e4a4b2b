import { describe, expect, test } from '@jest/globals';
import { NodeOperationError } from 'n8n-workflow';

import { readAccess } from '../../../nodes/SalesforceConnector/host/access';
import { sendFor } from '../../../nodes/SalesforceConnector/host/send';
import type { Request } from '../../../salesforce/http';
import { connected, host, HOST, type HostOptions } from '../support/host';

const create: Request = { method: 'POST', path: '/services/data/v67.0/sobjects/Account', body: {} };
const read: Request = { method: 'GET', path: '/services/data/v67.0/query' };

const EXPIRED = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };
const OK = { status: 200, body: { records: [] } };

/** What n8n's helper throws when Salesforce refuses a refresh token. */
const REFUSALS: readonly (readonly [string, () => Error])[] = [
  [
    'n8n’s own words',
    () => new NodeOperationError(host().context.getNode(), 'The credential "Org" needs to be reconnected.'),
  ],
  [
    'Salesforce’s words',
    () =>
      Object.assign(new Error('invalid_grant'), {
        body: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
      }),
  ],
];

/** A credential whose token another process renews when so many readings of it have passed. */
function renewing(
  tokenAt: (reading: number) => string,
): Required<Pick<HostOptions, 'credential'>> & { stored: () => string } {
  let reading = 0;
  let token = '';
  const credential = () => {
    token = tokenAt((reading += 1));
    return { ...connected, oauthTokenData: { access_token: token, instance_url: HOST } };
  };
  return { credential, stored: () => token };
}

async function outcomeOf(request: Request, options: HostOptions) {
  const { context, sent } = host(options);
  const outcome = await readAccess(context)
    .then((access) => sendFor(context, access)(request))
    .catch((error: unknown) => error);
  return { outcome, sent };
}

describe.each(REFUSALS)('A session that could not be renewed, as %s say', (_, refusal) => {
  test.each([1, 2])('is good if another process has stored a new one by look %i', async (look) => {
    const { stored, credential } = renewing((reading) => (reading > look ? 'NEW' : 'OLD'));
    const { outcome, sent } = await outcomeOf(read, {
      credential,
      answer: () => {
        if (stored() === 'OLD') throw refusal();
        return OK;
      },
    });
    expect(outcome).toMatchObject(OK);
    expect(sent).toHaveLength(2);
  });

  test('is good for a create too, which was answered 401', async () => {
    const { stored, credential } = renewing((reading) => (reading > 1 ? 'NEW' : 'OLD'));
    const { outcome, sent } = await outcomeOf(create, {
      credential,
      answer: ({ method }) => {
        if (stored() === 'NEW') return { status: 201, body: { id: '1' } };
        if (method === 'POST') return EXPIRED;
        throw refusal();
      },
    });
    expect(outcome).toMatchObject({ status: 201 });
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
  });

  test('stays refused while the stored token is the same, and the request is sent once', async () => {
    const { credential } = renewing(() => 'OLD');
    const { outcome, sent } = await outcomeOf(read, {
      credential,
      answer: () => {
        throw refusal();
      },
    });
    expect(outcome).toMatchObject({ name: 'SalesforceError', to: 'signIn', errorCode: 'invalid_grant' });
    expect(sent).toHaveLength(1);
  }, 15_000);

  test('is given up after some new tokens, each of which is refused', async () => {
    const { credential } = renewing((reading) => `T${reading}`);
    const { outcome, sent } = await outcomeOf(read, {
      credential,
      answer: () => {
        throw refusal();
      },
    });
    expect(outcome).toMatchObject({ to: 'signIn' });
    expect(sent).toHaveLength(4);
  });
});

test('Any other refusal is told at once', async () => {
  let readings = 0;
  const { credential } = renewing((reading) => `T${(readings = reading)}`);
  const { outcome } = await outcomeOf(read, {
    credential,
    answer: () => {
      const body = { error: 'invalid_grant', error_description: 'ip restricted or invalid login hours' };
      throw Object.assign(new Error('invalid_grant'), { body });
    },
  });
  expect(outcome).toMatchObject({ kinds: ['IP_OR_HOUR_RESTRICTED'] });
  expect(readings).toBe(1);
});
