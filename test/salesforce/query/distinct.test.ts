import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../../salesforce/errors';
import { queryPages } from '../../../salesforce/query';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

const url = (id: string) => `/services/data/v67.0/sobjects/Contact/${id}`;
const recordOf = (type: string, n: number) => ({ attributes: { type, url: url(idOf(n)) }, n });
const contact = (n: number) => recordOf('Contact', n);

interface Shown {
  /** The records of each page, by their numbers. */
  readonly pages: readonly (readonly number[])[];
  readonly soql: string;
  readonly includeDeleted?: boolean;
}

/** Reads pages whose total is right whatever is on them. */
async function read({ pages, soql, includeDeleted = false }: Shown): Promise<number[]> {
  const totalSize = pages.flat().length;
  const { send } = fakeSend(({ path }) => {
    const place = Number(/-(\d+)$/.exec(path)?.[1] ?? 0);
    const done = place === pages.length - 1;
    const next = { nextRecordsUrl: `/services/data/v67.0/query/01g-${place + 1}` };
    return { body: { totalSize, done, records: (pages[place] ?? []).map(contact), ...(done ? {} : next) } };
  });
  const found: unknown[] = [];
  for await (const { records } of queryPages(orgOf(send), soql, { resume: true, includeDeleted })) {
    found.push(...records.map(({ n }) => n));
  }
  return found as number[];
}

const IN_ID_ORDER = 'SELECT n FROM Contact';
const IN_ITS_OWN = 'SELECT n FROM Contact ORDER BY n';

describe('Pages of a query', () => {
  test('are read in the order of IDs if no record comes twice, and only then', async () => {
    const page = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 4 }), fc.boolean(), async (drawn, isSorted) => {
        const all = drawn.flat();
        const records = isSorted ? [...new Set(all)].toSorted((a, b) => a - b) : all;
        const pages = drawn.map(({ length }, place) => {
          const from = drawn.slice(0, place).flat().length;
          return records.slice(from, from + length);
        });
        const isWhole = records.every((n, place) => place === 0 || n > (records[place - 1] ?? 0));
        const reading = read({ pages, soql: IN_ID_ORDER });
        if (isWhole) expect(await reading).toEqual(records);
        else await expect(reading).rejects.toThrow(AnswerError);
      }),
    );
  });

  test.each([
    ['that overlap by one', [[1, 2, 3], [3, 4, 5], [6]]],
    ['that overlap by half', [[1, 2, 3, 4], [3, 4, 5, 6], [7]]],
    [
      'of which one has a record twice',
      [
        [1, 2, 2],
        [4, 5],
      ],
    ],
    ['in another order, of which two overlap', [[9, 7, 5], [4, 5, 3], [1]]],
  ])('%s are no result, in whatever order and with deleted records or without', async (_, pages) => {
    for (const soql of [IN_ID_ORDER, IN_ITS_OWN, 'SELECT n FROM Contact ORDER BY Name, Id']) {
      for (const includeDeleted of [false, true]) {
        await expect(read({ pages, soql, includeDeleted })).rejects.toThrow(/record 003\w+ came a second time/);
      }
    }
  });

  test('may come in any order where the query has its own', async () => {
    const pages = [[9, 7, 8], [1, 6, 2], [3]];
    expect(await read({ pages, soql: IN_ITS_OWN })).toEqual(pages.flat());
  });

  test('of a subquery that overlap are none', async () => {
    const child = {
      totalSize: 4,
      done: false,
      records: [1, 2].map(contact),
      nextRecordsUrl: '/services/data/v67.0/query/01g-2',
    };
    const { send } = fakeSend(({ query }) => ({
      body:
        query === undefined
          ? { totalSize: 4, done: true, records: [2, 3].map(contact) }
          : { totalSize: 1, done: true, records: [{ ...recordOf('Account', 9), Contacts: child }] },
    }));
    const reading = queryPages(orgOf(send), 'SELECT n, (SELECT n FROM Contacts) FROM Account', {}).next();
    await expect(reading).rejects.toThrow('came a second time');
  });

  test('of what is not stored have no IDs, and are no repetition', async () => {
    const none = { attributes: { type: 'FieldDefinition', url: url('000000000000000AAA') }, Label: 'Name' };
    const { send } = fakeSend(() => ({ body: { totalSize: 2, done: true, records: [none, none] } }));
    const { value } = await queryPages(orgOf(send), 'SELECT Label FROM FieldDefinition', {}).next();
    expect(value?.records).toHaveLength(2);
  });
});

describe('Pages of what Salesforce does not keep', () => {
  const rows = (object: string, names: readonly string[]) =>
    names.map((name) => ({
      attributes: { type: object, url: `/services/data/v67.0/sobjects/${object}/${name}` },
      name,
    }));

  async function readPages(soql: string, totalSize: number, ...pages: unknown[][]): Promise<unknown[]> {
    const { send } = fakeSend(({ path }) => {
      const place = Number(/-(\d+)$/.exec(path)?.[1] ?? 0);
      const done = place === pages.length - 1;
      const next = done ? {} : { nextRecordsUrl: `/services/data/v67.0/query/01g-${place + 1}` };
      return { body: { totalSize, done, records: pages[place], ...next } };
    });
    const read: unknown[] = [];
    for await (const { records } of queryPages(orgOf(send), soql, { resume: true })) read.push(...records);
    return read;
  }

  // Names of 18 and 15 letters, in the order of something else than the names.
  test('have names in their addresses that are no IDs, though they are as long', async () => {
    const objects = rows('EntityDefinition', ['OpportunityContact', 'AccountContactRole', 'WorkBadgeRecord', 'A']);
    expect(await readPages('SELECT name FROM EntityDefinition', 4, objects)).toHaveLength(4);
  });

  test('can have one address several times, where their own IDs are nothing but zeros', async () => {
    const [one] = rows('EventBusSubscriber', [idOf(1, '301')]);
    const soql = 'SELECT Id, name FROM EventBusSubscriber ORDER BY Position';
    const row = { ...one, Id: '000000000000000AAA' };
    expect(await readPages(soql, 2, [row, row])).toEqual([row, row]);
    const record = { ...one, Id: idOf(1, '301') };
    await expect(readPages(soql, 2, [record, record])).rejects.toThrow(AnswerError);
  });

  // An external system is asked for each page anew, and its records can change between two of them.
  test('can shift and change in number, where an external system has them, but not on one page', async () => {
    const all = rows(
      'Order__x',
      [1, 2, 3, 4].map((n) => idOf(n, 'x01')),
    );
    const [one, two, three, four] = all;
    const soql = 'SELECT name FROM Order__x';
    for (const second of [[two, three], [three], [three, four, one], [one, two]]) {
      expect(await readPages(soql, 4, [one, two], second)).toEqual([one, two, ...second]);
      await expect(readPages('SELECT name FROM Order__c', 4, [one, two], second)).rejects.toThrow(AnswerError);
    }
    for (const page of [[one, one], [one], [one, two, three]]) {
      await expect(readPages(soql, 2, page)).rejects.toThrow(AnswerError);
    }
  });
});
