import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { readAccess } from '../../../nodes/SalesforceConnector/host/access';
import { sendFor } from '../../../nodes/SalesforceConnector/host/send';
import { ConnectionError } from '../../../salesforce/errors';
import type { Request, Response } from '../../../salesforce/http';
import { repeating, verdictOn } from '../../../salesforce/retry';
import { broken, connected, host, HOST, type HostOptions } from '../support/host';

let waits: number[];

beforeEach(() => {
  waits = [];
});

const patience = {
  wait: async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
  },
  random: () => 0.5,
};

const read: Request = { method: 'GET', path: '/services/data/v67.0/sobjects', query: { q: "a&b='c'" } };
const longRead: Request = { method: 'POST', path: '/services/data/v67.0/composite', body: {}, reads: true };
const write: Request = { method: 'POST', path: '/services/data/v67.0/sobjects/Account', body: {} };
const update: Request = { method: 'PATCH', path: '/services/data/v67.0/sobjects/Account/001000000000001AAA', body: {} };

async function send(request: Request, options: HostOptions) {
  const { context, sent } = host(options);
  const promise = readAccess(context).then((access) => repeating(sendFor(context, access), patience)(request));
  const outcome = await promise.catch((error: unknown) => error);
  return { outcome, sent, response: outcome as Response };
}

const EXPIRED = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };

describe('A request', () => {
  test('goes to the instance that the token names, with its query encoded, as JSON, and follows no redirect', async () => {
    const { response, sent } = await send(read, {
      answer: () => ({ status: 200, body: { a: 1 }, headers: { ETag: 'x' } }),
    });
    expect(response).toEqual({ status: 200, body: { a: 1 }, headers: { etag: 'x' } });
    expect(sent).toEqual([
      {
        credentialType: 'salesforceConnectorOAuth2Api',
        method: 'GET',
        url: `${HOST}/services/data/v67.0/sobjects?q=a%26b%3D'c'`,
        headers: { Accept: 'application/json' },
        returnFullResponse: true,
        ignoreHttpStatusErrors: { ignore: true, except: [401] },
        disableFollowRedirect: true,
        encoding: 'stream',
      },
    ]);
  });

  test('is answered with all digits of its numbers', async () => {
    const body = '{"records":[{"Amount":123456789012345678,"Rate":0.1,"Name":"1234567890123456789"}]}';
    const { response } = await send(read, { answer: () => ({ status: 200, body }) });
    expect(response.body).toEqual({
      records: [{ Amount: '123456789012345678', Rate: 0.1, Name: '1234567890123456789' }],
    });
  });

  test('with an empty body says so, and says that it is JSON', async () => {
    const { sent } = await send(write, { answer: () => ({ status: 400, body: [] }) });
    expect(sent[0]).toMatchObject({ body: '{}', headers: { 'Content-Type': 'application/json' } });
  });

  test.each([300, 304, 400, 403, 404, 412, 500, 503])(
    'answered %i resolves with that status and body',
    async (status) => {
      const { response } = await send(write, { answer: () => ({ status, body: [{ errorCode: 'X', message: 'no' }] }) });
      expect(response).toEqual({ status, body: [{ errorCode: 'X', message: 'no' }], headers: {} });
    },
  );

  test('answered 401 after n8n’s own renewal resolves with the 401, and is not sent again', async () => {
    const { response, sent } = await send(update, { answer: () => EXPIRED });
    expect(response).toEqual({ ...EXPIRED, headers: {} });
    expect(sent).toHaveLength(1);
  });

  describe.each([true, false])('that creates a record, on an n8n that knows exceptions: %s', (knowsExcept) => {
    const page = '<html><body>Sign in to the proxy</body></html>';

    test.each([
      ['a page', page],
      ['nothing', ''],
      ['somebody else’s JSON', { message: 'Unauthorized' }],
    ])('is not sent again after a 401 that has %s', async (_, body) => {
      const { response, sent } = await send(write, { knowsExcept, answer: () => ({ status: 401, body }) });
      expect(response).toEqual({ status: 401, body, headers: {} });
      expect(sent).toHaveLength(1);
    });

    test('is sent again after Salesforce’s own 401, with a session that another request renews', async () => {
      const created = { status: 201, body: { id: '001000000000001AAA', success: true, errors: [] } };
      const answer = (_: unknown, count: number) => (count === 1 ? EXPIRED : count === 2 ? { status: 200 } : created);
      const { response, sent } = await send(write, { knowsExcept, answer });
      expect(response.status).toBe(201);
      expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
    });
  });

  describe('answered 401 on an n8n that knows no exceptions', () => {
    /** The session is renewed when n8n may see a 401, as it may in the second request. */
    const answers = (last: { status: number; body: unknown }) => (_: unknown, count: number) =>
      count === 1 ? EXPIRED : count === 2 ? { status: 200, body: {} } : last;

    test('lets n8n renew the session by a request that asks for nothing, and is sent again', async () => {
      const { response, sent } = await send(write, {
        knowsExcept: false,
        answer: answers({ status: 201, body: { id: '1' } }),
      });
      expect(response).toEqual({ status: 201, body: { id: '1' }, headers: {} });
      expect(
        sent.map(({ method, url, ignoreHttpStatusErrors }) => [method, new URL(url).pathname, ignoreHttpStatusErrors]),
      ).toEqual([
        ['POST', '/services/data/v67.0/sobjects/Account', true],
        ['GET', '/services/data/v67.0', false],
        ['POST', '/services/data/v67.0/sobjects/Account', true],
      ]);
    });

    test('says what Salesforce says to the one that is sent again', async () => {
      const refusal = { status: 400, body: [{ errorCode: 'X', message: 'no' }] };
      const { response } = await send(write, { knowsExcept: false, answer: answers(refusal) });
      expect(response).toEqual({ ...refusal, headers: {} });
    });

    test('and not renewed resolves with the 401', async () => {
      const { response, sent } = await send(write, { knowsExcept: false, answer: () => EXPIRED });
      expect(response).toEqual({ ...EXPIRED, headers: {} });
      expect(sent).toHaveLength(3);
    });
  });
});

