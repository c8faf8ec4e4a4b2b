import { describe, expect, test } from '@jest/globals';
import { type QueryContext, runQuery } from '../../../simulator/soql';
import type { Database, Row } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

const context: QueryContext = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-04T03:30:00Z'),
  timeZone: 'America/New_York',
  includeDeleted: false,
  version: '67.0',
};

/** Accounts named for their only interesting value. */
function accounts(field: string, values: Readonly<Record<string, Row[string]>>): Database {
  return fixtureDatabase({
    Account: Object.entries(values).map(([Name, value], i) => ({
      Id: `0010000000000${String(i + 10)}AAA`,
      Name,
      [field]: value,
    })),
  });
}

/** Names of the rows found, in order. */
function names(db: Database, rest: string): unknown[] {
  const cursor = runQuery(db, `SELECT Name FROM Account ${rest}`, context);
  return cursor.page(0, cursor.totalSize).map((record) => record['Name']);
}

test.each(['a\u2028b', 'a\u2029b'])('A text may have a line separator in it: %j', (text) => {
  expect(names(accounts('Name', { [text]: text }), `WHERE Name = '${text}'`)).toEqual([text]);
});

describe('Times', () => {
  const db = accounts('Opens__c', { early: '06:30:00.000Z', late: '22:00:00.500Z', never: null });

  test.each([
    ['Opens__c = 06:30:00Z', ['early']],
    ['Opens__c = 06:30:00.000Z', ['early']],
    ['Opens__c = 08:30:00+02:00', ['early']],
    ['Opens__c > 06:30:00.000Z', ['late']],
    ['Opens__c IN (06:30:00Z, 22:00:00.5Z)', ['early', 'late']],
    ['Opens__c = NULL', ['never']],
  ])('%s', (condition, found) => {
    expect(names(db, `WHERE ${condition} ORDER BY Name`)).toEqual(found);
  });

  test.each([
    ["Opens__c = '06:30:00Z'", 'must be of type time'],
    ['Opens__c = 25:00:00Z', 'invalid time'],
    ['Name = 06:30:00Z', 'must be of type string'],
    ['OwnerId = 06:30:00Z', 'must be of type ID'],
  ])('%s is refused', (condition, why) => {
    expect(() => names(db, `WHERE ${condition}`)).toThrow(why);
  });
});

describe('Text', () => {
  const db = accounts('Industry', {
    energy: 'Energy',
    banking: 'banking',
    percent: '50%_off',
    backslash: 'a\\b',
    quote: "O'Neil",
    lines: 'a\nb',
    empty: null,
  });

  test.each([
    ["Industry = 'ENERGY'", ['energy']],
    ["Industry != 'ENERGY'", ['banking', 'percent', 'backslash', 'quote', 'lines', 'empty']],
    ["Industry <> 'ENERGY' AND Industry <> null", ['banking', 'percent', 'backslash', 'quote', 'lines']],
    ["Industry > 'BANKING'", ['energy', 'quote']],
    ["Industry <= 'BANKING'", ['banking', 'percent', 'backslash', 'lines']],
    ["Industry LIKE 'e%'", ['energy']],
    ["Industry LIKE '_n_rgy'", ['energy']],
    ["Industry LIKE 'nerg'", []],
    ["Industry LIKE '%\\%\\_%'", ['percent']],
    ["Industry LIKE 'a\\\\b'", ['backslash']],
    ["Industry LIKE 'a_b'", ['backslash', 'lines']],
    ["Industry = 'O\\'Neil'", ['quote']],
    ["Industry = 'a\\nb'", ['lines']],
    ["Industry = '\\u0045nergy'", ['energy']],
    ["Industry LIKE 'o\\u0027%'", ['quote']],
    ['Industry = null', ['empty']],
    ["Industry = ''", ['empty']],
    ["Industry IN ('energy', 'Banking')", ['energy', 'banking']],
    ["Industry IN ('energy', null)", ['energy', 'empty']],
    ["Industry NOT IN ('energy', 'banking', '50%_off')", ['backslash', 'quote', 'lines', 'empty']],
    ["NOT Industry LIKE '%n%'", ['percent', 'backslash', 'lines', 'empty']],
  ])('WHERE %s', (condition, expected) => {
    expect(names(db, `WHERE ${condition}`)).toEqual(expected);
  });

  test('of a case-sensitive external ID counts case', () => {
    const keys = accounts('Key__c', { upper: 'K', lower: 'k' });
    expect(names(keys, "WHERE Key__c = 'k'")).toEqual(['lower']);
    expect(names(keys, "WHERE Key__c IN ('K', 'x')")).toEqual(['upper']);
  });
});

