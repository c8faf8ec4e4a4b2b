import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { Control } from '../../../../simulator/control/client';
import { broken, host, type Answer, type HostOptions } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

const FORM: IDataObject = { resource: 'request', operation: 'sendMany', queryString: {}, jsonBody: '{}' };

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 20 });
});
afterAll(() => org.close());
beforeEach(() => new Control(org.controlUrl).post('reset', { parts: ['faults'] }));

/** A form for each item. */
const forms = (...each: readonly IDataObject[]): HostOptions => ({
  parameters: (index) => ({ ...FORM, ...each[index] }),
  items: each.map(() => ({})),
});

const created = (Name: string): IDataObject => ({ method: 'POST', path: 'sobjects/Account', jsonBody: { Name } });
const counted = async (name: string) =>
  (
    await outputOf(org, {
      resource: 'query',
      operation: 'soql',
      soql: `SELECT COUNT() FROM Account WHERE Name LIKE '${name}%'`,
    })
  )[0]?.['count'];

describe('Requests', () => {
  test.each([
    [1, 1],
    [25, 1],
    [60, 3],
  ])('of %d items take %d calls, and each has its answer', async (count, calls) => {
    const each = Array.from({ length: count }, (_, n) => created(`Many ${count}-${n}`));
    const { context, sent } = hostOn(org, forms(...each));
    const output = await run(context);
    expect(sent).toHaveLength(calls);
    expect(output.map(({ pairedItem }) => pairedItem)).toEqual(each.map((_, item) => ({ item })));
    expect(new Set(output.map(({ json }) => json['id'])).size).toBe(count);
    expect(await counted(`Many ${count}-`)).toBe(count);
  });

  test('of each kind give items, and one that fails fails alone', async () => {
    const each = [
      { method: 'GET', path: 'query?q=SELECT Id FROM Account LIMIT 2' },
      { method: 'GET', path: 'sobjects/Nope' },
      { method: 'POST', path: 'sobjects/Account', jsonBody: '{}' },
      { method: 'GET', path: '/services/data/v60.0/limits' },
    ];
    const { context, sent } = hostOn(org, { ...forms(...each), continueOnFail: true });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toMatchObject([
      { totalSize: 2 },
      { error: { errorCode: 'NOT_FOUND' } },
      { error: { errorCode: 'REQUIRED_FIELD_MISSING' } },
      { DailyApiRequests: expect.anything() },
    ]);
    expect(sent).toHaveLength(1);
  });

  test('keep the digits of their numbers', async () => {
    const jsonBody = '{"Name":"Digits","AnnualRevenue":1234567890123456.78}';
    const { context, sent } = hostOn(org, forms({ ...created('x'), jsonBody }));
    await run(context);
    expect(String(sent[0]?.body)).toContain(`"richInput":${jsonBody}`);
  });

  test('change and delete what they name', async () => {
    const [made] = await outputOf(org, {}, forms(created('Change me')));
    const path = `sobjects/Account/${String(made?.['id'])}`;
    const changes = [
      { method: 'PATCH', path, jsonBody: { Name: 'Changed' } },
      { method: 'GET', path },
      { method: 'DELETE', path },
    ];
    expect(await outputOf(org, {}, forms(...changes))).toMatchObject([{}, { Name: 'Changed' }, {}]);
  });

  test.each([
    ['/services/apexrest/orders', 'only paths of the data API'],
    ['/services/data/v68.0/limits', 'its API version 68.0'],
    ['/services/data/v33.0/limits', 'its API version 33.0'],
    ['https://evil.example/services/data/v67.0/limits', 'is not on the org’s own host'],
  ])('to %s are refused before anything is sent', async (path, message) => {
    const { context, sent } = hostOn(org, forms({ method: 'GET', path: 'limits' }, { method: 'GET', path }));
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test('that Salesforce cannot read as a whole are divided until the wrong one is found', async () => {
    const control = new Control(org.controlUrl);
    const refusal = [{ errorCode: 'JSON_PARSER_ERROR', message: 'no' }];
    await control.post('faults', { path: '/composite/batch', times: 1, status: 400, body: refusal });
    const each = Array.from({ length: 4 }, (_, n) => created(`Divided ${n}`));
    expect(await outputOf(org, {}, forms(...each))).toHaveLength(4);
    expect(await counted('Divided')).toBe(4);
  });
});

describe('An answer that is not one', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const results = (...statuses: number[]) => statuses.map((statusCode) => ({ statusCode, result: null }));
  const page: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' };
  const answered = (body: unknown): Answer => ({ status: 200, headers: JSON_TYPE, body });

  const LIES: readonly (readonly [string, () => Answer])[] = [
    ['a page', () => page],
    ['nothing', () => answered('')],
    ['half of it', () => answered('{"hasErrors":false,"results":[')],
    ['too few results', () => answered({ hasErrors: false, results: results(201) })],
    ['too many results', () => answered({ hasErrors: false, results: results(201, 201, 201) })],
    ['results without a status', () => answered({ hasErrors: false, results: [{}, {}] })],
    ['errors that it denies', () => answered({ hasErrors: false, results: results(201, 400) })],
    ['errors that it invents', () => answered({ hasErrors: true, results: results(201, 201) })],
    ['a gateway’s page', () => ({ ...page, status: 502 })],
    [
      'a connection that breaks',
      () => {
        throw broken('ECONNRESET');
      },
    ],
  ];

  test.each(LIES)('%s: writes may have been carried out, and are not sent again', async (_, answer) => {
    const { context, sent } = host({ ...forms(created('a'), created('b')), answer, continueOnFail: true });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toMatchObject([1, 2].map(() => ({ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } })));
    expect(sent).toHaveLength(1);
  });

  test('is asked for again where all of them read', async () => {
    const reads = [1, 2].map(() => ({ method: 'GET', path: 'limits' }));
    const good = answered({ hasErrors: false, results: reads.map(() => ({ statusCode: 200, result: { a: 1 } })) });
    const { context, sent } = host({ ...forms(...reads), answer: (_, count) => (count === 1 ? page : good) });
    expect((await run(context)).map(({ json }) => json)).toEqual([{ a: 1 }, { a: 1 }]);
    expect(sent).toHaveLength(2);
  });

  test('holds back what would come after it, if that would fail the same way', async () => {
    const each = Array.from({ length: 60 }, (_, n) => created(`x ${n}`));
    const body = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
    const { context, sent } = host({
      ...forms(...each),
      answer: () => ({ status: 403, headers: JSON_TYPE, body }),
      continueOnFail: true,
    });
    const codes = (await run(context)).map(({ json }) => (json['error'] as IDataObject)['errorCode']);
    expect(codes).toEqual([
      ...Array.from({ length: 25 }, () => 'REQUEST_LIMIT_EXCEEDED'),
      ...Array.from({ length: 35 }, () => 'NOT_SENT'),
    ]);
    expect(sent).toHaveLength(1);
  });
});

