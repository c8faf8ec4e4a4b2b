import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { quickPauses } from '../../../support/quickPauses';
import { host, type Answer } from '../../support/host';
import { hostOn, named, outputOf } from '../../support/simulated';

quickPauses(5_000);

const graphql = (graphqlQuery: string, more: IDataObject = {}): IDataObject => ({
  resource: 'graphql',
  operation: 'run',
  graphqlQuery,
  ...more,
});
const withVariables = (...variable: IDataObject[]): IDataObject => ({ variables: { variable } });
const contacts = (args = 'first: 7, after: $after', parts = 'totalCount'): string =>
  `query ($after: String) { uiapi { query { Contact(${args}) {
    edges { node { Id LastName { value displayValue } Account { Name { value } } } }
    pageInfo { hasNextPage endCursor } ${parts}
  } } } }`;
const RECORDS = { returnData: 'records', connection: 'uiapi.query.Contact', returnAll: true };
const create = (name: string): string =>
  `mutation { uiapi { AccountCreate(input: { Account: { Name: ${JSON.stringify(name)} } }) { Record { Id Name { value } } } } }`;

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 30 });
});
afterAll(() => org.close());

const accountsNamed = async (name: string): Promise<number> =>
  (await outputOf(org, { resource: 'query', operation: 'soql', soql: `SELECT Id FROM Account WHERE Name = '${name}'` }))
    .length;

