import { afterAll, describe, expect, test } from '@jest/globals';

import type { Item } from '../../nodes/SalesforceConnector/host/form';
import { bulkGetJobs } from '../../nodes/SalesforceConnector/operations/bulk/jobs';
import { loadCsv } from '../../salesforce/bulk/loadCsv';
import { queryCsv, runQuery } from '../../salesforce/bulk/query';
import { holdResults, wholeStream } from '../../salesforce/bulk/results';
import { waitForEnd } from '../../salesforce/bulk/wait';
import { AnswerError, ConnectorError, JobError, SalesforceError } from '../../salesforce/errors';
import { feedPages } from '../../salesforce/feed/elements';
import { connectionPages } from '../../salesforce/graphql/connection';
import { graphqlVariables } from '../../salesforce/graphql/variables';
import type { Request, Response } from '../../salesforce/http';
import type { Org } from '../../salesforce/org';
import { queryPages } from '../../salesforce/query';
import { findRecords } from '../../salesforce/query/find';
import { isLostQuery } from '../../salesforce/query/pages';
import { getRecords } from '../../salesforce/records/getMany';
import { answerPages } from '../../salesforce/requests/pages';
import { collections, single } from '../../salesforce/write/carriers';
import { writeByBulk } from '../../salesforce/write/byBulk';
import { writeByRequests } from '../../salesforce/write/byRequests';
import { fakeSend } from '../support/fakeSend';
import { idOf } from '../support/ids';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

const JOB_ID = '750000000000001AAA';
const CONTACT = object('Contact', [field('Id', 'id'), field('LastName', 'string')]);
/** The longest that is waited at once because Salesforce asks for it. */
const LONGEST_ASKED = 300_000;

interface Asked {
  readonly org: Org;
  readonly requests: readonly Request[];
  /** Milliseconds, one after another. */
  readonly waits: readonly number[];
}

/** An org that answers so for ever; time passes only in its waits. */
function forever(answer: (request: Request, n: number) => Partial<Response>): Asked {
  const { send, requests } = fakeSend(answer);
  const waits: number[] = [];
  let now = 0;
  const wait = async (milliseconds: number): Promise<void> => {
    if (!(milliseconds >= 0)) throw new Error(`Nobody can wait ${milliseconds} ms.`);
    waits.push(milliseconds);
    now += milliseconds;
    // What has no end would not even let the test fail.
    if (requests.length > 5_000) throw new Error('That never ends.');
    await Promise.resolve();
  };
  return { org: orgOf(send, { wait, now: () => now, random: () => 0.5 }), requests, waits };
}

async function endOf(reading: () => AsyncIterable<unknown> | Promise<unknown>): Promise<unknown> {
  try {
    const what = reading();
    if (!(Symbol.asyncIterator in what)) return await what;
    let given = 0;
    for await (const one of what) {
      given += 1;
      if (given > 5_000) throw new Error('That never ends.');
      void one;
    }
    return 'the end';
  } catch (error) {
    return error;
  }
}

let counted = 0;
afterAll(() => {
  process.stdout.write(`endless: ${counted} combinations\n`);
});

async function ends(asked: Asked, reading: () => AsyncIterable<unknown> | Promise<unknown>): Promise<ConnectorError> {
  counted += 1;
  const error = await endOf(reading);
  if (!(error instanceof ConnectorError)) throw new Error(`It ended with ${String(error)}.`);
  expect(Math.max(0, ...asked.waits)).toBeLessThanOrEqual(LONGEST_ASKED);
  return error;
}

