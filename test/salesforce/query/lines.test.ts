import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';

import { csvLines, jsonLines, simplify, type Page, type SalesforceRecord } from '../../../salesforce/query';
import type { Describe } from '../../../salesforce/describe';
import { selectedColumns } from '../../../salesforce/query/columns';
import { field, object } from '../../support/schema';

async function* pages(...given: SalesforceRecord[][]): AsyncGenerator<Page> {
  for (const records of given) {
    yield await Promise.resolve({ records, totalSize: given.flat().length, done: records === given.at(-1) });
  }
}

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += line;
  return text;
}

const csv = async (soql: string, ...given: SalesforceRecord[][]): Promise<string> =>
  await textOf(csvLines(soql, pages(...given)));

describe('The columns of a query', () => {
  test.each([
    ['SELECT Id, Name FROM Account', ['Id', 'Name']],
    ['select\n Id ,Owner.Name,Parent.Owner.Name\nfrom Account', ['Id', 'Owner.Name', 'Parent.Owner.Name']],
    ['SELECT a.Name, a.Owner.Name FROM Account a', ['Name', 'Owner.Name']],
    ['SELECT Account.Name FROM Account', ['Name']],
    ['SELECT Account.Name FROM Contact', ['Account.Name']],
    [
      'SELECT toLabel(Status), format(Amount), convertCurrency(o.Amount) FROM Opportunity o',
      ['Status', 'Amount', 'Amount'],
    ],
    ['SELECT FORMAT(MIN(closedate)) Due, FORMAT(convertCurrency(Amount)) FROM Opportunity', ['Due', 'expr0']],
    ["SELECT Id, DISTANCE(Place__c, GEOLOCATION(1,2), 'km') FROM Site__c", ['Id', 'expr0']],
    ['SELECT FIELDS(CUSTOM), Id, fields (standard), Owner.Name FROM Account', ['*', 'Id', '*', 'Owner.Name']],
    ['SELECT COUNT() FROM Account', ['count']],
    [
      'SELECT Owner.Name, COUNT(Id), MAX(Amount) most, MIN(Amount) FROM Lead GROUP BY Owner.Name',
      ['Name', 'expr0', 'most', 'expr1'],
    ],
    ["SELECT Name FROM Account WHERE Name = ', FROM ('", ['Name']],
  ])('%s', (soql, columns) => {
    expect(selectedColumns(soql)).toEqual(columns);
  });

  test('are only told by the rows of a query that is not understood', () => {
    expect(selectedColumns('SELECT c.Name FROM Contact c, c.Account a')).toBeUndefined();
  });

  test.each([
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
    'SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Event',
  ])('are none: %s', (soql) => {
    expect(() => csvLines(soql, pages())).toThrow(/one row for each record/);
  });
});

