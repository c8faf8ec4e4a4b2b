import { describe, expect, test } from '@jest/globals';
import { type QueryContext, type QueryCursor, runQuery } from '../../../simulator/soql';
import { ApiError, type Row } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

const context: QueryContext = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'America/New_York',
  includeDeleted: false,
  version: '67.0',
};

function account(number: number, values: Row): Row {
  return { Id: `0010000000000${number}AAA`, ...values };
}

const tables: Record<string, Row[]> = {
  User: [
    { Id: '005000000000001AAA', Name: 'Ann' },
    { Id: '005000000000002AAA', Name: 'Bob' },
  ],
  Account: [
    account(11, {
      Name: 'a',
      Industry: 'Energy',
      AnnualRevenue: 0.1,
      NumberOfEmployees: 1,
      OwnerId: '005000000000001AAA',
      CreatedDate: '2025-06-01T00:00:00.000+0000',
    }),
    account(12, {
      Name: 'b',
      Industry: 'Energy',
      AnnualRevenue: 0.2,
      NumberOfEmployees: 2,
      OwnerId: '005000000000002AAA',
      CreatedDate: '2026-01-01T02:00:00.000+0000',
    }),
    account(13, {
      Name: 'B',
      Industry: 'Banking',
      AnnualRevenue: 5,
      OwnerId: '005000000000001AAA',
      CreatedDate: '2026-02-01T02:00:00.000+0000',
    }),
    account(14, { Name: 'c', NumberOfEmployees: 4, CreatedDate: '2026-02-01T02:00:00.000+0000' }),
    account(15, { Name: 'deleted', Industry: 'Energy', AnnualRevenue: 100, IsDeleted: true }),
  ],
};

function run(text: string, more: Partial<QueryContext> = {}): QueryCursor {
  return runQuery(fixtureDatabase(tables), text, { ...context, ...more });
}

/** The members of each record in order, after its attributes. */
function results(text: string): [string, unknown][][] {
  const cursor = run(text);
  return cursor.page(0, cursor.totalSize).map((record) => Object.entries(record).slice(1));
}

/** The values alone. */
function values(text: string): unknown[][] {
  return results(text).map((record) => record.map(([, value]) => value));
}

describe('COUNT()', () => {
  test('says how many rows there are, without any record', () => {
    const cursor = run('SELECT COUNT() FROM Account');
    expect([cursor.kind, cursor.totalSize, cursor.page(0, 10)]).toEqual(['count', 4, []]);
  });

  test('minds conditions, limits and deleted rows', () => {
    expect(run("SELECT COUNT() FROM Account WHERE Industry = 'Energy'").totalSize).toBe(2);
    expect(run('SELECT COUNT() FROM Account LIMIT 3').totalSize).toBe(3);
    expect(run('SELECT COUNT() FROM Account', { includeDeleted: true }).totalSize).toBe(5);
  });
});

describe('Aggregates', () => {
  test('are AggregateResults with a name for each member', () => {
    const cursor = run('SELECT COUNT(Id), SUM(AnnualRevenue) total, MAX(Name) FROM Account');
    expect([cursor.kind, cursor.totalSize]).toEqual(['aggregate', 1]);
    expect(cursor.page(0, 1).map((record) => Object.entries(record))).toEqual([
      [
        ['attributes', { type: 'AggregateResult' }],
        ['expr0', 4],
        ['total', 5.3],
        ['expr1', 'c'],
      ],
    ]);
  });

  test('do not see nulls', () => {
    expect(
      values(
        'SELECT COUNT(Id), COUNT(Industry), COUNT_DISTINCT(Industry), AVG(NumberOfEmployees), MIN(NumberOfEmployees) FROM Account',
      ),
    ).toEqual([[4, 3, 2, 7 / 3, 1].map((value) => Number(value.toPrecision(15)))]);
  });

  test('of no rows are null, counts 0', () => {
    expect(
      values(
        "SELECT COUNT(Id), SUM(AnnualRevenue), AVG(AnnualRevenue), MIN(Name), MAX(CreatedDate) FROM Account WHERE Name = 'x'",
      ),
    ).toEqual([[0, null, null, null, null]]);
    expect(values("SELECT Industry, COUNT(Id) FROM Account WHERE Name = 'x' GROUP BY Industry")).toEqual([]);
  });

  test('compare text without regard to case, and datetimes', () => {
    expect(values('SELECT COUNT_DISTINCT(Name), MIN(Name), MAX(CreatedDate) FROM Account')).toEqual([
      [3, 'a', '2026-02-01T02:00:00.000+0000'],
    ]);
  });

  test('can be written for people', () => {
    expect(results('SELECT FORMAT(SUM(AnnualRevenue)) total FROM Account')).toEqual([[['total', '$5.30']]]);
  });
});

