import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

const path = (field: string, value: string) => `/sobjects/Sync_Test__c/${field}/${encodeURIComponent(value)}`;
const id = expect.stringMatching(/^a02[a-zA-Z0-9]{15}$/);
const notFound = [404, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]];

describe('Upsert by external ID', () => {
  test('It creates once and updates then', async () => {
    const first = await org.http.patch(path('Text_Key__c', 'one'), { Text__c: 'a' });
    expect([first.status, first.data]).toEqual([201, { id, success: true, errors: [], created: true }]);
    const second = await org.http.patch(path('Text_Key__c', 'one'), { Text__c: 'b' });
    expect([second.status, second.data]).toEqual([
      200,
      { id: first.data.id, success: true, errors: [], created: false },
    ]);
    const read = await org.http.get(`${path('Text_Key__c', 'one')}?fields=Text__c,Text_Key__c`);
    expect(read.data).toMatchObject({ Text__c: 'b', Text_Key__c: 'one' });
  });

  test.each(["O'Neil", 'a/b', 'what?', '#1', '100%', '100%25', 'x y+z', '🦊', 'a\\b', '..;', 'ü&ö=1'])(
    'The key %p arrives as it is',
    async (key) => {
      const created = await org.http.patch(path('Text_Key__c', key), { Text__c: 'x' });
      expect(created.status).toBe(201);
      const read = await org.http.get(path('Text_Key__c', key));
      expect([read.data.Id, read.data.Text_Key__c]).toEqual([created.data.id, key]);
      expect((await org.http.delete(path('Text_Key__c', key))).status).toBe(204);
      expect((await org.http.get(path('Text_Key__c', key))).status).toBe(404);
    },
  );

  test('A value that ends like the name of a file is not found, and nothing is created', async () => {
    const address = path('Email_Key__c', 'someone@shop.inc');
    const answers = await Promise.all([org.http.patch(address, { Text__c: 'x' }), org.http.get(address)]);
    expect(answers.map(({ status, data }) => [status, data])).toEqual([notFound, notFound]);
    const kept = await org.http.get('/query', {
      params: { q: "SELECT COUNT() FROM Sync_Test__c WHERE Email_Key__c = 'someone@shop.inc'" },
    });
    expect(kept.data.totalSize).toBe(0);
  });

  test('Two spellings of a key are one, unless the field is unique by case', async () => {
    const found = async (field: string) => {
      await org.http.patch(path(field, 'Spelling'), { Text__c: 'first' });
      const second = await org.http.patch(path(field, 'SPELLING'), { Text__c: 'second' });
      const read = await Promise.all(['Spelling', 'SPELLING', 'spelling'].map((key) => org.http.get(path(field, key))));
      return [second.status, ...read.map(({ status, data }) => (status === 200 ? data.Text__c : status))];
    };
    expect(await found('Text_Key__c')).toEqual([200, 'second', 'second', 'second']);
    expect(await found('Case_Sensitive_Key__c')).toEqual([201, 'first', 'second', 404]);
  });

  test('A parent of another object than the field can name is refused', async () => {
    await org.http.patch('/sobjects/Account/External_Id__c/parent', { Name: 'Parent' });
    const child = (type: string) =>
      org.http.post('/sobjects/Contact', {
        LastName: 'Child',
        Account: { attributes: { type }, External_Id__c: 'parent' },
      });
    expect((await child('Account')).status).toBe(201);
    const { status, data } = await child('Lead');
    expect([status, data[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  });

  test('A number is found by its digits', async () => {
    expect((await org.http.patch(path('Number_Key__c', '42'), { Text__c: 'x' })).status).toBe(201);
    expect((await org.http.patch(path('Number_Key__c', '42'), { Text__c: 'y' })).status).toBe(200);
  });

  test('Where several records match it answers 300 and their addresses', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const { data } = await org.http.post<{ id: string }>('/sobjects/Sync_Test__c', { Shared_Key__c: 'both' });
        return data.id;
      }),
    );
    const { status, data } = await org.http.patch(path('Shared_Key__c', 'both'), { Text__c: 'x' });
    expect([status, data.sort()]).toEqual([
      300,
      ids.map((one) => `/services/data/v68.0/sobjects/Sync_Test__c/${one}`).sort(),
    ]);
    expect((await org.http.get(path('Shared_Key__c', 'both'))).status).toBe(300);
  });

  test('With updateOnly nothing is created', async () => {
    const { status, data } = await org.http.patch(`${path('Text_Key__c', 'absent')}?updateOnly=true`, { Text__c: 'x' });
    expect([status, data]).toEqual(notFound);
    expect((await org.http.get(path('Text_Key__c', 'absent'))).status).toBe(404);
  });

  test('A field that is no external ID is refused', async () => {
    for (const field of ['Text__c', 'Nope__c']) {
      const { status, data } = await org.http.patch(path(field, 'x'), { Text__c: 'x' });
      expect([status, data]).toEqual([
        404,
        [
          {
            message: `Provided external ID field does not exist or is not accessible: ${field}`,
            errorCode: 'NOT_FOUND',
          },
        ],
      ]);
    }
  });

  test('The key in the body is refused', async () => {
    const { status, data } = await org.http.patch(path('Text_Key__c', 'k'), { Text_Key__c: 'k', Text__c: 'x' });
    expect([status, data]).toEqual([
      400,
      [
        {
          message: 'The Text_Key__c field should not be specified in the sobject data.',
          errorCode: 'INVALID_FIELD',
          fields: ['Text_Key__c'],
        },
      ],
    ]);
  });

  test('POST to the Id field creates', async () => {
    const { status, data } = await org.http.post('/sobjects/Sync_Test__c/Id', { Text__c: 'x' });
    expect([status, data]).toEqual([201, { id, success: true, errors: [], created: true }]);
  });

  test("A collection is upserted by the records' own keys", async () => {
    const record = (key: string | undefined, text: string) => ({
      attributes: { type: 'Sync_Test__c' },
      Text_Key__c: key,
      Text__c: text,
    });
    const { data } = await org.http.patch('/composite/sobjects/Sync_Test__c/Text_Key__c', {
      records: [record('many', 'a'), record('many', 'b'), record(undefined, 'c')],
    });
    expect(data).toEqual([
      { id, created: true, success: true, errors: [] },
      { id: data[0].id, created: false, success: true, errors: [] },
      {
        success: false,
        created: false,
        errors: [{ statusCode: 'MISSING_ARGUMENT', message: 'Text_Key__c not specified', fields: [] }],
      },
    ]);
  });
});