describe('A GraphQL query', () => {
  test('returns its data as one item', async () => {
    const [item, ...others] = await outputOf(
      org,
      graphql('{ uiapi { query { Contact(first: 2) { edges { node { Id } } totalCount } } } }'),
    );
    expect(others).toEqual([]);
    expect(item).toEqual({
      uiapi: {
        query: { Contact: { totalCount: 30, edges: [1, 2].map(() => ({ node: { Id: expect.any(String) } })) } },
      },
    });
  });

  test('returns the records of all pages, each once and simplified', async () => {
    const { context, sent } = hostOn(org, { parameters: graphql(contacts(), RECORDS) });
    const output = (await run(context)).map(({ json }) => json);
    expect(new Set(output.map(({ Id }) => Id)).size).toBe(30);
    expect(output[0]).toEqual({
      Id: expect.stringMatching(/^003/),
      LastName: expect.any(String),
      Account: expect.anything(),
    });
    expect(sent).toHaveLength(5);
    const raw = await outputOf(
      org,
      graphql(contacts(), { ...RECORDS, returnAll: false, limit: 9, options: { simplify: false } }),
    );
    expect(raw).toHaveLength(9);
    expect(raw[0]).toMatchObject({ LastName: { value: expect.any(String), displayValue: null } });
  });

  test('takes typed variables, whose values stay values', async () => {
    await outputOf(org, graphql(create('"); DROP } # \\'), {}));
    const query =
      'query ($name: String, $least: Int, $on: Boolean) { uiapi { query { Account(first: $least, where: { Name: { eq: $name } }) { edges { node { Name { value } } } } } } }';
    const { context, sent } = hostOn(org, {
      parameters: graphql(
        query,
        withVariables(
          { name: 'name', value: '"); DROP } # \\' },
          { name: 'least', type: 'number', value: '5' },
          { name: 'on', type: 'boolean', value: 'yes' },
        ),
      ),
    });
    const [output] = await run(context);
    expect(output?.json).toMatchObject({
      uiapi: { query: { Account: { edges: [{ node: { Name: { value: '"); DROP } # \\' } } }] } } },
    });
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      query,
      variables: { name: '"); DROP } # \\', least: 5, on: true },
    });
  });

  const found = (filter: string, head = '$name: String') =>
    `query (${head}) { uiapi { query { Account(where: { Name: ${filter} }) { totalCount } } } }`;
  const count = async (query: string, more: IDataObject = {}) => {
    const { context, hints } = hostOn(org, { parameters: graphql(query, more) });
    const [output] = await run(context);
    const { uiapi } = output?.json as { uiapi: { query: { Account: { totalCount: number } } } };
    return { count: uiapi.query.Account.totalCount, hints: hints.map(({ message }) => message) };
  };

  test('says which variables have no value, as Salesforce leaves out what they stand for', async () => {
    const { count: all } = await count('{ uiapi { query { Account { totalCount } } } }');
    const left = [expect.stringContaining('The query declares $name, which has no value')];
    expect(await count(found('{ eq: $name }'))).toEqual({ count: all, hints: left });
    const none = { count: 0, hints: [] };
    expect(await count(found('{ eq: $name }'), withVariables({ name: 'name', value: null }))).toEqual(none);
    expect(await count(found('{ eq: $name }', '$name: String = "Nobody"'))).toEqual(none);
    expect((await count(found('{ eq: "x" }', '$after: String'))).hints).toEqual([]);
  });

  test('takes variables in JSON with all their digits, and follows pages with them', async () => {
    const query = contacts('first: $n, after: $after').replace('$after: String', '$after: String, $n: Int');
    const variables = { specifyVariables: 'json', variablesJson: '{ "n": 20 }' };
    expect(await outputOf(org, graphql(query, { ...RECORDS, ...variables }))).toHaveLength(30);
    const { context, sent } = host({
      parameters: graphql('query ($n: Long) { uiapi { x(n: $n) } }', {
        specifyVariables: 'json',
        variablesJson: '{"n":12345678901234567890}',
      }),
      answer: () => ({ status: 200, body: { data: { uiapi: { x: 1 } } } }),
    });
    await run(context);
    expect(sent[0]?.body).toContain('"variables":{"n":12345678901234567890}');
  });

  test('takes numbers with the digits that are written', async () => {
    const { context, sent } = host({
      parameters: graphql(
        'query ($a: Currency, $b: Int, $c: Double) { x(a: $a, b: $b, c: $c) }',
        withVariables(
          { name: 'a', type: 'number', value: '12.50' },
          { name: 'b', type: 'number', value: ' +7 ' },
          { name: 'c', type: 'number', value: '.5' },
        ),
      ),
      answer: () => ({ status: 200, body: { data: { x: 1 } } }),
    });
    await run(context);
    expect(sent[0]?.body).toContain('"variables":{"a":12.50,"b":7,"c":0.5}');
  });

  test('runs the operation that is named', async () => {
    const query =
      'query A { uiapi { query { Contact { totalCount } } } } query B { uiapi { query { Account { totalCount } } } }';
    const output = await outputOf(org, graphql(query, { options: { operationName: 'B' } }));
    expect(output).toEqual([{ uiapi: { query: { Account: { totalCount: expect.any(Number) } } } }]);
    await expect(outputOf(org, graphql(query))).rejects.toMatchObject({
      message: expect.stringContaining('OperationNotSupported'),
      description: expect.stringContaining('Operation Name'),
    });
  });

  describe('names the connections of which not all records came', () => {
    const withCases = (parts: string, args = '') =>
      `query ($id: ID, $after: String, $n: Int = 7) { uiapi { query { Account(first: 5, after: $after, where: { Id: { eq: $id } }) {
        edges { node { Id Cases${args} { edges { node { Id } } ${parts} } } } pageInfo { hasNextPage endCursor }
      } } } }`;
    const ACCOUNTS = { returnData: 'records', connection: 'uiapi.query.Account', returnAll: true };
    let id = '';
    beforeAll(async () => {
      const items = Array.from({ length: 12 }, (_, n) => ({ Subject: `Case ${n}` }));
      const create = {
        resource: 'record',
        operation: 'create',
        fields: { mappingMode: 'autoMapInputData', value: null },
      };
      const [account] = await outputOf(org, { ...create, object: named('Account') }, { items: [{ Name: 'Twelve' }] });
      id = String(account?.['id']);
      const cases = items.map((item) => ({ ...item, AccountId: id }));
      await outputOf(org, { ...create, object: named('Case') }, { items: cases });
    });

    const has = 'Cases has more records than came';
    const may = 'Cases may have more than the 10 records that came';
    test.each<[string, string, IDataObject, number, string[]]>([
      ['totalCount', '', ACCOUNTS, 10, [has]],
      ['pageInfo { hasNextPage }', '', ACCOUNTS, 10, [has]],
      ['', '', ACCOUNTS, 10, [may]],
      ['', '', { ...ACCOUNTS, options: { simplify: false } }, 10, [may]],
      [
        '',
        '(first: 5)',
        ACCOUNTS,
        5,
        ['Cases may have more than the 5 records that its first asks for: ask for its pageInfo'],
      ],
      ['', '(first: 10)', ACCOUNTS, 10, ['Cases may have more than the 10 records that its first asks for: ask']],
      ['', '(first: $n)', ACCOUNTS, 7, ['Cases may have more than the 7 records that its first']],
      ['', '(first: 25)', ACCOUNTS, 12, []],
      ['', '(first: 5)', {}, 5, []],
      ['totalCount', '(first: 5)', ACCOUNTS, 5, ['Cases has more than the 5 records that its first asks for.']],
      ['totalCount', '(first: 12)', ACCOUNTS, 12, []],
      ['', '', {}, 10, [may]],
      ['totalCount', '', {}, 10, []],
    ])('%s %s %j', async (parts, args, more, came, words) => {
      const parameters = graphql(withCases(parts, args), { ...withVariables({ name: 'id', value: id }), ...more });
      const { context, hints } = hostOn(org, { parameters });
      const [output] = await run(context);
      expect(JSON.stringify(output?.json).split('"500').length - 1).toBe(came);
      expect(hints.map(({ message }) => message)).toEqual(words.map((start) => expect.stringContaining(start)));
    });
  });

  test('warns where paging does not reach all records', async () => {
    const answers = [{ n: 4_000, totalCount: 5_000 }, { n: 4_000 }];
    for (const { n, ...counted } of answers) {
      const edges = Array.from({ length: n }, (_, index) => ({ node: { Name: { value: `N${index}` } } }));
      const Contact = { edges, pageInfo: { hasNextPage: false, endCursor: 'x' }, ...counted };
      const { context, hints } = host({
        parameters: graphql(contacts(), RECORDS),
        answer: () => ({ status: 200, body: { data: { uiapi: { query: { Contact } } }, errors: [] } }),
      });
      expect(await run(context)).toHaveLength(4_000);
      expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining('upperBound') })]);
    }
  });
});

