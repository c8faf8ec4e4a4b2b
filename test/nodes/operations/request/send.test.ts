import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, IExecuteFunctions, NodeApiError } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { broken, host, HOST, type Answer, type HostOptions, type Sent } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

const send = (parameters: IDataObject): IDataObject => ({ resource: 'request', operation: 'send', ...parameters });
const withOptions = (path: string, options: IDataObject): IDataObject => send({ path, options });

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };
const HTML_TYPE = { 'content-type': 'text/html; charset=UTF-8' };
const PAGE = '<!DOCTYPE html><html><body>Please log in</body></html>';

/** What the node gives and sends where the answers are these, the last one again and again. */
async function answeredBy(parameters: IDataObject, answers: readonly Answer[], options: HostOptions = {}) {
  const given = host({
    parameters: send({ path: 'x', ...parameters }),
    answer: (_, count) => answers[Math.min(count, answers.length) - 1] ?? { status: 500 },
    ...options,
  });
  return { ...given, run: async () => (await run(given.context)).map(({ json }) => json) };
}

describe('On the simulated org, a request', () => {
  let org: RunningOrg;
  beforeAll(async () => {
    org = await startOrg({ size: 450 });
  });
  afterAll(() => org.close());

  test('below the API version gives an item', async () => {
    const [object] = await outputOf(org, send({ path: 'sobjects/Account' }));
    expect(object).toMatchObject({ objectDescribe: { name: 'Account' } });
  });

  test('that is answered with a list gives an item for each element', async () => {
    const output = await outputOf(org, send({ path: '/services/data' }));
    expect(output.length).toBeGreaterThan(20);
    expect(output[0]).toMatchObject({ version: expect.any(String) });
  });

  test('takes parameters, headers, and the API version of the option', async () => {
    const form = send({
      path: 'query',
      queryString: { entry: [{ name: 'q', value: "SELECT Name FROM Account WHERE Name != 'a&b' LIMIT 1" }] },
      headers: { entry: [{ name: 'Sforce-Query-Options', value: 'batchSize=200' }] },
      options: { apiVersion: '60.0', splitOut: 'records' },
    });
    const { context, sent } = hostOn(org, { parameters: form });
    expect((await run(context))[0]?.json).toMatchObject({ Name: expect.any(String) });
    expect(sent[0]).toMatchObject({
      url: expect.stringContaining('/services/data/v60.0/query?q=SELECT%20Name'),
      headers: { 'sforce-query-options': 'batchSize=200' },
    });
  });

  test('follows all pages, and splits their lists out', async () => {
    const form = {
      ...withOptions('query?q=SELECT Id FROM Contact', { followPages: true, splitOut: 'records' }),
      headers: { entry: [{ name: 'Sforce-Query-Options', value: 'batchSize=200' }] },
    };
    const output = await outputOf(org, form);
    expect(new Set(output.map(({ Id }) => Id)).size).toBe(450);
    const pages = await outputOf(org, { ...form, options: { followPages: true } });
    expect(pages.map(({ done }) => done)).toEqual([false, false, true]);
    expect(await outputOf(org, { ...form, options: { splitOut: 'records' } })).toHaveLength(200);
  });

  test('writes JSON, keeps the digits of its numbers, and gives an empty item where nothing is answered', async () => {
    const written = { method: 'POST', bodyType: 'json', path: 'sobjects/Opportunity' };
    const body = '{"Name":"Big","StageName":"Prospecting","CloseDate":"2026-03-01","Amount":1234567890123456.78}';
    const { context, sent } = hostOn(org, { parameters: send({ ...written, jsonBody: body }) });
    const [made] = await run(context);
    expect(sent[0]?.body).toBe(body);
    const id = String(made?.json['id']);
    const path = `sobjects/Opportunity/${id}`;
    const patch = { method: 'PATCH', bodyType: 'json', path, jsonBody: { Name: 'Bigger' } };
    expect(await outputOf(org, send(patch))).toEqual([{}]);
    expect(await outputOf(org, send({ path: `${path}?fields=Name` }))).toMatchObject([{ Name: 'Bigger' }]);
    expect(await outputOf(org, send({ method: 'DELETE', path }))).toEqual([{}]);
  });

  test('that is refused says so in Salesforce’s words, and for its item alone', async () => {
    const { context } = hostOn(org, {
      parameters: (index) => send({ path: index === 0 ? 'sobjects/Nope' : 'limits' }),
      items: [{}, {}],
      continueOnFail: true,
    });
    const [first, second] = await run(context);
    expect(first?.json).toMatchObject({ error: { errorCode: 'NOT_FOUND' } });
    expect(second?.json).toMatchObject({ DailyApiRequests: expect.anything() });
  });

  test('that never fails gives the refusal, with its status if asked for', async () => {
    expect(await outputOf(org, withOptions('sobjects/Nope', { neverError: true }))).toMatchObject([
      { errorCode: 'NOT_FOUND' },
    ]);
    const [full] = await outputOf(org, withOptions('sobjects/Nope', { neverError: true, fullResponse: true }));
    expect(full).toMatchObject({ statusCode: 404, headers: expect.anything(), body: [{ errorCode: 'NOT_FOUND' }] });
  });

  test('of the method HEAD gives the status and headers', async () => {
    const [head] = await outputOf(org, send({ method: 'HEAD', path: 'limits', options: { fullResponse: true } }));
    expect(head).toMatchObject({ statusCode: 200, body: null });
  });

  test('takes an address on the org’s own host, and no other', async () => {
    expect(await outputOf(org, send({ path: `${org.url}/services/data/v67.0/limits` }))).toHaveLength(1);
    const { context, sent } = hostOn(org, { parameters: send({ path: 'https://evil.example/services/data' }) });
    await expect(run(context)).rejects.toMatchObject({
      message: expect.stringContaining('is not on the org’s own host'),
      description: expect.stringContaining('Use a path of this org'),
    });
    expect(sent).toEqual([]);
  });
});

