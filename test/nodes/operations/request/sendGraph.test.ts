import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { broken, host, type Answer, type HostOptions } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';

const FORM: IDataObject = { resource: 'request', operation: 'sendGraph', queryString: {}, jsonBody: '{}' };

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

const node = (referenceId: string, path: string, jsonBody: IDataObject, method = 'POST'): IDataObject => ({
  ...FORM,
  referenceId,
  method,
  path,
  jsonBody: JSON.stringify(jsonBody),
});
/** Each item a node of one graph. */
const nodes = (...each: readonly IDataObject[]): HostOptions => ({
  parameters: (index) => ({ ...each[index] }),
  items: each.map(() => ({})),
});
const graph = (name: string): IDataObject[] => [
  { referenceId: 'account', method: 'POST', path: 'sobjects/Account', body: { Name: name } },
  {
    referenceId: 'contact',
    method: 'POST',
    path: 'sobjects/Contact',
    body: { LastName: name, AccountId: '@{account.id}' },
  },
  { referenceId: 'read', method: 'GET', path: 'sobjects/Account/@{account.id}?fields=Name' },
];
const NODE = { referenceId: 'a', method: 'POST', path: 'sobjects/Account' };
/** Each item a graph of its own. */
const graphs = (...each: readonly unknown[]): HostOptions => ({
  parameters: (index) => ({ ...FORM, graphOf: 'eachItem', nodes: each[index] as IDataObject }),
  items: each.map(() => ({})),
});

async function countOf(object: string, where: string): Promise<unknown> {
  const soql = `SELECT COUNT() FROM ${object} WHERE ${where}`;
  return (await outputOf(org, { resource: 'query', operation: 'soql', soql }))[0]?.['count'];
}

describe('Items that are the nodes of one graph', () => {
  test('are saved with references between them, in one call', async () => {
    const each = [
      node('account1', 'sobjects/Account', { Name: 'Graph' }),
      node('contact1', 'sobjects/Contact', { LastName: 'Graph', AccountId: '@{account1.id}' }),
      node('change', 'sobjects/Account/@{account1.id}', { Phone: '1' }, 'PATCH'),
      node('read', 'sobjects/Account/@{account1.id}?fields=Name,Phone', {}, 'GET'),
    ];
    const { context, sent } = hostOn(org, nodes(...each));
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      { referenceId: 'account1', statusCode: 201, body: { success: true } },
      { referenceId: 'contact1', statusCode: 201 },
      { referenceId: 'change', statusCode: 204, body: null },
      { referenceId: 'read', statusCode: 200, body: { Name: 'Graph', Phone: '1' } },
    ]);
    expect(sent).toHaveLength(1);
    expect(await countOf('Contact', "Account.Name = 'Graph'")).toBe(1);
  });

  test('can have names that begin with a digit, which others can refer to', async () => {
    const each = [
      node('1', 'sobjects/Account', { Name: 'Digit' }),
      node('2b', 'sobjects/Contact', { LastName: 'Digit', AccountId: '@{1.id}' }),
      node('read', 'sobjects/Contact/@{2b.id}?fields=LastName', {}, 'GET'),
    ];
    const { context } = hostOn(org, nodes(...each));
    expect((await run(context)).map(({ json }) => json['statusCode'])).toEqual([201, 201, 200]);
    expect(await countOf('Contact', "Account.Name = 'Digit'")).toBe(1);
  });

  test('are creates unless another method is chosen, so that the form asks for their fields', async () => {
    const { method, ...untouched } = node('account1', 'sobjects/Account', { Name: 'Untouched' });
    expect(method).toBe('POST');
    const { context } = hostOn(org, nodes(untouched));
    expect((await run(context)).map(({ json }) => json)).toMatchObject([{ statusCode: 201 }]);
    expect(await countOf('Account', "Name = 'Untouched'")).toBe(1);
  });

  test('are all rolled back if one fails, and each says why', async () => {
    const each = [node('a', 'sobjects/Account', { Name: 'Undone' }), node('b', 'sobjects/Contact', { FirstName: 'x' })];
    const { context } = hostOn(org, { ...nodes(...each), continueOnFail: true });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      {
        error: {
          errorCode: 'PROCESSING_HALTED',
          message: expect.stringMatching(/rolled back\. “b” failed: .*REQUIRED_FIELD_MISSING/),
        },
      },
      { error: { errorCode: 'REQUIRED_FIELD_MISSING' } },
    ]);
    expect(await countOf('Account', "Name = 'Undone'")).toBe(0);
  });

  test('are not sent without one of them, even if the node goes on', async () => {
    const each = [node('a', 'sobjects/Account', { Name: 'Alone' }), node('_b', 'sobjects/Contact', {})];
    const { context, sent } = hostOn(org, { ...nodes(...each), continueOnFail: true });
    expect((await run(context)).map(({ json }) => json)).toMatchObject([
      {
        error: { errorCode: 'NOT_SENT', actions: [expect.stringMatching(/^Correct that item and run again: a graph/)] },
      },
      { error: { message: 'Reference ID: use letters, digits and underscores, with a letter or digit first.' } },
    ]);
    expect(sent).toEqual([]);
  });

  test.each([
    [
      'the same name twice',
      [node('a', 'sobjects/Account', {}), node('a', 'sobjects/Account', {})],
      'the same Reference ID',
    ],
    ['a path that is no record’s', [node('a', 'query', {}, 'GET')], 'a graph has only paths of records'],
    ['a path of another host', [node('a', 'https://evil.example/services/data/v67.0/sobjects/A', {})], 'own host'],
    [
      'more nodes than 500',
      Array.from({ length: 501 }, (_, n) => node(`n${n}`, 'sobjects/Account', {})),
      'at most 500',
    ],
  ])('with %s are refused before anything is sent', async (_, each, message) => {
    const { context, sent } = hostOn(org, nodes(...each));
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });
});