describe('What is wrong with a query', () => {
  test.each([
    [
      '{ uiapi { query { Contact { edges { node { Nope { value } } } } } } }',
      "Field 'Nope' in type 'Contact' is undefined",
      'ValidationError',
    ],
    ['{ uiapi { query { Contact { edges ', 'Invalid syntax', 'InvalidSyntax'],
    ['{ uiapi { query { Contact(after: "nonsense") { totalCount } } } }', 'Invalid cursor', 'DataFetchingException'],
  ])('is the item’s error, though its answer has status 200: %s', async (query, words, errorCode) => {
    const { context } = hostOn(org, { parameters: graphql(query), continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: { message: expect.stringContaining(words), errorCode, actions: [expect.any(String)] },
    });
  });

  const half = '{ uiapi { query { Contact(first: 1) { totalCount } Account(after: "nonsense") { totalCount } } } }';

  test.each<[string, string, IDataObject]>([
    ['Unknown field argument firstt', '{ uiapi { query { Contact(firstt: 1) { totalCount } } } }', {}],
    ['Unknown field argument x', '{ uiapi(x: 1) { query { Contact { totalCount } } } }', {}],
    [
      'Unknown field argument id',
      'mutation { uiapi { AccountCreate(id: 1, input: { Account: { Name: "No" } }) { Record { Id } } } }',
      {},
    ],
    ["'first' is not a valid 'Int'", '{ uiapi { query { Contact(first: "2") { totalCount } } } }', {}],
    ["'after' is not a valid 'String'", '{ uiapi { query { Contact(after: 2) { totalCount } } } }', {}],
    [
      "Variable 'n' has an invalid value",
      'query ($n: Int) { uiapi { query { Contact(first: $n) { totalCount } } } }',
      withVariables({ name: 'n', type: 'text', value: '2' }),
    ],
    [
      "Variable 'n' has an invalid value",
      'query ($n: [String!]!) { uiapi { query { Contact(where: { LastName: { in: $n } }) { totalCount } } } }',
      withVariables({ name: 'n', type: 'json', value: '["a",2]' }),
    ],
  ])('in its arguments (%s) is an error', async (words, query, variables) => {
    const [item] = await outputOf(org, graphql(query, variables), { continueOnFail: true });
    expect(item).toMatchObject({ error: { errorCode: 'ValidationError', message: expect.stringContaining(words) } });
  });

  test('in a part of it is an error, unless partial data is wanted', async () => {
    await expect(outputOf(org, graphql(half))).rejects.toThrow(
      'Invalid cursor: nonsense (line 1, column 52, uiapi.query.Account)',
    );
    const { context, hints } = hostOn(org, { parameters: graphql(half, { options: { partialData: true } }) });
    expect((await run(context)).map(({ json }) => json)).toEqual([
      {
        uiapi: { query: { Contact: { totalCount: 30 }, Account: null } },
        errors: [expect.objectContaining({ errorCode: 'DataFetchingException' })],
      },
    ]);
    expect(hints).toEqual([
      expect.objectContaining({ message: expect.stringContaining('A part of the query failed') }),
    ]);
  });

  test('in all of it is an error, also where partial data is wanted', async () => {
    const query = '{ uiapi { query { Account(after: "nonsense") { totalCount } } } }';
    await expect(outputOf(org, graphql(query, { options: { partialData: true } }))).rejects.toThrow('Invalid cursor');
  });

  test.each<[string, IDataObject, string]>([
    [
      'a variable that it does not use',
      graphql('{ uiapi }', withVariables({ name: 'nome', value: 'x' })),
      'is not in the query',
    ],
    [
      'a variable in a comment only',
      graphql('{ uiapi } # $name', withVariables({ name: 'name', value: 'x' })),
      'is not in the query',
    ],
    [
      'a variable twice',
      graphql('($a)', withVariables({ name: 'a', value: 1 }, { name: 'a', value: 2 })),
      'is there twice',
    ],
    [
      'a name that is none',
      graphql('($a)', withVariables({ name: 'a": 1, "b', value: 1 })),
      'is not the name of a variable',
    ],
    [
      'a number that is none',
      graphql('($a)', withVariables({ name: 'a', type: 'number', value: 'x' })),
      'is not a number',
    ],
    [
      'JSON that is none',
      graphql('($a)', { specifyVariables: 'json', variablesJson: '[1]' }),
      'JSON: an object is expected',
    ],
    ['no value for a variable that needs one', graphql('query ($a: Int!) { x(a: $a) }'), '“a” has no value'],
    [
      'a variable that needs a value for the cursor',
      graphql(contacts().replace('$after: String', '$after: String!'), RECORDS),
      'its variable $after needs a value (!), and the first page has no cursor',
    ],
    ['pages of a mutation', graphql(create('x'), RECORDS), 'a mutation has no pages'],
    [
      'no variable for the cursor',
      graphql(contacts('first: 7').replace('query ($after: String)', 'query'), RECORDS),
      'does not use the variable $after',
    ],
    [
      'a value for the cursor',
      graphql(contacts(), { ...RECORDS, ...withVariables({ name: 'after', value: 'x' }) }),
      'gets the cursor of the next page',
    ],
    [
      'a connection that it does not have',
      graphql(contacts(), { ...RECORDS, connection: 'uiapi.query.Case' }),
      'is not in the query, which has no “Case”',
    ],
    ['no records', graphql(contacts().replace(/edges.*\n/, ''), RECORDS), 'it does not ask for edges { node }'],
    [
      'no page information',
      graphql(contacts().replace('pageInfo { hasNextPage endCursor }', ''), RECORDS),
      'it does not ask for pageInfo',
    ],
  ])('is told before anything is sent: %s', async (_, parameters, words) => {
    const { context, sent } = hostOn(org, { parameters });
    await expect(run(context)).rejects.toThrow(words);
    expect(sent).toEqual([]);
  });
});