describe('A renewed token that names another instance', () => {
  const moved = 'https://acme-2.my.salesforce.com';
  const now = (instance_url: string) => ({ ...connected, oauthTokenData: { access_token: 'NEW', instance_url } });

  test.each([401, 301, 302, 307, 308])('is followed after a %i', async (status) => {
    let instance = HOST;
    const { response, sent } = await send(update, {
      credential: () => now(instance),
      answer: ({ url }) => {
        instance = moved;
        return url.startsWith(moved) ? { status: 201, body: { id: '1' } } : { ...EXPIRED, status };
      },
    });
    expect(response.status).toBe(201);
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([HOST, moved]);
  });

  test.each(['', undefined])('or none (%j) does not send the request elsewhere', async (lost) => {
    let token: IDataObject = { access_token: 'OLD', instance_url: HOST };
    const { response, sent } = await send(update, {
      credential: () => ({ ...connected, oauthTokenData: token }),
      answer: () => {
        if (token['access_token'] === 'NEW') return { status: 201, body: { id: '1' } };
        token = { access_token: 'NEW', ...(lost === undefined ? {} : { instance_url: lost }) };
        return EXPIRED;
      },
    });
    expect(response.status).toBe(201);
    expect(new Set(sent.map(({ url }) => new URL(url).origin))).toEqual(new Set([HOST]));
  });

  test('on a host that is not Salesforce’s gets nothing', async () => {
    let instance = HOST;
    const { outcome, sent } = await send(update, {
      credential: () => now(instance),
      answer: () => {
        instance = 'https://salesforce.com.evil.example';
        return EXPIRED;
      },
    });
    expect(String(outcome)).toMatch(/evil\.example/);
    expect(sent).toHaveLength(1);
  });
});

