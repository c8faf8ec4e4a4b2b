import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

const ROOT = '/services/data/v68.0';
const post = (referenceId: string, type: string, body: object) => ({
  method: 'POST',
  url: `${ROOT}/sobjects/${type}`,
  referenceId,
  body,
});
const halted = (referenceId: string) => ({
  body: [
    {
      message: 'The transaction was rolled back since another operation in the same transaction failed.',
      errorCode: 'PROCESSING_HALTED',
    },
  ],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
});
const count = async (where: string): Promise<number> =>
  (await org.http.get('/query', { params: { q: `SELECT COUNT() FROM Account WHERE ${where}` } })).data.totalSize;

describe('Composite', () => {
  test('A subrequest uses what an earlier one answered', async () => {
    const { status, data } = await org.http.post('/composite', {
      compositeRequest: [
        post('account', 'Account', { Name: 'Composed' }),
        post('contact', 'Contact', { LastName: 'Member', AccountId: '@{account.id}' }),
        { method: 'GET', url: `${ROOT}/sobjects/Contact/@{contact.id}?fields=AccountId`, referenceId: 'read' },
        {
          method: 'GET',
          url: `${ROOT}/query?q=SELECT Name FROM Account WHERE Id='@{account.id}'`,
          referenceId: 'queried',
        },
      ],
    });
    expect(status).toBe(200);
    const [account, contact, read, queried] = data.compositeResponse;
    expect(account).toEqual({
      body: { id: expect.stringMatching(/^001/), success: true, errors: [] },
      httpHeaders: { Location: `${ROOT}/sobjects/Account/${account.body.id}` },
      httpStatusCode: 201,
      referenceId: 'account',
    });
    expect(contact.httpStatusCode).toBe(201);
    expect(read.body.AccountId).toBe(account.body.id);
    expect(queried.body.records[0].Name).toBe('Composed');
  });

  test('Without allOrNone a failure halts those that depend on it, and the rest is done', async () => {
    const { data } = await org.http.post('/composite', {
      compositeRequest: [
        post('bad', 'Account', {}),
        post('child', 'Contact', { LastName: 'x', AccountId: '@{bad.id}' }),
        post('good', 'Account', { Name: 'Stands' }),
      ],
    });
    expect(data.compositeResponse).toMatchObject([
      { httpStatusCode: 400, body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
      {
        httpStatusCode: 400,
        body: [
          { errorCode: 'PROCESSING_HALTED', message: 'Invalid reference specified. No value for bad.id found in bad' },
        ],
      },
      { httpStatusCode: 201 },
    ]);
    expect(await count("Name = 'Stands'")).toBe(1);
  });

  test('With allOrNone a failure undoes what was done and halts what was not', async () => {
    const { status, data } = await org.http.post('/composite', {
      allOrNone: true,
      compositeRequest: [
        post('first', 'Account', { Name: 'Falls' }),
        post('bad', 'Account', {}),
        post('last', 'Account', { Name: 'Falls' }),
      ],
    });
    expect(status).toBe(200);
    expect(data.compositeResponse).toEqual([
      halted('first'),
      expect.objectContaining({
        referenceId: 'bad',
        body: [expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING' })],
      }),
      halted('last'),
    ]);
    expect(await count("Name = 'Falls'")).toBe(0);
  });

  test('With allOrNone a collection inside is all or none too, and a record of it that fails undoes all', async () => {
    const records = [{ attributes: { type: 'Account' }, Name: 'Nested' }, { attributes: { type: 'Account' } }];
    const { data } = await org.http.post('/composite', {
      allOrNone: true,
      compositeRequest: [
        post('first', 'Account', { Name: 'Nested' }),
        { method: 'POST', url: `${ROOT}/composite/sobjects`, referenceId: 'many', body: { allOrNone: false, records } },
      ],
    });
    expect(data.compositeResponse[0]).toEqual(halted('first'));
    expect(
      data.compositeResponse[1].body.map((entry: { errors: { statusCode: string }[] }) => entry.errors[0]?.statusCode),
    ).toEqual(['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
    expect(await count("Name = 'Nested'")).toBe(0);
  });

  test('It counts as one call, a batch as many', async () => {
    const used = () => org.org.usage.used;
    const before = used();
    await org.http.post('/composite', {
      compositeRequest: [post('a', 'Account', { Name: 'x' }), post('b', 'Account', { Name: 'x' })],
    });
    expect(used() - before).toBe(1);
    await org.http.post('/composite/batch', {
      batchRequests: ['a', 'b', 'c'].map(() => ({ method: 'GET', url: 'v68.0/limits' })),
    });
    expect(used() - before).toBe(4);
  });

  test('25 subrequests are taken, five of them reads; more are refused', async () => {
    const many = (length: number) =>
      Array.from({ length }, (_, index) => post(`r${String(index)}`, 'Account', { Name: 'x' }));
    const reads = (length: number) =>
      Array.from({ length }, (_, index) => ({
        method: 'GET',
        url: `${ROOT}/query?q=SELECT+Id+FROM+User`,
        referenceId: `q${String(index)}`,
      }));
    const statuses = await Promise.all(
      [many(25), many(26), reads(5), reads(6)].map(
        async (compositeRequest) => (await org.http.post('/composite', { compositeRequest })).status,
      ),
    );
    expect(statuses).toEqual([200, 400, 200, 400]);
  });

  test('Reference ids must be plain and differ', async () => {
    const one = await org.http.post('/composite', { compositeRequest: [post('a-b', 'Account', { Name: 'x' })] });
    expect([one.status, one.data[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
    const two = await org.http.post('/composite', {
      compositeRequest: [post('a', 'Account', { Name: 'x' }), post('a', 'Account', { Name: 'x' })],
    });
    expect(two.status).toBe(400);
  });

  test('A composite request inside another is refused', async () => {
    const { data } = await org.http.post('/composite', {
      compositeRequest: [
        { method: 'POST', url: `${ROOT}/composite/batch`, referenceId: 'a', body: { batchRequests: [] } },
      ],
    });
    expect(data.compositeResponse[0].httpStatusCode).toBe(400);
  });
});

describe('Batch', () => {
  const requests = [
    { method: 'POST', url: 'v68.0/sobjects/Account', richInput: { Name: 'Batched' } },
    { method: 'POST', url: 'v68.0/sobjects/Account', richInput: {} },
    { method: 'GET', url: '/services/data/v68.0/limits/recordCount?sObjects=Case' },
  ];

  test('Subrequests are independent', async () => {
    const { data } = await org.http.post('/composite/batch', { batchRequests: requests.slice(0, 2) });
    expect(data).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 201 }, { statusCode: 400, result: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] }],
    });
    expect(await count("Name = 'Batched'")).toBe(1);
  });

  test('haltOnError skips what follows a failure', async () => {
    const { status, data } = await org.http.post('/composite/batch', { haltOnError: true, batchRequests: requests });
    expect(status).toBe(200);
    expect(data.results.map((result: { statusCode: number }) => result.statusCode)).toEqual([201, 400, 412]);
    expect(data.results[2].result[0].errorCode).toBe('BATCH_PROCESSING_HALTED');
  });
});

describe('Tree', () => {
  const tree = (email: string) => ({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a1' },
        Name: 'Tree',
        Contacts: {
          records: [
            { attributes: { type: 'Contact', referenceId: 'c1' }, LastName: 'Leaf', Email: 'leaf@example.com' },
            { attributes: { type: 'Contact', referenceId: 'c2' }, LastName: 'Leaf', Email: email },
          ],
        },
      },
      { attributes: { type: 'Account', referenceId: 'a2' }, Name: 'Tree' },
    ],
  });

  test('Parents and children are created together', async () => {
    const { status, data } = await org.http.post('/composite/tree/Account', tree('leaf2@example.com'));
    expect([status, data.hasErrors]).toEqual([201, false]);
    expect(data.results.map((result: { referenceId: string }) => result.referenceId)).toEqual(['a1', 'a2', 'c1', 'c2']);
    const contact = await org.http.get(`/sobjects/Contact/${data.results[2].id}?fields=AccountId`);
    expect(contact.data.AccountId).toBe(data.results[0].id);
  });

  test('A failure undoes all and names the record that caused it', async () => {
    const before = await count("Name = 'Tree'");
    const { status, data } = await org.http.post('/composite/tree/Account', tree('nonsense'));
    expect([status, data]).toEqual([
      400,
      {
        hasErrors: true,
        results: [
          {
            referenceId: 'c2',
            errors: [
              {
                statusCode: 'INVALID_EMAIL_ADDRESS',
                message: 'Email: invalid email address: nonsense',
                fields: ['Email'],
              },
            ],
          },
        ],
      },
    ]);
    expect(await count("Name = 'Tree'")).toBe(before);
  });

  test('A reference id that comes twice is listed twice', async () => {
    const record = { attributes: { type: 'Account', referenceId: 'same' }, Name: 'x' };
    const { status, data } = await org.http.post('/composite/tree/Account', { records: [record, record] });
    expect(status).toBe(400);
    expect(data.results.map((result: { referenceId: string }) => result.referenceId)).toEqual(['same', 'same']);
  });
});

