import { describe, expect, test } from '@jest/globals';

import type { Request } from '../../../salesforce/http';
import { checkTreeSize, createTrees } from '../../../salesforce/trees/create';
import type { RelatedObject } from '../../../salesforce/trees/related';
import { treeRecords, type GivenRecord, type RecordTree } from '../../../salesforce/trees/tree';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

const CONTACT = object('Contact', [field('LastName', 'string')]);
const reports: RelatedObject = {
  relationship: 'Reports',
  described: CONTACT,
  field: 'ReportsToId',
  children: new Map(),
};

const below = (LastName: string, ...records: GivenRecord[]): GivenRecord => ({
  values: { LastName },
  children: records.length === 0 ? [] : [{ related: reports, records }],
});
const tree = (index: number, given: GivenRecord): RecordTree => ({ index, records: treeRecords(CONTACT, given) });
const chain = (levels: number, name = 'x'): GivenRecord =>
  levels === 1 ? below(name) : below(name, chain(levels - 1, name));
const wide = (count: number, name = 'x'): GivenRecord =>
  below(name, ...Array.from({ length: count - 1 }, () => below(name)));

interface SentGraphs {
  readonly graphs: readonly {
    readonly graphId: string;
    readonly compositeRequest: readonly { referenceId: string }[];
  }[];
}

/** Creates whatever it is sent, or says so of records as their numbers tell. */
function creating(idAt: (n: number) => number = (n) => n, more: object = {}) {
  let ids = 0;
  const nextId = (): string => idOf(idAt((ids += 1)));
  return fakeSend(({ json = '' }: Request) => {
    const { graphs } = JSON.parse(json) as SentGraphs;
    const created = ({ referenceId }: { referenceId: string }) => ({
      referenceId,
      httpStatusCode: 201,
      body: { id: nextId(), success: true, errors: [], ...more },
    });
    const results = graphs.map(({ graphId, compositeRequest }) => ({
      graphId,
      isSuccessful: true,
      graphResponse: { compositeResponse: compositeRequest.map(created) },
    }));
    return { body: { graphs: results } };
  });
}

async function packed(trees: readonly RecordTree[]): Promise<number[][]> {
  const { send, requests } = creating();
  const outcomes = await createTrees(orgOf(send), trees, { parallel: 1 });
  expect([...outcomes.values()].every((outcome) => 'saved' in outcome)).toBe(true);
  return requests.map(({ json = '' }) =>
    (JSON.parse(json) as SentGraphs).graphs.map((one) => one.compositeRequest.length),
  );
}

describe('Trees as graphs', () => {
  test('refer to the record above, each record under a name of its own', async () => {
    const { send, requests } = creating();
    const outcomes = await createTrees(orgOf(send), [tree(7, below('A', below('B', below('C')), below('D')))], {
      parallel: 1,
    });
    const node = (referenceId: string, body: object) => ({
      method: 'POST',
      url: '/services/data/v67.0/sobjects/Contact',
      referenceId,
      body,
    });
    expect(requests.map(({ json = '' }) => JSON.parse(json) as unknown)).toEqual([
      {
        graphs: [
          {
            graphId: '7',
            compositeRequest: [
              node('r0', { LastName: 'A' }),
              node('r1', { LastName: 'B', ReportsToId: '@{r0.id}' }),
              node('r2', { LastName: 'D', ReportsToId: '@{r0.id}' }),
              node('r3', { LastName: 'C', ReportsToId: '@{r1.id}' }),
            ],
          },
        ],
      },
    ]);
    const created = (n: number, more: object = {}) => ({ id: idOf(n), created: true, ...more });
    expect(outcomes.get(7)).toEqual({
      saved: {
        id: idOf(1),
        created: true,
        result: created(1, { Reports: [created(2, { Reports: [created(4)] }), created(3)] }),
        others: [idOf(2), idOf(3), idOf(4)],
      },
    });
  });

  const codesOf = async (trees: readonly RecordTree[], { send }: ReturnType<typeof creating>) => {
    const outcomes = await createTrees(orgOf(send), trees, { parallel: 1 });
    return [...outcomes.values()].map((outcome) =>
      'saved' in outcome ? 'saved' : (outcome.error as Error & { errorCode: string }).errorCode,
    );
  };

  test('are not taken as created where the children of two are one record, in one request or in two', async () => {
    for (const count of [2, 76]) {
      const trees = Array.from({ length: count }, (_, n) => tree(n, wide(2)));
      const lastIsSecond = creating((n) => (n === 2 * count ? 2 : n));
      expect((await codesOf(trees, lastIsSecond)).at(-1)).toBe('MAY_HAVE_BEEN_CREATED');
    }
  });

  test('are not taken as created where the answer says of a record that it was not', async () => {
    expect(await codesOf([tree(0, wide(2))], creating(undefined, { success: false }))).toEqual([
      'MAY_HAVE_BEEN_CREATED',
    ]);
  });

  test('go 75 in a request', async () => {
    expect(await packed(Array.from({ length: 151 }, (_, n) => tree(n, wide(2))))).toEqual([
      Array.from({ length: 75 }, () => 2),
      Array.from({ length: 75 }, () => 2),
      [2],
    ]);
  });

  test('go 500 records in a request, none of them in two', async () => {
    const sizes = [500, 1, 250, 250, 1, 499, 2];
    expect(await packed(sizes.map((size, n) => tree(n, wide(size))))).toEqual([[500], [1, 250], [250, 1], [499], [2]]);
  });
});

