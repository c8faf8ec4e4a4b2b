import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { host, type Answer } from '../../support/host';
import { filesOf, hostOn, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

const call = (parameters: IDataObject): IDataObject => ({ resource: 'apex', operation: 'callRest', ...parameters });
const post = (path: string, jsonBody: unknown): IDataObject =>
  call({ method: 'POST', path, bodyType: 'json', jsonBody: JSON.stringify(jsonBody) });
const echoed = (parameters: Record<string, string>, more: IDataObject = {}): IDataObject =>
  call({
    path: 'demo/Echo',
    queryString: { entry: Object.entries(parameters).map(([name, value]) => ({ name, value })) },
    ...more,
  });

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(() => org.close());

describe('A call of an Apex class', () => {
  test('creates, reads and deletes what the class lets it', async () => {
    const [created] = await outputOf(org, post('Account/', { name: 'Wingo Ducks', phone: '1 & 2' }));
    expect(created).toEqual({ data: expect.stringMatching(/^001\w{15}$/) });
    const path = `Account/${String(created?.['data'])}`;
    expect(await outputOf(org, call({ path }))).toEqual([
      expect.objectContaining({ Name: 'Wingo Ducks', Phone: '1 & 2', attributes: expect.anything() }),
    ]);
    expect(await outputOf(org, call({ method: 'DELETE', path: `/services/apexrest/${path}` }))).toEqual([{}]);
    await expect(outputOf(org, call({ path }))).rejects.toThrow('List has no rows for assignment to SObject');
  });

  test('takes a file of the item', async () => {
    const [{ Id } = { Id: '' }] = await outputOf(org, {
      resource: 'query',
      operation: 'soql',
      soql: 'SELECT Id FROM Case LIMIT 1',
    });
    const form = call({ method: 'POST', path: `CaseManagement/v1/${String(Id)}`, bodyType: 'file' });
    const bytes = Buffer.from('a picture');
    const file = { mimeType: 'image/jpg', chunks: [bytes.subarray(0, 3), bytes.subarray(3)] };
    const [{ data } = { data: '' }] = await outputOf(org, form, { files: [file] });
    const soql = `SELECT BodyLength, ParentId FROM Attachment WHERE Id = '${String(data)}'`;
    expect(await outputOf(org, { resource: 'query', operation: 'soql', soql })).toEqual([
      { BodyLength: bytes.length, ParentId: Id },
    ]);
  });

  test.each([
    ['an object', '{"a":1234567890123456789}', 'application/json', [{ a: '1234567890123456789' }]],
    ['a list', '[{"a":1},{"a":2}]', 'application/json', [{ a: 1 }, { a: 2 }]],
    ['a number', '7', 'application/json', [{ data: 7 }]],
    ['null', 'null', 'application/json', [{ data: null }]],
    ['text', 'as it is', 'text/plain', [{ data: 'as it is' }]],
    ['XML', '<a>1</a>', 'application/xml', [{ data: '<a>1</a>' }]],
    ['text that is called JSON', 'OK', 'application/json', [{ data: 'OK' }]],
    ['XML that is called JSON', '<a>1</a>', 'application/json', [{ data: '<a>1</a>' }]],
    ['nothing', '', 'application/json', [{}]],
  ])('gives %s as it is answered', async (_, body, type, output) => {
    expect(await outputOf(org, echoed({ body, type }))).toEqual(output);
  });

  test('gives text that is called JSON also for a POST, which was carried out', async () => {
    const more = { method: 'POST', bodyType: 'json', jsonBody: '{}' };
    expect(await outputOf(org, echoed({ body: 'OK', type: 'application/json' }, more))).toEqual([{ data: 'OK' }]);
  });

  test.each([
    ['half of an object', '{"a":', {}],
    ['half of a list', '[1', {}],
    ['half of a text', '"OK', {}],
    ['a page', '<!DOCTYPE html><html>Log in</html>', {}],
    ['text where JSON is wanted', 'OK', { responseFormat: 'json' }],
  ])('does not believe %s that is called JSON, and says how to take text', async (_, body, more) => {
    const parameters = (method: string) => echoed({ body, type: 'application/json' }, { method, ...more });
    const errorOf = async (method: string) =>
      (await outputOf(org, parameters(method), { continueOnFail: true }))[0]?.['error'];
    const actions = expect.arrayContaining([expect.stringContaining('set Response to Text')]);
    expect(await errorOf('GET')).toMatchObject({ errorCode: 'UNEXPECTED_ANSWER', actions });
    expect(await errorOf('POST')).toMatchObject({ errorCode: 'MAY_HAVE_BEEN_DONE', actions });
  });

  test('gives a file with its type', async () => {
    const [file] = await filesOf(org, echoed({ body: '%PDF-1.7', type: 'application/pdf' }));
    expect(file).toMatchObject({ mimeType: 'application/pdf', fileName: 'Echo', bytes: Buffer.from('%PDF-1.7') });
  });
});

describe('An error of an Apex class', () => {
  const JSON_TYPE = 'application/json';

  test.each([
    ['a path that no class has', call({ path: 'nothing' }), 'Could not find a match for URL /nothing', 'NOT_FOUND'],
    ['a method that it lacks', call({ method: 'PUT', path: 'Account/1' }), 'Allowed are', 'METHOD_NOT_ALLOWED'],
    [
      'a parameter that it does not know',
      post('Account/', { nome: 'x' }),
      'deserialization: nome',
      'JSON_PARSER_ERROR',
    ],
    ['an exception', post('Account/', { phone: '1' }), 'Required fields are missing: [Name]', 'APEX_ERROR'],
    [
      'a list like Salesforce’s',
      echoed({ status: '409', type: JSON_TYPE, body: '[{"errorCode":"NO_STOCK","message":"Nothing left"}]' }),
      'Nothing left',
      'NO_STOCK',
    ],
    [
      'an object with an error in it',
      echoed({ status: '400', type: JSON_TYPE, body: '{"error":{"reason":"Nothing left"}}' }),
      'Nothing left',
      'HTTP_400',
    ],
    [
      'an object of its own',
      echoed({ status: '417', type: JSON_TYPE, body: '{"reason":"Nothing left"}' }),
      'Nothing left',
      'HTTP_417',
    ],
    ['text', echoed({ status: '500', type: 'text/plain', body: 'Nothing left' }), 'Nothing left', 'UNKNOWN_EXCEPTION'],
    ['nothing at all', echoed({ status: '412', body: '' }), 'something on the way to it refused', 'HTTP_412'],
  ])('that is %s is the item’s, in its words', async (_, parameters, words, errorCode) => {
    const { context } = hostOn(org, { parameters, continueOnFail: true });
    const [output] = await run(context);
    expect(output?.json).toMatchObject({ error: { message: expect.stringContaining(words), errorCode } });
  });

  test.each([
    ['text', { status: '500', type: 'text/plain', body: 'Nothing left' }],
    ['an object', { status: '403', type: JSON_TYPE, body: '{"reason":"Nothing left"}' }],
    ['a list', { status: '500', type: JSON_TYPE, body: '[{"errorCode":"NO_STOCK","message":"Nothing left"}]' }],
  ])('that is %s of its own is for whoever wrote the class, and no fault of Salesforce’s', async (_, parameters) => {
    const [output] = await outputOf(org, echoed(parameters), { continueOnFail: true });
    expect(output).toMatchObject({
      error: {
        message: expect.stringMatching(/^(?:\{"reason":")?Nothing left/),
        actions: ['The Apex class itself answers so: show this to whoever wrote it.'],
      },
    });
  });

  test.each([
    ['the permission', 403, [{ errorCode: 'APEX_REST_SERVICES_DISABLED', message: 'x' }], 'Apex REST Services'],
    ['a gateway', 503, 'upstream connect error', 'in a few minutes'],
  ])('that comes of %s says so', async (_, status, body, advice) => {
    const answer = () => ({ status, body });
    const { context } = host({ parameters: call({ path: 'x' }), answer, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({ error: { actions: [expect.stringContaining(advice)] } });
  });

  test.each<[string, IDataObject, string]>([
    ['a path that no class has', { path: 'nothing' }, 'urlMapping'],
    [
      'a multipart body',
      { path: 'Account/', method: 'POST', bodyType: 'text', textBody: 'x', contentType: 'multipart/form-data' },
      'Apex takes no multipart bodies',
    ],
  ])('for %s says what to do', async (_, parameters, words) => {
    const { context } = hostOn(org, { parameters: call(parameters), continueOnFail: true });
    const error = (await run(context))[0]?.json['error'];
    expect(error).toMatchObject({ actions: [expect.stringContaining(words)] });
  });

  test('is given as it is answered if errors are wanted as output', async () => {
    const options = { neverError: true, fullResponse: true };
    expect(await outputOf(org, echoed({ status: '417', type: JSON_TYPE, body: '{"a":1}' }, { options }))).toEqual([
      { statusCode: 417, headers: expect.anything(), body: { a: 1 } },
    ]);
  });
});

describe('A call of an Apex class never', () => {
  test('goes anywhere but to Apex, whatever a model gives for the path or a parameter', async () => {
    const outside = [
      '../data/v67.0/sobjects/User',
      '/services/data/v67.0/limits',
      'https://evil.example/x',
      'a/%2e%2e/b',
    ];
    for (const path of outside) {
      const { context, sent } = hostOn(org, { parameters: call({ path }) });
      await expect(run(context)).rejects.toMatchObject({
        description: expect.stringContaining('Enter the path of an Apex class below /services/apexrest/'),
      });
      expect(sent).toEqual([]);
    }
    const { context, sent } = hostOn(org, {
      parameters: echoed({ type: 'text/plain', body: 'x&status=500#/../data?a=b' }),
    });
    await run(context);
    expect(new URL(String(sent[0]?.url)).pathname).toBe('/services/apexrest/demo/Echo');
  });

  test('follows a link, which would lead to the data API', async () => {
    const body = '{"nextRecordsUrl":"/services/data/v67.0/query/01g000000000001AAA-2000"}';
    const { context, sent } = hostOn(org, { parameters: echoed({ body }, { options: { followPages: true } }) });
    await run(context);
    expect(sent).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['a page', { status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } }],
    ['half of an answer', { status: 200, body: '{"a":', headers: { 'content-type': 'application/json' } }],
    ['a gateway', { status: 502, body: '<html>Bad gateway</html>' }],
    ['a refusal for want of a right of its own', { status: 401, body: '[{"errorCode":"NO_ACCESS","message":"No"}]' }],
  ])('is sent again after %s, once it can have changed something', async (_, answer) => {
    const parameters = post('Account/', { name: 'Once' });
    const { context, sent } = host({ parameters, answer: () => answer, continueOnFail: true });
    const [output] = await run(context);
    expect(output?.json).toHaveProperty('error');
    expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