describe('Numbers and booleans', () => {
  const db = accounts('AnnualRevenue', { minus: -1.5, zero: 0, million: 1e6, none: null });

  test.each([
    ['AnnualRevenue = 1000000', ['million']],
    ['AnnualRevenue = USD1000000', ['million']],
    ['AnnualRevenue < 0', ['minus']],
    ['AnnualRevenue >= -1.5', ['minus', 'zero', 'million']],
    ['AnnualRevenue != 0', ['minus', 'million', 'none']],
    ['AnnualRevenue IN (0, -1.5)', ['minus', 'zero']],
    ['AnnualRevenue > null', []],
  ])('WHERE %s', (condition, expected) => {
    expect(names(db, `WHERE ${condition}`)).toEqual(expected);
  });

  test('Booleans are TRUE or FALSE, in any case', () => {
    const flags = accounts('Active__c', { yes: true, no: false });
    expect(names(flags, 'WHERE Active__c = TRUE')).toEqual(['yes']);
    expect(names(flags, 'WHERE Active__c = false')).toEqual(['no']);
    expect(names(flags, 'WHERE Active__c != true')).toEqual(['no']);
    expect(names(flags, 'WHERE Parent.Active__c = false')).toEqual(['yes', 'no']);
  });
});

describe('Multi-select picklists', () => {
  const db = accounts('Regions__c', { both: 'EMEA;APAC', one: 'EMEA', other: 'AMER', none: null });

  test.each([
    ["Regions__c INCLUDES ('emea')", ['both', 'one']],
    ["Regions__c INCLUDES ('EMEA;APAC', 'AMER')", ['both', 'other']],
    ["Regions__c INCLUDES ('APAC;EMEA')", ['both']],
    ["Regions__c EXCLUDES ('EMEA')", ['other', 'none']],
    ["Regions__c = 'EMEA'", ['one']],
  ])('WHERE %s', (condition, expected) => {
    expect(names(db, `WHERE ${condition}`)).toEqual(expected);
  });
});

describe('Ids', () => {
  const id15 = '0018d000000ABCd';
  const id18 = '0018d000000ABCdAAO';
  const other = '0018d000000ABCDAA4';
  const db = fixtureDatabase({
    Account: [
      { Id: other, Name: 'other', ParentId: id18 },
      { Id: id18, Name: 'one' },
    ],
  });

  test('have 15 or 18 characters', () => {
    expect(names(db, `WHERE Id = '${id15}'`)).toEqual(['one']);
    expect(names(db, `WHERE Id = '${id18}'`)).toEqual(['one']);
    expect(names(db, `WHERE ParentId = '${id15}'`)).toEqual(['other']);
    expect(names(db, `WHERE Id != '${id15}'`)).toEqual(['other']);
  });

  test('have an order, by which one reads on from the last', () => {
    expect(names(db, `WHERE Id > '${other}'`)).toEqual(['one']);
  });
});

describe('Logic', () => {
  const db = accounts('NumberOfEmployees', { a: 1, b: 2, c: 3, d: 4 });

  test.each([
    ["Name = 'a' OR Name = 'b' OR Name = 'c'", ['a', 'b', 'c']],
    ["(Name = 'a' OR Name = 'b') AND NumberOfEmployees > 1", ['b']],
    ["Name = 'a' OR (Name = 'b' AND NumberOfEmployees > 2)", ['a']],
    ["NOT Name = 'a' AND NOT Name = 'b'", ['c', 'd']],
    ["NOT (Name = 'a' OR Name = 'b')", ['c', 'd']],
    ["NOT (NOT (Name = 'a'))", ['a']],
    ["NOT (NOT (NOT (Name = 'a')))", ['b', 'c', 'd']],
    ["((Name = 'a')) OR (NOT (Name = 'b' OR (Name = 'c')))", ['a', 'd']],
    ["(NOT Name = 'a') AND (NumberOfEmployees < 3 OR Name IN ('d'))", ['b', 'd']],
  ])('WHERE %s', (condition, expected) => {
    expect(names(db, `WHERE ${condition}`)).toEqual(expected);
  });

  test('holds in a chain of 1,000 conditions', () => {
    const chain = Array.from({ length: 1_000 }, (_, i) => `NumberOfEmployees = ${i + 3}`).join(' OR ');
    expect(names(db, `WHERE ${chain}`)).toEqual(['c', 'd']);
  });
});