describe('Rows as CSV', () => {
  test('have their fields and parents’ fields in columns, with the names as Salesforce writes them', async () => {
    const account = (name: string) => ({ attributes: { type: 'Account' }, Name: name, Owner: null });
    const rows = [
      { attributes: { type: 'Contact' }, LastName: 'O"Neil, Jr.', Account: null, Age__c: null, IsActive: true },
      { attributes: { type: 'Contact' }, LastName: ' Zoë\n2', Account: account('Acme'), Age__c: 0, IsActive: false },
    ];
    const soql = 'SELECT lastname, account.NAME, Account.owner.Name, Age__c, isactive FROM Contact';
    expect(await csv(soql, rows, rows.slice(1))).toBe(
      'LastName,Account.Name,Account.Owner.Name,Age__c,IsActive\n' +
        '"O""Neil, Jr.",,,,true\n' +
        '" Zoë\n2",Acme,,0,false\n' +
        '" Zoë\n2",Acme,,0,false\n',
    );
  });

  test('of an org with a namespace have all their values, whatever the query leaves out of the names', async () => {
    const names = ['Id', 'ns__Size__c', 'other__Size__c', 'ns__Parent__r.Name', 'ns__Parent__r.ns__Key__c'];
    const parent = { attributes: {}, Name: 'P', ns__Key__c: 5 };
    const rows = [null, parent].map((one, i) => ({
      attributes: {},
      other__Size__c: 2,
      ns__Parent__r: one,
      Id: `${i}`,
      ns__Size__c: 1,
    }));
    const written = fc.tuple(fc.shuffledSubarray(names, { minLength: 2 }), fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(written, async ([some, isShort, isUpper]) => {
        const short = isShort ? some.map((name) => name.replaceAll('ns__', '')) : some;
        const soql = `SELECT ${short.map((name) => (isUpper ? name.toUpperCase() : name)).join()} FROM Thing__c`;
        const asked = new Set(some.map((name) => name.split('.')[0]));
        const asGiven = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => asked.has(name))));
        const cells = new Map([
          ['Id', ['0', '1']],
          ['ns__Size__c', ['1', '1']],
          ['other__Size__c', ['2', '2']],
          ['ns__Parent__r.Name', ['', 'P']],
          ['ns__Parent__r.ns__Key__c', ['', '5']],
        ]);
        const lines = [some, ...[0, 1].map((row) => some.map((name) => cells.get(name)?.[row]))];
        expect(await csv(soql, asGiven)).toBe(`${lines.map((line) => line.join()).join('\n')}\n`);
      }),
    );
  });

  test('have what the query’s text does not name under the names of the rows', async () => {
    const rows = [
      { attributes: {}, Id: '1', Total: 5, more: 'x' },
      { attributes: {}, Id: '2', Total: 6, more: 'y', Account: { Name: 'Acme' } },
    ];
    const soql = 'SELECT FORMAT(Amount), Id, Account.Name FROM Opportunity';
    expect(await csv(soql, rows)).toBe('Total,Id,Account.Name,more\n5,1,,x\n6,2,Acme,y\n');
  });

  test('of a query that finds nothing are its header alone', async () => {
    expect(await csv('SELECT Id, Owner.Name FROM Account', [])).toBe('Id,Owner.Name\n');
    expect(await csv('SELECT FIELDS(ALL) FROM Account LIMIT 1', [])).toBe('');
  });

  test('with FIELDS() have the columns of its place in the query, and parents by their paths, whatever row comes first', async () => {
    const rows = [
      { Parent: null },
      { Parent: { attributes: {}, Name: 'P', Owner: null } },
      { Parent: { attributes: {}, Name: 'P', Owner: { attributes: {}, Name: 'O' } } },
    ].map((parent, i) => ({ attributes: {}, Id: `${i}`, ...parent, BillingAddress: { city: 'Bonn' } }));
    const cells = new Map([
      ['0', '0,"{""city"":""Bonn""}",,'],
      ['1', '1,"{""city"":""Bonn""}",P,'],
      ['2', '2,"{""city"":""Bonn""}",P,O'],
    ]);
    const soql = 'SELECT FIELDS(STANDARD), FIELDS(CUSTOM), Parent.Name, Parent.Owner.Name FROM Account';
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(rows, { minLength: 1 }), async (some) => {
        const lines = ['Id,BillingAddress,Parent.Name,Parent.Owner.Name', ...some.map(({ Id }) => cells.get(Id))];
        expect(await csv(soql, some)).toBe(`${lines.join('\n')}\n`);
      }),
    );
    expect(await csv('SELECT Parent.Name, FIELDS(STANDARD), id FROM Account', rows.slice(0, 1))).toBe(
      'Parent.Name,BillingAddress,Id\n,"{""city"":""Bonn""}",0\n',
    );
  });

  test('hold counts and groups', async () => {
    expect(await csv('SELECT COUNT() FROM Account', [{ count: 3 }])).toBe('count\n3\n');
    const groups = [{ attributes: { type: 'AggregateResult' }, Industry: 'A', expr0: 2 }];
    expect(await csv('SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry', groups)).toBe(
      'Industry,expr0\nA,2\n',
    );
  });

  test('are read by others as they are', async () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', ',', '\r\n', '\n', '""', ' ', '#N/A'));
    const rows = fc.array(fc.record({ A: value, B: value }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, async (records) => {
        const read: unknown = parse(await csv('SELECT A, B FROM X', records), { columns: true });
        expect(read).toEqual(records.map((record) => ({ ...record })));
      }),
    );
  });
});

test('Rows as JSON Lines keep types, parents and subqueries', async () => {
  const children = { totalSize: 1, done: true, records: [{ attributes: {}, Id: '2' }] };
  const rows = [
    { attributes: { type: 'Account' }, Id: '1\n', Size: 1.5, Owner: { attributes: {}, Name: 'Ö' }, Contacts: children },
  ];
  const text = await textOf(jsonLines(pages(rows, rows), simplify));
  expect(text).toBe('{"Id":"1\\n","Size":1.5,"Owner":{"Name":"Ö"},"Contacts":[{"Id":"2"}]}\n'.repeat(2));
  expect(await textOf(jsonLines(pages([]), simplify))).toBe('');
});

describe('The header of a query without rows', () => {
  const described = object('Contact', [
    field('Id', 'id'),
    field('LastName', 'string'),
    field('Tier__c', 'string'),
    field('Place__Latitude__s', 'double'),
  ]);
  const org = { describe: { object: async () => await Promise.resolve(described) } as unknown as Describe };
  const header = async (selected: string) => await textOf(csvLines(`SELECT ${selected} FROM Contact`, pages([]), org));

  test.each([
    ['FIELDS(STANDARD)', 'Id,LastName'],
    ['fields( custom )', 'Tier__c,Place__Latitude__s'],
    ['FIELDS(ALL)', 'Id,LastName,Tier__c,Place__Latitude__s'],
    ['FIELDS(STANDARD), Owner.Name', 'Id,LastName,Owner.Name'],
    ['FIELDS(STANDARD), tier__c', 'Id,LastName,tier__c'],
    ['Tier__c, FIELDS(STANDARD)', 'Tier__c,Id,LastName'],
    ['Id, Name', 'Id,Name'],
  ])('has what %s stands for', async (selected, columns) => {
    expect(await header(selected)).toBe(`${columns}\n`);
  });
});
