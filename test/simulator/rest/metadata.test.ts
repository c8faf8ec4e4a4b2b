import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { adminWrite } from '../../../simulator/data';
import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

describe('Describes', () => {
  test('The global describe lists every object with its addresses', async () => {
    const { data } = await org.http.get('/sobjects');
    expect(data).toMatchObject({ encoding: 'UTF-8', maxBatchSize: 200 });
    expect(data.sobjects.find((object: { name: string }) => object.name === 'Account')).toMatchObject({
      keyPrefix: '001',
      createable: true,
      urls: { sobject: '/services/data/v68.0/sobjects/Account' },
    });
  });

  test('An object is described by its fields', async () => {
    const { data } = await org.http.get('/sobjects/account/describe');
    expect(data).toMatchObject({ name: 'Account', keyPrefix: '001' });
    expect(data.fields.find((field: { name: string }) => field.name === 'Name')).toMatchObject({
      type: 'string',
      length: 255,
      nillable: false,
    });
  });

  test.each(['/sobjects', '/sobjects/Contact/describe'])(
    '%s answers 304 as long as nothing has changed',
    async (url) => {
      const { headers } = await org.http.get(url);
      expect(headers['last-modified']).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
      const status = async (name: string, value: unknown) =>
        (await org.http.get(url, { headers: { [name]: String(value) } })).status;
      expect(await status('If-Modified-Since', headers['last-modified'])).toBe(304);
      expect(await status('If-Modified-Since', 'Wed, 31 Dec 2025 23:59:59 GMT')).toBe(200);
      expect(await status('If-None-Match', headers['etag'])).toBe(304);
      expect(await status('If-None-Match', '"other"')).toBe(200);
    },
  );

  test('Basic information is the line of the global describe and what was touched last', async () => {
    const { data: created } = await org.http.post('/sobjects/Account', { Name: 'Recent' });
    const { data } = await org.http.get('/sobjects/Account');
    expect(data.objectDescribe).toMatchObject({ name: 'Account', keyPrefix: '001' });
    expect(data.recentItems[0]).toEqual({
      attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${created.id}` },
      Id: created.id,
      Name: 'Recent',
    });
  });

  test('Picklists come with their values', async () => {
    const {
      data: { recordTypeInfos },
    } = await org.http.get('/sobjects/Sync_Test__c/describe');
    const { data } = await org.http.get(
      `/ui-api/object-info/Sync_Test__c/picklist-values/${recordTypeInfos[0].recordTypeId}`,
    );
    expect(data.picklistFieldValues.Picklist__c.values.map((value: { value: string }) => value.value)).toEqual([
      'Alpha',
      'Beta',
      'Gamma',
    ]);
  });
});

describe('Limits', () => {
  test('They count the requests of the day', async () => {
    const before = await org.http.get('/limits');
    const after = await org.http.get('/limits');
    expect(after.data.DailyApiRequests.Max).toBe(100_000);
    expect(before.data.DailyApiRequests.Remaining - after.data.DailyApiRequests.Remaining).toBe(1);
    expect(after.headers['sforce-limit-info']).toBe(
      `api-usage=${String(100_000 - after.data.DailyApiRequests.Remaining)}/100000`,
    );
  });

  test('They are those of the example in the guide, each with what is left of it', async () => {
    const { data } = await org.http.get<Record<string, { Max: number; Remaining: number }>>('/limits');
    expect(Object.keys(data)).toHaveLength(51);
    expect(data).toMatchObject({
      ActiveScratchOrgs: { Max: 3, Remaining: 3 },
      DailyBulkApiBatches: { Max: 15_000, Remaining: 15_000 },
      PermissionSets: { Max: 1500, CreateCustom: { Max: 1000 } },
      StreamingApiConcurrentClients: { Max: 20 },
    });
    for (const { Max, Remaining } of Object.values(data)) expect(Remaining).toBeLessThanOrEqual(Max);
  });

  test('Records are counted by object', async () => {
    const count = async () => (await org.http.get('/limits/recordCount?sObjects=Contact')).data;
    expect(await count()).toEqual({ sObjects: [{ count: 10, name: 'Contact' }] });
    await org.http.post('/sobjects/Contact', { LastName: 'Eleventh' });
    expect(await count()).toEqual({ sObjects: [{ count: 11, name: 'Contact' }] });
  });

  test('What was touched last is listed, newest first', async () => {
    const first = await org.http.post('/sobjects/Account', { Name: 'First' });
    const second = await org.http.post('/sobjects/Contact', { LastName: 'Second' });
    const { data } = await org.http.get('/recent?limit=2');
    expect(data.map((item: { Id: string }) => item.Id)).toEqual([second.data.id, first.data.id]);
  });
});

describe('Changes', () => {
  const minute = 60_000;
  const range = (from: number, to: number) => {
    const at = (offset: number) => new Date(org.org.clock.now().getTime() + offset).toISOString();
    return { params: { start: at(from), end: at(to) } };
  };

  test('Updated and deleted records are listed by time', async () => {
    const kept = await org.http.post('/sobjects/Account', { Name: 'Kept' });
    const gone = await org.http.post('/sobjects/Account', { Name: 'Gone' });
    await org.http.delete(`/sobjects/Account/${gone.data.id}`);
    const updated = await org.http.get('/sobjects/Account/updated', range(-minute, 2 * minute));
    expect(updated.data.ids).toContain(kept.data.id);
    expect(updated.data.latestDateCovered).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+0000$/);
    const deleted = await org.http.get('/sobjects/Account/deleted', range(-minute, 2 * minute));
    expect(deleted.data.deletedRecords).toEqual([{ id: gone.data.id, deletedDate: expect.stringMatching(/\+0000$/) }]);
  });

  test('The delete log has what no query finds any more, until it is purged', async () => {
    const store = org.org.store;
    const account = store.schema.object('Account');
    if (account === undefined) throw new Error('no Account');
    const [hard, emptied] = await Promise.all(
      ['Hard', 'Emptied'].map(async (Name) => (await org.http.post('/sobjects/Account', { Name })).data.id as string),
    );
    if (hard === undefined || emptied === undefined) throw new Error('not created');
    store.purge(account, hard, adminWrite(org.org.clock));
    await org.http.delete(`/sobjects/Account/${emptied}`);
    store.purge(account, emptied, adminWrite(org.org.clock));
    const listed = async () => await org.http.get('/sobjects/Account/deleted', range(-minute, 2 * minute));
    const ids = (await listed()).data.deletedRecords.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining([hard, emptied]));
    org.org.deleteLog.mostIds = 1;
    expect((await listed()).data[0].errorCode).toBe('EXCEEDED_ID_LIMIT');
    Object.assign(org.org.deleteLog, { mostIds: 600_000, purgedUntil: org.org.clock.now().getTime() + minute });
    expect((await listed()).data[0].errorCode).toBe('INVALID_REPLICATION_DATE');
    org.org.deleteLog.refusesPurged = false;
    expect((await listed()).data.deletedRecords).toEqual([]);
    Object.assign(org.org.deleteLog, { purgedUntil: 0, refusesPurged: true });
  });

  test('A range that lies too far back or backwards is refused', async () => {
    const day = 24 * 60 * minute;
    const code = async (what: string, from: number, to: number) => {
      const { status, data } = await org.http.get(`/sobjects/Account/${what}`, range(from, to));
      return [status, data[0]?.errorCode];
    };
    const refused = [400, 'INVALID_REPLICATION_DATE'];
    expect(await code('updated', -31 * day, 0)).toEqual(refused);
    expect(await code('deleted', -16 * day, 0)).toEqual(refused);
    expect(await code('updated', 0, -day)).toEqual(refused);
  });
});
