import { describe, expect, test } from '@jest/globals';
import { type QueryContext, type QueryCursor, runQuery } from '../../../simulator/soql';
import type { Row } from '../../../simulator/types';
import { fixtureDatabase } from './fixture';

const ann = '005000000000001AAA';
const bob = '005000000000002AAA';
const acme = '001000000000001AAA';
const beta = '001000000000002AAA';
const jane = '003000000000001AAA';
const john = '003000000000002AAA';
const lead = '00Q000000000001AAA';

const tables: Record<string, Row[]> = {
  User: [
    { Id: ann, Name: 'Ann', ManagerId: bob },
    { Id: bob, Name: 'Bob' },
  ],
  Account: [
    {
      Id: acme,
      Name: 'Acme',
      Type: 'Customer',
      Industry: 'Energy',
      AnnualRevenue: 1234567.5,
      OwnerId: ann,
      BillingCity: 'Paris',
      Key__c: 'K1',
      NumberOfEmployees: 12000,
    },
    {
      Id: beta,
      Name: 'beta',
      ParentId: acme,
      OwnerId: bob,
      CreatedDate: '2026-02-28T23:30:00.000+0000',
      Founded__c: '2020-02-29',
    },
    { Id: '001000000000003AAA', Name: 'Gone', IsDeleted: true, ParentId: acme, OwnerId: ann },
  ],
  Contact: [
    { Id: jane, LastName: 'Doe', AccountId: acme, Email: 'jane@acme.example' },
    { Id: john, LastName: 'Roe', AccountId: acme, ReportsToId: jane },
  ],
  Lead: [{ Id: lead, Name: 'Lea' }],
  Task: [
    { Id: '00T000000000001AAA', Subject: 'Call', WhoId: jane, WhatId: acme },
    { Id: '00T000000000002AAA', Subject: 'Mail', WhoId: lead },
  ],
  ContentVersion: [{ Id: '068000000000001AAA', Title: 'Plan', VersionData: 'UGxhbg==' }],
};

const context: QueryContext = {
  userId: ann,
  now: new Date('2026-03-01T12:00:00Z'),
  timeZone: 'America/New_York',
  includeDeleted: false,
  version: '67.0',
};

function run(text: string, more: Partial<QueryContext> = {}): QueryCursor {
  return runQuery(fixtureDatabase(tables), text, { ...context, ...more });
}

function records(text: string, more: Partial<QueryContext> = {}): Record<string, unknown>[] {
  const cursor = run(text, more);
  return cursor.page(0, cursor.totalSize);
}

function attributes(type: string, id: string): Record<string, string> {
  return { type, url: `/services/data/v67.0/sobjects/${type}/${id}` };
}