describe('GROUP BY', () => {
  test('gathers rows by a field', () => {
    expect(
      results(
        'SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry ORDER BY COUNT(Id) DESC, Industry NULLS LAST',
      ),
    ).toEqual([
      [
        ['Industry', 'Energy'],
        ['n', 2],
      ],
      [
        ['Industry', 'Banking'],
        ['n', 1],
      ],
      [
        ['Industry', null],
        ['n', 1],
      ],
    ]);
  });

  test("gathers by parents, dates in the user's zone, and several at once", () => {
    expect(results('SELECT Owner.Name, COUNT(Id) FROM Account GROUP BY Owner.Name ORDER BY Owner.Name')).toEqual([
      [
        ['Name', null],
        ['expr0', 1],
      ],
      [
        ['Name', 'Ann'],
        ['expr0', 2],
      ],
      [
        ['Name', 'Bob'],
        ['expr0', 1],
      ],
    ]);
    expect(
      results(
        'SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(CreatedDate) ORDER BY CALENDAR_YEAR(CreatedDate)',
      ),
    ).toEqual([
      [
        ['expr0', 2025],
        ['expr1', 1],
      ],
      [
        ['expr0', 2026],
        ['expr1', 3],
      ],
    ]);
    const local = 'CALENDAR_YEAR(convertTimezone(CreatedDate))';
    expect(values(`SELECT ${local} y, COUNT(Id) FROM Account GROUP BY ${local} ORDER BY ${local}`)).toEqual([
      [2025, 2],
      [2026, 2],
    ]);
    expect(
      values(
        'SELECT Industry i, Owner.Name o FROM Account WHERE Industry != null GROUP BY Industry, Owner.Name ORDER BY Industry DESC, Owner.Name',
      ),
    ).toEqual(
      [
        ['Banking', 'Ann'],
        ['Energy', 'Ann'],
        ['Energy', 'Bob'],
      ].sort(([a], [b]) => String(b).localeCompare(String(a))),
    );
  });

  test("takes names in any case and with the object's alias", () => {
    expect(
      values('SELECT a.industry, COUNT(a.Id) FROM Account a GROUP BY a.INDUSTRY ORDER BY Industry LIMIT 1 OFFSET 1'),
    ).toEqual([['Banking', 1]]);
  });

  test('ROLLUP adds subtotals, CUBE all of them', () => {
    const fields = 'Industry, Owner.Name owner, GROUPING(Industry), GROUPING(Owner.Name), COUNT(Id)';
    const rollup = values(`SELECT ${fields} FROM Account WHERE Industry != null GROUP BY ROLLUP(Industry, Owner.Name)`);
    const total = [null, null, 1, 1, 3];
    const byIndustry = [
      ['Energy', null, 0, 1, 2],
      ['Banking', null, 0, 1, 1],
    ];
    const details = [
      ['Energy', 'Ann', 0, 0, 1],
      ['Energy', 'Bob', 0, 0, 1],
      ['Banking', 'Ann', 0, 0, 1],
    ];
    expect(new Set(rollup)).toEqual(new Set([total, ...byIndustry, ...details]));
    const cube = values(`SELECT ${fields} FROM Account WHERE Industry != null GROUP BY CUBE(Industry, Owner.Name)`);
    const byOwner = [
      [null, 'Ann', 1, 0, 2],
      [null, 'Bob', 1, 0, 1],
    ];
    expect(new Set(cube)).toEqual(new Set([total, ...byIndustry, ...byOwner, ...details]));
    expect([rollup.length, cube.length]).toEqual([6, 8]);
  });
});

describe('HAVING', () => {
  test.each([
    ['COUNT(Id) > 1', ['Energy']],
    ["Industry LIKE 'b%' OR SUM(AnnualRevenue) < 1", ['Energy', 'Banking']],
    ['SUM(AnnualRevenue) = 0.3', ['Energy']],
    ['NOT MAX(AnnualRevenue) > 1', ['Energy', null]],
    ['Industry IN (null)', [null]],
  ])('%s', (condition, expected) => {
    expect(values(`SELECT Industry FROM Account GROUP BY Industry HAVING ${condition}`).flat()).toEqual(expected);
  });
});

test('More groups than a page are refused, for aggregates have no locator', () => {
  const many = Array.from({ length: 2_001 }, (_, i) => ({ Id: `0010000000${1_000 + i}0AAA`, Name: `n${i}` }));
  const db = fixtureDatabase({ Account: many });
  let thrown: unknown;
  try {
    runQuery(db, 'SELECT Name, COUNT(Id) FROM Account GROUP BY Name', context);
  } catch (error) {
    thrown = error;
  }
  expect(thrown instanceof ApiError && thrown.errors).toEqual([
    {
      errorCode: 'EXCEEDED_ID_LIMIT',
      message: 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    },
  ]);
  expect(runQuery(db, 'SELECT Name, COUNT(Id) FROM Account GROUP BY Name LIMIT 2000', context).totalSize).toBe(2_000);
});