describe('Items that are graphs', () => {
  test('give an item for each node; one that fails takes no other back', async () => {
    const failing = [...graph('Half'), { referenceId: 'bad', method: 'POST', path: 'sobjects/Contact', body: {} }];
    const { context, sent } = hostOn(org, { ...graphs(graph('One'), failing, graph('Two')), continueOnFail: true });
    const output = await run(context);
    expect(output.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual([0, 0, 0, 1, 2, 2, 2]);
    expect(output[2]?.json).toMatchObject({ referenceId: 'read', body: { Name: 'One' } });
    expect(output[3]?.json).toMatchObject({
      error: { errorCode: 'REQUIRED_FIELD_MISSING', message: expect.stringContaining('“bad”: ') },
    });
    expect(sent).toHaveLength(1);
    expect(await countOf('Account', "Name IN ('One', 'Half', 'Two')")).toBe(2);
  });

  test('go 75 or 500 nodes in a call', async () => {
    const many = hostOn(org, graphs(...Array.from({ length: 80 }, (_, n) => graph(`Many ${n}`))));
    await run(many.context);
    expect(many.sent).toHaveLength(2);
    const large = (n: number) =>
      Array.from({ length: 200 }, (_, m) => ({
        referenceId: `a${m}`,
        method: 'POST',
        path: 'sobjects/Account',
        body: { Name: `Large ${n}` },
      }));
    const few = hostOn(org, graphs(...[1, 2, 3].map(large)));
    await run(few.context);
    expect(few.sent).toHaveLength(2);
    expect(await countOf('Account', "Name LIKE 'Large%'")).toBe(600);
  });

  test.each([
    ['{', 'this is not a list in JSON'],
    [{}, 'this is not a list in JSON'],
    [[], 'The list has no node'],
    [[5], 'Node 0 needs a referenceId'],
    [[{ referenceId: 'a', method: 'PUT', path: 'sobjects/Account' }], 'its method is one of DELETE, GET, PATCH, POST'],
    [[{ ...NODE, Body: { Name: 'a' } }], 'Node 0 has “Body”, which is none of referenceId, method, path, body.'],
    [[NODE, { ...NODE, httpHeaders: {} }], 'Node 1 has “httpHeaders”'],
    [[{ ...NODE, body: '{"Name":"a"}' }], 'Node 0: its body is text'],
    [[{ ...NODE, body: undefined }], 'node 0: body: it is undefined'],
    [[{ ...NODE, body: { Name: undefined } }], 'node 0: body: Name is undefined'],
    ...[null, 5, true, []].map(
      (body) => [[{ ...NODE, body }], 'node 0: body: a graph takes a JSON object only'] as const,
    ),
  ])('of %j are refused before anything is sent', async (list, message) => {
    const { context, sent } = hostOn(org, graphs(list));
    await expect(run(context)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });
});

test.each([null, 'null', '[1]', '5', '"x"', ' true', [1], 7])(
  'A node whose JSON is %j is refused before anything is sent',
  async (json) => {
    const { context, sent } = hostOn(org, nodes({ ...FORM, ...NODE, jsonBody: json as string }));
    await expect(run(context)).rejects.toThrow(/^JSON: (?:a graph takes a JSON object only|this is not valid JSON)/);
    expect(sent).toEqual([]);
  },
);

test('A node in a list is a create unless it names another method', async () => {
  const node = { referenceId: 'account', path: 'sobjects/Account', body: { Name: 'Untold' } };
  await run(hostOn(org, graphs([node])).context);
  expect(await countOf('Account', "Name = 'Untold'")).toBe(1);
});

describe('References to other nodes', () => {
  const query = { referenceId: 'found', method: 'GET', path: 'sobjects/Account/listviews' };

  test.each([
    ['@{account.id}', 'sobjects/Account/@{account.id}'],
    ['@{found.listviews[0].id}', 'sobjects/Account/listviews/@{found.listviews[0].id}/describe'],
    ['@{found.listviews[10].a_b.c}', 'sobjects/Account/@{found.listviews[10].a_b.c}?fields=Name'],
  ])('%s stand in a path as they are written', async (_, path) => {
    const answer = (): Answer => ({ status: 400, body: [{ errorCode: 'X', message: 'x' }] });
    const list = [query, { referenceId: 'last', method: 'GET', path }];
    const { context, sent } = host({ ...graphs(list), answer, continueOnFail: true });
    await run(context);
    expect(String(sent[0]?.body)).toContain(`${path}"`);
  });

  test.each(['@{a b}', '@{a.b', '@{[0]}', '@{a[x]}', '{a.id}'])('%s is none, and is encoded', async (path) => {
    const answer = (): Answer => ({ status: 400, body: [{ errorCode: 'X', message: 'x' }] });
    const { context, sent } = host({
      ...graphs([{ referenceId: 'a', method: 'GET', path: `sobjects/Account/${path}` }]),
      answer,
      continueOnFail: true,
    });
    await run(context);
    expect(String(sent[0]?.body)).toContain('%7B');
    expect(String(sent[0]?.body)).not.toContain(path);
  });

  test('to a record of a list that a node read lead to it', async () => {
    const list = [
      ...graph('Listed'),
      { referenceId: 'people', method: 'GET', path: 'sobjects/Account/@{account.id}/Contacts' },
      { referenceId: 'person', method: 'GET', path: 'sobjects/Contact/@{people.records[0].Id}?fields=LastName' },
    ];
    const { context } = hostOn(org, graphs(list));
    expect((await run(context)).at(-1)?.json).toMatchObject({ statusCode: 200, body: { LastName: 'Listed' } });
  });

  test('that lead nowhere are the reason of their graph, which is not sent again', async () => {
    const lost = [
      { referenceId: 'a', method: 'POST', path: 'sobjects/Account', body: { Name: 'Lost' } },
      {
        referenceId: 'b',
        method: 'POST',
        path: 'sobjects/Contact',
        body: { LastName: 'Lost', AccountId: '@{a.nothing}' },
      },
    ];
    const { context, sent } = hostOn(org, { ...graphs(lost, graph('Fine')), continueOnFail: true });
    const output = await run(context);
    expect(output[0]?.json).toMatchObject({
      error: { message: expect.stringMatching(/^“b”: Invalid reference specified[^(]*\(PROCESSING_HALTED\)$/) },
    });
    const error = output[0]?.json['error'] as IDataObject;
    expect(error['actions']).toEqual([expect.stringContaining('Correct the reference')]);
    expect(sent).toHaveLength(1);
  });
});

test('A reference that leads nowhere is told once in each node of its graph, with what to do', async () => {
  const each = [
    node('a', 'sobjects/Account', { Name: 'Lost' }),
    node('b', 'sobjects/Contact', { LastName: 'Lost', AccountId: '@{a.nothing}' }),
  ];
  const { context } = hostOn(org, { ...nodes(...each), continueOnFail: true });
  const errors = (await run(context)).map(({ json }) => json['error'] as IDataObject);
  expect(errors.map(({ message }) => String(message).split('(PROCESSING_HALTED)').length)).toEqual([2, 2]);
  expect(errors.map(({ actions }) => String(actions))).toEqual([
    expect.stringContaining('Correct what failed'),
    expect.stringContaining('Correct the reference'),
  ]);
});

describe('Graphs that Salesforce does not begin after too many failures', () => {
  const failing = [{ referenceId: 'bad', method: 'POST', path: 'sobjects/Contact', body: {} }];

  test('are sent again without those that failed, and each is saved once', async () => {
    const each = Array.from({ length: 50 }, (_, n) => (n < 35 ? failing : graph(`Begun ${n}`)));
    const { context, sent } = hostOn(org, { ...graphs(...each), continueOnFail: true });
    const output = await run(context);
    expect(output.slice(0, 35).map(({ json }) => (json['error'] as IDataObject)['errorCode'])).toEqual(
      Array.from({ length: 35 }, () => 'REQUIRED_FIELD_MISSING'),
    );
    expect(output.slice(35).every(({ json }) => json['statusCode'] !== undefined)).toBe(true);
    expect(await countOf('Account', "Name LIKE 'Begun%'")).toBe(15);
    expect(sent).toHaveLength(3);
  });

  test('are said not to have been begun, not to have been rolled back, where they never are', async () => {
    const halted = {
      errorCode: 'PROCESSING_HALTED',
      message: 'The transaction was rolled back since another operation failed.',
    };
    const answer = (request: { body?: unknown }): Answer => {
      const { graphs: asked } = JSON.parse(String(request.body)) as { graphs: { graphId: string }[] };
      const results = asked.map(({ graphId }) => ({
        graphId,
        isSuccessful: false,
        graphResponse: {
          compositeResponse: [{ referenceId: 'bad', httpStatusCode: 400, httpHeaders: {}, body: [halted] }],
        },
      }));
      return { status: 200, headers: { 'content-type': 'application/json' }, body: { graphs: results } };
    };
    const { context, sent } = host({ ...graphs(failing, failing), answer, continueOnFail: true });
    const output = await run(context);
    for (const { json } of output) {
      expect(json).toMatchObject({ error: { message: expect.stringContaining('The graph was not begun') } });
    }
    expect(sent).toHaveLength(1);
  });
});

describe('An answer that is not that of the graph', () => {
  const result = (referenceId: string, httpStatusCode = 201) => ({
    referenceId,
    httpStatusCode,
    httpHeaders: {},
    body: {},
  });
  const answered = (graphId: string, isSuccessful: boolean, ...compositeResponse: object[]) => ({
    graphs: [{ graphId, isSuccessful, graphResponse: { compositeResponse } }],
  });
  const LIES: (readonly [string, unknown])[] = [
    ['a page', '<html>Log in</html>'],
    ['nothing', ''],
    ['no graph', { graphs: [] }],
    ['another graph', answered('7', true, result('a'), result('b'))],
    ['a node too few', answered('0', true, result('a'))],
    ['a node twice', answered('0', true, result('a'), result('a'))],
    ['a node too many', answered('0', true, result('a'), result('b'), result('c'))],
    ['other nodes', answered('0', true, result('a'), result('x'))],
    ['a failure that it denies', answered('0', true, result('a'), result('b', 400))],
    ['a failure that it invents', answered('0', false, result('a'), result('b'))],
    ['a failure of no node that it denies', answered('0', true, { ...result('a', 400), referenceId: null })],
    ['a success of no node', answered('0', false, { ...result('a'), referenceId: null })],
    [
      'two failures of no node',
      answered('0', false, ...['a', 'b'].map((name) => ({ ...result(name, 400), referenceId: null }))),
    ],
  ];
  const saved = (referenceId: string, id: string) => ({
    ...result(referenceId),
    body: { id, success: true, errors: [] },
  });
  LIES.push(
    [
      'records of other objects',
      answered('0', true, saved('a', '003000000000001AAA'), saved('b', '001000000000001AAA')),
    ],
    ['one record for both', answered('0', true, saved('a', '001000000000001AAA'), saved('b', '001000000000001AAA'))],
    [
      'a list of errors',
      answered('0', true, result('a'), { ...result('b'), body: [{ errorCode: 'X_Y', message: '' }] }),
    ],
  );
  const each = [node('a', 'sobjects/Account', {}), node('b', 'sobjects/Account', {})];

  test.each(LIES)('%s: it may have been carried out, and is not sent again', async (_, body) => {
    const answer = (): Answer => ({ status: 200, headers: { 'content-type': 'application/json' }, body });
    const { context, sent } = host({ ...nodes(...each), answer, continueOnFail: true });
    expect((await run(context)).map(({ json }) => json)).toMatchObject(
      each.map(() => ({ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } })),
    );
    expect(sent).toHaveLength(1);
  });

  test.each([[null], [undefined]])('a failure of no node (%j) is that of the graph: nothing is saved', async (name) => {
    const body = [{ errorCode: 'LIMIT_EXCEEDED', message: 'Too many of them.' }];
    const refused = answered('0', false, { ...result('a', 400), referenceId: name, body });
    const answer = (): Answer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: refused });
    const { context, sent } = host({ ...nodes(...each), answer, continueOnFail: true });
    expect((await run(context)).map(({ json }) => json)).toMatchObject(
      each.map(() => ({
        error: { errorCode: 'LIMIT_EXCEEDED', message: expect.stringContaining('Too many of them.') },
      })),
    );
    expect(sent).toHaveLength(1);
  });

  test('a connection that breaks: the same', async () => {
    const answer = (): Answer => {
      throw broken('ECONNRESET');
    };
    const { context, sent } = host({ ...nodes(...each), answer, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({ error: { errorCode: 'MAY_HAVE_BEEN_DONE' } });
    expect(sent).toHaveLength(1);
  });
});
