import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { jwtVerify } from 'jose';
import { NodeApiError, type IHttpRequestHelper, type IHttpRequestOptions, type INode } from 'n8n-workflow';

import { SalesforceConnectorJwtApi } from '../../credentials/SalesforceConnectorJwtApi.credentials';
import { AnswerError } from '../../salesforce/errors';
import { pkcs8, rsa } from '../support/keys';

const credential = new SalesforceConnectorJwtApi();
const node = { id: '1', name: 'Salesforce', type: 'x.y', typeVersion: 1, position: [0, 0], parameters: {} } as INode;

interface Answer {
  statusCode: number;
  body: unknown;
}

/** n8n's request helper, with an answer of its own for each request. */
function helper(answer: (n: number) => Answer | Error): IHttpRequestHelper & { requests: IHttpRequestOptions[] } {
  const requests: IHttpRequestOptions[] = [];
  const httpRequest = async (options: IHttpRequestOptions): Promise<Answer> => {
    requests.push(options);
    const given = answer(requests.length);
    if (given instanceof Error) throw given;
    return await Promise.resolve(given);
  };
  return { helpers: { httpRequest } as IHttpRequestHelper['helpers'], requests };
}

const token = (n: number): Answer => ({
  statusCode: 200,
  body: { access_token: `token-${n}`, instance_url: 'https://acme.my.salesforce.com', token_type: 'Bearer' },
});

const renew = async (n8n: IHttpRequestHelper, form: Record<string, string>) =>
  await credential.preAuthentication.call(n8n, form);

let users = 0;
let form: Record<string, string>;

beforeEach(() => {
  // Each test is a user of its own: sessions are remembered as long as the process runs.
  users += 1;
  form = {
    environment: 'production',
    consumerKey: '3MVG9.key',
    username: `u${users}@acme.com`,
    privateKey: pkcs8,
    accessToken: '',
  };
});

describe('Signing in', () => {
  test('posts an assertion that Salesforce can verify', async () => {
    const n8n = helper(token);
    expect(await renew(n8n, form)).toEqual({
      accessToken: 'token-1',
      instanceUrl: 'https://acme.my.salesforce.com',
      signedInAs: `u${users}@acme.com (https://acme.my.salesforce.com)`,
    });
    const request = n8n.requests[0];
    expect(request?.url).toBe('https://login.salesforce.com/services/oauth2/token');
    const sent = new URLSearchParams(String(request?.body));
    expect(sent.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(sent.get('assertion') ?? '', createPublicKey(rsa.privateKey));
    expect(protectedHeader).toEqual({ alg: 'RS256' });
    expect(payload).toEqual({
      iss: '3MVG9.key',
      sub: `u${users}@acme.com`,
      aud: 'https://login.salesforce.com',
      exp: expect.any(Number),
    });
    expect((payload.exp ?? 0) - Date.now() / 1000).toBeLessThan(180);
  });

  test('splits the audience from the host', async () => {
    const n8n = helper(token);
    await renew(n8n, { ...form, environment: 'custom', myDomain: 'acme--uat.sandbox.my.salesforce.com' });
    await renew(n8n, { ...form, environment: 'sandbox', audience: 'https://site.example' });
    const audiences = n8n.requests.map(({ url, body }) => [url, audienceOf(String(body))]);
    expect(audiences).toEqual([
      ['https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token', 'https://test.salesforce.com'],
      ['https://test.salesforce.com/services/oauth2/token', 'https://site.example'],
    ]);
  });

  test('refuses an instance that is no host of Salesforce', async () => {
    const n8n = helper(() => ({ statusCode: 200, body: { access_token: 't', instance_url: 'https://evil.example' } }));
    await expect(renew(n8n, form)).rejects.toThrow('names “https://evil.example” as the org');
  });
});

describe('An org that takes one audience only', () => {
  const LOGIN = 'https://login.salesforce.com';
  const ACME = 'https://acme.my.salesforce.com';
  const atMyDomain = { environment: 'custom', myDomain: 'acme.my.salesforce.com' };
  const NOT_INSTALLED = {
    error: 'app_not_found',
    error_description: 'External client app is not installed in this org',
  };
  const WRONG_AUDIENCE = { error: 'invalid_grant', error_description: 'audience is invalid' };
  const NOT_APPROVED = { error: 'invalid_grant', error_description: 'user hasn’t approved this consumer' };

  /** Answers the tries one after another: with a refusal, or with a token. */
  const answering = (...answers: (object | undefined)[]) =>
    helper((n) => {
      const body = answers[n - 1];
      return body === undefined ? token(n) : { statusCode: 400, body };
    });

  test.each<[string, Record<string, string>, (object | undefined)[], string[], string]>([
    ['takes the login host', atMyDomain, [undefined], [LOGIN], 'token-1'],
    ['does not know its app by the login host', atMyDomain, [NOT_INSTALLED, undefined], [LOGIN, ACME], 'token-2'],
    ['does not take the login host', atMyDomain, [WRONG_AUDIENCE, undefined], [LOGIN, ACME], 'token-2'],
    [
      'takes neither',
      atMyDomain,
      [NOT_INSTALLED, WRONG_AUDIENCE],
      [LOGIN, ACME],
      'The app is not installed in this org.',
    ],
    [
      'knows its app by the other',
      atMyDomain,
      [NOT_INSTALLED, NOT_APPROVED],
      [LOGIN, ACME],
      'The user is not pre-authorized',
    ],
    ['refuses for another reason', atMyDomain, [NOT_APPROVED], [LOGIN], 'The user is not pre-authorized'],
    ['is asked with one', { ...atMyDomain, audience: ACME }, [NOT_INSTALLED], [ACME], 'The app is not installed'],
    ['has no address', { environment: 'production' }, [NOT_INSTALLED], [LOGIN], 'Set Environment to My Domain'],
  ])('%s', async (_org, where, answers, audiences, outcome) => {
    const n8n = answering(...answers);
    const said = await renew(n8n, { ...form, ...where }).then(
      ({ accessToken }) => String(accessToken),
      ({ message }: Error) => message,
    );
    expect(said).toContain(outcome);
    expect(n8n.requests.map(({ body }) => audienceOf(String(body)))).toEqual(audiences);
  });
});

function audienceOf(body: string): unknown {
  const [, payload = ''] = (new URLSearchParams(body).get('assertion') ?? '').split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { aud: unknown }).aud;
}