describe('The size of a tree', () => {
  const check = (given: GivenRecord, version = '67.0') => {
    checkTreeSize({ version }, treeRecords(CONTACT, given));
  };

  test.each<[string, string, GivenRecord, GivenRecord, string]>([
    ['500 records', '67.0', wide(500), wide(501), '501 records; 500'],
    ['15 levels', '67.0', chain(15), chain(16), '16 levels; 15'],
    ['200 records before version 50', '49.0', wide(200), wide(201), '201 records; 200'],
    ['5 levels before version 50', '49.0', chain(5), chain(6), '6 levels; 5'],
    [
      '200 records where a value looks like a reference',
      '67.0',
      wide(200, '@{x}'),
      wide(201, '@{x}'),
      'no value has “@{” in it',
    ],
    [
      '5 levels where a value looks like a reference',
      '67.0',
      chain(5, '@{x}'),
      chain(6, '@{x}'),
      'no value has “@{” in it',
    ],
  ])('is %s at most', (_, version, fits, tooLarge, says) => {
    expect(() => check(fits, version)).not.toThrow();
    expect(() => check(tooLarge, version)).toThrow(says);
  });
});

describe('A tree by itself', () => {
  const answer = (...results: object[]) => ({ status: 201, body: { hasErrors: false, results } });

  test('has its records in one another, and its results in any order', async () => {
    const { send, requests } = fakeSend(() =>
      answer({ referenceId: 'r1', id: idOf(2) }, { referenceId: 'r0', id: idOf(1) }),
    );
    const outcomes = await createTrees(orgOf(send, { version: '49.0' }), [tree(0, below('A', below('B')))], {
      parallel: 1,
    });
    const attributes = (referenceId: string) => ({ type: 'Contact', referenceId });
    expect(requests.map(({ path, json = '' }) => [path, JSON.parse(json) as unknown])).toEqual([
      [
        '/services/data/v49.0/composite/tree/Contact',
        {
          records: [
            {
              attributes: attributes('r0'),
              LastName: 'A',
              Reports: { records: [{ attributes: attributes('r1'), LastName: 'B' }] },
            },
          ],
        },
      ],
    ]);
    expect(outcomes.get(0)).toMatchObject({ saved: { id: idOf(1), result: { Reports: [{ id: idOf(2) }] } } });
  });
});

describe('A failure of no record is that of its tree, told once', () => {
  const errors = [{ errorCode: 'LIMIT_EXCEEDED', message: 'Too many of them.' }];
  const node = { httpStatusCode: 400, body: errors };
  const asGraph = (failure: object) => ({
    status: 200,
    body: {
      graphs: [{ graphId: '0', isSuccessful: false, graphResponse: { compositeResponse: [{ ...node, ...failure }] } }],
    },
  });
  const alone = (failure: object) => ({ status: 400, body: { hasErrors: true, results: [{ ...failure, errors }] } });
  const WAYS = [
    ['as a graph', '67.0', asGraph],
    ['by itself', '49.0', alone],
  ] as const;

  test.each(WAYS.flatMap((way) => [{ referenceId: null }, {}].map((name) => [...way, name] as const)))(
    '%s, in version %s',
    async (_, version, answered, name) => {
      const { send, requests } = fakeSend(() => answered(name));
      const given = [tree(0, below('A', below('B'), below('C')))];
      const outcome = (await createTrees(orgOf(send, { version }), given, { parallel: 1 })).get(0);
      expect(outcome).toMatchObject({
        error: { name: 'SalesforceError', message: 'Too many of them. (LIMIT_EXCEEDED)' },
      });
      expect(requests).toHaveLength(1);
    },
  );
});
