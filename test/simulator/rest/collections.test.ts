import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

const account = (Name: string | null, more = {}) => ({ attributes: { type: 'Account' }, Name, ...more });
const id = expect.stringMatching(/^001[a-zA-Z0-9]{15}$/);
const missingName = {
  statusCode: 'REQUIRED_FIELD_MISSING',
  message: 'Required fields are missing: [Name]',
  fields: ['Name'],
};
const rolledBack = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};
const named = async (name: string): Promise<number> =>
  (await org.http.get('/query', { params: { q: `SELECT COUNT() FROM Account WHERE Name = '${name}'` } })).data
    .totalSize;

describe('Collections', () => {
  test('Each record has its own result, in order', async () => {
    const { status, data } = await org.http.post('/composite/sobjects', {
      records: [account('A'), account(null), account('B')],
    });
    expect([status, data]).toEqual([
      200,
      [
        { id, success: true, errors: [] },
        { success: false, errors: [missingName] },
        { id, success: true, errors: [] },
      ],
    ]);
  });

  test('With allOrNone one failure undoes all', async () => {
    const { status, data } = await org.http.post('/composite/sobjects', {
      allOrNone: true,
      records: [account('Undone'), account(null)],
    });
    expect([status, data]).toEqual([
      200,
      [
        { success: false, errors: [rolledBack] },
        { success: false, errors: [missingName] },
      ],
    ]);
    expect(await named('Undone')).toBe(0);
  });

  test('What failed carries no id, whatever was asked for, and an upsert says that nothing was created', async () => {
    const lost = '0018d0000ZZZZZZAAA';
    const record = account('x', { id: lost });
    const upserted = { attributes: { type: 'Account' }, External_Id__c: 'no-name' };
    const [updated, deleted, saved] = await Promise.all([
      org.http.patch('/composite/sobjects', { records: [record] }),
      org.http.delete(`/composite/sobjects?ids=${lost}`),
      org.http.patch('/composite/sobjects/Account/External_Id__c', { records: [upserted] }),
    ]);
    expect([updated, deleted, saved].map(({ data }) => Object.keys(data[0]).sort())).toEqual([
      ['errors', 'success'],
      ['errors', 'success'],
      ['created', 'errors', 'success'],
    ]);
    expect(saved?.data[0].created).toBe(false);
  });

  test('A request without records, and an upsert without types, is refused as a whole', async () => {
    const answers = await Promise.all([
      org.http.post('/composite/sobjects', { records: [] }),
      org.http.patch('/composite/sobjects', { records: [] }),
      org.http.patch('/composite/sobjects/Account/External_Id__c', { records: [] }),
      org.http.patch('/composite/sobjects/Account/External_Id__c', { records: [{ External_Id__c: 'x', Name: 'x' }] }),
    ]);
    expect(answers.map(({ status, data }) => [status, data[0].errorCode])).toEqual([
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'JSON_PARSER_ERROR'],
    ]);
    expect(answers[0]?.data[0].message).toBe('At least 1 record is required');
  });

  test('200 records are taken, 201 are not', async () => {
    const records = Array.from({ length: 201 }, (_, index) => account(`Bulk ${String(index)}`));
    const all = await org.http.post('/composite/sobjects', { records: records.slice(0, 200) });
    expect(all.data.filter((result: { success: boolean }) => result.success)).toHaveLength(200);
    const { status, data } = await org.http.post('/composite/sobjects', { records });
    expect([status, data[0].errorCode]).toEqual([400, 'EXCEEDED_MAX_SIZE_REQUEST']);
  });

  test('Types may change ten times, not more', async () => {
    const mixed = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        index % 2 ? { attributes: { type: 'Contact' }, LastName: 'x' } : account('x'),
      );
    expect((await org.http.post('/composite/sobjects', { records: mixed(10) })).status).toBe(200);
    expect((await org.http.post('/composite/sobjects', { records: mixed(11) })).status).toBe(400);
  });

  test('Updates say which record failed and how', async () => {
    const {
      data: [saved],
    } = await org.http.post('/composite/sobjects', { records: [account('Before')] });
    const { data } = await org.http.patch('/composite/sobjects', {
      records: [
        account('After', { id: saved.id }),
        account('x', { id: 'nonsense' }),
        account('x', { id: '0018d0000ZZZZZZAAA' }),
        account('x'),
      ],
    });
    expect(
      data.map((result: { success: boolean; errors: { statusCode: string }[] }) => [
        result.success,
        result.errors[0]?.statusCode,
      ]),
    ).toEqual([
      [true, undefined],
      [false, 'MALFORMED_ID'],
      [false, 'INVALID_CROSS_REFERENCE_KEY'],
      [false, 'MISSING_ARGUMENT'],
    ]);
    expect(await named('After')).toBe(1);
  });

  test('Deletes go by ids of any type', async () => {
    const {
      data: [one],
    } = await org.http.post('/composite/sobjects', { records: [account('One')] });
    const contact = await org.http.post('/sobjects/Contact', { LastName: 'Two' });
    const ids = [one.id, contact.data.id, one.id].join(',');
    const { data } = await org.http.delete(`/composite/sobjects?ids=${ids}`);
    expect(data).toEqual([
      { id: one.id, success: true, errors: [] },
      { id: contact.data.id, success: true, errors: [] },
      {
        success: false,
        errors: [{ statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }],
      },
    ]);
  });

  test('Records are read by many ids, null standing for those that are not there', async () => {
    const {
      data: [one],
    } = await org.http.post('/composite/sobjects', { records: [account('Read')] });
    const wanted = [
      { attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${one.id}` }, Name: 'Read' },
      null,
    ];
    const byBody = await org.http.post('/composite/sobjects/Account', {
      ids: [one.id, '0018d0000ZZZZZZAAA'],
      fields: ['Name'],
    });
    expect(byBody.data).toEqual(wanted);
    const byQuery = await org.http.get(`/composite/sobjects/Account?ids=${one.id},0018d0000ZZZZZZAAA&fields=Name`);
    expect(byQuery.data).toEqual(wanted);
  });

  test('A type that is not there fails its record alone', async () => {
    const { data } = await org.http.post('/composite/sobjects', {
      records: [{ attributes: { type: 'Nope' } }, account('Fine')],
    });
    expect(data).toEqual([
      {
        success: false,
        errors: [{ statusCode: 'INVALID_TYPE', message: "sObject type 'Nope' is not supported.", fields: [] }],
      },
      { id, success: true, errors: [] },
    ]);
  });
});
