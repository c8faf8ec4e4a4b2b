import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { openSession, startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn(4500);
});
afterAll(() => org.close());

const query = (q: string, headers = {}) => org.http.get('/query', { params: { q }, headers });
const follow = (url: string, token = org.token) =>
  org.http.get(url, { baseURL: org.url, headers: { Authorization: `Bearer ${token}` } });

interface QueryPage {
  records: Record<string, unknown>[];
  done: boolean;
  nextRecordsUrl: string;
}

/** The records of this page, and of all that follow it. */
async function pagesFrom({ records, done, nextRecordsUrl }: QueryPage): Promise<QueryPage['records'][]> {
  return done ? [records] : [records, ...(await pagesFrom((await follow(nextRecordsUrl)).data))];
}

const invalidLocator = [400, [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }]];

describe('Pages of a query', () => {
  test('They hold 2,000 records, and locators lead through all of them once', async () => {
    const first = await query('SELECT Id FROM Contact');
    expect(first.data).toMatchObject({ totalSize: 4500, done: false });
    expect(first.data.nextRecordsUrl).toMatch(/^\/services\/data\/v68\.0\/query\/0r8[a-zA-Z0-9]{15}-2000$/);
    const second = await follow(first.data.nextRecordsUrl);
    expect(second.data.nextRecordsUrl).toBe(first.data.nextRecordsUrl.replace('-2000', '-4000'));
    const third = await follow(second.data.nextRecordsUrl);
    expect([third.data.done, third.data.nextRecordsUrl]).toEqual([true, undefined]);
    const pages = [first, second, third].map(({ data }) => data.records.map((record: { Id: string }) => record.Id));
    expect(pages.map((page) => page.length)).toEqual([2000, 2000, 500]);
    expect(new Set(pages.flat()).size).toBe(4500);
  });

  test.each([
    ['500', 500],
    ['10', 200],
    ['9000', 2000],
  ])('A batch size of %s gives %i records', async (asked, given) => {
    const { data } = await query('SELECT Id FROM Contact', { 'Sforce-Query-Options': `batchSize=${asked}` });
    expect(data.records).toHaveLength(given);
    expect(data.nextRecordsUrl).toMatch(new RegExp(`-${String(given)}$`));
  });

  test('A result that fits one page has no locator', async () => {
    const { data } = await query('SELECT Id FROM Contact LIMIT 3');
    expect(Object.keys(data)).toEqual(['totalSize', 'done', 'records']);
    expect([data.totalSize, data.done]).toEqual([3, true]);
  });

  test('A locator belongs to the session that asked', async () => {
    const { data } = await query('SELECT Id FROM Contact');
    const { status, data: refusal } = await follow(data.nextRecordsUrl, openSession(org));
    expect([status, refusal]).toEqual(invalidLocator);
  });

  test('A locator that is none is refused', async () => {
    const { status, data } = await org.http.get('/query/0r8000000000000AAA-2000');
    expect([status, data]).toEqual(invalidLocator);
  });

  test('COUNT() gives the number alone', async () => {
    expect((await query('SELECT COUNT() FROM Contact')).data).toEqual({ totalSize: 4500, done: true, records: [] });
  });

  test('Deleted records come with queryAll alone, and its locators stand under query', async () => {
    const { data } = await query('SELECT Id FROM Contact LIMIT 1');
    const { Id } = data.records[0];
    await org.http.delete(`/sobjects/Contact/${Id}`);
    const q = `SELECT Id, IsDeleted FROM Contact WHERE Id = '${Id}'`;
    expect((await query(q)).data.totalSize).toBe(0);
    const all = await org.http.get('/queryAll', { params: { q } });
    expect(all.data.records).toMatchObject([{ Id, IsDeleted: true }]);
    const paged = await org.http.get('/queryAll', { params: { q: 'SELECT Id FROM Contact' } });
    expect(paged.data.totalSize).toBe(4500);
    expect(paged.data.nextRecordsUrl).toMatch(/\/query\/0r8/);
  });

  test('Children that do not fit a page have a locator of their own', async () => {
    const account = await org.http.post('/sobjects/Account', { Name: 'Large family' });
    for (let start = 0; start < 2200; start += 200) {
      const records = Array.from({ length: 200 }, (_, index) => ({
        attributes: { type: 'Contact' },
        LastName: `Child ${String(start + index)}`,
        AccountId: account.data.id,
      }));
      await org.http.post('/composite/sobjects', { records });
    }
    const { data } = await query(`SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = '${account.data.id}'`);
    const { Contacts } = data.records[0];
    expect([Contacts.totalSize, Contacts.done, Contacts.records.length]).toEqual([2200, false, 2000]);
    const rest = await follow(Contacts.nextRecordsUrl);
    expect([rest.data.done, rest.data.records.length]).toEqual([true, 200]);
  });

  test('Pages of any length hold, one after another, what one page would hold', async () => {
    const contact = org.org.store.schema.object('Contact');
    if (contact === undefined) throw new Error('There is no Contact.');
    const ids = [...org.org.store.rows(contact, { includeDeleted: false })].map(({ Id }) => Id);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 200, max: 2000 }), async (seed, asked) => {
        org.org.choices.set({ seed, shortPages: true });
        const first = await query('SELECT Id FROM Contact', { 'Sforce-Query-Options': `batchSize=${String(asked)}` });
        const pages = await pagesFrom(first.data);
        expect(pages.flat().map(({ Id }) => Id)).toEqual(ids);
        const lengths = pages.slice(0, -1).map((page) => page.length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(asked);
        expect(Math.min(...lengths)).toBeGreaterThanOrEqual(100);
      }),
      { numRuns: 20 },
    );
    org.org.choices.set({ shortPages: false });
  });

  test('Children come whole in pages of any length', async () => {
    const family = async () =>
      (await query("SELECT (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Large family'")).data.records[0]
        .Contacts;
    const whole = await pagesFrom(await family());
    org.org.choices.set({ seed: 1, shortPages: true });
    const short = await pagesFrom(await family());
    org.org.choices.set({ shortPages: false });

    expect(short.map((page) => page.length)).not.toEqual(whole.map((page) => page.length));
    expect(short.flat()).toEqual(whole.flat());
  });

  test('A query that cannot be read is refused', async () => {
    const { status, data } = await query('SELECT FROM Contact');
    expect([status, data[0].errorCode]).toEqual([400, 'MALFORMED_QUERY']);
  });

  test('After two days a locator is dead, though its session lives', async () => {
    const { data } = await query('SELECT Id FROM Contact');
    for (let hour = 0; hour < 48; hour += 1) {
      org.org.clock.advance(3_600_000);
      expect((await follow('/services/data/v68.0/limits')).status).toBe(200);
    }
    const { status, data: refusal } = await follow(data.nextRecordsUrl);
    expect([status, refusal]).toEqual(invalidLocator);
  });
});
