import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../../salesforce/errors';
import { queryPages, type SalesforceRecord } from '../../../salesforce/query';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';
import { rowOf } from '../../support/rows';

/** Reads rows as the one page of a query. */
async function read(soql: string, ...records: unknown[]): Promise<unknown[]> {
  const { send } = fakeSend(() => ({ body: { totalSize: records.length, done: true, records } }));
  const found: unknown[] = [];
  for await (const page of queryPages(orgOf(send), soql)) found.push(...page.records);
  return found;
}

const children = (...records: object[]) => ({ totalSize: records.length, done: true, records });
const ann = rowOf('User', { Name: 'Ann' });
const sum = (fields: object) => rowOf('AggregateResult', fields);

/** Queries, each with a row that Salesforce gives, and those of its names that the query tells. */
const TRUTHS: readonly (readonly [soql: string, row: SalesforceRecord, told: readonly string[]])[] = [
  ['SELECT Id, Name FROM Account', rowOf('Account', { Id: idOf(1, '001'), Name: 'A' }), ['Id', 'Name']],
  ['select ID,name from ACCOUNT', rowOf('Account', { Id: idOf(1, '001'), Name: 'A' }), ['Id', 'Name']],
  ['SELECT a.Name, Account.Phone FROM Account a', rowOf('Account', { Name: 'A', Phone: null }), ['Name', 'Phone']],
  ['SELECT Owner.Name FROM Case', rowOf('Case', { Owner: ann }), ['Owner']],
  ['SELECT Owner.Name FROM Case', rowOf('Case', { Owner: null }), ['Owner']],
  [
    'SELECT What.Name, What.Type FROM Task',
    rowOf('Task', { What: rowOf('Account', { Name: 'A', Type: 'Account' }) }),
    ['What'],
  ],
  ['SELECT BillingAddress FROM Account', rowOf('Account', { BillingAddress: { city: 'Bonn' } }), ['BillingAddress']],
  [
    'SELECT BillingAddress, BillingCity FROM Account',
    rowOf('Account', { BillingAddress: null, BillingCity: null }),
    ['BillingCity'],
  ],
  [
    'SELECT Place__Latitude__s, Place__c FROM Site__c',
    rowOf('Site__c', { Place__Latitude__s: 1, Place__c: null }),
    ['Place__c'],
  ],
  [
    'SELECT Key__c, Own__r.Name FROM Site__c',
    rowOf('ns__Site__c', { ns__Key__c: 'k', ns__Own__r: ann }),
    ['ns__Key__c'],
  ],
  ['SELECT ns__Key__c FROM ns__Site__c', rowOf('ns__Site__c', { ns__Key__c: 'k' }), ['ns__Key__c']],
  [
    'SELECT FIELDS(ALL), Owner.Name FROM Lead LIMIT 9',
    rowOf('Lead', { Id: idOf(1, '00Q'), Company: 'A', Owner: ann }),
    ['Owner'],
  ],
  ['SELECT toLabel(Status), Id FROM Lead', rowOf('Lead', { Status: 'Offen', Id: idOf(1, '00Q') }), ['Id']],
  ['SELECT toLabel(Status) word FROM Lead', rowOf('Lead', { word: 'Offen' }), ['word']],
  [
    'SELECT FORMAT(Amount), convertCurrency(Amount) c FROM Opportunity',
    rowOf('Opportunity', { Amount: '1 €', c: 2 }),
    ['c'],
  ],
  ['SELECT FORMAT(convertCurrency(Amount)) FROM Opportunity', rowOf('Opportunity', { expr0: '1 €' }), []],
  [
    "SELECT Id, DISTANCE(P__c, GEOLOCATION(1,2), 'km') FROM S__c",
    rowOf('S__c', { Id: idOf(1, 'a00'), expr0: 1.5 }),
    ['Id'],
  ],
  ['SELECT COUNT(Id), MAX(Amount) most FROM Opportunity', sum({ expr0: 3, most: null }), ['most']],
  ['SELECT FORMAT(MIN(CloseDate)) first FROM Opportunity', sum({ first: '31.1.2026' }), ['first']],
  ['SELECT FORMAT( convertCurrency(SUM (Amount)) ) all FROM Opportunity', sum({ all: 'EUR 1,00' }), ['all']],
  ['SELECT toLabel(RecordType.Name) kind, Id FROM Lead', rowOf('Lead', { kind: 'A', Id: idOf(1, '00Q') }), ['Id']],
  [
    'SELECT toLabel(RecordType.Name) kind FROM Lead',
    rowOf('Lead', { RecordType: rowOf('RecordType', { kind: 'A' }) }),
    [],
  ],
  ['SELECT Owner.Name, COUNT(Id) n FROM Lead GROUP BY Owner.Name', sum({ Name: 'Ann', n: 1 }), ['Name', 'n']],
  ['SELECT LeadSource FROM Lead GROUP BY ROLLUP(LeadSource)', sum({ LeadSource: null }), ['LeadSource']],
  [
    'SELECT Name, (SELECT LastName FROM Contacts), (SELECT Id FROM Cases) FROM Account',
    rowOf('Account', { Name: 'A', Contacts: children(rowOf('Contact', { LastName: 'B' })), Cases: null }),
    ['Name', 'Contacts', 'Cases'],
  ],
  [
    'SELECT Id, (SELECT Contact.LastName, Contact.Owner.Name, Account.Name FROM Contacts) FROM Account',
    rowOf('Account', {
      Id: idOf(1, '001'),
      Contacts: children(rowOf('Contact', { LastName: 'B', Owner: ann, Account: rowOf('Account', { Name: 'A' }) })),
    }),
    ['Id', 'Contacts'],
  ],
  [
    'SELECT Id, (SELECT Subject FROM ActivityHistories) FROM Account',
    rowOf('Account', { Id: idOf(1, '001'), ActivityHistories: children(rowOf('ActivityHistory', { Subject: 'S' })) }),
    ['Id', 'ActivityHistories'],
  ],
  [
    'SELECT TYPEOF What WHEN Account THEN Phone, Fax ELSE Name END, Id FROM Event',
    rowOf('Event', { What: rowOf('Account', { Phone: '1', Fax: '2' }), Id: idOf(1, '00U') }),
    [],
  ],
  ['SELECT c.Name FROM Contact c, c.Account a', rowOf('Contact', { Name: 'B' }), []],
];

