import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import type { SalesforceError } from '../../../salesforce/errors';
import { queryPages, startingOver, type Page } from '../../../salesforce/query';
import { isLostQuery } from '../../../salesforce/query/pages';
import { fakeSend, type FakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

const row = (n: number, type = 'Contact') => ({
  attributes: { type, url: `/services/data/v67.0/sobjects/Contact/${idOf(n)}` },
  n,
});
const LOST = { status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }] };
const EXPIRED = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };

/** Ten rows in pages of two, of which each query loses those from a page on: 1 is the second. */
function org(losses: readonly (number | undefined)[], lost = LOST): FakeSend {
  let first = 0;
  let queries = 0;
  return fakeSend(({ path, query }) => {
    const [, from = '0'] = /-(\d+)$/.exec(path) ?? [];
    if (query !== undefined) {
      const after = /Id > '([^']+)'/.exec(String(query['q']))?.[1];
      first = after === undefined ? 0 : Number(after.slice(3, 15)) + 1;
      queries += 1;
    }
    if (Number(from) / 2 === losses[queries - 1]) return lost;
    const start = first + Number(from);
    const done = start + 2 >= 10;
    const records = [row(start), row(start + 1)].slice(0, 10 - start);
    const nextRecordsUrl = `/services/data/v67.0/query/01g-${Number(from) + 2}`;
    return { body: { totalSize: 10 - first, done, records, ...(done ? {} : { nextRecordsUrl }) } };
  });
}

const queriesOf = ({ requests }: FakeSend) =>
  requests.flatMap(({ query }) => (query === undefined ? [] : [query['q']]));

async function rows({ send }: FakeSend, soql: string): Promise<unknown[]> {
  const pages: Page[] = [];
  for await (const page of queryPages(orgOf(send), soql, { resume: true })) pages.push(page);
  expect(new Set(pages.map(({ totalSize }) => totalSize))).toEqual(new Set([10]));
  return pages.flatMap(({ records }) => records.map(({ n }) => n));
}

/** The error with which a page was lost. */
async function lost(reading: Promise<unknown>): Promise<SalesforceError> {
  const error = await reading.catch((thrown: unknown) => thrown);
  if (isLostQuery(error)) return error;
  throw new Error('No page was lost.', { cause: error });
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

describe('A query whose pages are lost on the way', () => {
  test.each([
    ['its locator is gone', LOST],
    ['the session that was renewed is no good for it', EXPIRED],
  ])('goes on behind the last record when %s', async (_, answer) => {
    const fake = org([2, 1], answer);
    expect(await rows(fake, 'SELECT n FROM Contact')).toEqual(ALL);
    expect(queriesOf(fake)).toEqual([
      'SELECT n FROM Contact ORDER BY Id',
      `SELECT n FROM Contact WHERE Id > '${idOf(3)}' ORDER BY Id`,
      `SELECT n FROM Contact WHERE Id > '${idOf(5)}' ORDER BY Id`,
    ]);
  });

  test('fails when it has an order of its own, and says what to do', async () => {
    const fake = org([2]);
    const error = await lost(rows(fake, 'SELECT n FROM Contact ORDER BY n'));
    expect(error.message).toMatch(/^The query’s remaining pages were lost.*\(INVALID_QUERY_LOCATOR\)$/);
    expect(adviceOn(error).actions).toContainEqual(expect.stringContaining('remove ORDER BY, LIMIT and OFFSET'));
    expect(queriesOf(fake)).toEqual(['SELECT n FROM Contact ORDER BY n']);
  });

  test('is read from the beginning by a reader who has given nothing out yet, three times at most', async () => {
    const soql = 'SELECT n FROM Contact ORDER BY n';
    const twice = org([4, 1]);
    expect(await startingOver(() => rows(twice, soql))).toEqual(ALL);
    expect(queriesOf(twice)).toEqual([soql, soql, soql]);
    const always = org([1, 1, 1]);
    await lost(startingOver(() => rows(always, soql)));
    expect(queriesOf(always)).toEqual([soql, soql, soql]);
  });

  test('is given up when it comes no further', async () => {
    const fake = fakeSend(({ query }) =>
      query === undefined
        ? LOST
        : { body: { totalSize: 10, done: false, records: [], nextRecordsUrl: '/services/data/v67.0/query/01g-2' } },
    );
    await lost(rows(fake, 'SELECT n FROM Contact'));
    expect(queriesOf(fake)).toHaveLength(1);
  });

  test('fails with other errors as they are', async () => {
    const failure = { status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'Internal error' }] };
    const fake = org([2], failure);
    await expect(rows(fake, 'SELECT n FROM Contact')).rejects.toThrow('Internal error');
    expect(queriesOf(fake)).toHaveLength(1);
  });
});

test('A query of an object that cannot be sorted by ID is asked as it is written', async () => {
  const { send, requests } = fakeSend(({ query }) =>
    String(query?.['q']).includes('ORDER BY')
      ? { status: 400, body: [{ errorCode: 'MALFORMED_QUERY', message: 'field Id can not be sorted' }] }
      : { body: { totalSize: 10, done: true, records: ALL.map((n) => row(n, 'EntityParticle')) } },
  );
  const fake = { send, requests };
  expect(await rows(fake, 'SELECT n FROM EntityParticle')).toEqual(ALL);
  expect(queriesOf(fake)).toEqual(['SELECT n FROM EntityParticle ORDER BY Id', 'SELECT n FROM EntityParticle']);
});

test('A query that is read without a need to go on is asked as it is written', async () => {
  const fake = org([]);
  for await (const { done } of queryPages(orgOf(fake.send), 'SELECT n FROM Contact')) if (done) break;
  expect(queriesOf(fake)).toEqual(['SELECT n FROM Contact']);
});
