import { describe, expect, test } from '@jest/globals';

import { changesIn, changesSince, newestChange, pollChanges, type ChangesState } from '../../../salesforce/changes';
import { AnswerError, ConnectorError } from '../../../salesforce/errors';
import type { Request, Response } from '../../../salesforce/http';
import { recordId } from '../../../salesforce/ids';
import { orgOf } from '../../support/orgOf';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 2, 1, 12);
const PAGE = 3;

const watched = { object: 'Contact', fields: ['Name'], timeField: 'SystemModstamp', areDeleted: false };
const settings = {
  longestTransaction: 15 * MINUTE,
  followsTransactions: true,
  wants: () => true,
  mostGiven: 1_000,
  mostKept: 1_000,
  mostPrints: 1_000,
  manyKept: 1_000,
  isOver: () => false,
};

type Row = Record<string, unknown>;
interface Answer {
  totalSize: unknown;
  done: unknown;
  records: Row[];
}

const stampOf = (time: number) => new Date(time).toISOString().replace('Z', '+0000');
const rowOf = (n: number, time: number): Row => {
  const Id = recordId(`003${String(n).padStart(12, '0')}`);
  const attributes = { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${Id}` };
  return { attributes, Id, SystemModstamp: stampOf(time), Name: `Contact ${n}` };
};

const CONDITION = /SystemModstamp (?:>=|>) (\S+?)(?: OR \(SystemModstamp = \S+ AND Id > '(\w+)'\)\)| ORDER)/;

/** Contacts, and a transaction that began at noon and ends an hour later with a record of its beginning. */
class Truth {
  now = NOON + 10 * MINUTE;
  readonly rows = [0, 1, 1, 1, 1, 2, 3, 3].map((minute, n) => rowOf(n + 1, NOON + MINUTE + minute * MINUTE));
  /** What becomes of the answer to a step. */
  lie: { readonly step: Step; readonly answer: Falsify } | undefined;

  readonly send = async (request: Request): Promise<Response> => {
    const found = request.path.endsWith('/query') ? this.#found(String(request.query?.['q'])) : undefined;
    const step = found === undefined ? 'covered' : stepOf(found.length);
    const truth = found === undefined ? this.#covered() : pageOf(found);
    const answer = { status: 200, headers: { date: new Date(this.now).toUTCString() }, body: truth };
    const { lie } = this;
    return await Promise.resolve(
      lie?.step === step ? { ...answer, ...lie.answer(truth as Answer, this.rows) } : answer,
    );
  };

  end(): void {
    this.rows.unshift(rowOf(99, NOON + 30_000));
  }

  #found(soql: string): Row[] {
    const [, from, id] = CONDITION.exec(soql) ?? [];
    if (from === undefined) return this.rows;
    return this.rows.filter((row) => {
      const time = Date.parse(String(row['SystemModstamp']));
      return id === undefined ? time >= Date.parse(from) : time > Date.parse(from) || isBehind(row, from, id);
    });
  }

  #covered() {
    const isOver = this.rows.length > 8;
    return { ids: [], latestDateCovered: stampOf(isOver ? this.now : NOON) };
  }
}

const isBehind = (row: Row, from: string, id: string): boolean =>
  Date.parse(String(row['SystemModstamp'])) === Date.parse(from) && String(row['Id']) > id;

const pageOf = (found: readonly Row[]): Answer => ({
  totalSize: found.length,
  done: found.length <= PAGE,
  records: found.slice(0, PAGE),
});

/** By how many rows are left: a page can be asked for again. */
const stepOf = (left: number): Step => (left > 2 * PAGE - 1 ? 'first page' : left > PAGE ? 'second page' : 'last page');

const STEPS = ['first page', 'second page', 'last page', 'covered'] as const;
type Step = (typeof STEPS)[number];
type Falsify = (truth: Answer, all: readonly Row[]) => Partial<Response>;

const LOGIN_PAGE = '<html><body><form action="/login"></form></body></html>';

/** What proxies, caches and broken connections make of any answer. */
const OF_ANY: Readonly<Record<string, Falsify>> = {
  'a login page': () => ({ body: LOGIN_PAGE }),
  'half of it': (truth) => ({ body: JSON.stringify(truth).slice(0, 150) }),
  nothing: () => ({ body: '' }),
  null: () => ({ body: null }),
  'a list': () => ({ body: [] }),
  'an empty object': () => ({ body: {} }),
  'a gateway’s error': () => ({ status: 502, body: LOGIN_PAGE }),
  'a refusal': () => ({ status: 400, body: [{ errorCode: 'MALFORMED_QUERY', message: 'no' }] }),
};

const withRows =
  (change: (rows: Row[], all: readonly Row[]) => Row[]): Falsify =>
  ({ records, ...rest }: Answer, all) => ({ body: { ...rest, records: change(records, all) } });
const eachWith = (values: Row) => withRows((rows) => rows.map((row) => ({ ...row, ...values })));

const OF_A_PAGE: Readonly<Record<string, Falsify>> = {
  'rows of another object': eachWith({ attributes: { type: 'Account', url: '/x' } }),
  'rows of no object': eachWith({ attributes: undefined }),
  'rows in another order': withRows((rows) => rows.toReversed()),
  'rows without a time': eachWith({ SystemModstamp: undefined }),
  'a time that is null': eachWith({ SystemModstamp: null }),
  'a time that is a number': eachWith({ SystemModstamp: 2026 }),
  'a time in words': eachWith({ SystemModstamp: 'March 1, 2026' }),
  'rows without an ID': eachWith({ Id: undefined }),
  'an ID that is none': eachWith({ Id: 'Contact 1' }),
  'rows from before the position': eachWith({ SystemModstamp: stampOf(NOON - HOUR) }),
  'a row twice': withRows(([first = {}]) => [first, first]),
  'a row left out': withRows((rows) => rows.slice(1)),
  'none of the rows': withRows(() => []),
  'rows that are none': withRows(() => [null, 'x'] as unknown as Row[]),
  'a total that is too small': (truth: Answer) => ({ body: { ...truth, totalSize: truth.records.length - 1 } }),
  'a total that is too large': (truth: Answer) => ({ body: { ...truth, done: true, totalSize: 9 } }),
  'a total that is text': (truth: Answer) => ({ body: { ...truth, totalSize: '3' } }),
  'no end and no rows': (truth: Answer) => ({ body: { ...truth, done: false, records: [] } }),
};

/** The first page once more: on the first page, that is the truth. */
const OF_A_LATER_PAGE: Readonly<Record<string, Falsify>> = {
  'the page before': (_: Answer, all) => ({ body: { totalSize: 8, done: false, records: all.slice(0, PAGE) } }),
};

const covering =
  (latestDateCovered: unknown): Falsify =>
  () => ({ body: { ids: [], latestDateCovered } });

const OF_COVERED: Readonly<Record<string, Falsify>> = {
  'a time to come': covering('2999-01-01T00:00:00.000+0000'),
  'a time later today': covering(stampOf(NOON + 2 * HOUR)),
  'no time': covering(undefined),
  'a number': covering(2030),
  'a year': covering('2030'),
  'a time in words': covering('soon'),
  'IDs that are no list': () => ({ body: { ids: null, latestDateCovered: stampOf(NOON + 9 * MINUTE) } }),
};

const tableOf = (steps: readonly Step[], answers: Readonly<Record<string, Falsify>>) =>
  steps.flatMap((step) => Object.entries(answers).map(([name, answer]) => ({ step, name, answer })));

const PAGES = ['first page', 'second page', 'last page'] as const;
const MATRIX = [
  ...tableOf(STEPS, OF_ANY),
  ...tableOf(PAGES, OF_A_PAGE),
  ...tableOf(['second page', 'last page'], OF_A_LATER_PAGE),
  ...tableOf(['covered'], OF_COVERED),
  // Nothing tells that a page lacks a row if it says that more are to come.
].filter(({ step, name }) => step === 'last page' || name !== 'a row left out');

/** One poll: what it gives, and the state after it; a poll that fails gives nothing and changes no state. */
async function pollOnce(truth: Truth, state: ChangesState) {
  const source = changesIn(orgOf(truth.send, { now: () => truth.now }), watched);
  try {
    let pages = 0;
    const polled = await pollChanges(source, state, { ...settings, isOver: () => (pages += 1) > 20 });
    return { given: polled.changes.map(({ id }) => id), state: polled.state, error: undefined };
  } catch (error) {
    return { given: [], state, error };
  }
}

describe('Whatever the org answers, nothing is lost and nothing is given twice', () => {
  test.each(MATRIX)('$step: $name', async ({ step, answer }) => {
    const truth = new Truth();
    const given: string[] = [];
    let state = changesSince({ time: NOON, here: NOON });
    const poll = async () => {
      const polled = await pollOnce(truth, state);
      given.push(...polled.given);
      ({ state } = polled);
      truth.now += 6 * MINUTE;
      return polled.error;
    };
    truth.lie = { step, answer };
    const failure = await poll();
    if (step === 'covered') expect(failure).toBeUndefined();
    else expect(failure).toBeInstanceOf(ConnectorError);
    truth.lie = undefined;
    for (let polls = 0; polls < 10; polls += 1) await poll();
    truth.end();
    for (let polls = 0; polls < 3; polls += 1) expect(await poll()).toBeUndefined();
    expect(given.toSorted()).toEqual(truth.rows.map((row) => row['Id']).toSorted());
  });

  test('also if the org goes back on how far all transactions are over', async () => {
    const truth = new Truth();
    truth.end();
    const before = await pollOnce(truth, changesSince({ time: NOON, here: NOON }));
    truth.now += 6 * MINUTE;
    truth.lie = { step: 'covered', answer: covering(stampOf(NOON - HOUR)) };
    const after = await pollOnce(truth, before.state);
    expect(after.given).toEqual([]);
    expect(after.state.covered).toBe(before.state.covered);
    expect(before.state.covered).toBeGreaterThan(NOON);
  });

  test.each(Object.entries({ ...OF_ANY, 'another object': OF_A_PAGE['rows of another object'] as Falsify }))(
    'nor does a watch begin with %s',
    async (_, answer) => {
      const truth = new Truth();
      truth.lie = { step: 'first page', answer };
      await expect(newestChange(orgOf(truth.send), watched)).rejects.toBeInstanceOf(ConnectorError);
    },
  );

  test('and pages without an end end with the time for a poll', async () => {
    let rows = 0;
    const send = async () => {
      rows += 1;
      const body = { totalSize: 2_000, done: false, records: [rowOf(rows, NOON + 1_000)] };
      return await Promise.resolve({ status: 200, headers: { date: new Date(NOON + HOUR).toUTCString() }, body });
    };
    const source = changesIn(orgOf(send, { now: () => NOON + HOUR }), watched);
    const polled = await pollChanges(source, changesSince({ time: NOON, here: NOON }), {
      ...settings,
      isOver: () => rows >= 50,
    });
    expect(polled.changes).toHaveLength(50);
    expect(polled.state.from.time).toBe(NOON);
  });
});

test('A page that is not the org’s is told as one', async () => {
  const truth = new Truth();
  truth.lie = { step: 'second page', answer: OF_A_PAGE['rows in another order'] as Falsify };
  const { error } = await pollOnce(truth, changesSince({ time: NOON, here: NOON }));
  expect(error).toBeInstanceOf(AnswerError);
  expect(String(error)).toContain('in the order of SystemModstamp and Id');
});

describe('A delete log that covers what is yet to come', () => {
  const future = NOON + 2 * HOUR;
  const told = { deletions: [], until: future, covered: future };

  test.each(
    [true, false].flatMap((followsTransactions) =>
      [undefined, future].map((missedUntil) => [followsTransactions, missedUntil] as const),
    ),
  )(
    'is asked again from the last poll on (follows transactions: %j, missed until %j)',
    async (followsTransactions, missedUntil) => {
      const from: ChangesState = {
        ...changesSince({ time: NOON, here: 0 }),
        covered: NOON - HOUR,
        log: { from: NOON - HOUR, until: future },
      };
      const source = {
        page: async () => ({ changes: [], isLast: true, asOf: NOON + MINUTE, here: MINUTE, took: 0 }),
        covered: async () => undefined,
        deleteLog: async () => ({ ...told, ...(missedUntil === undefined ? {} : { missedUntil }) }),
      };
      const { state } = await pollChanges(source, from, {
        ...settings,
        followsTransactions,
      });
      expect(state.log?.from).toBeLessThanOrEqual(NOON);
    },
  );
});