describe('A mutation', () => {
  test('creates, updates and deletes a record', async () => {
    const [created] = await outputOf(org, graphql(create('Mutant')));
    const { Id } = (created as { uiapi: { AccountCreate: { Record: { Id: string } } } }).uiapi.AccountCreate.Record;
    const change = (operation: string, input: string, part: string) =>
      graphql(
        `mutation ($id: IdOrRef!) { uiapi { Account${operation}(input: { Id: $id ${input} }) { ${part} } } }`,
        withVariables({ name: 'id', value: Id }),
      );
    expect(await outputOf(org, change('Update', 'Account: { Name: "Mutated" }', 'success'))).toEqual([
      { uiapi: { AccountUpdate: { success: true } } },
    ]);
    expect(await accountsNamed('Mutated')).toBe(1);
    expect(await outputOf(org, change('Delete', '', 'Id'))).toEqual([{ uiapi: { AccountDelete: { Id } } }]);
    expect(await accountsNamed('Mutated')).toBe(0);
  });

  const two = (input: string) =>
    `mutation { uiapi${input} { a: AccountCreate(input: { Account: { Phone: "1" } }) { Record { Id } } b: AccountCreate(input: { Account: { Name: "Half" } }) { Record { Id } } } }`;

  test('that fails leaves nothing, and says why', async () => {
    await expect(outputOf(org, graphql(two('')))).rejects.toThrow('Required fields are missing: [Name]');
    expect(await accountsNamed('Half')).toBe(0);
  });

  test('that was carried out in part says so, or returns the part', async () => {
    const query = two('(input: { allOrNone: false })');
    const { context } = hostOn(org, { parameters: graphql(query), continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: {
        errorCode: 'MAY_HAVE_BEEN_DONE',
        message: expect.stringMatching(/only in part\..*Required fields are missing/),
      },
    });
    expect(await accountsNamed('Half')).toBe(1);
    expect(await outputOf(org, graphql(query, { options: { partialData: true } }))).toEqual([
      { uiapi: { a: null, b: { Record: { Id: expect.any(String) } } }, errors: [expect.anything()] },
    ]);
  });

  const answers: readonly (readonly [string, Answer | (() => never)])[] = [
    ['a page', { status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } }],
    ['half of an answer', { status: 200, body: '{"data":{"ui', headers: { 'content-type': 'application/json' } }],
    ['nothing', { status: 200, body: {} }],
    ['data that is nothing', { status: 200, body: { data: null, errors: [] } }],
    ['a payload that is null', { status: 200, body: { data: { uiapi: { AccountCreate: null } }, errors: [] } }],
    ['a payload of nulls', { status: 200, body: { data: { uiapi: { AccountCreate: { Record: null } } } } }],
    ['a payload that denies it', { status: 200, body: { data: { uiapi: { AccountUpdate: { success: false } } } } }],
    ['one payload of two', { status: 200, body: { data: { uiapi: { a: { Record: { Id: '001' } }, b: null } } } }],
    ['no payload', { status: 200, body: { data: { uiapi: null } } }],
    [
      'errors beside a record whose fields are empty',
      {
        status: 200,
        body: {
          data: { uiapi: { a: { Record: { Fax: { value: null } } }, b: null } },
          errors: [{ message: 'No', extensions: { ErrorType: 'DataFetchingException' } }],
        },
      },
    ],
    ['errors that are none', { status: 200, body: { data: {}, errors: 'x' } }],
    [
      'an error that leaves it open',
      {
        status: 200,
        body: { data: null, errors: [{ message: 'Aborted', extensions: { ErrorType: 'ExecutionAborted' } }] },
      },
    ],
    ['an error of nobody’s', { status: 200, body: { errors: [{ message: 'Internal server error' }] } }],
    ['a gateway', { status: 503, body: 'no' }],
    ['a 401 of a proxy', { status: 401, body: 'no' }],
    [
      'a connection that breaks',
      () => {
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      },
    ],
  ];

  test('that was carried out may have nothing but empty fields to tell', async () => {
    const data = { uiapi: { AccountCreate: { Record: { Fax: { value: null } } } } };
    const { context } = host({ parameters: graphql(create('x')), answer: () => ({ status: 200, body: { data } }) });
    expect((await run(context)).map(({ json }) => json)).toEqual([data]);
  });

  test.each(answers)('is not sent again after %s, and says so', async (_, answer) => {
    const give = typeof answer === 'function' ? answer : () => answer;
    const mutation = host({ parameters: graphql(create('x')), answer: give, continueOnFail: true });
    expect((await run(mutation.context))[0]?.json).toMatchObject({
      error: { errorCode: 'MAY_HAVE_BEEN_DONE', actions: [expect.stringContaining('Check in Salesforce')] },
    });
    expect(mutation.sent).toHaveLength(1);
  });
});

