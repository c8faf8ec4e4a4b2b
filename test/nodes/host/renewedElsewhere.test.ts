import { Readable } from 'node:stream';

import { describe, expect, test } from '@jest/globals';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

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
    'n8n’s own words without their cause',
    () => new NodeApiError(host().context.getNode(), { message: 'The credential "Org" needs to be reconnected.' }),
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

describe('A session that has ended again when n8n has renewed it', () => {
  const soap: Request = { ...create, signedText: { type: 'text/xml', write: (session) => `<s>${session}</s>` } };
  const stream: Request = { ...create, content: { type: 'text/csv', open: () => Readable.from(['a']) } };
  const REQUESTS: readonly (readonly [string, Request])[] = [
    ['a read', read],
    ['a create', create],
    ['a request that holds the session', soap],
    ['a stream', stream],
  ];

  /** An org whose sessions end as soon as they are there, so many times; each request that n8n sees renews one. */
  async function ending(times: number, request: Request) {
    let session = 1;
    const credential = () => ({
      ...connected,
      oauthTokenData: { access_token: `T${session}`, instance_url: HOST },
    });
    const carried: number[] = [];
    const { outcome } = await outcomeOf(request, {
      credential,
      answer: ({ ignoreHttpStatusErrors, url }) => {
        const isOwn = url.includes(request.path);
        if (isOwn && session > times) {
          carried.push(session);
          return { status: 201, body: { id: '1' } };
        }
        // It renews for what it sees, and then sees the next session end.
        if (ignoreHttpStatusErrors !== true) session += 1;
        return EXPIRED;
      },
    });
    return { outcome, carried };
  }

  test.each(REQUESTS.flatMap(([name, request]) => [1, 2, 3].map((times) => [name, times, request] as const)))(
    'is renewed once more for %s, and carries it out once, after %i ended',
    async (_, times, request) => {
      const { outcome, carried } = await ending(times, request);
      expect(outcome).toMatchObject({ status: 201 });
      expect(carried).toHaveLength(1);
    },
  );

  test.each(REQUESTS)('is told of when it never lasts, for %s', async (_, request) => {
    const { outcome, carried } = await ending(100, request);
    expect(outcome).toMatchObject({ status: 401 });
    expect(carried).toEqual([]);
  });

  test('is not renewed where somebody else than Salesforce has answered 401', async () => {
    let session = 1;
    const { sent } = await outcomeOf(create, {
      credential: () => ({ ...connected, oauthTokenData: { access_token: `T${(session += 1)}`, instance_url: HOST } }),
      answer: () => ({ status: 401, body: 'Who are you?' }),
    });
    expect(sent).toHaveLength(1);
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
