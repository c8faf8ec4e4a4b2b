import { expect, test } from '@jest/globals';
import { type QueryContext, runQuery } from '../../../simulator/soql';
import type { Database, Row } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

const context: QueryContext = {
  userId: '005000000000001AAA',
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'UTC',
  includeDeleted: false,
  version: '67.0',
};

const accounts = Array.from({ length: 5 }, (_, i): Row => {
  return { Id: `0010000000000${i + 10}AAA`, Name: `n${i}`, Key__c: `K${i}`, OwnerId: `00500000000000${i % 2}AAA` };
});

const database = fixtureDatabase({ Account: accounts });

test.each([
  ["Id = '001000000000011'", ['n1']],
  ["Id IN ('001000000000014AAA', '001000000000010AAA', '001000000000010')", ['n0', 'n4']],
  ["Name = 'N2'", ['n2']],
  ["Key__c IN ('K3', 'k4')", ['n3']],
  ["OwnerId = '005000000000001AAA' AND Name > 'n1'", ['n3']],
  ["Industry = null AND (Id = '001000000000012AAA')", ['n2']],
])('WHERE %s looks rows up and reads no others', (condition, expected) => {
  const noScan: Database = {
    ...database,
    rows: () => {
      throw new Error('scanned');
    },
  };
  const cursor = runQuery(noScan, `SELECT Name FROM Account WHERE ${condition}`, context);
  expect(cursor.page(0, 9).map((record) => record['Name'])).toEqual(expected);
});

test.each(["Name = 'n1' OR Name = 'n2'", "NOT Name = 'n0'", "Industry = 'x'", 'OwnerId = null'])(
  'WHERE %s reads all rows, as no index gives them',
  (condition) => {
    let scans = 0;
    const counted: Database = {
      ...database,
      rows: (object, options) => {
        scans += 1;
        return database.rows(object, options);
      },
    };
    runQuery(counted, `SELECT Name FROM Account WHERE ${condition}`, context);
    expect(scans).toBe(1);
  },
);

test('The first page of a whole table reads no more than that page', () => {
  let read = 0;
  function* reading(): Iterable<Row> {
    for (const row of accounts) {
      read += 1;
      yield row;
    }
  }
  const cursor = runQuery({ ...database, rows: reading }, 'SELECT Name FROM Account LIMIT 4 OFFSET 1', context);
  expect([cursor.totalSize, cursor.page(0, 2).map((record) => record['Name']), read]).toEqual([4, ['n1', 'n2'], 3]);
  expect(cursor.page(1, 4).map((record) => record['Name'])).toEqual(['n2', 'n3', 'n4']);
  expect(read).toBe(5);
});
