import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../../salesforce/errors';
import type { Send } from '../../../salesforce/http';
import { queryPages, simplify, type Page, type QueryOptions } from '../../../salesforce/query';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { rowOf } from '../../support/rows';

const next = (n: number): string => `/services/data/v67.0/query/01gxx-${n}`;
const rows = (from: number, to: number, object = 'Contact') =>
  Array.from({ length: to - from }, (_, i) => rowOf(object, { Id: from + i }));

async function pages(send: Send, soql: string, options?: QueryOptions): Promise<Page[]> {
  const read: Page[] = [];
  for await (const page of queryPages(orgOf(send), soql, options)) read.push(page);
  return read;
}

describe('A query', () => {
  const answers = () =>
    fakeSend((_, n) => ({
      body: {
        totalSize: 5000,
        done: n === 3,
        records: rows((n - 1) * 2000, Math.min(n * 2000, 5000)),
        ...(n < 3 ? { nextRecordsUrl: next(n) } : {}),
      },
    }));

  test('is read page by page to its end', async () => {
    const { send, requests } = answers();
    const read = await pages(send, 'SELECT Id FROM Contact');
    expect(read.map(({ records, done }) => [records.length, done])).toEqual([
      [2000, false],
      [2000, false],
      [1000, true],
    ]);
    expect(read.flatMap(({ records }) => records)).toEqual(rows(0, 5000));
    expect(requests).toEqual([
      { method: 'GET', path: '/services/data/v67.0/query', query: { q: 'SELECT Id FROM Contact' }, headers: {} },
      { method: 'GET', path: next(1), headers: {} },
      { method: 'GET', path: next(2), headers: {} },
    ]);
  });

  test('asks for one page beside the one in use, and for no more', async () => {
    const { send, requests } = answers();
    const given = queryPages(orgOf(send), 'SELECT Id FROM Contact');
    const asked: number[] = [];
    for await (const { records } of given) {
      // Whatever can go on by itself does so now.
      await new Promise(setImmediate);
      asked.push(requests.length);
      expect(records.length).toBeGreaterThan(0);
    }
    expect(asked).toEqual([2, 3, 3]);
  });

  test('that nobody reads on asks for nothing more', async () => {
    const { send, requests } = answers();
    for await (const page of queryPages(orgOf(send), 'SELECT Id FROM Contact')) if (page.records.length > 0) break;
    await new Promise(setImmediate);
    expect(requests).toHaveLength(2);
  });

  test.each([
    [2500, 2, {}],
    [2000, 1, {}],
    [500, 1, { 'Sforce-Query-Options': 'batchSize=500' }],
    [10, 1, { 'Sforce-Query-Options': 'batchSize=200' }],
  ])('with a limit of %d takes %d requests', async (limit, wanted, headers) => {
    const { send, requests } = answers();
    const read = await pages(send, 'SELECT Id FROM Contact', { limit });
    expect(read.flatMap(({ records }) => records)).toEqual(rows(0, limit));
    expect([read.at(-1)?.done, requests.length, requests[0]?.headers]).toEqual([true, wanted, headers]);
  });

  test('with a limit of nothing sends nothing', async () => {
    const { send, requests } = answers();
    expect([await pages(send, 'SELECT Id FROM Contact', { limit: 0 }), requests]).toEqual([[], []]);
  });

  test('includes what is deleted when asked to', async () => {
    const { send, requests } = answers();
    await pages(send, 'SELECT Id FROM Contact', { includeDeleted: true, limit: 1 });
    expect(requests[0]?.path).toBe('/services/data/v67.0/queryAll');
  });

  test('that counts gives the count', async () => {
    for (const totalSize of [0, 42]) {
      const { send } = fakeSend(() => ({ body: { totalSize, done: true, records: [] } }));
      expect(await pages(send, ' select  COUNT( ) FROM Lead')).toEqual([
        { records: [{ count: totalSize }], totalSize: 1, done: true },
      ]);
    }
  });

  test.each([
    ['records besides', { totalSize: 2, done: true, records: rows(0, 2) }],
    ['more to come', { totalSize: 2, done: false, records: [], nextRecordsUrl: next(1) }],
    ['no number', { totalSize: -1, done: true, records: [] }],
  ])('that counts is not believed when there are %s', async (_, body) => {
    const { send } = fakeSend(() => ({ body }));
    await expect(pages(send, 'SELECT COUNT() FROM Lead')).rejects.toThrow('a number of records was expected');
  });

  test.each([
    ['LIMIT 2', [3]],
    ['WHERE Name = null limit 2', [1, 2]],
    ['ORDER BY Name LIMIT 2 OFFSET 5', [2, 1]],
    ['LIMIT 0', [1]],
  ])('with %s is not answered by more', async (clause, sizes) => {
    let from = 0;
    const { send } = fakeSend((_request, n) => {
      const done = n === sizes.length;
      const records = rows(from, from + (sizes[n - 1] ?? 0));
      from += records.length;
      const totalSize = sizes.reduce((sum, size) => sum + size, 0);
      return { body: { totalSize, done, records, ...(done ? {} : { nextRecordsUrl: next(n) }) } };
    });
    await expect(pages(send, `SELECT Id FROM Contact ${clause}`)).rejects.toThrow(
      /records came, and \d were asked for/,
    );
  });

  test('gives a subquery’s records if they are as many as it says, and only then', async () => {
    const count = fc.integer({ min: 0, max: 4 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), count, count, async (first, second, totalSize) => {
        const done = second === 0;
        const child = { totalSize, done, records: rows(0, first), ...(done ? {} : { nextRecordsUrl: next(1) }) };
        const { send } = fakeSend(({ query }) => ({
          body:
            query === undefined
              ? { totalSize, done: true, records: rows(first, first + second) }
              : { totalSize: 1, done: true, records: [rowOf('Account', { Id: 'A', Contacts: child })] },
        }));
        const reading = queryPages(orgOf(send), 'SELECT Id, (SELECT Id FROM Contacts) FROM Account').next();
        if (first + second === totalSize) expect((await reading).done).toBe(false);
        else await expect(reading).rejects.toThrow(AnswerError);
      }),
    );
  });

  test('reads its subqueries to their end, whatever their depth', async () => {
    const sub = (records: object[], more?: number, totalSize = 4) => ({
      totalSize,
      done: more === undefined,
      records,
      ...(more === undefined ? {} : { nextRecordsUrl: next(more) }),
    });
    const contact = (Id: number, Deeper: unknown = null) => rowOf('Contact', { Id, Deeper });
    const { send } = fakeSend(({ path }) => {
      if (path === next(1)) return { body: sub([contact(2)], 2) };
      if (path === next(2)) return { body: sub([contact(3, sub(rows(0, 1), 3, 2))]) };
      if (path === next(3)) return { body: sub(rows(1, 2), undefined, 2) };
      const account = rowOf('Account', { Id: 'A', Contacts: sub([contact(0), contact(1)], 1), Cases: null });
      return { body: { totalSize: 1, done: true, records: [account] } };
    });
    const contacts = 'SELECT Id, (SELECT Id FROM Deeper) FROM Contacts';
    const [page] = await pages(send, `SELECT Id, (${contacts}), (SELECT Id FROM Cases) FROM Account`);
    const Contacts = [0, 1, 2].map((Id) => ({ Id, Deeper: null as unknown }));
    expect(page?.records.map(simplify)).toEqual([
      { Id: 'A', Contacts: [...Contacts, { Id: 3, Deeper: [{ Id: 0 }, { Id: 1 }] }], Cases: null },
    ]);
  });

  test.each([
    ['fewer, in one page', [2], 3],
    ['fewer, in several', [2, 1], 4],
    ['fewer: none', [0], 1],
    ['more, in one page', [3], 2],
    ['more, in several', [2, 2], 3],
  ])('is not believed when its records are %s than it says', async (_, sizes, totalSize) => {
    let from = 0;
    const { send } = fakeSend((_request, n) => {
      const done = n === sizes.length;
      const records = rows(from, from + (sizes[n - 1] ?? 0));
      from += records.length;
      return { body: { totalSize, done, records, ...(done ? {} : { nextRecordsUrl: next(n) }) } };
    });
    const said = `records came, and it says that there are ${totalSize}`;
    await expect(pages(send, 'SELECT Id FROM Contact')).rejects.toThrow(said);
  });

  test('of several pages says how many records are missing, where somebody wants to know', async () => {
    const missed: number[][] = [];
    const asked = (totalSize: number, ...sizes: readonly number[]) => {
      const { send } = fakeSend((_request, n) => {
        const done = n === sizes.length;
        return {
          body: {
            totalSize,
            done,
            records: rows(10 * n, 10 * n + (sizes[n - 1] ?? 0)),
            ...(done ? {} : { nextRecordsUrl: next(n) }),
          },
        };
      });
      return pages(send, 'SELECT Id FROM Contact', { missed: (...counts) => missed.push(counts) });
    };
    expect(await asked(4, 2, 1)).toHaveLength(2);
    expect(await asked(3, 2, 1)).toHaveLength(2);
    expect(missed).toEqual([[3, 4]]);
    await expect(asked(4, 3)).rejects.toThrow('3 records came');
    await expect(asked(4, 3, 2)).rejects.toThrow('5 records came');
  });

  test('is believed when nobody has counted its records', async () => {
    const { send } = fakeSend(() => ({ body: { totalSize: -1, done: true, records: rows(0, 2, 'Big__b') } }));
    expect(await pages(send, 'SELECT Id FROM Big__b')).toHaveLength(1);
  });

  test.each(['https://evil.example/services/data/v67.0/query/x', '//evil.example/x', undefined])(
    'is not followed to %s',
    async (nextRecordsUrl) => {
      const { send, requests } = fakeSend(() => ({ body: { totalSize: 9, done: false, records: [], nextRecordsUrl } }));
      await expect(pages(send, 'SELECT Id FROM Contact')).rejects.toThrow(/does not lead to|without a link/);
      expect(requests).toHaveLength(1);
    },
  );

  test('too long for an address travels in a composite request, with its own status', async () => {
    const soql = `SELECT Id FROM Contact WHERE Id IN ('${'0'.repeat(15_000)}')`;
    const inner = (httpStatusCode: number, body: unknown) => ({
      body: { compositeResponse: [{ httpStatusCode, body, referenceId: 'query' }] },
    });
    const { send, requests } = fakeSend((_, n) =>
      n === 1
        ? inner(200, { totalSize: 1, done: true, records: rows(1, 2) })
        : inner(400, [{ errorCode: 'MALFORMED_QUERY', message: 'unexpected token' }]),
    );
    expect((await pages(send, soql))[0]?.records).toEqual(rows(1, 2));
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/services/data/v67.0/composite',
      reads: true,
      body: {
        compositeRequest: [
          { method: 'GET', url: `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, referenceId: 'query' },
        ],
      },
    });
    await expect(pages(send, soql)).rejects.toThrow('unexpected token (MALFORMED_QUERY)');
    await expect(pages(send, 'x'.repeat(100_001))).rejects.toThrow('The query has 100001 characters');
  });

  test('that Salesforce refuses is an error', async () => {
    const { send } = fakeSend(() => ({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD', message: 'No such column' }],
    }));
    await expect(pages(send, 'SELECT X FROM Contact')).rejects.toThrow('No such column (INVALID_FIELD)');
  });
});

test('A record is simplified without losing what it says', () => {
  expect(
    simplify({
      attributes: { type: 'Contact', url: '/x' },
      Id: '003',
      Account: { attributes: { type: 'Account' }, Name: 'Acme', Owner: { attributes: {}, Name: 'Ann' } },
      ReportsTo: null,
      MailingAddress: { city: 'Bonn', street: null },
      expr0: 5,
    }),
  ).toEqual({
    Id: '003',
    Account: { Name: 'Acme', Owner: { Name: 'Ann' } },
    ReportsTo: null,
    MailingAddress: { city: 'Bonn', street: null },
    expr0: 5,
  });
});