const NAMED = TRUTHS.map(([soql, row, told]) => [soql, { soql, row, told }] as const);

/** The query can have any names: those of FIELDS(), of functions without an alias or of a parent's field. */
const IS_OPEN = /FIELDS\(|TYPEOF|, c\.Account|\(\w+\.\w+\)|(?:\(\w+\)|\))(?:,| FROM)/;

describe('The rows of a query', () => {
  test.each(NAMED)('are read as they are: %s', async (soql, { row }) => {
    expect(await read(soql, row, row)).toEqual([row, row]);
  });

  test.each(NAMED)('are none of another object, or of none that they name: %s', async (soql, { row }) => {
    const { attributes: _, ...bare } = row;
    const others = [bare, { ...row, attributes: null }, { ...row, attributes: {} }];
    const isKnown = !soql.includes(', c.Account');
    if (isKnown) others.push(rowOf('Idea', bare), rowOf('Product2', bare));
    for (const other of others) await expect(read(soql, row, other)).rejects.toThrow(AnswerError);
  });

  test.each(NAMED.filter(([, { told }]) => told.length > 0))(
    'have each name that is told: %s',
    async (soql, { row, told }) => {
      for (const name of told) {
        const { [name]: _, ...others } = row;
        await expect(read(soql, row, others)).rejects.toThrow(/was expected/);
      }
    },
  );

  test.each(NAMED.filter(([soql]) => !IS_OPEN.test(soql)))('have no other name: %s', async (soql, { row }) => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[A-Z][a-z]{1,9}$/), fc.jsonValue(), async (name, value) => {
        fc.pre(!Object.keys(row).some((own) => own.toLowerCase().endsWith(name.toLowerCase())));
        await expect(read(soql, row, { ...row, [`X${name}`]: value })).rejects.toThrow('was not asked for');
      }),
      { numRuns: 10 },
    );
  });

  test('have parents and children with the names that are told, too', async () => {
    const parent = 'SELECT Owner.Name, Owner.Manager.Email FROM Case';
    const manager = rowOf('User', { Email: 'a@b.c' });
    expect(await read(parent, rowOf('Case', { Owner: { ...ann, Manager: manager } }))).toHaveLength(1);
    for (const Owner of [ann, {}, { ...ann, Manager: ann }, { ...ann, Manager: { ...manager, Phone: '1' } }]) {
      await expect(read(parent, rowOf('Case', { Owner }))).rejects.toThrow(AnswerError);
    }
    const subquery = 'SELECT Id, (SELECT LastName FROM Contacts) FROM Account';
    const child = rowOf('Contact', { LastName: 'B' });
    for (const Contacts of [children(rowOf('Contact', {})), children(child, { LastName: 'B' }), 'B', [child], child]) {
      await expect(read(subquery, rowOf('Account', { Id: idOf(1, '001'), Contacts }))).rejects.toThrow(AnswerError);
    }
    const prefixed = 'SELECT Id, (SELECT Contact.Owner.Name FROM Contacts) FROM Account';
    for (const Owner of [undefined, {}, { Email: 'a@b.c' }]) {
      const Contacts = children(rowOf('Contact', Owner === undefined ? {} : { Owner }));
      await expect(read(prefixed, rowOf('Account', { Id: idOf(1, '001'), Contacts }))).rejects.toThrow(AnswerError);
    }
  });

  test('are records whose IDs are those of their addresses', async () => {
    const at = (n: number, Id: unknown) => ({
      attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${idOf(n)}` },
      Id,
    });
    const soql = 'SELECT Id FROM Contact ORDER BY Name';
    expect(await read(soql, at(1, idOf(1)), at(2, idOf(2).slice(0, 15)))).toHaveLength(2);
    for (const [n, other] of [
      [2, 1],
      [2, 3],
    ] as const) {
      await expect(read(soql, at(1, idOf(1)), at(n, idOf(other)))).rejects.toThrow(
        `the record ${idOf(n)} was expected`,
      );
    }
  });

  test.each(['RecentlyViewed', 'KnowledgeArticle', 'KnowledgeArticleVersion', 'NewsFeed'])(
    'of %s can be of any object',
    async (object) => {
      const rows = ['Account', 'Contact', object].map((type) => rowOf(type, { Name: type }));
      expect(await read(`SELECT Name FROM ${object}`, ...rows)).toEqual(rows);
    },
  );
});

describe('The Id of a row', () => {
  const at = (type: string, id: string) => ({
    attributes: { type, url: `/services/data/v67.0/sobjects/${type}/${id}` },
  });
  const NONE = '000000000000000AAA';
  const noIds: unknown[] = [1, true, {}, ['a'], '', 'x', '<html>', '003', '0030000000000010', '003000000000001AAB'];

  test.each(noIds)('is no ID of a stored record: %j', async (id) => {
    for (const type of ['Account', 'Invoice__c', 'ns__Invoice__c']) {
      const soql = `SELECT Id FROM ${type}`;
      await expect(read(soql, { ...at(type, idOf(1, '001')), Id: id })).rejects.toThrow(AnswerError);
      await expect(read(soql, { ...at(type, String(id)), Id: id })).rejects.toThrow(AnswerError);
    }
  });

  test('is not null where a record is stored', async () => {
    const row = { ...at('Account', idOf(1, '001')), Id: null };
    await expect(read('SELECT Id FROM Account', row)).rejects.toThrow(AnswerError);
  });

  test.each<[string, string, SalesforceRecord]>([
    ['of nothing but zeros', 'EntityDefinition', { ...at('EntityDefinition', 'Account'), Id: NONE }],
    [
      'of zeros, at an address with another',
      'EventBusSubscriber',
      { ...at('EventBusSubscriber', idOf(1, '01q')), Id: NONE },
    ],
    ['at an address of zeros', 'FieldDefinition', { ...at('FieldDefinition', NONE), Id: idOf(1, '00N') }],
    ['empty, of what is not stored', 'PlatformAction', { ...at('PlatformAction', NONE), Id: null }],
    ['a name, of what is not stored', 'DataType', { ...at('DataType', 'Boolean'), Id: 'Boolean' }],
    ['of a feed’s item', 'AccountFeed', { ...at('AccountFeed', idOf(1, '0D5')), Id: idOf(1, '001') }],
    ['of an external object', 'Order__x', { ...at('Order__x', idOf(1, 'x00')), Id: idOf(1, 'x00') }],
    ['of a custom object', 'Invoice__c', { ...at('Invoice__c', idOf(1, 'a00')), Id: idOf(1, 'a00') }],
    ['of 15 characters', 'Account', { ...at('Account', idOf(1, '001')), Id: '001000000000001' }],
    ['of a name', 'Name', { ...at('Name', idOf(1, '005')), Id: idOf(1, '005') }],
  ])('can be %s', async (_, object, row) => {
    expect(await read(`SELECT Id FROM ${object}`, row)).toEqual([row]);
  });

  test.each([1, null, 'x', { a: 1 }])('of a group is an alias, which means anything: %j', async (id) => {
    const soql = 'SELECT MAX(Amount) Id FROM Opportunity GROUP BY StageName';
    expect(await read(soql, sum({ Id: id }))).toEqual([sum({ Id: id })]);
  });
});