describe('Graph', () => {
  test('Each graph is done whole or not at all', async () => {
    const { status, data } = await org.http.post('/composite/graph', {
      graphs: [
        {
          graphId: 'g1',
          compositeRequest: [
            post('a', 'Account', { Name: 'Graph 1' }),
            post('c', 'Contact', { LastName: 'x', AccountId: '@{a.id}' }),
          ],
        },
        { graphId: 'g2', compositeRequest: [post('a', 'Account', { Name: 'Graph 2' }), post('bad', 'Account', {})] },
      ],
    });
    expect(status).toBe(200);
    expect(
      data.graphs.map((graph: { graphId: string; isSuccessful: boolean }) => [graph.graphId, graph.isSuccessful]),
    ).toEqual([
      ['g1', true],
      ['g2', false],
    ]);
    expect(data.graphs[1].graphResponse.compositeResponse[0]).toEqual(halted('a'));
    expect([await count("Name = 'Graph 1'"), await count("Name = 'Graph 2'")]).toEqual([1, 0]);
  });

  test('A chain of sixteen references is too deep', async () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) =>
        post(`n${String(index)}`, 'Account', {
          Name: 'x',
          ...(index > 0 && { ParentId: `@{n${String(index - 1)}.id}` }),
        }),
      );
    const graph = (length: number) =>
      org.http.post('/composite/graph', { graphs: [{ graphId: 'g', compositeRequest: chain(length) }] });
    expect([(await graph(15)).status, (await graph(16)).status]).toEqual([200, 400]);
  });
});
