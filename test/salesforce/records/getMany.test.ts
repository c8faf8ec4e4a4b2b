import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../../salesforce/errors';
import type { Request, Response } from '../../../salesforce/http';
import { selectedColumns } from '../../../salesforce/query/columns';
import { getRecords, type WantedRecords } from '../../../salesforce/records/getMany';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

const CONTACT = object('Contact', [
  field('Id', 'id'),
  field('LastName', 'string'),
  field('Key__c', 'string', { externalId: true }),
]);
const id = (n: number) => `00300000000000${n}AAA`;
const recordOf = (n: number) => ({
  attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${id(n)}` },
  Id: id(n),
  LastName: `Name ${n}`,
  Key__c: `k${n}`,
  Account: null,
});
const RECORDS = [1, 2, 3].map(recordOf);

/** Knows the schema, and answers all else by a function. */
function fake(answer: (request: Request) => Partial<Response>) {
  const { send, requests } = fakeSend((request) =>
    request.path.endsWith('/describe') ? { body: CONTACT } : answer(request),
  );
  return {
    org: orgOf(send),
    /** What was asked for, but for the schema. */
    sent: () =>
      requests.flatMap(({ method, path, query = {} }) =>
        path.endsWith('/describe')
          ? []
          : [`${method} ${path.replace('/services/data/v67.0/', '')} ${String(query['q'] ?? query['fields'] ?? '')}`],
      ),
  };
}

/** A record as a query gives it: with what it selects. */
function selected(record: object, soql: string): object {
  const names = (selectedColumns(soql) ?? []).map((name) => (name.split('.')[0] ?? name).toLowerCase());
  const given = Object.entries(record).filter(([name]) => name === 'attributes' || names.includes(name.toLowerCase()));
  return Object.fromEntries(given);
}

/** Finds three contacts, by query or one by one, in another order than they are asked for. */
const contacts = () =>
  fake(({ path, query }) => {
    if (query?.['q'] !== undefined) {
      const records = RECORDS.toReversed().filter(({ Id, Key__c }) =>
        [Id, Key__c].some((key) => String(query['q']).includes(`'${key}'`)),
      );
      return {
        body: {
          records: records.map((record) => selected(record, String(query['q']))),
          totalSize: records.length,
          done: true,
        },
      };
    }
    const record = RECORDS.find(({ Id, Key__c }) => [Id, Key__c].includes(path.split('/').at(-1) ?? ''));
    return record === undefined
      ? { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] }
      : { body: record };
  });

const byId = (keys: WantedRecords['keys'], fields: readonly string[] = ['Id', 'LastName']): WantedRecords => ({
  object: 'Contact',
  keyField: undefined,
  fields,
  keys,
});
const byKey = (values: readonly unknown[], fields: readonly string[] = ['LastName']): WantedRecords => ({
  object: 'Contact',
  keyField: 'Key__c',
  fields,
  keys: values.map((value) => ({ field: 'Key__c', value })),
});

const NOT_FOUND = { name: 'SalesforceError', status: 404, errorCode: 'NOT_FOUND' };

describe('Getting records', () => {
  test('asks for one by its own address', async () => {
    const { org, sent } = contacts();
    expect(await getRecords(org, byId([id(2)]))).toMatchObject([{ Id: id(2), LastName: 'Name 2' }]);
    expect(await getRecords(org, byKey(['k3']))).toMatchObject([{ LastName: 'Name 3' }]);
    expect(sent()).toEqual([`GET sobjects/Contact/${id(2)} Id,LastName`, 'GET sobjects/Contact/Key__c/k3 LastName']);
  });

  test('does not take another record for the one that was asked for', async () => {
    const { org } = fake(() => ({ body: RECORDS[1] }));
    const wanted = { object: 'Contact', keyField: undefined, fields: [] };
    const [other] = await getRecords(org, { ...wanted, keys: [id(1)] });
    expect(other).toMatchObject({ message: expect.stringContaining(`the record ${id(1)} was expected`) });
    expect(await getRecords(org, { ...wanted, keys: [id(2).slice(0, 15)] })).toEqual([RECORDS[1]]);
  });

  test('asks for several by one query, and gives them in the order of their keys, each as often as it is asked for', async () => {
    const { org, sent } = contacts();
    const records = await getRecords(org, byId([id(3), id(1), id(3)]));
    expect(records).toMatchObject([{ LastName: 'Name 3' }, { LastName: 'Name 1' }, { LastName: 'Name 3' }]);
    expect(sent()).toEqual([`GET query SELECT Id, LastName FROM Contact WHERE Id IN ('${id(3)}', '${id(1)}')`]);
  });

  test('reads the key to tell records apart, and gives it only where it is asked for', async () => {
    const { org, sent } = contacts();
    const without = await getRecords(org, byKey(['k2', 'k1']));
    expect(without).toMatchObject([{ LastName: 'Name 2' }, { LastName: 'Name 1' }]);
    for (const record of without) expect(record).not.toHaveProperty('Key__c');
    expect(await getRecords(org, byKey(['k2', 'k1'], ['key__C']))).toMatchObject([{ Key__c: 'k2' }, { Key__c: 'k1' }]);
    expect(sent()).toEqual([
      "GET query SELECT LastName, Key__c FROM Contact WHERE Key__c IN ('k2', 'k1')",
      "GET query SELECT key__C FROM Contact WHERE Key__c IN ('k2', 'k1')",
    ]);
  });

  test('without fields means all that the user can see', async () => {
    const { org, sent } = contacts();
    expect(await getRecords(org, byKey(['k2', 'k1'], []))).toMatchObject([{ Key__c: 'k2' }, { Key__c: 'k1' }]);
    expect(sent()).toEqual(["GET query SELECT Id, LastName, Key__c FROM Contact WHERE Key__c IN ('k2', 'k1')"]);
  });

  test('asks for fields of parents by query, for one record too', async () => {
    const { org, sent } = contacts();
    expect(await getRecords(org, byId([id(1)], ['Account.Name']))).toHaveLength(1);
    expect(sent()).toEqual([`GET query SELECT Account.Name, Id FROM Contact WHERE Id IN ('${id(1)}')`]);
  });

  test('tells of each that is not there, in Salesforce’s words or with the value', async () => {
    const { org } = contacts();
    expect(await getRecords(org, byId([id(1), id(9)]))).toEqual([
      expect.objectContaining({ Id: id(1) }),
      expect.objectContaining({
        ...NOT_FOUND,
        message: `Contact ${id(9)}: The requested resource does not exist (NOT_FOUND)`,
      }),
    ]);
    expect(await getRecords(org, byKey(['nope', 'k1']))).toEqual([
      expect.objectContaining({ ...NOT_FOUND, message: 'No Contact has “nope” in Key__c. (NOT_FOUND)' }),
      expect.objectContaining({ LastName: 'Name 1' }),
    ]);
  });

  test('tells of a value that several records have', async () => {
    const { org } = fake(({ query }) => {
      const records = [RECORDS[0], { ...RECORDS[1], Key__c: 'K1' }];
      const soql = String(query?.['q']);
      return { body: { records: records.map((record) => selected({ ...record }, soql)), totalSize: 2, done: true } };
    });
    expect(await getRecords(org, byKey(['k1', 'k3']))).toEqual([
      expect.objectContaining({ status: 300, errorCode: 'DUPLICATE_EXTERNAL_ID' }),
      expect.objectContaining(NOT_FOUND),
    ]);
  });

  test.each(['Id', 'Key__c'] as const)(
    'by %s gives each its own, and says that one is missing only if no other came in its place',
    async (keyField) => {
      const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(numbers, numbers, async (asked, given) => {
          fc.pre(asked.length > 1);
          const { org } = fake(({ query }) => {
            const records = given.map((n) => selected(recordOf(n), String(query?.['q'])));
            return { body: { records, totalSize: records.length, done: true } };
          });
          const wanted = keyField === 'Id' ? byId(asked.map(id)) : byKey(asked.map((n) => `K${n}`));
          const hasStrays = given.some((n) => !asked.includes(n));
          expect(await getRecords(org, wanted)).toEqual(
            asked.map((n) => {
              if (given.includes(n)) return expect.objectContaining({ LastName: `Name ${n}` });
              return hasStrays ? expect.any(AnswerError) : expect.objectContaining(NOT_FOUND);
            }),
          );
        }),
      );
    },
  );

  test('with a key that is none fails that record alone', async () => {
    const { org, sent } = contacts();
    expect(await getRecords(org, byKey([null, 'k1', {}]))).toEqual([
      expect.objectContaining({ name: 'InputError', problem: { reason: 'keyValue' } }),
      expect.objectContaining({ LastName: 'Name 1' }),
      expect.objectContaining({ name: 'InputError', problem: { reason: 'keyValue' } }),
    ]);
    expect(await getRecords(org, byId(['no ID', id(1)]))).toEqual([
      expect.objectContaining({ name: 'InputError', problem: { reason: 'notARecordId' } }),
      expect.objectContaining({ Id: id(1) }),
    ]);
    expect(sent()).toHaveLength(2);
  });

  test('goes one by one where the object cannot be queried', async () => {
    const { org, sent } = fake(({ path, query }) =>
      query?.['q'] !== undefined
        ? { status: 400, body: [{ errorCode: 'INVALID_TYPE_FOR_OPERATION', message: 'does not support query' }] }
        : { body: RECORDS.find(({ Id }) => path.endsWith(Id)) },
    );
    expect(await getRecords(org, byId([id(2), id(1)]))).toMatchObject([{ Id: id(2) }, { Id: id(1) }]);
    expect(sent().map((request) => request.split(' ')[1])).toEqual([
      'query',
      `sobjects/Contact/${id(2)}`,
      `sobjects/Contact/${id(1)}`,
    ]);
  });

  test('fails for each with the query’s refusal where parents are wanted, which come no other way', async () => {
    const { org, sent } = fake(() => ({ status: 400, body: [{ errorCode: 'INVALID_FIELD', message: 'no' }] }));
    expect(await getRecords(org, byId([id(2), id(1)], ['Nope.Name']))).toEqual(
      [1, 2].map(() => expect.objectContaining({ errorCode: 'INVALID_FIELD' })),
    );
    expect(sent()).toHaveLength(1);
  });

  test.each([
    [401, 'INVALID_SESSION_ID', 1],
    [503, 'HTTP_503', 3],
  ])('fails for each when the query does: %d', async (status, errorCode, sends) => {
    const { org, sent } = fake(() => ({ status, body: errorCode.startsWith('HTTP') ? '' : [{ errorCode }] }));
    expect(await getRecords(org, byId([id(2), id(1)]))).toEqual(
      [1, 2].map(() => expect.objectContaining({ status, errorCode })),
    );
    expect(sent()).toHaveLength(sends);
  });

  test('by a field that the object does not have is refused before anything is asked', async () => {
    const { org, sent } = contacts();
    const wanted = { ...byKey(['k1', 'k2']), keyField: 'Nope__c' };
    expect(await getRecords(org, wanted)).toEqual(
      [1, 2].map(() =>
        expect.objectContaining({ problem: { reason: 'unknownQueryField' }, fields: ['External ID Field'] }),
      ),
    );
    expect(sent()).toEqual([]);
  });

  test('ends when the execution was canceled, and says nothing of the rest', async () => {
    let cancelled = false;
    const { org } = fake(({ path, query }) => {
      if (query?.['q'] !== undefined) return { status: 400 };
      cancelled = true;
      return { body: RECORDS.find(({ Id }) => path.endsWith(Id)) };
    });
    const records = await getRecords({ ...org, cancelled: () => cancelled }, byId([id(1), id(2), id(3)]));
    expect([records[0], records[1], records[2]]).toEqual([
      expect.objectContaining({ Id: id(1) }),
      undefined,
      undefined,
    ]);
  });
});

test.each(['Id', 'Key__c'])('A record of another object is none, asked for by its %s', async (by) => {
  const attributes = { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${id(1)}` };
  const { org } = fake(() => ({ body: { ...RECORDS[0], attributes } }));
  const key = by === 'Id' ? id(1) : { field: by, value: 'k1' };
  const keyField = by === 'Id' ? undefined : by;
  const [found] = await getRecords(org, { object: 'Contact', keyField, fields: ['LastName'], keys: [key] });
  expect(String(found)).toContain('a record of Contact was expected');
});

test.each([null, '', 5, {}, 'x', '001000000000001AAA', '003000000000009AAA'])(
  'A record alone whose Id is %j is not believed, as it is not among many',
  async (Id) => {
    const { org } = fake(() => ({ body: { ...recordOf(1), Id } }));
    const [record] = await getRecords(org, {
      object: 'Contact',
      keyField: undefined,
      fields: ['Id', 'LastName'],
      keys: [id(1)],
    });
    expect(record).toBeInstanceOf(AnswerError);
  },
);