describe('Semi-joins', () => {
  const db = fixtureDatabase({
    Account: [
      { Id: '001000000000001AAA', Name: 'with' },
      { Id: '001000000000002AAA', Name: 'without' },
    ],
    Contact: [
      { Id: '003000000000001AAA', LastName: 'Doe', AccountId: '001000000000001AAA' },
      { Id: '003000000000002AAA', LastName: 'Roe', AccountId: null },
      { Id: '003000000000003AAA', LastName: 'Gone', AccountId: '001000000000002AAA', IsDeleted: true },
    ],
  });

  test('take rows that others refer to, anti-joins the rest', () => {
    expect(names(db, 'WHERE Id IN (SELECT AccountId FROM Contact)')).toEqual(['with']);
    expect(names(db, 'WHERE Id NOT IN (SELECT AccountId FROM Contact)')).toEqual(['without']);
    expect(names(db, "WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'Roe')")).toEqual([]);
    expect(names(db, "WHERE Id IN (SELECT AccountId FROM Contact) AND Name LIKE 'w%'")).toEqual(['with']);
  });

  test('compare ids with one field only', () => {
    expect(() => names(db, 'WHERE Name IN (SELECT AccountId FROM Contact)')).toThrow(
      'semi join must both be IDs or references',
    );
    expect(() => names(db, 'WHERE Id IN (SELECT LastName FROM Contact)')).toThrow(
      'semi join must both be IDs or references',
    );
    expect(() => names(db, 'WHERE Id IN (SELECT Id, AccountId FROM Contact)')).toThrow(
      'can only select a single field',
    );
  });
});

describe('Dates', () => {
  // It is the evening of Tuesday 3 March in New York.
  const db = accounts('Founded__c', {
    year: '2025-12-31',
    january: '2026-01-31',
    weekend: '2026-02-28',
    sunday: '2026-03-01',
    yesterday: '2026-03-02',
    today: '2026-03-03',
    tomorrow: '2026-03-04',
    april: '2026-04-01',
    none: null,
  });

  test.each([
    ['= 2026-03-03', ['today']],
    ['< 2026-01-31', ['year']],
    ['= TODAY', ['today']],
    ['= yesterday', ['yesterday']],
    ['> TODAY', ['tomorrow', 'april']],
    ['>= TODAY', ['today', 'tomorrow', 'april']],
    ['< TODAY', ['year', 'january', 'weekend', 'sunday', 'yesterday']],
    ['<= TOMORROW', ['year', 'january', 'weekend', 'sunday', 'yesterday', 'today', 'tomorrow']],
    ['!= THIS_WEEK', ['year', 'january', 'weekend', 'april', 'none']],
    ['= LAST_WEEK', ['weekend']],
    ['= THIS_MONTH', ['sunday', 'yesterday', 'today', 'tomorrow']],
    ['= LAST_MONTH', ['weekend']],
    ['= LAST_YEAR', ['year']],
    ['= THIS_FISCAL_QUARTER', ['january', 'weekend', 'sunday', 'yesterday', 'today', 'tomorrow']],
    ['= NEXT_QUARTER', ['april']],
    ['= LAST_N_DAYS:3', ['weekend', 'sunday', 'yesterday', 'today']],
    ['= NEXT_N_DAYS:1', ['tomorrow']],
    ['= LAST_N_MONTHS:2', ['january', 'weekend']],
    ['= LAST_N_QUARTERS:1', ['year']],
    ['= N_DAYS_AGO:2', ['sunday']],
    ['= N_MONTHS_AGO:2', ['january']],
    ['= NEXT_90_DAYS', ['tomorrow', 'april']],
    ['= LAST_90_DAYS', ['year', 'january', 'weekend', 'sunday', 'yesterday', 'today']],
    ['IN (TODAY, 2025-12-31, N_DAYS_AGO:1)', ['year', 'yesterday', 'today']],
    ['NOT IN (THIS_YEAR)', ['year', 'none']],
  ])('WHERE Founded__c %s', (condition, expected) => {
    expect(names(db, `WHERE Founded__c ${condition}`)).toEqual(expected);
  });
});