describe('A connection that fails', () => {
  test('is tried three times when it was never made, for a write too', async () => {
    const { outcome, sent } = await send(write, {
      answer: () => {
        throw broken('ECONNREFUSED');
      },
    });
    expect(outcome).toMatchObject({
      name: 'ConnectionError',
      message: 'Salesforce could not be reached (ECONNREFUSED).',
      reached: 'no',
      errorCode: 'ECONNREFUSED',
    });
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  test('at the sign-in is one to the org: nothing was sent, and it is tried again', async () => {
    const cause = new ConnectionError('No response from https://x: it refused the connection.', 'no', 'ECONNREFUSED');
    const { outcome, sent } = await send(write, {
      answer: () => {
        throw new Error(`${cause.message} Check Environment.`, { cause });
      },
    });
    expect(outcome).toBe(cause);
    expect(sent).toHaveLength(3);
  });

  test('is tried once when the host does not exist or its certificate is wrong', async () => {
    for (const code of ['ENOTFOUND', 'CERT_HAS_EXPIRED']) {
      const { outcome, sent } = await send(write, {
        answer: () => {
          throw broken(code);
        },
      });
      expect(outcome).toMatchObject({ reached: 'no', errorCode: code });
      expect(sent).toHaveLength(1);
    }
  });

  test.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'with %s after the request left is not tried again for a write',
    async (code) => {
      const { outcome, sent } = await send(write, {
        answer: () => {
          throw broken(code);
        },
      });
      expect(outcome).toMatchObject({
        name: 'ConnectionError',
        message: `The connection to Salesforce was lost before a response arrived (${code}).`,
        reached: 'maybe',
        errorCode: code,
      });
      expect(sent).toHaveLength(1);
    },
  );

  test.each(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'ETIMEDOUT'])(
    'with %s while connecting never reached the org',
    async (code) => {
      const { outcome } = await send(write, {
        answer: () => {
          throw broken(code, 'connect');
        },
      });
      expect(outcome).toMatchObject({ reached: 'no', errorCode: code });
    },
  );

  test('to a host with several addresses, none of which can be connected to, never reached the org', async () => {
    const attempts = ['::1', '127.0.0.1'].map((address) =>
      Object.assign(new Error(`connect ETIMEDOUT ${address}`), { code: 'ETIMEDOUT', syscall: 'connect' }),
    );
    const { outcome } = await send(write, {
      answer: () => {
        throw Object.assign(broken('ETIMEDOUT'), { cause: new AggregateError(attempts) });
      },
    });
    expect(outcome).toMatchObject({ reached: 'no', errorCode: 'ETIMEDOUT' });
  });

  test.each([
    ['ESTATUS', 200, '<html>Maintenance</html>'],
    ['ESTATUS', 503, '<html>Sorry</html>'],
    ['EAUTH', 200, '{"access_tok'],
    ['ESTATUS', 502, undefined],
  ])('that n8n’s OAuth2 client could not renew a session for (%s, %s) was never sent', async (code, status, body) => {
    const { outcome } = await send(write, {
      answer: () => {
        throw Object.assign(new Error('Expected JSON'), { code, status, body });
      },
    });
    expect(outcome).toMatchObject({ name: 'AnswerError', to: 'signIn', status });
    expect(verdictOn(outcome, 'create')).toBe('again');
  });

  test('names the host that was asked', async () => {
    const failure = Object.assign(broken('ENOTFOUND'), { config: { url: `${HOST}/services/data?q=secret` } });
    const { outcome } = await send(write, {
      answer: () => {
        throw failure;
      },
    });
    expect(outcome).toMatchObject({ message: 'acme.my.salesforce.com could not be reached (ENOTFOUND).' });
  });

  test('with a time-out while connecting never reached the org', async () => {
    const { outcome } = await send(write, {
      answer: () => {
        throw broken('ETIMEDOUT', 'connect');
      },
    });
    expect(outcome).toMatchObject({ reached: 'no' });
  });

  test('with a time-out is not tried again for a read: n8n has waited long enough', async () => {
    const { outcome, sent } = await send(read, {
      answer: () => {
        throw broken('ECONNABORTED');
      },
    });
    expect(outcome).toMatchObject({ reached: 'maybe' });
    expect(sent).toHaveLength(1);
  });

  test.each([read, longRead])('is tried again for a read ($method), and the answer counts', async (request) => {
    const { response, sent } = await send(request, {
      answer: (_, count) => {
        if (count === 1) throw broken('ECONNRESET');
        return { status: 200, body: { ok: true } };
      },
    });
    expect(response.body).toEqual({ ok: true });
    expect(sent).toHaveLength(2);
  });
});