test('A query is sent again after a gateway, as it changes nothing', async () => {
  const { context, sent } = host({
    parameters: graphql('{ uiapi }'),
    answer: (_, count) => (count < 3 ? { status: 503, body: 'no' } : { status: 200, body: { data: { uiapi: 1 } } }),
  });
  expect((await run(context)).map(({ json }) => json)).toEqual([{ uiapi: 1 }]);
  expect(sent).toHaveLength(3);
});

describe('A connection that is written in another way than the data have it', () => {
  const aliased = contacts().replace('Contact(', 'people: Contact(');
  const inFragment = `query ($after: String) { uiapi { ...Q } }
    fragment Q on UIAPI { query { Contact(first: 7, after: $after) { edges { node { Id } } pageInfo { hasNextPage endCursor } } } }`;
  const paths = (name: string) => ['Contact', 'query.Contact', 'uiapi', 'uiapi.query', `uiapi.query.${name}.edges`];

  test.each([
    ...paths('Contact').map((path) => [path, contacts(), 'uiapi.query.Contact'] as const),
    ...['uiapi.query.Contact', ...paths('people')].map((path) => [path, aliased, 'uiapi.query.people'] as const),
    ...paths('Contact').map((path) => [path, inFragment, 'uiapi.query.Contact'] as const),
  ])('is told with its right name: %s', async (connection, query, right) => {
    const { context } = host({
      parameters: graphql(query, { ...RECORDS, connection }),
      answer: () => {
        const [, , name = ''] = right.split('.');
        const page = { edges: [{ node: { Id: '003000000000001AAA' } }], pageInfo: { hasNextPage: false } };
        return { status: 200, body: { data: { uiapi: { query: { [name]: page } } }, errors: [] } };
      },
    });
    await expect(run(context)).rejects.toMatchObject({
      message: expect.stringContaining(`“${connection}” is no connection of the data, which has ${right}`),
      description: expect.stringContaining(`Enter ${right}.`),
    });
  });
});