describe('Datetimes', () => {
  const db = accounts('CreatedDate', {
    before: '2026-03-03T04:59:59.000+0000',
    first: '2026-03-03T05:00:00.000+0000',
    last: '2026-03-04T04:59:59.000+0000',
    after: '2026-03-04T05:00:00.000+0000',
  });

  test.each([
    ['CreatedDate = TODAY', ['first', 'last']],
    ['CreatedDate > TODAY', ['after']],
    ['CreatedDate < TODAY', ['before']],
    ['CreatedDate = 2026-03-03T05:00:00Z', ['first']],
    ['CreatedDate = 2026-03-03T00:00:00.000-05:00', ['first']],
    ['CreatedDate >= 2026-03-04T04:59:59Z', ['last', 'after']],
    ['DAY_ONLY(CreatedDate) = 2026-03-03', ['before', 'first']],
    ['DAY_ONLY(convertTimezone(CreatedDate)) = 2026-03-03', ['first', 'last']],
    ['HOUR_IN_DAY(CreatedDate) = 5', ['first', 'after']],
    ['HOUR_IN_DAY(convertTimezone(CreatedDate)) < 1', ['first', 'after']],
    ['DAY_IN_WEEK(CreatedDate) = 3', ['before', 'first']],
    [
      'CALENDAR_YEAR(CreatedDate) = 2026 AND CALENDAR_MONTH(CreatedDate) IN (3) AND DAY_IN_MONTH(CreatedDate) = 4',
      ['last', 'after'],
    ],
    [
      'WEEK_IN_YEAR(CreatedDate) = 9 AND WEEK_IN_MONTH(CreatedDate) = 1 AND DAY_IN_YEAR(CreatedDate) = 62',
      ['before', 'first'],
    ],
    ['FISCAL_QUARTER(CreatedDate) != 1', []],
  ])('WHERE %s', (condition, expected) => {
    expect(names(db, `WHERE ${condition}`)).toEqual(expected);
  });

  test('A day is as long as the clocks make it', () => {
    // On 8 March 2026 New York loses an hour.
    const spring = accounts('CreatedDate', { in: '2026-03-09T03:59:59.000+0000', out: '2026-03-09T04:00:00.000+0000' });
    const cursor = runQuery(spring, 'SELECT Name FROM Account WHERE CreatedDate = TODAY', {
      ...context,
      now: new Date('2026-03-08T12:00:00Z'),
    });
    expect(cursor.page(0, 9).map((record) => record['Name'])).toEqual(['in']);
  });
});

describe('Distances', () => {
  const db = fixtureDatabase({
    Account: [
      { Id: '001000000000001AAA', Name: 'Paris' },
      { Id: '001000000000002AAA', Name: 'London' },
      { Id: '001000000000003AAA', Name: 'nowhere' },
    ],
  });
  const places = new Map([
    ['Paris', { latitude: 48.8566, longitude: 2.3522 }],
    ['London', { latitude: 51.5074, longitude: -0.1278 }],
  ]);
  const located: Database = {
    ...db,
    value: (object, row, field) =>
      field.type === 'location' ? (places.get(String(row['Name'])) ?? null) : db.value(object, row, field),
  };

  test('are in miles or kilometres, and sort', () => {
    const paris = 'GEOLOCATION(48.8566, 2.3522)';
    expect(names(located, `WHERE DISTANCE(Place__c, ${paris}, 'km') < 343`)).toEqual(['Paris']);
    expect(names(located, `WHERE DISTANCE(Place__c, ${paris}, 'km') < 344`)).toEqual(['Paris', 'London']);
    expect(names(located, `WHERE DISTANCE(Place__c, ${paris}, 'mi') > 213`)).toEqual(['London']);
    expect(names(located, `ORDER BY DISTANCE(Place__c, ${paris}, 'mi') DESC`)).toEqual(['London', 'Paris', 'nowhere']);
  });
});

describe('Order', () => {
  const db = accounts('Industry', {
    none: null,
    apparel: 'Apparel',
    energy: 'Energy',
    other: 'Other',
    banking: 'Banking',
  });

  test.each([
    ['ORDER BY Name', ['apparel', 'banking', 'energy', 'none', 'other']],
    ['ORDER BY Name DESC LIMIT 2', ['other', 'none']],
    ['ORDER BY Name LIMIT 2 OFFSET 1', ['banking', 'energy']],
    // Picklists have the order of their values in Setup.
    ['ORDER BY Industry', ['none', 'energy', 'banking', 'apparel', 'other']],
    ['ORDER BY Industry DESC', ['other', 'apparel', 'banking', 'energy', 'none']],
    ['ORDER BY Industry NULLS LAST', ['energy', 'banking', 'apparel', 'other', 'none']],
    ['ORDER BY Industry DESC NULLS FIRST LIMIT 1', ['none']],
    ['ORDER BY Parent.Name, Name DESC LIMIT 1', ['other']],
    ['LIMIT 0', []],
    ['LIMIT 2 OFFSET 3', ['other', 'banking']],
    ["WHERE Name != 'apparel' LIMIT 2 OFFSET 1", ['energy', 'other']],
  ])('%s', (clauses, expected) => {
    expect(names(db, clauses)).toEqual(expected);
  });
});
