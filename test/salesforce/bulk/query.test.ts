import { describe, expect, test } from '@jest/globals';

import { checkBulkQuery, queryCsv } from '../../../salesforce/bulk/query';
import { JobError } from '../../../salesforce/errors';
import { recordsOf } from '../../../salesforce/bulk/queryRecords';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

describe('Before a query is sent', () => {
  test.each([
    "SELECT Id FROM Account WHERE Name = 'COUNT(x) GROUP BY OFFSET 5 TYPEOF'",
    'SELECT Id, Owner.Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 5',
    'SELECT toLabel(Industry) FROM Account',
    'what this cannot read',
  ])('%s may be asked', (soql) => {
    expect(() => checkBulkQuery(soql)).not.toThrow();
  });

  test.each([
    ['SELECT Id, body FROM Attachment', 'the file in the field Body'],
    ['SELECT FIELDS(STANDARD), Place__c FROM Attachment', 'the compound field Place__c: select its component fields'],
  ])('A field that no Bulk query reads is refused where the query names it: %s', (soql, what) => {
    const fields = [field('Name', 'string'), field('Body', 'base64'), field('Place__c', 'location')];
    expect(() => checkBulkQuery(soql, object('Attachment', fields))).toThrow(what);
  });

  test.each(['STANDARD', 'CUSTOM', 'ALL'])('FIELDS(%s) may be asked, whatever it stands for', (which) => {
    const described = object('Attachment', [field('Name', 'string'), field('Body', 'base64')]);
    expect(() => checkBulkQuery(`SELECT FIELDS(${which}) FROM Attachment`, described)).not.toThrow();
  });

  test('A compound field is refused by its type', () => {
    const described = object('Account', [field('Address', 'address'), field('Name', 'string')]);
    expect(() => checkBulkQuery('SELECT Name, ADDRESS FROM Account', described)).toThrow('the compound field Address');
  });
});

describe('The results of a query, which go into a file as they come', () => {
  const page = (n: number) => `/services/data/v67.0/jobs/query/750000000000001AAA/results?locator=${n}`;

  /** Reads two pages, of which the second one is this. */
  async function read(second: Uint8Array, columnDelimiter = 'COMMA'): Promise<string> {
    const { send } = fakeSend(({ path }) => {
      if (path.endsWith('resultPages')) {
        return { body: { resultPages: [1, 2].map((n) => ({ resultUrl: page(n) })), done: true } };
      }
      return { body: inPieces(path === page(1) ? Buffer.from('Id,Name\n1,A\n') : second) };
    });
    let text = '';
    const job = { id: '750000000000001AAA', numberRecordsProcessed: 2, columnDelimiter };
    for await (const chunk of queryCsv(orgOf(send), job)) text += Buffer.from(chunk).toString();
    return text;
  }

  async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 5) yield bytes.subarray(at, at + 5);
  }

  test('are those of all pages', async () => {
    expect(await read(Buffer.from('Id,Name\n2,"É, ""B""\n"\n'))).toBe('Id,Name\n1,A\n2,"É, ""B""\n"\n');
  });

  test.each([
    ['a stray quote', Buffer.from('Id,Name\n2,B"\n')],
    ['words behind a quote', Buffer.from('Id,Name\n2,"B"C\n')],
    ['a quote that is never closed', Buffer.from('Id,Name\n2,"B\n')],
    ['another encoding', Buffer.from('Id,Name\n2,José\n', 'latin1')],
    ['half of a character', Buffer.from('Id,Name\n2,é').subarray(0, -1)],
    ['a short row', Buffer.from('Id,Name\n2\n')],
    ['a long row', Buffer.from('Id,Name\n2,B,C\n')],
  ])('are none with %s', async (_, second) => {
    await expect(read(second)).rejects.toThrow(JobError);
  });
});

test('Pages of results that are another job’s are not read', async () => {
  const { send, requests } = fakeSend(() => ({
    body: { resultPages: [{ resultUrl: '/services/data/v67.0/jobs/query/750000000000002AAA/results' }], done: true },
  }));
  const reading = queryCsv(orgOf(send), { id: '750000000000001AAA', numberRecordsProcessed: 1 }).next();
  await expect(reading).rejects.toThrow('it names results that are not job 750000000000001AAA’s');
  expect(requests).toHaveLength(1);
});

test.each([
  ['toLabel(Status)', 'SELECT toLabel(Status), Owner.Name FROM Case'],
  ['FORMAT(Account.AnnualRevenue)', 'SELECT FORMAT(Account.AnnualRevenue), Owner.Name FROM Case'],
  ['Status', 'SELECT toLabel(Status), Owner.Name FROM Case'],
  ['expr0', undefined],
])('A column of a function is read whatever it is called: %s', async (name, soql) => {
  const { send } = fakeSend(() => ({ status: 404, body: [] }));
  async function* csv(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(`"${name}","Owner.Name"\n"New","Ann"\n`));
  }
  const read: unknown[] = [];
  for await (const records of recordsOf(orgOf(send), csv(), { object: 'Case', soql })) read.push(...records);
  expect(read).toEqual([{ [name]: 'New', Owner: { Name: 'Ann' } }]);
});

describe('Rows under the names of other columns', () => {
  const ID = '003000000000001AAA';
  const read = async (csv: string, object: string | undefined, soql?: string): Promise<string> => {
    const resultUrl = '/services/data/v67.0/jobs/query/750000000000001AAA/results';
    const { send } = fakeSend(({ path }) => {
      if (path.endsWith('resultPages')) return { body: { resultPages: [{ resultUrl }], done: true } };
      return path === resultUrl ? { body: csv } : { status: 404, body: [] };
    });
    let text = '';
    const job = { id: '750000000000001AAA', ...(object === undefined ? {} : { object }) };
    for await (const chunk of queryCsv(orgOf(send), job, { soql })) text += Buffer.from(chunk).toString();
    return text;
  };

  test.each([
    [`Id,LastName\nAnn,${ID}\n`, 'Contact', 'SELECT Id, LastName FROM Contact'],
    [`LastName,Id\nAnn,${ID}\n${ID},Bea\n`, 'Contact', undefined],
    [`Id,Name\n,${ID}\n`, 'Contact', 'SELECT Id, Name FROM Contact'],
  ])('are not read: %j', async (csv, object, soql) => {
    await expect(read(csv, object, soql)).rejects.toThrow('an ID was expected in each row of its column Id');
  });

  test.each([
    [`Id,LastName\n${ID},Ann\n`, 'Contact', 'SELECT Id, LastName FROM Contact'],
    ['Id,LastName\nNew,Ann\n', 'Contact', 'SELECT toLabel(Status__c) Id, LastName FROM Contact'],
    ['LastName\nAnn\n', 'Contact', 'SELECT LastName FROM Contact'],
    ['Id,Name\nAccount,a\n', 'Unknown', 'SELECT Id, Name FROM Unknown'],
    ['Id,Name\nAccount,a\n', 'Name', 'SELECT Id, Name FROM Name'],
    ['Id,Name\n1,a\n', undefined, undefined],
  ])('are told from those that are their own, or may be: %j of %s', async (csv, object, soql) => {
    expect(await read(csv, object, soql)).toBe(csv);
  });
});