describe('Pages of a connection', () => {
  const page = (ids: readonly number[], pageInfo: unknown, totalCount?: number): Answer => ({
    status: 200,
    body: {
      data: {
        uiapi: {
          query: {
            Contact: {
              edges: ids.map((id) => ({ node: { Id: `003${id}`, LastName: { value: 'x' } } })),
              pageInfo,
              ...(totalCount !== undefined && { totalCount }),
            },
          },
        },
      },
      errors: [],
    },
  });
  const more = (endCursor: unknown) => ({ hasNextPage: true, endCursor });

  test.each<[string, (count: number) => Answer, string]>([
    ['whose cursor stands still', (count) => page([count], more('same')), 'was read already'],
    ['whose cursors go round', (count) => page([count], more(`c${count % 3}`)), 'was read already'],
    ['that come again with other cursors', (count) => page([1], more(`c${count}`)), 'was read already'],
    ['without anything, endlessly', (count) => page([], more(`c${count}`)), 'page after page has nothing on it'],
    [
      'that bring more than is counted',
      (count) => page([count], more(`c${count}`), 3),
      '4 records came, and it says that there are 3',
    ],
    ['without a cursor', () => page([1], more(null)), 'more records without a cursor'],
    ['with a cursor of another kind', () => page([1], more(7)), 'the connection uiapi.query.Contact was expected'],
    ['with page information of another kind', () => page([1], 'x'), 'the connection uiapi.query.Contact was expected'],
    ...[[null], [{ node: null }], [{ cursor: 'x' }], null, {}].map((edges): [string, () => Answer, string] => [
      `with ${JSON.stringify(edges)} as records`,
      () => ({
        status: 200,
        body: { data: { uiapi: { query: { Contact: { edges, pageInfo: { hasNextPage: false } } } } } },
      }),
      'the connection uiapi.query.Contact was expected',
    ]),
    [
      'with a login page among them',
      (count) => (count === 1 ? page([1], more('c')) : { status: 200, body: '<html></html>' }),
      'Salesforce did not send this response',
    ],
  ])('%s are an error, and end', async (_, answer, words) => {
    const { context, sent } = host({
      parameters: graphql(contacts(), RECORDS),
      answer: (_sent, count) => answer(count),
    });
    await expect(run(context)).rejects.toThrow(words);
    expect(sent.length).toBeLessThan(30);
  });

  /** Pages of IDs, each with the number that it says there are. */
  const inTurn = (pages: readonly (readonly [ids: readonly number[], all: number | undefined])[]) =>
    host({
      parameters: graphql(contacts(), RECORDS),
      answer: (_, count) => {
        const [ids = [], all] = pages[count - 1] ?? [];
        return page(ids, count < pages.length ? more(`c${count}`) : { hasNextPage: false }, all);
      },
    });
  const idsOf = async ({ context }: ReturnType<typeof host>) => (await run(context)).map(({ json }) => json['Id']);

  test.each([[3], [undefined]])('have each record once, also one that moved to the next page: of %p', async (all) => {
    const shifted = inTurn([
      [[1, 2], all],
      [[2, 3], all],
    ]);
    expect(await idsOf(shifted)).toEqual(['0031', '0032', '0033']);
    expect(shifted.hints).toEqual([]);
  });

  test.each([
    [
      [
        [[1, 2], 6],
        [[3, 4], 6],
        [[5], 3],
      ],
      'There were 6 records, and 3 in the end',
    ],
    [
      [
        [[1, 2], 4],
        [[4], 3],
      ],
      'There were 4 records, and 3 in the end',
    ],
    [
      [
        [[1, 2], 4],
        [[3], 4],
      ],
      '3 records of 4 came: Salesforce says that no page follows.',
    ],
  ] as const)('say in a hint that records may be missing: %j', async (pages, words) => {
    const shrinking = inTurn(pages);
    expect(await idsOf(shrinking)).toHaveLength(pages.flatMap(([ids]) => [...ids]).length);
    expect(shrinking.hints.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  test('can be read of a document that holds a mutation too', async () => {
    const query = `${contacts().replace('query (', 'query Read (')} ${create('Never').replace('mutation', 'mutation Make')}`;
    const parameters = graphql(query, { ...RECORDS, options: { operationName: 'Read' } });
    expect(await outputOf(org, parameters)).toHaveLength(30);
    expect(await accountsNamed('Never')).toBe(0);
  });

  test('end with as many records as are wanted', async () => {
    const { context, sent } = host({
      parameters: graphql(contacts(), { ...RECORDS, returnAll: false, limit: 3 }),
      answer: (_, count) => page([count * 2, count * 2 + 1], more(`c${count}`)),
    });
    expect(await run(context)).toHaveLength(3);
    expect(sent).toHaveLength(2);
  });
});