describe('One sign-in serves many', () => {
  test('when fifty requests meet a 401 at once', async () => {
    const n8n = helper(token);
    await renew(n8n, form);
    const stale = { ...form, accessToken: 'token-1' };
    const renewed = await Promise.all(Array.from({ length: 50 }, () => renew(n8n, stale)));
    expect(new Set(renewed.map(({ accessToken }) => accessToken))).toEqual(new Set(['token-2']));
    expect(n8n.requests).toHaveLength(2);
  });

  test('and those that meet it later, still holding the old token', async () => {
    const n8n = helper(token);
    await renew(n8n, form);
    await renew(n8n, { ...form, accessToken: 'token-1' });
    expect(await renew(n8n, { ...form, accessToken: 'token-1' })).toMatchObject({ accessToken: 'token-2' });
    expect(await renew(n8n, { ...form, accessToken: '' })).toMatchObject({ accessToken: 'token-2' });
    expect(n8n.requests).toHaveLength(2);
  });

  test('but not those whose token was made by another process: ours may be as dead', async () => {
    const n8n = helper(token);
    await renew(n8n, form);
    expect(await renew(n8n, { ...form, accessToken: 'made elsewhere' })).toMatchObject({ accessToken: 'token-2' });
    expect(n8n.requests).toHaveLength(2);
  });

  test('but not another user, key, host or audience', async () => {
    const n8n = helper(token);
    await renew(n8n, form);
    await renew(n8n, { ...form, username: 'other@acme.com' });
    await renew(n8n, { ...form, audience: 'https://test.salesforce.com' });
    await renew(n8n, { ...form, environment: 'sandbox' });
    expect(n8n.requests).toHaveLength(4);
  });

  test('and a failed one is tried again by the next', async () => {
    const n8n = helper((n) => (n === 1 ? { statusCode: 503, body: '<html>' } : token(n)));
    const first = await Promise.allSettled([renew(n8n, form), renew(n8n, form)]);
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(n8n.requests).toHaveLength(1);
    expect(await renew(n8n, form)).toMatchObject({ accessToken: 'token-2' });
  });
});