describe('Results that are not those of their requests', () => {
  const IDS = ['001000000000001AAA', '001000000000002AAA', '001000000000003AAA'] as const;
  const answered = (statusCode: number, results: readonly unknown[]): Answer => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { hasErrors: false, results: results.map((result) => ({ statusCode, result })) },
  });
  const record = (Id: string) => ({ attributes: { type: 'Account' }, Id, Name: Id });
  const saved = (id: string) => ({ id, success: true, errors: [] });
  const reads = IDS.map((id) => ({ method: 'GET', path: `sobjects/Account/${id}?fields=Id,Name` }));
  const creates = IDS.map(created);

  test('are asked for again where they are records, and never given to another item', async () => {
    const good = answered(200, IDS.map(record));
    const swapped = answered(200, IDS.map(record).reverse());
    const once = host({ ...forms(...reads), answer: (_, count) => (count === 1 ? swapped : good) });
    expect((await run(once.context)).map(({ json }) => json['Id'])).toEqual([...IDS]);
    const always = host({ ...forms(...reads), answer: () => swapped, continueOnFail: true });
    const output = (await run(always.context)).map(({ json }) => json);
    expect(output).toMatchObject(
      IDS.map(() => ({
        error: {
          errorCode: 'UNEXPECTED_ANSWER',
          message: expect.stringContaining(`it is about record ${IDS[2]}, and ${IDS[0]} was asked for`),
        },
      })),
    );
    expect(always.sent).toHaveLength(3);
  });

  test.each([
    ['one new record for all', IDS.map(() => saved(IDS[0]))],
    ['a record of another object', IDS.map((id) => saved(id.replace('001', '003')))],
    ['a record that was not saved', IDS.map((id) => ({ ...saved(id), success: false }))],
    ['errors', IDS.map(() => [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }])],
  ])('%s: writes may have been carried out, and are not sent again', async (_, results) => {
    const { context, sent } = host({
      ...forms(...creates),
      answer: () => answered(201, results),
      continueOnFail: true,
    });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toMatchObject(IDS.map(() => ({ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } })));
    expect(sent).toHaveLength(1);
  });

  test('are told of a later request, too', async () => {
    const each = Array.from({ length: 50 }, (_, n) => created(`x ${n}`));
    const results = Array.from({ length: 25 }, (_, n) => saved(`0010000000000${10 + n}`));
    const { context } = host({ ...forms(...each), answer: () => answered(201, results), continueOnFail: true });
    const output = (await run(context)).map(({ json }) => json);
    expect(output.filter(({ success }) => success === true)).toHaveLength(25);
    expect(output.slice(25)).toMatchObject(results.map(() => ({ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } })));
  });

  test('are uncertain for what writes, and failed for what reads beside it', async () => {
    const mixed = [reads[0] ?? {}, created('a')];
    const answer = () => answered(200, [record(IDS[1]), saved(IDS[2])]);
    const { context, sent } = host({ ...forms(...mixed), answer, continueOnFail: true });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      { error: { errorCode: 'UNEXPECTED_ANSWER' } },
      { error: { errorCode: 'MAY_HAVE_BEEN_DONE' } },
    ]);
    expect(sent).toHaveLength(1);
  });
});