const record = (n: number, more: object = {}) => {
  const id = idOf(n);
  return { attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${id}` }, Id: id, ...more };
};
const path = (name: number | string): string => `/services/data/v67.0/query/01g-${name}`;
const page = (next: string, records: readonly object[]) => ({
  body: { totalSize: 1_000_000, done: false, nextRecordsUrl: next, records },
});
/** Which page is asked for: 0 for the first. */
const place = (request: Request): number => Number(/-(\d+)$/.exec(request.path)?.[1] ?? 0);

/** How pages name the next one: the number of what is named by the number of what is asked for. */
const NEXTS: readonly (readonly [name: string, next: (n: number) => number, requests: number])[] = [
  ['themselves', (n) => Math.max(n, 1), 2],
  ['each other', (n) => (n === 1 ? 2 : 1), 3],
  ['one of five in a round', (n) => (n % 5) + 1, 6],
];

describe('The pages of a feed', () => {
  const feed = (asked: Asked) => () =>
    feedPages(asked.org, 'company', { sort: 'CreatedDateDesc', comments: 0, limit: undefined });
  const nameOf = (n: number): string => `/services/data/v67.0/chatter/feeds/company/feed-elements?page=-${n}`;
  const feedPage = (next: number, posts: readonly number[]) => ({
    body: { nextPageUrl: nameOf(next), elements: posts.map((n) => ({ id: idOf(n) })) },
  });

  test.each(NEXTS)('that name %s come to an end', async (_, next, requests) => {
    const asked = forever((request) => feedPage(next(place(request)), [place(request)]));
    expect(await ends(asked, feed(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(requests);
  });

  test('that are empty for ever come to an end', async () => {
    const asked = forever((_, n) => feedPage(n, []));
    expect(await ends(asked, feed(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(21);
  });

  test('of which the same one comes under a new name come to an end', async () => {
    const asked = forever((_, n) => feedPage(n, [1, 2]));
    expect(await ends(asked, feed(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(2);
  });

  test('that always bring new posts come to an end', async () => {
    const asked = forever((_, n) => feedPage(n, [n]));
    expect(await ends(asked, feed(asked))).toBeInstanceOf(AnswerError);
  });
});

/** What nobody can tell apart, under ever new names: the same page, or a few in turn. */
const ROUNDS = [1, 2, 5] as const;

describe('The pages of a connection of GraphQL', () => {
  const call = {
    query: 'query ($after: String) { a(after: $after) { edges { node { b } } pageInfo { hasNextPage endCursor } } }',
    variables: graphqlVariables([]),
    operationName: '',
  };
  const wanted = { path: 'a', cursor: 'after', limit: undefined, missed: () => undefined };
  const read =
    ({ org }: Asked) =>
    () =>
      connectionPages(org, call, wanted);
  const connection = (n: number, b: number, more: object = {}) => ({
    body: { data: { a: { edges: [{ node: { b } }], pageInfo: { hasNextPage: true, endCursor: `c${n}` }, ...more } } },
  });

  test.each(ROUNDS.flatMap((round) => [{}, { totalCount: 1_000_000 }].map((more) => [round, more] as const)))(
    'of which %i come in turn without an Id come to an end (%j)',
    async (round, more) => {
      const asked = forever((_, n) => connection(n, n % round, more));
      expect(await ends(asked, read(asked))).toBeInstanceOf(AnswerError);
      expect(asked.requests).toHaveLength(round + 21);
    },
  );

  test('that look the same now and then are read', async () => {
    counted += 1;
    const asked = forever((_, n) => {
      const page = connection(n, Math.floor(n / 15));
      if (n === 200) page.body.data.a.pageInfo.hasNextPage = false;
      return page;
    });
    expect(await endOf(read(asked))).toBe('the end');
    expect(asked.requests).toHaveLength(200);
  });
});

describe('The pages that a request follows', () => {
  test.each(ROUNDS)('of which %i come in turn come to an end', async (round) => {
    const asked = forever((_, n) => ({
      headers: { 'content-type': 'application/json' },
      body: { nextPageUrl: `/services/data/v67.0/connect/${n}`, elements: [n % round] },
    }));
    const request = { method: 'GET', path: '/services/data/v67.0/connect' } as const;
    const settings = { format: 'automatic', neverError: false } as const;
    expect(await ends(asked, () => answerPages(asked.org, request, settings))).toBeInstanceOf(AnswerError);
    expect(asked.requests.length).toBeLessThan(30);
  });
});

describe('The pages of a query', () => {
  const query = (asked: Asked) => () => queryPages(asked.org, 'SELECT Id FROM Contact');

  test.each(NEXTS)('that name %s come to an end', async (_, next, requests) => {
    const asked = forever((request) => page(path(next(place(request))), [record(place(request))]));
    expect(await ends(asked, query(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(requests);
  });

  test('that are empty for ever come to an end', async () => {
    const asked = forever((_, n) => page(path(n), []));
    expect(await ends(asked, query(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(21);
  });

  test('of which the same one comes under a new name come to an end, and it is given out once', async () => {
    const asked = forever((_, n) => page(path(n), [record(1), record(2)]));
    expect(await ends(asked, query(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(2);
    const given: unknown[] = [];
    await endOf(async () => {
      for await (const { records } of queryPages(asked.org, 'SELECT Id FROM Contact')) given.push(...records);
    });
    expect(given).toHaveLength(2);
  });

  const account = (Contacts: object) => ({ ...record(999, { Contacts }), attributes: { type: 'Account' } });

  test.each(NEXTS)('of a subquery that name %s come to an end', async (_, next, requests) => {
    const asked = forever((request, n) => {
      const child = page(path(next(n === 1 ? 0 : place(request))), [record(n)]).body;
      return n === 1 ? { body: { totalSize: 1, done: true, records: [account(child)] } } : { body: child };
    });
    const soql = 'SELECT Id, (SELECT Id FROM Contacts) FROM Account';
    expect(await ends(asked, () => queryPages(asked.org, soql))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(requests);
  });

  test('of a subquery that are empty for ever come to an end', async () => {
    const asked = forever((_, n) => {
      const child = page(path(n), []).body;
      return n === 1 ? { body: { totalSize: 1, done: true, records: [account(child)] } } : { body: child };
    });
    const soql = 'SELECT Id, (SELECT Id FROM Contacts) FROM Account';
    expect(await ends(asked, () => queryPages(asked.org, soql))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(21);
  });

  test('that are ever new come to an end with the number of records', async () => {
    const asked = forever((_, n) => {
      const { body } = page(path(n), [record(n)]);
      return { body: { ...body, totalSize: 5 } };
    });
    expect(await ends(asked, query(asked))).toBeInstanceOf(AnswerError);
    // The last one was requested before the page that is too many was checked.
    expect(asked.requests).toHaveLength(7);
  });

  test('that have more and do not say where are no end', async () => {
    const asked = forever(() => ({ body: { totalSize: 5, done: false, records: [record(1)] } }));
    expect(await ends(asked, query(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(1);
  });
});

const LOST = { status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }] };

describe('A query that loses its pages', () => {
  const resuming = (asked: Asked) => () => queryPages(asked.org, 'SELECT Id FROM Contact', { resume: true });

  test('after each first one, with records that go on for ever, comes to an end', async () => {
    const asked = forever((request, n) => (request.query === undefined ? LOST : page(path(n), [record(n)])));
    expect(isLostQuery(await ends(asked, resuming(asked)))).toBe(true);
    // Ten first pages, and as many second ones that are lost.
    expect(asked.requests).toHaveLength(20);
  });

  test('and asks again for the same record comes to an end', async () => {
    const asked = forever((request, n) => (request.query === undefined ? LOST : page(path(n), [record(1)])));
    expect(await ends(asked, resuming(asked))).toBeInstanceOf(ConnectorError);
    // The last one was requested before the page was checked.
    expect(asked.requests).toHaveLength(4);
  });

  test('and is given two records in turn comes to an end', async () => {
    let queries = 0;
    const asked = forever((request, n) => {
      if (request.query === undefined) return LOST;
      queries += 1;
      return page(path(n), [record(queries % 2)]);
    });
    expect(await ends(asked, resuming(asked))).toBeInstanceOf(AnswerError);
    // The last one was requested before the page was checked.
    expect(asked.requests).toHaveLength(4);
  });

  test('at once is not asked again', async () => {
    const asked = forever(() => LOST);
    expect(await ends(asked, resuming(asked))).toBeInstanceOf(SalesforceError);
    expect(asked.requests.length).toBeLessThanOrEqual(2);
  });

  test('that finds records by their IDs is begun three times', async () => {
    const asked = forever((request, n) => (request.query === undefined ? LOST : page(path(n), [record(n)])));
    const wanted = { object: 'Contact', by: field('Id', 'id'), fields: ['Id'] };
    const error = await ends(asked, () => findRecords(asked.org, wanted, ['003000000000001AAA']));
    expect(isLostQuery(error)).toBe(true);
    expect(asked.requests).toHaveLength(6);
  });

  test('that reads no further than its session by far goes on', async () => {
    let given = 0;
    const asked = forever((request) => {
      const isLast = given >= 60;
      if (request.query === undefined && given % 3 === 0) {
        given += 1;
        return LOST;
      }
      given += 1;
      return isLast ? { body: { totalSize: 0, done: true, records: [] } } : page(path(given), [record(given)]);
    });
    counted += 1;
    expect(await endOf(resuming(asked))).toBe('the end');
  });
});

describe('The results of a Bulk query', () => {
  const results = (next: string | null, urls: readonly string[], done = false) => ({
    body: { resultPages: urls.map((resultUrl) => ({ resultUrl })), nextRecordsUrl: next, done },
  });
  const url = (n: number) => `/services/data/v67.0/jobs/query/${JOB_ID}/results?locator=${n}`;
  const list = (n: number) => `/services/data/v67.0/jobs/query/${JOB_ID}/resultPages-${n}`;
  const read = (asked: Asked) => () => queryCsv(asked.org, { id: JOB_ID });

  test.each(NEXTS)('whose lists name %s come to an end', async (_, next, requests) => {
    const asked = forever((request, n) => results(list(next(place(request))), [url(n)]));
    expect(await ends(asked, read(asked))).toBeInstanceOf(JobError);
    expect(asked.requests).toHaveLength(requests);
  });

  test('whose lists are empty for ever come to an end', async () => {
    const asked = forever((_, n) => results(list(n), []));
    expect(await ends(asked, read(asked))).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ' });
    expect(asked.requests).toHaveLength(21);
  });

  test.each([
    ['in one list', () => results(null, [url(1), url(1)], true), 1],
    ['in two', (_: Request, n: number) => results(n === 2 ? null : list(n), [url(1)], n === 2), 2],
  ])('of which one is named twice %s are not doubled', async (_, answer, requests) => {
    const asked = forever(answer);
    expect(await ends(asked, read(asked))).toBeInstanceOf(JobError);
    expect(asked.requests).toHaveLength(requests);
  });

  test('whose lists name ever new pages come to an end', async () => {
    const asked = forever((_, n) =>
      results(
        list(n),
        [1, 2, 3, 4, 5].map((page) => url(5 * n + page)),
      ),
    );
    expect(await ends(asked, read(asked))).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ' });
    expect(asked.requests).toHaveLength(201);
  });

  test.each([
    ['fewer than the job says', 3, false],
    ['as many as the job says', 2, true],
    ['more than the job says', 1, false],
    ['not counted by the job', 0, true],
  ])('are read where their rows are %s: it says %i', async (_, numberRecordsProcessed, isRead) => {
    const asked = forever((request) =>
      request.streamed === true ? { body: 'Id\n1\n2\n' } : results(null, [url(1)], true),
    );
    counted += 1;
    const last = await endOf(() => queryCsv(asked.org, { id: JOB_ID, numberRecordsProcessed }));
    if (isRead) expect(last).toBe('the end');
    else expect(last).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ' });
  });

  test('that are empty, of a job that has rows, are not read', async () => {
    const asked = forever((request) => (request.streamed === true ? { body: '' } : results(null, [url(1)], true)));
    const job = { id: JOB_ID, numberRecordsProcessed: 2 };
    expect(await ends(asked, () => queryCsv(asked.org, job))).toMatchObject({ errorCode: 'BULK_RESULTS_NOT_READ' });
    expect(asked.requests).toHaveLength(1 + 4);
  });

  test('that have more and do not say where are no end', async () => {
    const asked = forever(() => results(null, [url(1)]));
    expect(await ends(asked, read(asked))).toBeInstanceOf(JobError);
    expect(asked.requests).toHaveLength(1);
  });

  test.each([
    ['lead out of the org', 'https://example.com/services/data/v67.0/x'],
    ['lead to another host', '//example.com/services/data/v67.0/x'],
    ['lead to the parent', '/services/data/v67.0/../../x'],
  ])('whose pages %s are not followed', async (_, resultUrl) => {
    const asked = forever(() => results(null, [resultUrl], true));
    expect(await ends(asked, read(asked))).toBeInstanceOf(JobError);
    expect(asked.requests).toHaveLength(1);
  });

  test('of which a page never comes whole is asked for four times', async () => {
    const asked = forever((request) =>
      request.streamed === true
        ? { body: 'Id\n1\n', headers: { 'sforce-numberofrecords': '9' } }
        : results(null, [url(1)], true),
    );
    expect(await ends(asked, read(asked))).toBeInstanceOf(JobError);
    expect(asked.requests).toHaveLength(1 + 4);
  });
});

describe('Lists of jobs', () => {
  const job = (n: number) => ({ id: idOf(n, '750'), state: 'JobComplete' });
  const jobs = (next: number, records: readonly object[]) => ({
    body: { records, done: false, nextRecordsUrl: `/services/data/v67.0/jobs/ingest/list-${next}` },
  });
  const values: Record<string, unknown> = { returnAll: true, jobType: 'ingest' };
  const item = { param: (name: string, fallback: unknown) => values[name] ?? fallback } as unknown as Item;
  const read =
    ({ org }: Asked) =>
    () =>
      bulkGetJobs.each(org as unknown as Parameters<typeof bulkGetJobs.each>[0], item);

  test.each(NEXTS)('that name %s come to an end', async (_, next, requests) => {
    const asked = forever((request, n) => jobs(next(place(request)), [job(n)]));
    expect(await ends(asked, read(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(requests);
  });

  test.each([
    ['are empty', () => []],
    ['have the same job', () => [job(1)]],
  ])('that %s for ever come to an end', async (name, records) => {
    const asked = forever((_, n) => jobs(n, records()));
    expect(await ends(asked, read(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(name === 'are empty' ? 21 : 22);
  });

  test('that have new jobs for ever end behind what an org can have', async () => {
    const page = 10_000;
    const asked = forever((_, n) =>
      jobs(
        n,
        Array.from({ length: page }, (__, place) => job(n * page + place)),
      ),
    );
    const error = await ends(asked, read(asked));
    expect(error).toBeInstanceOf(AnswerError);
    expect(String(error)).toContain('it lists more than 175,000 jobs');
    expect(asked.requests).toHaveLength(18);
  });

  test('that have more and do not say where are no end', async () => {
    const asked = forever(() => ({ body: { records: [job(1)], done: false } }));
    expect(await ends(asked, read(asked))).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(1);
  });
});

describe('A job that never ends', () => {
  const HOUR = 3_600_000;
  const info = (more: object = {}) => ({
    id: JOB_ID,
    state: 'InProgress',
    object: 'Contact',
    operation: 'insert',
    ...more,
  });

  test.each<readonly [string, (n: number) => object, number]>([
    ['says nothing more', () => ({}), 134],
    ['counts beyond its rows, one more each time', (n) => ({ numberRecordsProcessed: 10 + n }), 134],
    ['counts up to its rows and stays there', (n) => ({ numberRecordsProcessed: Math.min(10, n) }), 136],
    ['counts nothing', () => ({ numberRecordsProcessed: 0 }), 134],
    ['is done with more than it has', () => ({ numberRecordsProcessed: 1_000_000 }), 134],
    ['is in a state that nobody knows', () => ({ state: 'Thinking' }), 134],
  ])('and %s is left be after the time that was given to it', async (name, more, looks) => {
    const asked = forever((_, n) => ({ body: info(more(n)) }));
    counted += 1;
    const settings = { patience: HOUR, rows: 10 };
    const last = await endOf(() => waitForEnd(asked.org, { kind: 'ingest', id: JOB_ID }, settings));
    expect(last).toMatchObject({ id: JOB_ID });
    expect([name, asked.requests.length]).toEqual([name, looks]);
    expect(asked.waits.reduce((all, one) => all + one, 0)).toBe(HOUR);
    expect(Math.max(...asked.waits)).toBeLessThanOrEqual(30_000);
  });

  test('leaves the outcomes of its rows open', async () => {
    const asked = forever((request) => (request.method === 'PUT' ? {} : { body: info() }));
    counted += 1;
    const org: Org = {
      ...asked.org,
      sendOnce: async (request) => {
        if (request.content !== undefined) for await (const chunk of request.content.open()) void chunk;
        const response = await asked.org.sendOnce(request);
        return request.content === undefined ? response : { ...response, status: 201 };
      },
    };
    const rows = [{ index: 0, values: { LastName: 'A' } }];
    const outcomes = await writeByBulk(
      org,
      { job: { operation: 'insert', object: 'Contact' }, rows, described: CONTACT },
      { patience: HOUR },
    );
    expect(outcomes.get(0)).toMatchObject({ error: { errorCode: 'BULK_JOB_PENDING' } });
    expect(asked.waits.reduce((all, one) => all + one, 0)).toBe(HOUR);
  });

  test('whose ID changes is not followed: after nine looks there is an end', async () => {
    const asked = forever((_, n) => ({ body: info({ id: idOf(n + 1, '750') }) }));
    const read = () => waitForEnd(asked.org, { kind: 'ingest', id: JOB_ID }, { patience: HOUR });
    expect(await ends(asked, read)).toBeInstanceOf(AnswerError);
    expect(asked.requests).toHaveLength(9);
  });
});

describe('Whoever asks to be left alone for two million seconds', () => {
  const BUSY = {
    status: 503,
    headers: { 'retry-after': '2000000' },
    body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'busy' }],
  };
  const TOO_MANY = {
    status: 429,
    headers: { 'retry-after': '2e6' },
    body: [{ errorCode: 'TOO_MANY_REQUESTS', message: 'busy' }],
  };
  const rows = [{ index: 0, key: '003000000000001AAA', values: { LastName: 'A' } }];
  const job = (operation: 'create' | 'update') => ({ operation, object: 'Contact', headers: {}, allOrNone: false });
  const errorOf = async (written: Promise<Map<number, unknown>>): Promise<never> => {
    throw (await written).get(0) instanceof Object
      ? ((await written).get(0) as { error: Error }).error
      : new Error('none');
  };
  const READINGS: readonly (readonly [string, (org: Org) => AsyncIterable<unknown> | Promise<unknown>, number])[] = [
    ['a query', (org) => queryPages(org, 'SELECT Id FROM Contact'), 3],
    ['a describe', (org) => org.describe.object('Contact'), 3],
    [
      'a record',
      async (org) => {
        const [got] = await getRecords(org, {
          object: 'Contact',
          keyField: undefined,
          fields: [],
          keys: ['003000000000001AAA'],
        });
        throw got;
      },
      3,
    ],
    [
      'a create alone',
      (org) => errorOf(writeByRequests(org, single, { job: job('create'), rows }, { parallel: 1 })),
      6,
    ],
    [
      'an update alone',
      (org) => errorOf(writeByRequests(org, single, { job: job('update'), rows }, { parallel: 1 })),
      6,
    ],
    [
      'a create in collections',
      (org) => errorOf(writeByRequests(org, collections, { job: job('create'), rows }, { parallel: 1 })),
      6,
    ],
    ['pages of results', (org) => wholeStream(org, { method: 'GET', path: '/x', streamed: true }), 4],
    ['results of a load', (org) => holdResults(org, { id: JOB_ID }, 'failedResults'), 4],
    ['a look at a job', (org) => waitForEnd(org, { kind: 'ingest', id: JOB_ID }, { patience: 3_600_000 }), 9],
    [
      'the making of a query job',
      (org) => runQuery(org, 'SELECT Id FROM Contact', 'query', { patience: 3_600_000 }),
      4,
    ],
    [
      'the making of a load job',
      (org) =>
        loadCsv(
          org,
          { operation: 'insert', object: 'Contact' },
          { open: () => bytes('LastName\nA\n'), columnDelimiter: 'COMMA', fields: new Map(), described: CONTACT },
          { patience: 3_600_000 },
        ),
      4,
    ],
  ];

  async function* bytes(text: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
    await Promise.resolve();
  }

  test.each(
    READINGS.flatMap(([name, read, requests]) =>
      (
        [
          ['is busy', BUSY],
          ['has too many requests', TOO_MANY],
        ] as const
      ).map(([why, answer]) => [name, why, answer, read, requests] as const),
    ),
  )('of %s, because the org %s, is left alone for five minutes each time', async (_, __, answer, read, requests) => {
    const asked = forever(() => answer);
    await ends(asked, () => read(asked.org));
    expect(asked.requests).toHaveLength(requests);
    expect(asked.waits).toEqual(asked.waits.map(() => LONGEST_ASKED));
    expect(asked.waits).toHaveLength(requests - 1);
  });
});