describe('A refused sign-in', () => {
  const refusal = { error: 'invalid_grant', error_description: "user hasn't approved this consumer" };

  test('says in an admin’s words what is wrong and what to do, also once n8n has wrapped it', async () => {
    const n8n = helper(() => ({ statusCode: 400, body: refusal }));
    const error = await renew(n8n, form).catch((reason: unknown) => reason as Error);
    const { message } = new NodeApiError(node, error as never);
    expect(message).toContain(
      "The user is not pre-authorized to use the app. user hasn't approved this consumer (invalid_grant)",
    );
    expect(message).toContain('set Permitted Users to “Admin approved users are pre-authorized”');
  });

  test.each([400, 401, 403, 404, 407, 429, 503])(
    'by a page with %d says that somebody on the way may have answered',
    async (statusCode) => {
      for (const body of ['<html><h1>No</h1></html>', '', null]) {
        await expect(
          renew(
            helper(() => ({ statusCode, body })),
            form,
          ),
        ).rejects.toThrow('may have');
      }
    },
  );

  test.each(['production', 'sandbox'])(
    'that names no org is none in %s, where the login host is every org’s',
    async (environment) => {
      const n8n = helper(() => ({ statusCode: 200, body: { access_token: 'token' } }));
      await expect(renew(n8n, { ...form, environment })).rejects.toThrow(
        'The sign-in response does not name the org’s address. Set Environment to My Domain',
      );
      const own = { ...form, environment: 'custom', myDomain: 'acme' };
      expect(await renew(n8n, own)).toMatchObject({ instanceUrl: 'https://acme.my.salesforce.com' });
    },
  );

  test.each([
    ['is too long', 'x'.repeat(20_000)],
    ['has a line break', 'to\nken'],
    ['has a blank', 'to ken'],
    ['has a letter that no header has', 'tokèn'],
  ])('whose token %s is none', async (_, access_token) => {
    const body = { access_token, instance_url: 'https://acme.my.salesforce.com' };
    await expect(
      renew(
        helper(() => ({ statusCode: 200, body })),
        form,
      ),
    ).rejects.toThrow('a token was expected');
  });

  test('by the network names the host, and keeps the assertion to itself', async () => {
    const failure = Object.assign(new Error('getaddrinfo'), {
      code: 'ENOTFOUND',
      config: { data: 'assertion=secret' },
    });
    const error = await renew(
      helper(() => failure),
      form,
    ).catch((reason: unknown) => reason as Error & { cause?: unknown });
    expect(new NodeApiError(node, error as never).message).toBe(
      'No response from https://login.salesforce.com: there is no host with this name. ' +
        'Check Environment and My Domain, and that n8n can reach this host.',
    );
    expect((error as Error).cause).toMatchObject({ name: 'ConnectionError', errorCode: 'ENOTFOUND', reached: 'no' });
    expect(inspect(error, { depth: null })).not.toMatch(/assertion|eyJ/);
  });

  test('by the form itself sends nothing', async () => {
    const n8n = helper(token);
    await expect(renew(n8n, { ...form, username: ' ' })).rejects.toThrow('Username is empty. Fill in Username');
    await expect(renew(n8n, { ...form, privateKey: '' })).rejects.toThrow('Private Key is empty.');
    await expect(renew(n8n, { ...form, environment: 'custom', myDomain: 'evil.com' })).rejects.toThrow(
      'My Domain: “evil.com”',
    );
    expect(n8n.requests).toEqual([]);
  });
});

describe('A request is signed', () => {
  const session = { accessToken: 'token', instanceUrl: 'https://acme.my.salesforce.com' };
  const sign = async (request: IHttpRequestOptions) =>
    await (credential.authenticate as (c: typeof session, r: IHttpRequestOptions) => Promise<IHttpRequestOptions>)(
      session,
      request,
    );

  test('for the instance of the session, again after it moved', async () => {
    const url = '/services/data/v67.0/query?q=SELECT';
    const wanted = {
      url,
      baseURL: 'https://acme.my.salesforce.com',
      headers: { Accept: 'x', Authorization: 'Bearer token' },
    };
    expect(await sign({ url, headers: { Accept: 'x' } })).toEqual(wanted);
    expect(
      await sign({
        url,
        baseURL: 'https://old.my.salesforce.com',
        headers: { Accept: 'x', Authorization: 'Bearer old' },
      }),
    ).toEqual(wanted);
  });

  test.each([
    'https://evil.example/x',
    '//evil.example/x',
    '/\\evil.example',
    'http://acme.my.salesforce.com/x',
    'https://acme.my.salesforce.com@evil.example/',
    'https://other.my.salesforce.com/',
  ])('for no other place: %s', async (url) => {
    await expect(sign({ url })).rejects.toThrow('It was not sent.');
  });

  test('and the token is a hidden secret that n8n renews', () => {
    const hidden = credential.properties.find(({ name }) => name === 'accessToken');
    expect(hidden).toMatchObject({ type: 'hidden', typeOptions: { expirable: true, password: true } });
  });
});

describe('An answer to a sign-in', () => {
  const streamed = (chunk: string, times: number): Readable =>
    Readable.from(
      (function* () {
        for (let n = 0; n < times; n += 1) yield Buffer.from(chunk);
      })(),
    );

  test('is read as a stream', async () => {
    const n8n = helper((n) => ({ statusCode: 200, body: streamed(JSON.stringify(token(n).body), 1) }));
    expect(await renew(n8n, form)).toMatchObject({ accessToken: 'token-1' });
    expect(n8n.requests).toMatchObject([{ encoding: 'stream' }]);
  });

  test.each([200, 400, 503])('that does not end is given up, and was no token (HTTP %i)', async (statusCode) => {
    const endless = streamed('x'.repeat(100_000), Infinity);
    const error: unknown = await renew(
      helper(() => ({ statusCode, body: endless })),
      form,
    ).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({ to: 'signIn', message: expect.stringContaining('too large for a token') });
    expect(endless.destroyed).toBe(true);
  });

  test('that breaks off was none', async () => {
    const broken = new Readable({ read: () => broken.destroy(Object.assign(new Error('x'), { code: 'ECONNRESET' })) });
    await expect(
      renew(
        helper(() => ({ statusCode: 200, body: broken })),
        form,
      ),
    ).rejects.toThrow('No response from https://login.salesforce.com');
  });
});