/** Without the attributes, which other tests look at. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, inner: unknown) => (name === 'attributes' ? undefined : inner)));
}

describe('Records', () => {
  test('have their attributes first, then the fields in the order asked and with their proper names', () => {
    const [record] = records("SELECT name, ID, annualRevenue FROM account WHERE Name = 'Acme'");
    expect(Object.entries(record ?? {})).toEqual([
      ['attributes', attributes('Account', acme)],
      ['Name', 'Acme'],
      ['Id', acme],
      ['AnnualRevenue', 1234567.5],
    ]);
  });

  test('have null for a field without a value', () => {
    expect(bare(records('SELECT Industry FROM Account'))).toEqual([{ Industry: 'Energy' }, { Industry: null }]);
  });

  test('take a field by the alias or the name of the object', () => {
    const expected = [{ Name: 'Acme', Owner: { Name: 'Ann' } }];
    expect(bare(records("SELECT a.Name, a.Owner.Name FROM Account a WHERE a.Name = 'Acme' ORDER BY a.Name"))).toEqual(
      expected,
    );
    expect(bare(records("SELECT Account.Name, Account.Owner.Name FROM Account WHERE Account.Name = 'Acme'"))).toEqual(
      expected,
    );
  });

  test('hold compound fields as objects and blobs as addresses', () => {
    expect(bare(records("SELECT BillingAddress FROM Account WHERE Name = 'Acme'"))).toEqual([
      { BillingAddress: { city: 'Paris', street: null } },
    ]);
    expect(bare(records('SELECT VersionData FROM ContentVersion'))).toEqual([
      { VersionData: '/services/data/v67.0/sobjects/ContentVersion/068000000000001AAA/VersionData' },
    ]);
  });

  test('come page by page', () => {
    const cursor = run('SELECT Name FROM Account');
    expect([cursor.totalSize, cursor.kind]).toEqual([2, 'rows']);
    expect(bare(cursor.page(1, 2))).toEqual([{ Name: 'beta' }]);
    expect(bare(cursor.page(0, 1))).toEqual([{ Name: 'Acme' }]);
    expect(cursor.page(2, 4)).toEqual([]);
  });

  test('that are deleted come only when asked for', () => {
    expect(bare(records("SELECT Name, IsDeleted FROM Account WHERE Name = 'Gone'"))).toEqual([]);
    expect(bare(records("SELECT Name, IsDeleted FROM Account WHERE Name = 'Gone'", { includeDeleted: true }))).toEqual([
      { Name: 'Gone', IsDeleted: true },
    ]);
    expect(run('SELECT Id FROM Account', { includeDeleted: true }).totalSize).toBe(3);
  });

  test('of the user alone come for USING SCOPE mine', () => {
    expect(bare(records('SELECT Name FROM Account USING SCOPE mine'))).toEqual([{ Name: 'Acme' }]);
    expect(run('SELECT Name FROM Account USING SCOPE everything').totalSize).toBe(2);
  });

  test('come also with the clauses that change nothing here', () => {
    for (const clause of ['FOR VIEW', 'FOR REFERENCE', 'FOR UPDATE', 'WITH SECURITY_ENFORCED', 'WITH USER_MODE']) {
      expect([clause, run(`SELECT Id FROM Account ${clause}`).totalSize]).toEqual([clause, 2]);
    }
  });
});

describe('Parents', () => {
  test('are objects with attributes of their own, or null', () => {
    expect(records('SELECT Parent.Name, Parent.Owner.Name FROM Account')).toEqual([
      { attributes: attributes('Account', acme), Parent: null },
      {
        attributes: attributes('Account', beta),
        Parent: {
          attributes: attributes('Account', acme),
          Name: 'Acme',
          Owner: { attributes: attributes('User', ann), Name: 'Ann' },
        },
      },
    ]);
  });

  test('are reached five levels up, no more', () => {
    expect(
      bare(
        records(
          "SELECT ReportsTo.Account.Owner.Manager.Name FROM Contact WHERE ReportsTo.Account.Owner.Manager.Name = 'Bob'",
        ),
      ),
    ).toEqual([{ ReportsTo: { Account: { Owner: { Manager: { Name: 'Bob' } } } } }]);
    const deep = 'Manager.'.repeat(6);
    expect(() => run(`SELECT ${deep}Name FROM User`)).toThrow('has more than 5 levels');
  });

  test('of several kinds have the fields that all names have', () => {
    expect(records('SELECT Who.Name, Who.Type, What.Type FROM Task ORDER BY Who.Type DESC')).toEqual([
      {
        attributes: attributes('Task', '00T000000000002AAA'),
        Who: { attributes: attributes('Lead', lead), Name: 'Lea', Type: 'Lead' },
        What: null,
      },
      {
        attributes: attributes('Task', '00T000000000001AAA'),
        Who: { attributes: attributes('Contact', jane), Name: null, Type: 'Contact' },
        What: { attributes: attributes('Account', acme), Type: 'Account' },
      },
    ]);
    expect(bare(records("SELECT Subject FROM Task WHERE What.Type = 'Account'"))).toEqual([{ Subject: 'Call' }]);
  });

  test('of several kinds are named by whatever names them', () => {
    const version = '068000000000001AAA';
    const db = fixtureDatabase({ ...tables, Task: [{ Id: '00T000000000003AAA', WhatId: version }] });
    const cursor = runQuery(db, "SELECT What.Name FROM Task WHERE What.Name = 'plan'", context);
    expect(cursor.page(0, 1)).toEqual([
      {
        attributes: attributes('Task', '00T000000000003AAA'),
        What: { attributes: attributes('ContentVersion', version), Name: 'Plan' },
      },
    ]);
  });

  test('of several kinds give different fields by TYPEOF', () => {
    const text =
      'SELECT Subject, TYPEOF Who WHEN Contact THEN LastName, Account.Name WHEN Lead THEN Name END, TYPEOF What WHEN Contact THEN Id ELSE Name, Type END FROM Task';
    expect(bare(records(text))).toEqual([
      { Subject: 'Call', Who: { LastName: 'Doe', Account: { Name: 'Acme' } }, What: { Name: 'Acme', Type: 'Account' } },
      { Subject: 'Mail', Who: { Name: 'Lea' }, What: null },
    ]);
  });
});

describe('Subqueries', () => {
  test('give children, or null where there are none', () => {
    expect(records("SELECT Name, (SELECT LastName FROM contacts WHERE LastName != 'Doe') FROM Account")).toEqual([
      {
        attributes: attributes('Account', acme),
        Name: 'Acme',
        Contacts: { totalSize: 1, done: true, records: [{ attributes: attributes('Contact', john), LastName: 'Roe' }] },
      },
      { attributes: attributes('Account', beta), Name: 'beta', Contacts: null },
    ]);
  });

  test('have an order, a limit and parents of their own', () => {
    const text =
      "SELECT (SELECT LastName, ReportsTo.LastName FROM Contacts ORDER BY LastName DESC LIMIT 1) FROM Account WHERE Name = 'Acme'";
    expect(bare(records(text))).toEqual([
      { Contacts: { totalSize: 1, done: true, records: [{ LastName: 'Roe', ReportsTo: { LastName: 'Doe' } }] } },
    ]);
  });

  test('see deleted children when deleted rows are asked for', () => {
    const text = "SELECT (SELECT Name FROM ChildAccounts) FROM Account WHERE Name = 'Acme'";
    expect(bare(records(text))).toEqual([{ ChildAccounts: { totalSize: 1, done: true, records: [{ Name: 'beta' }] } }]);
    expect(bare(records(text, { includeDeleted: true }))).toEqual([
      { ChildAccounts: { totalSize: 2, done: true, records: [{ Name: 'beta' }, { Name: 'Gone' }] } },
    ]);
  });

  test('that are larger than a page leave the rest to a locator', () => {
    const kept: [QueryCursor, number][] = [];
    const registerSubquery = (cursor: QueryCursor, from: number): string =>
      `/query/locator-${kept.push([cursor, from])}`;
    const text = "SELECT (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Acme'";
    expect(bare(records(text, { registerSubquery, subqueryPageSize: () => 1 }))).toEqual([
      { Contacts: { totalSize: 2, done: false, nextRecordsUrl: '/query/locator-1', records: [{ LastName: 'Doe' }] } },
    ]);
    expect(kept.map(([cursor, from]) => bare(cursor.page(from, cursor.totalSize)))).toEqual([[{ LastName: 'Roe' }]]);
  });
});

describe('FIELDS()', () => {
  test('gives all fields, the standard or the custom ones', () => {
    const [all] = records('SELECT FIELDS(ALL) FROM Account LIMIT 1');
    const [standard] = records('SELECT FIELDS(STANDARD) FROM Account');
    const [custom] = records('SELECT Name, FIELDS(CUSTOM) FROM Account LIMIT 200');
    const schema =
      fixtureDatabase(tables)
        .schema.object('Account')
        ?.fields.map((field) => field.name) ?? [];
    expect(Object.keys(all ?? {})).toEqual(['attributes', ...schema]);
    expect(Object.keys(standard ?? {})).toEqual(['attributes', ...schema.filter((name) => !name.endsWith('__c'))]);
    expect(Object.keys(custom ?? {})).toEqual([
      'attributes',
      'Name',
      'Active__c',
      'Regions__c',
      'Opens__c',
      'Key__c',
      'Founded__c',
      'Place__c',
    ]);
  });
});

describe('Functions in SELECT', () => {
  test('toLabel gives the label of a picklist value, also of a parent', () => {
    expect(
      bare(records("SELECT toLabel(Industry), toLabel(Parent.Industry) FROM Account WHERE Name = 'beta'")),
    ).toEqual([{ Industry: null, Parent: { Industry: 'Energy & Power' } }]);
    expect(bare(records("SELECT toLabel(Industry) branch FROM Account WHERE Name = 'Acme'"))).toEqual([
      { branch: 'Energy & Power' },
    ]);
  });

  test('FORMAT writes values as the user reads them', () => {
    expect(
      bare(records("SELECT FORMAT(AnnualRevenue) money, FORMAT(NumberOfEmployees) FROM Account WHERE Name = 'Acme'")),
    ).toEqual([{ money: '$1,234,567.50', NumberOfEmployees: '12,000' }]);
    expect(bare(records("SELECT FORMAT(CreatedDate), FORMAT(Founded__c) FROM Account WHERE Name = 'beta'"))).toEqual([
      { CreatedDate: '2/28/2026, 6:30 PM', Founded__c: '2/29/2020' },
    ]);
  });
});