describe('A body', () => {
  const bodyOf = async (parameters: IDataObject): Promise<Sent | undefined> => {
    const { run: runIt, sent } = await answeredBy({ method: 'POST', ...parameters }, [{ status: 204 }]);
    await runIt();
    return sent[0];
  };

  test('is text with its content type', async () => {
    const form = { bodyType: 'text', textBody: '<a/>', contentType: 'text/xml' };
    expect(await bodyOf(form)).toMatchObject({ body: '<a/>', headers: { 'Content-Type': 'text/xml' } });
  });

  test('is a form', async () => {
    const formBody = {
      entry: [
        { name: 'a b', value: 'c&d' },
        { name: 'n', value: 5 },
      ],
    };
    expect(await bodyOf({ bodyType: 'form', formBody })).toMatchObject({
      body: 'a+b=c%26d&n=5',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
  });

  test('is none of a GET, whatever the form had before', async () => {
    expect(await bodyOf({ method: 'GET', bodyType: 'json', jsonBody: '{"a":1}' })).not.toHaveProperty('body');
  });

  test.each([
    [{ bodyType: 'json', jsonBody: '{"a":' }, 'JSON: this is not valid JSON.'],
    [{ bodyType: 'json', jsonBody: { a: { b: NaN } } }, 'JSON: a.b is NaN, which is not a number that can be sent.'],
    [{ bodyType: 'json', jsonBody: [Infinity] }, 'JSON: [0] is Infinity'],
    [{ bodyType: 'text', contentType: 'nonsense' }, 'Content Type: this is not a MIME type.'],
    [{ headers: { entry: [{ name: 'Authorization', value: 'x' }] } }, 'Headers: “Authorization” cannot be set.'],
    [{ options: { fullResponse: true, splitOut: 'a' } }, 'cannot be used together'],
  ])('%j that is wrong is refused before anything is sent', async (parameters, message) => {
    const { run: runIt, sent } = await answeredBy({ method: 'POST', ...parameters }, [{ status: 204 }]);
    await expect(runIt()).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });
});

describe('A session that is repeated', () => {
  const token = '00D000000000001!AQ0AQOtherwiseUnknownSecretOfThisSession1234567890';
  const oauthTokenData = { access_token: token, instance_url: 'https://acme.my.salesforce.com' };
  const credential = () => ({ environment: 'production', grantType: 'pkce', oauthTokenData });
  const HEADER = `Bearer ${token}`;

  test.each<[string, Answer, IDataObject]>([
    [
      'in a refusal',
      { status: 403, headers: JSON_TYPE, body: JSON.stringify({ sent: { Authorization: HEADER } }) },
      {},
    ],
    ['in a list of refusals', { status: 400, headers: JSON_TYPE, body: JSON.stringify([{ message: HEADER }]) }, {}],
    ['in a page', { status: 502, headers: HTML_TYPE, body: `<html>${HEADER}</html>` }, {}],
    ['in data', { status: 200, headers: JSON_TYPE, body: JSON.stringify({ a: [{ b: HEADER }] }) }, {}],
    ['in the names of data', { status: 200, headers: JSON_TYPE, body: JSON.stringify({ [HEADER]: 1 }) }, {}],
    [
      'in the data of a whole response',
      { status: 200, headers: JSON_TYPE, body: JSON.stringify({ a: HEADER }) },
      { fullResponse: true },
    ],
    [
      'in a list that is split out',
      { status: 200, headers: JSON_TYPE, body: JSON.stringify({ list: [HEADER] }) },
      { splitOut: 'list' },
    ],
    ['in text', { status: 200, headers: { 'content-type': 'text/plain' }, body: HEADER }, {}],
    [
      'in a whole response',
      { status: 403, headers: { ...JSON_TYPE, 'x-sent': HEADER }, body: JSON.stringify({ a: HEADER }) },
      { fullResponse: true },
    ],
    ['in base 64', { status: 403, headers: JSON_TYPE, body: JSON.stringify({ a: btoa(HEADER) }) }, {}],
  ])('%s is in no item', async (_, answer, options) => {
    const { run: runIt } = await answeredBy({ options: { neverError: true, ...options } }, [answer], { credential });
    const items = JSON.stringify(await runIt());
    expect(items).not.toContain(token.split('!')[1]);
    expect(items).not.toContain(btoa(HEADER).slice(20, -4));
    expect(items.length).toBeGreaterThan(10);
  });
});

describe('A response', () => {
  test.each([
    ['automatic', JSON_TYPE, '{"a":12345678901234567890}', { a: '12345678901234567890' }],
    ['automatic', JSON_TYPE, '"words"', { data: 'words' }],
    ['automatic', JSON_TYPE, 'null', { data: null }],
    ['automatic', { 'content-type': 'text/csv' }, 'a,b\n', { data: 'a,b\n' }],
    ['automatic', { 'content-type': 'application/soap+xml' }, '<a/>', { data: '<a/>' }],
    ['json', { 'content-type': 'text/plain' }, '{"a":1}', { a: 1 }],
    ['text', JSON_TYPE, '{"a":1}', { data: '{"a":1}' }],
  ])('that is to be %s, of %j, is what it is: %s', async (responseFormat, headers, body, item) => {
    const { run: runIt } = await answeredBy({ responseFormat }, [{ status: 200, headers, body }]);
    expect(await runIt()).toEqual([item]);
  });

  test.each([
    ['automatic', HTML_TYPE, PAGE],
    ['automatic', { 'content-type': 'text/plain' }, PAGE],
    ['automatic', { 'content-type': 'application/xhtml+xml' }, `<?xml version="1.0"?>\n${PAGE}`],
    ['text', HTML_TYPE, PAGE],
    ['text', { 'content-type': 'text/plain' }, PAGE],
    ['json', HTML_TYPE, PAGE],
    ['json', JSON_TYPE, PAGE],
    ['json', JSON_TYPE, '{"a":'],
    ['automatic', { 'content-type': 'application/json;charset=ISO-8859-1' }, '{}'],
  ])(
    'that is to be %s, of %j, and is not, is read again and then an error: %s',
    async (responseFormat, headers, body) => {
      const wrong = { status: 200, headers, body };
      const { run: runIt, sent } = await answeredBy({ responseFormat }, [wrong]);
      await expect(runIt()).rejects.toMatchObject({ message: expect.stringContaining('did not send this response') });
      expect(sent).toHaveLength(3);
      const again = await answeredBy({ responseFormat }, [wrong, { status: 200, headers: JSON_TYPE, body: '{"a":1}' }]);
      expect(await again.run()).toEqual([responseFormat === 'text' ? { data: '{"a":1}' } : { a: 1 }]);
    },
    20_000,
  );

  test('that is a web page of Apex, and is to be text, is pointed out', async () => {
    const form = { responseFormat: 'text', path: '/services/apexrest/page' };
    const given = await answeredBy(form, [{ status: 200, headers: HTML_TYPE, body: PAGE }]);
    expect(await given.run()).toEqual([{ data: PAGE }]);
    expect(JSON.stringify(given.hints)).toContain('is a web page');
  });

  const page = (body: object) => ({ status: 200, headers: JSON_TYPE, body: JSON.stringify(body) });
  test.each<[string, IDataObject, readonly Answer[]]>([
    ['has not the list to split out', { splitOut: 'records' }, [page({ items: [] })]],
    [
      'has a next page that is not there',
      { followPages: true },
      [page({ nextRecordsUrl: '/services/data/v67.0/query/2' }), { status: 404 }],
    ],
    ['has more and does not say where', { followPages: true }, [page({ done: false })]],
    ['leads to another host', { followPages: true }, [page({ nextRecordsUrl: 'https://evil.example/' })]],
  ])(
    'to what changes something that %s leaves no doubt that it may have been carried out',
    async (_, options, answers) => {
      const { run: runIt } = await answeredBy({ method: 'POST', options }, answers);
      await expect(runIt()).rejects.toThrow('may have been carried out');
    },
  );

  test('with pages that never end, empty or the same one under new names, comes to an end', async () => {
    for (const elements of [[], [{ id: 1 }]]) {
      const next = (_: unknown, count: number) =>
        page({ nextPageUrl: `/services/data/v67.0/connect/${count}`, elements });
      const { run: runIt, sent } = await answeredBy({ options: { followPages: true } }, [], { answer: next });
      await expect(runIt()).rejects.toThrow('did not send this response');
      expect(sent.length).toBeLessThan(30);
    }
  });

  test('in a redirect leads nowhere', async () => {
    const headers = { location: 'https://evil.example/', ...HTML_TYPE };
    const { run: runIt, sent } = await answeredBy({ method: 'POST' }, [{ status: 302, headers, body: PAGE }]);
    await expect(runIt()).rejects.toThrow('may have been carried out');
    expect(sent.every(({ url }) => url.startsWith(HOST))).toBe(true);
  });

  test('that was asked for only if it has changed may be empty', async () => {
    const { run: runIt } = await answeredBy({ options: { fullResponse: true } }, [{ status: 304 }]);
    expect(await runIt()).toMatchObject([{ statusCode: 304 }]);
  });

  test('gives no cookie and no session', async () => {
    const session = '00D5g000004abcd!AQEAQLnTop.Secret_Part';
    const cookies = { 'set-cookie': 'sid=SECRET', 'set-cookie2': 'sid=SECRET' };
    const headers = { ...JSON_TYPE, ...cookies, location: `/secur/frontdoor.jsp?sid=${session}`, x: 'y' };
    const { run: runIt } = await answeredBy({ options: { fullResponse: true } }, [
      { status: 200, headers, body: '{}' },
    ]);
    const output = await runIt();
    expect(output).toMatchObject([{ statusCode: 200, headers: { ...JSON_TYPE, x: 'y' }, body: {} }]);
    expect(JSON.stringify(output)).not.toMatch(/Secret_Part|SECRET/);
  });

  test('without the list to split out says what it has', async () => {
    const { run: runIt } = await answeredBy({ options: { splitOut: 'a.records' } }, [
      { status: 200, headers: JSON_TYPE, body: '{"a":{"items":[]},"b":1}' },
    ]);
    await expect(runIt()).rejects.toThrow('the response has no list “a.records”. The response has a, b.');
  });

  test.each([
    ['/services/apexrest/x', JSON_TYPE, '{"error":"NO_STOCK","message":"Nothing left"}', 'Nothing left'],
    [
      '/services/Soap/u/67.0',
      { 'content-type': 'text/xml' },
      '<e:Fault><faultcode>sf:INVALID_ID_FIELD</faultcode><faultstring>wrong id</faultstring></e:Fault>',
      'wrong id (INVALID_ID_FIELD)',
    ],
  ])('of %s that refuses says why, and nothing of proxies', async (path, headers, body, words) => {
    for (const status of [400, 500]) {
      const { run: runIt } = await answeredBy({ method: 'POST', path }, [{ status, headers, body }]);
      const error = (await runIt().catch((thrown: unknown) => thrown)) as NodeApiError;
      expect(error.message).toContain(words);
      expect(error.message).not.toContain('did not send');
    }
  });
});

describe('A file', () => {
  async function fileOf(parameters: IDataObject, answer: Answer) {
    const { context, hints } = host({ parameters: send({ path: 'x', ...parameters }), answer: () => answer });
    let written = '';
    Object.assign(context.helpers, {
      prepareBinaryData: async (stream: Readable, fileName: string, mimeType: string) => {
        for await (const chunk of stream) written += (chunk as Buffer).toString('hex');
        return { fileName, mimeType, data: '' };
      },
    } satisfies Partial<Record<keyof IExecuteFunctions['helpers'], unknown>>);
    const [item] = await run(context);
    return { item, written, hints };
  }

  test('comes with its name and type, and with all its bytes', async () => {
    const headers = {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="x.pdf"; filename*=UTF-8\'\'Angebot%20%C3%BC.pdf',
    };
    const body = Readable.from([Buffer.from([0xff, 0x00]), Buffer.from([0xfe])]);
    const { item, written } = await fileOf({}, { status: 200, headers, body });
    expect(written).toBe('ff00fe');
    expect(item).toMatchObject({
      json: { fileName: 'Angebot ü.pdf', mimeType: 'application/pdf' },
      binary: { data: { fileName: 'Angebot ü.pdf', mimeType: 'application/pdf' } },
    });
  });

  test.each([
    [{}, { 'content-type': 'image/png' }, 'VersionData'],
    [{}, { 'content-disposition': 'attachment; filename=../../etc/passwd' }, '_.._etc_passwd'],
    [{}, { 'content-disposition': 'attachment; filename=".."' }, 'file'],
    [{}, { 'content-disposition': 'attachment; filename="a\u202Efdp.exe"' }, 'a_fdp.exe'],
    [{}, { 'content-disposition': `attachment; filename="${'x'.repeat(5_000)}.pdf"` }, `${'x'.repeat(200)}.pdf`],
    [{}, { 'content-disposition': 'attachment; filename="a\\"b.pdf"' }, 'a_b.pdf'],
    [{}, { 'content-disposition': `attachment; filename="plain.pdf"; filename*=UTF-8'de'%C3%BCber.pdf` }, 'über.pdf'],
    [{ fileName: 'my.bin' }, { 'content-disposition': 'attachment; filename="a.bin"' }, 'my.bin'],
  ])('is called by the form, the response or the path: %j, %j, %s', async (parameters, headers, fileName) => {
    const path = 'sobjects/ContentVersion/068/VersionData';
    const form = { path, responseFormat: 'file', ...parameters };
    const { item } = await fileOf(form, { status: 200, headers: headers as Record<string, string>, body: 'x' });
    expect(item?.json['fileName']).toBe(fileName);
  });

  test('that is a web page is pointed out', async () => {
    const { hints } = await fileOf({ responseFormat: 'file' }, { status: 200, headers: HTML_TYPE, body: PAGE });
    expect(JSON.stringify(hints)).toContain('is a web page');
  });
});

describe('A request is sent again', () => {
  test('if it reads', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { run: runIt, sent } = await answeredBy({ method }, [
        { status: 503, headers: HTML_TYPE, body: PAGE },
        { status: 200, headers: JSON_TYPE, body: '{}' },
      ]);
      expect(await runIt()).toEqual([{}]);
      expect(sent).toHaveLength(2);
    }
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'never if it is a %s, which may have been carried out',
    async (method) => {
      const lost: readonly HostOptions['answer'][] = [
        () => {
          throw broken('ECONNRESET');
        },
        () => ({ status: 200, headers: HTML_TYPE, body: PAGE }),
        () => ({ status: 502, headers: HTML_TYPE, body: PAGE }),
        () => ({ status: 401, headers: HTML_TYPE, body: PAGE }),
        () => ({ status: 200, headers: JSON_TYPE, body: '{"a":' }),
      ];
      for (const answer of lost) {
        const { context, sent } = host({
          parameters: send({ method, path: 'x' }),
          ...(answer === undefined ? {} : { answer }),
          continueOnFail: true,
        });
        const [item] = await run(context);
        expect(item?.json).toMatchObject({
          error: {
            errorCode: 'MAY_HAVE_BEEN_DONE',
            actions: ['Check in Salesforce whether it was before you send it again.'],
          },
        });
        expect(sent).toHaveLength(1);
      }
    },
  );
});

describe('Pages', () => {
  const page = (records: readonly number[], more: IDataObject): Answer => ({
    status: 200,
    headers: JSON_TYPE,
    body: { records: records.map((n) => ({ n })), ...more },
  });
  const next = (n: number): IDataObject => ({ nextRecordsUrl: `/services/data/v67.0/query/01g-${n}`, done: false });
  const follow = { options: { followPages: true, splitOut: 'records' } };

  test('are followed by either name, to their end', async () => {
    const { run: runIt, sent } = await answeredBy(follow, [
      page([1, 2], next(2)),
      page([3], { nextPageUrl: '/services/data/v67.0/chatter/more' }),
      page([4], { nextPageUrl: null }),
    ]);
    expect(await runIt()).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    expect(sent).toHaveLength(3);
  });

  test.each([
    ['/services/apexrest/orders?page=2', '/services/apexrest/orders?page=2'],
    ['?page=2', '/services/apexrest/orders?page=2'],
    ['orders?page=2#top', '/services/apexrest/orders?page=2'],
    ['services/apexrest/orders/2', '/services/apexrest/orders/2'],
    [`${HOST}/services/data/v67.0/chatter/more`, '/services/data/v67.0/chatter/more'],
    [`${HOST.toUpperCase()}/services/apexrest/a%2Fb?q=1%202`, '/services/apexrest/a%2Fb?q=1%202'],
  ])('of the org’s own Apex are followed wherever a path can lead: %s', async (nextPageUrl, path) => {
    const { run: runIt, sent } = await answeredBy({ ...follow, path: '/services/apexrest/orders' }, [
      page([1], { nextPageUrl }),
      page([2], { nextPageUrl: null }),
    ]);
    expect(await runIt()).toEqual([{ n: 1 }, { n: 2 }]);
    expect(sent.map(({ url }) => url)).toEqual([`${HOST}/services/apexrest/orders`, HOST + path]);
  });

  test.each([
    ['https://evil.example/services/apexrest/x', 'is not on the org’s own host'],
    ['//evil.example/services/apexrest/x', 'is not on the org’s own host'],
    ['https://user:secret@acme.my.salesforce.com/services/apexrest/x', 'is not on the org’s own host'],
    ['http://acme.my.salesforce.com/services/apexrest/x', 'is not on the org’s own host'],
    ['javascript:alert(1)', 'is not on the org’s own host'],
    ['https://', 'is not a valid link'],
    ['/\\evil.example', 'has a backslash'],
    ['/services/apexrest/\nx', 'has a backslash or another character'],
    ['/secur/logout.jsp', 'does not begin with /services/'],
    ['/services/apexrest/../oauth2/revoke', 'has a segment of dots'],
    ['/services/apexrest/%252e%252e%252foauth2/revoke', 'has a segment of dots'],
    ['../oauth2/revoke', 'has a segment of dots'],
    ['/services/oauth2/revoke?token=x', 'leads to the sign-in'],
    ['/services/%6FAuth2/token', 'leads to the sign-in'],
    ...[7, {}, [], true].map((link) => [link, 'the link to its next page is not text'] as const),
  ])('at %j are not followed, which is said as it is', async (link, why) => {
    for (const name of ['nextPageUrl', 'nextRecordsUrl']) {
      const { run: runIt, sent } = await answeredBy({ ...follow, path: '/services/apexrest/orders' }, [
        page([1], { [name]: link as string }),
      ]);
      await expect(runIt()).rejects.toThrow(why);
      expect(sent.every(({ url }) => url === `${HOST}/services/apexrest/orders`)).toBe(true);
    }
  });

  test.each([undefined, null, '', false])('end where the link is %j', async (nextPageUrl) => {
    const { run: runIt } = await answeredBy(follow, [page([1], { nextPageUrl } as IDataObject)]);
    expect(await runIt()).toEqual([{ n: 1 }]);
  });

  test.each([
    ['chatter/users', 1, 9],
    ['query/01g-2000?x=/query', 1, 9],
    ['query?q=SELECT Id FROM Order__x', 1, 9],
    ['tooling/query/?q=SELECT Id FROM ApexClass', 3, 3],
  ])('that count something else than what they bring are read: %s', async (path, first, last) => {
    const { run: runIt } = await answeredBy({ ...follow, path }, [
      page([1, 2], { ...next(2), totalSize: first }),
      page([3], { done: true, totalSize: last }),
    ]);
    expect(await runIt()).toEqual([1, 2, 3].map((n) => ({ n })));
  });

  test.each([
    ['lead to another host', [page([1], { nextRecordsUrl: 'https://evil.example/services/data/v67.0/query/x' })]],
    ['lead to another host without a scheme', [page([1], { nextPageUrl: '//evil.example/x' })]],
    ['lead out of the API', [page([1], { nextPageUrl: '/services/data/v67.0/../../x' })]],
    ['name themselves', [page([1], { nextRecordsUrl: '/services/data/v67.0/query' })]],
    ['come again', [page([1], next(1)), page([2], next(1))]],
    ['come again under another name', [page([1], next(1)), page([1], next(2))]],
    ['have no end', Array.from({ length: 50 }, (_, n) => page([n], { ...next(n), totalSize: 10 }))],
    ['end too early', [page([1], { ...next(1), totalSize: 3 }), page([2], { done: true, totalSize: 3 })]],
    ['name no further one', [page([1], { done: false })]],
  ])('that %s are an error', async (_, answers) => {
    const { run: runIt, sent } = await answeredBy({ ...follow, path: 'query' }, answers);
    await expect(runIt()).rejects.toThrow('did not send this response');
    expect(sent.every(({ url }) => url.startsWith(`${HOST}/services/data/`))).toBe(true);
  });
});

describe('A success of the data API that is none', () => {
  const failed = { id: null, success: false, errors: [] };
  const errors = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
  const other = { attributes: { type: 'Account' }, Id: '001000000000002AAA' };
  const create: IDataObject = { method: 'POST', path: 'sobjects/Account', bodyType: 'json', jsonBody: '{"Name":"x"}' };
  const read: IDataObject = { path: 'sobjects/Account/001000000000001AAA' };
  const answered = (status: number, body: unknown): Answer => ({ status, headers: JSON_TYPE, body });

  test.each([
    [200, failed],
    [201, failed],
    [200, errors],
    [201, { id: '003000000000001AAA', success: true, errors: [] }],
  ])('(%d, %j) leaves it open whether what was sent was carried out', async (status, body) => {
    const { run: outputs, sent } = await answeredBy(create, [answered(status, body)], { continueOnFail: true });
    expect(await outputs()).toMatchObject([{ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } }]);
    expect(sent).toHaveLength(1);
  });

  test.each([errors, other])('(%j) to a read is asked for again', async (body) => {
    const { run: outputs, sent } = await answeredBy(read, [answered(200, body)], { continueOnFail: true });
    expect(await outputs()).toMatchObject([{ error: { errorCode: 'UNEXPECTED_ANSWER' } }]);
    expect(sent).toHaveLength(3);
  });

  test('is an item with Never Error', async () => {
    const form = { ...create, options: { neverError: true } };
    const { run: outputs } = await answeredBy(form, [answered(200, failed)]);
    expect(await outputs()).toMatchObject([{ success: false }]);
  });

  test('is the answer of an Apex class, whose form is its own', async () => {
    const form = { ...create, path: '/services/apexrest/sobjects/Account' };
    for (const body of [failed, errors]) {
      const { run: outputs } = await answeredBy(form, [answered(200, body)]);
      expect(await outputs()).toMatchObject([Array.isArray(body) ? { errorCode: 'INVALID_SESSION_ID' } : body]);
    }
  });
});