describe('A busy org', () => {
  test.each([read, longRead])('is asked again for a read ($method), after the time that it names', async (request) => {
    const { response, sent } = await send(request, {
      answer: (_, count) => (count < 3 ? { status: 503, headers: { 'Retry-After': '7' } } : { status: 200 }),
    });
    expect(response.status).toBe(200);
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([7000, 7000]);
  });

  test('cannot make an execution wait for an hour', async () => {
    await send(read, { answer: () => ({ status: 503, headers: { 'Retry-After': '3600' } }) });
    expect(waits).toEqual([300_000, 300_000]);
  });

  test('gets a write once: it can have been carried out', async () => {
    const { response, sent } = await send(write, { answer: () => ({ status: 503 }) });
    expect(response.status).toBe(503);
    expect(sent).toHaveLength(1);
  });
});

describe('What is thrown in place of an answer', () => {
  test('by the token exchange is a sentence for admins', async () => {
    const { outcome } = await send(read, {
      answer: () => {
        throw Object.assign(new Error('Bad Request'), {
          body: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
        });
      },
    });
    expect(outcome).toMatchObject({ name: 'SalesforceError', errorCode: 'invalid_client_id', status: 400 });
  });

  test('by n8n itself is passed on', async () => {
    const complaint = new Error('Node does not have any credentials set');
    const { outcome } = await send(read, {
      answer: () => {
        throw complaint;
      },
    });
    expect(outcome).toBe(complaint);
  });

  test('because the execution was stopped is not tried again', async () => {
    const { outcome, sent } = await send(read, {
      answer: () => {
        throw broken('ERR_CANCELED');
      },
    });
    expect(outcome).toMatchObject({ code: 'ERR_CANCELED', name: 'AxiosError' });
    expect(sent).toHaveLength(1);
  });
});

describe('A credential', () => {
  test('that is not connected is named, and nothing is sent', async () => {
    const { outcome, sent } = await send(read, {
      credential: () => ({ environment: 'production', grantType: 'pkce' }),
    });
    expect(outcome).toMatchObject({ name: 'AdvisedError', message: 'The Salesforce credential is not connected yet.' });
    expect(sent).toEqual([]);
  });

  test.each(['production', 'sandbox'])(
    'of %s whose token names no org is named, and nothing is sent',
    async (environment) => {
      const oauthTokenData = { access_token: 'SECRET-TOKEN' };
      const { outcome, sent } = await send(read, {
        credential: () => ({ environment, grantType: 'pkce', oauthTokenData }),
      });
      expect(outcome).toMatchObject({
        name: 'AdvisedError',
        message: expect.stringContaining('no longer names the org’s address'),
        actions: [expect.stringContaining('connect it again'), expect.stringContaining('My Domain')],
      });
      expect(sent).toEqual([]);
    },
  );

  test('of My Domain whose token names no org goes there', async () => {
    const { sent } = await send(read, {
      credential: () => ({
        environment: 'custom',
        myDomain: HOST,
        grantType: 'pkce',
        oauthTokenData: { access_token: 'T' },
      }),
      answer: () => ({ status: 200, body: {} }),
    });
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([HOST]);
  });

  test('with client credentials starts at the My Domain, before there is a token', async () => {
    const { sent } = await send(read, {
      credential: () => ({
        environment: 'custom',
        myDomain: 'https://acme.lightning.force.com/lightning',
        grantType: 'clientCredentials',
      }),
      answer: () => ({ status: 200, body: {} }),
    });
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([HOST]);
  });

  test('for JWT leaves the host to its own authenticate', async () => {
    const { sent } = await send(read, {
      parameters: { authentication: 'jwt' },
      credential: () => ({ environment: 'production', consumerKey: 'k', username: 'u', instanceUrl: HOST }),
      answer: () => ({ status: 200, body: {} }),
    });
    expect(sent).toMatchObject([
      { credentialType: 'salesforceConnectorJwtApi', url: "/services/data/v67.0/sobjects?q=a%26b%3D'c'" },
    ]);
  });

  test('whose instance is a foreign host gets nothing', async () => {
    const { outcome, sent } = await send(read, {
      credential: () => ({
        ...connected,
        oauthTokenData: { access_token: 'SECRET-TOKEN', instance_url: 'https://evil.example' },
      }),
    });
    expect(String(outcome)).toMatch(/evil\.example/);
    expect(sent).toEqual([]);
  });
});
