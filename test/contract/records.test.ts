import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Connection } from 'jsforce';
import type { SaveResult } from 'jsforce';

import { EVERY_CHOICE } from '../../simulator/choices';
import { startSignedIn } from '../support/org';
import type { SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(5200, { choices: EVERY_CHOICE });
  connection = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
});
afterAll(() => org.close());

/** What jsforce throws for a failing call. */
async function failure(work: PromiseLike<unknown>): Promise<{ errorCode: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { errorCode, message } = error as { errorCode: string; message: string };
  return { errorCode, message };
}

const outcomes = (results: SaveResult[]): unknown[] =>
  results.map(({ success, errors }) => [success, errors.map((error) => error.message)]);
const idOf = (result: SaveResult): string => (result.success ? result.id : '');

describe('jsforce, unmodified: single records', () => {
  test('finds out who is signed in by the list of resources', async () => {
    const stranger = new Connection({ instanceUrl: org.url, accessToken: org.token, version: '68.0' });
    expect(await stranger.identity()).toMatchObject({ username: org.username, organization_id: org.org.id });
  });

  test('creates, reads, updates and deletes one', async () => {
    const created = await connection.sobject('Account').create({ Name: 'Contract', NumberOfEmployees: 7 });
    expect(created).toEqual({ id: expect.stringMatching(/^001/), success: true, errors: [] });
    const id = idOf(created);
    expect(await connection.sobject('Account').retrieve(id)).toMatchObject({
      Id: id,
      Name: 'Contract',
      NumberOfEmployees: 7,
    });
    expect(await connection.sobject('Account').update({ Id: id, NumberOfEmployees: 8 })).toEqual({
      id,
      success: true,
      errors: [],
    });
    expect((await connection.sobject('Account').retrieve(id))['NumberOfEmployees']).toBe(8);
    expect(await connection.sobject('Account').destroy(id)).toEqual({ id, success: true, errors: [] });
    expect(await failure(connection.sobject('Account').retrieve(id))).toEqual({
      errorCode: 'ENTITY_IS_DELETED',
      message: 'entity is deleted',
    });
  });

  test('upserts by external ID: creates, then updates', async () => {
    const upsert = (Name: string) =>
      connection.sobject('Account').upsert({ Name, External_Id__c: 'jsforce-1' }, 'External_Id__c');
    const first = await upsert('First');
    expect(first).toMatchObject({ success: true, created: true });
    expect(await upsert('Second')).toEqual({ id: idOf(first), success: true, created: false, errors: [] });
    expect((await connection.sobject('Account').retrieve(idOf(first)))['Name']).toBe('Second');
  });
});

describe('jsforce, unmodified: what has changed', () => {
  test('lists the records that were updated and deleted in a range of time', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    const [kept, gone] = [
      idOf(await connection.sobject('Account').create({ Name: 'Kept' })),
      idOf(await connection.sobject('Account').create({ Name: 'Gone' })),
    ];
    await connection.sobject('Account').destroy(gone);
    const updated = await connection.sobject('Account').updated(at(-5), at(1));
    expect(updated.ids).toContain(kept);
    expect(updated.ids).not.toContain(gone);
    const deleted = await connection.sobject('Account').deleted(at(-5).toISOString(), at(1).toISOString());
    expect(deleted.deletedRecords).toContainEqual({ id: gone, deletedDate: expect.stringMatching(/\+0000$/) });
    expect(Date.parse(deleted.latestDateCovered)).toBeLessThanOrEqual(Date.now());
  });
});

describe('jsforce, unmodified: collections', () => {
  test('creates, reads, updates and deletes many', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => ({ LastName: `Many ${String(index)}` }));
    const created = await connection.sobject('Contact').create(rows, { allowRecursive: true });
    expect(created.filter((result) => result.success)).toHaveLength(450);
    const ids = created.slice(0, 100).map(idOf);
    const read = await connection.sobject('Contact').retrieve(ids);
    expect(read.map((row) => row['LastName'])).toEqual(rows.slice(0, 100).map((row) => row.LastName));
    const updated = await connection.sobject('Contact').update(ids.map((Id) => ({ Id, Title: 'Updated' })));
    expect(updated.filter((result) => result.success)).toHaveLength(100);
    const destroyed = await connection.sobject('Contact').destroy(ids);
    expect(destroyed.map(idOf)).toEqual(ids);
    expect(await connection.sobject('Contact').count({ Title: 'Updated' })).toBe(0);
  });

  test('gets one result for each record where some fail', async () => {
    const results = await connection
      .sobject('Contact')
      .create([{ LastName: 'Good' }, { FirstName: 'Bad' }, { LastName: 'Bad', Email: 'nonsense' }]);
    expect(outcomes(results)).toEqual([
      [true, []],
      [false, ['Required fields are missing: [LastName]']],
      [false, ['Email: invalid email address: nonsense']],
    ]);
  });

  test('gets all undone with allOrNone', async () => {
    const results = await connection.sobject('Account').create([{ Name: 'All or none' }, {}], { allOrNone: true });
    expect(results.map(({ errors }) => (errors as { statusCode?: string }[])[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
    ]);
    expect(await connection.sobject('Account').count({ Name: 'All or none' })).toBe(0);
  });

  test('upserts many', async () => {
    const upsert = () =>
      connection.sobject('Account').upsert(
        [
          { Name: 'U1', External_Id__c: 'u1' },
          { Name: 'U2', External_Id__c: 'u2' },
        ],
        'External_Id__c',
      );
    expect((await upsert()).map((result) => (result as { created?: boolean }).created)).toEqual([true, true]);
    expect((await upsert()).map((result) => (result as { created?: boolean }).created)).toEqual([false, false]);
  });
});

describe('jsforce, unmodified: queries and searches', () => {
  test('reads every page of a query by itself', async () => {
    const rows = await connection.query('SELECT Id FROM Contact', { autoFetch: true, maxFetch: 100_000 });
    expect(rows.records.length).toBe(rows.totalSize);
    expect(rows.totalSize).toBeGreaterThan(5000);
    expect(new Set(rows.records.map((row) => row['Id'])).size).toBe(rows.totalSize);
  });

  test('reads page by page with queryMore', async () => {
    const sizes: number[] = [];
    let page = await connection.query('SELECT Id, Account.Name FROM Contact ORDER BY Id LIMIT 4100');
    for (;;) {
      sizes.push(page.records.length);
      if (page.done || page.nextRecordsUrl === undefined) break;
      page = await connection.queryMore(page.nextRecordsUrl);
    }
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(4100);
  });

  test('finds deleted records when asked for them', async () => {
    const id = idOf(await connection.sobject('Account').create({ Name: 'Bin' }));
    await connection.sobject('Account').destroy(id);
    const soql = `SELECT Id, IsDeleted FROM Account WHERE Id = '${id}'`;
    expect((await connection.query(soql)).totalSize).toBe(0);
    const all = await connection.query(soql, { scanAll: true });
    expect(all.records).toMatchObject([{ Id: id, IsDeleted: true }]);
  });

  test('builds a query with parents and children of its own', async () => {
    const account = idOf(await connection.sobject('Account').create({ Name: "O'Hara & Sons" }));
    await connection.sobject('Contact').create([
      { LastName: 'One', AccountId: account },
      { LastName: 'Two', AccountId: account },
    ]);
    const [found] = await connection
      .sobject('Account')
      .find({ Name: "O'Hara & Sons" }, 'Id, Name')
      .include('Contacts')
      .select('LastName')
      .end();
    expect(found).toMatchObject({ Id: account, Contacts: { totalSize: 2 } });
    const [child] = await connection
      .sobject('Contact')
      .find({ 'Account.Name': "O'Hara & Sons" }, 'LastName, Account.Name')
      .sort('LastName');
    expect(child).toMatchObject({ LastName: 'One', Account: { Name: "O'Hara & Sons" } });
  });

  test('groups', async () => {
    const { records } = await connection.query(
      "SELECT COUNT(Id) n, MAX(Name) top FROM Account WHERE Name = 'Second' GROUP BY Name",
    );
    expect(records).toEqual([{ attributes: { type: 'AggregateResult' }, n: 1, top: 'Second' }]);
  });

  test('searches', async () => {
    await connection.sobject('Account').create({ Name: 'Zanzibar Trading' });
    const { searchRecords } = await connection.search('FIND {Zanzibar} IN ALL FIELDS RETURNING Account(Id, Name)');
    expect(searchRecords).toMatchObject([{ attributes: { type: 'Account' }, Name: 'Zanzibar Trading' }]);
  });
});

describe('jsforce, unmodified: what the org is', () => {
  test('describes an object and all objects', async () => {
    const account = await connection.describe('Account');
    expect(account.fields.find((field) => field.name === 'Name')).toMatchObject({ type: 'string', length: 255 });
    expect(account.recordTypeInfos.at(-1)).toMatchObject({ name: 'Master', master: true, available: true });
    const city = (await connection.describe('Sync_Test__c')).fields.find(({ name }) => name === 'City__c');
    expect(city).toMatchObject({ dependentPicklist: true, controllerName: 'Country__c' });
    expect(city?.picklistValues?.find(({ value }) => value === 'Berlin')?.validFor).toBe('QAAA');
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.map((object) => object.name)).toEqual(
      expect.arrayContaining(['Account', 'Contact', 'Opportunity', 'Sync_Test__c']),
    );
  });

  test('reads limits, and its own usage of them', async () => {
    const limits = await connection.limits();
    expect(limits['DailyApiRequests']).toMatchObject({ Max: 100_000 });
    expect(connection.limitInfo.apiUsage).toEqual({ used: org.org.usage.used, limit: 100_000 });
  });

  test('lists what was touched last', async () => {
    const id = idOf(await connection.sobject('Account').create({ Name: 'Recent' }));
    expect(await connection.recent('Account', 1)).toMatchObject([{ Id: id, Name: 'Recent' }]);
  });

  test('lists versions', async () => {
    const versions = await connection.request<{ version: string }[]>('/services/data');
    expect(versions.at(-1)?.version).toBe('68.0');
  });

  test('lists updated and deleted records', async () => {
    const start = new Date(org.org.clock.now().getTime() - 120_000);
    const end = new Date(start.getTime() + 240_000);
    const id = idOf(await connection.sobject('Lead').create({ LastName: 'New', Company: 'New' }));
    expect((await connection.sobject('Lead').updated(start, end)).ids).toContain(id);
    await connection.sobject('Lead').destroy(id);
    expect((await connection.sobject('Lead').deleted(start, end)).deletedRecords.map((record) => record.id)).toEqual([
      id,
    ]);
  });
});

describe('jsforce, unmodified: several requests in one', () => {
  test('composite passes values on', async () => {
    const answer = await connection.requestPost<{ compositeResponse: { httpStatusCode: number }[] }>('/composite', {
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: '/services/data/v68.0/sobjects/Account', referenceId: 'a', body: { Name: 'Composite' } },
        {
          method: 'POST',
          url: '/services/data/v68.0/sobjects/Contact',
          referenceId: 'c',
          body: { LastName: 'C', AccountId: '@{a.id}' },
        },
      ],
    });
    expect(answer.compositeResponse.map((entry) => entry.httpStatusCode)).toEqual([201, 201]);
  });

  test('batch does each by itself', async () => {
    const answer = await connection.requestPost<{ hasErrors: boolean; results: { statusCode: number }[] }>(
      '/composite/batch',
      {
        batchRequests: [
          { method: 'GET', url: 'v68.0/limits' },
          { method: 'GET', url: 'v68.0/sobjects/Nope' },
        ],
      },
    );
    expect([answer.hasErrors, answer.results.map((result) => result.statusCode)]).toEqual([true, [200, 404]]);
  });
});

describe('jsforce, unmodified: failing calls', () => {
  const account = () => connection.sobject('Account');

  const cases: [string, () => PromiseLike<unknown>, string, string | RegExp][] = [
    [
      'a required field is missing',
      () => account().create({}),
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Name]',
    ],
    [
      'a field is unknown',
      () => account().create({ Name: 'x', Nope__c: 1 }),
      'INVALID_FIELD',
      "No such column 'Nope__c' on sobject of type Account",
    ],
    [
      'a text is too long',
      () => account().create({ Name: 'x'.repeat(256) }),
      'STRING_TOO_LONG',
      /^Account Name: data value too large: x+ \(max length=255\)$/,
    ],
    [
      'an email is none',
      () => connection.sobject('Contact').create({ LastName: 'x', Email: 'x' }),
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: x',
    ],
    [
      'a value is not on a restricted picklist',
      () => connection.sobject('Sync_Test__c').create({ Name: 'x', Restricted_Picklist__c: 'Pink' }),
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Restricted Picklist: bad value for restricted picklist field: Pink',
    ],
    [
      'an id is malformed',
      () => connection.sobject('Contact').create({ LastName: 'x', AccountId: 'x' }),
      'MALFORMED_ID',
      /id value of incorrect type: x/,
    ],
    [
      'a record is not there',
      () => account().retrieve('0018d0000ZZZZZZAAA'),
      'NOT_FOUND',
      'The requested resource does not exist',
    ],
    [
      'a query is malformed',
      () => connection.query('SELECT Id FRM Account'),
      'MALFORMED_QUERY',
      /ERROR at Row:1:Column:\d+\nunexpected token: 'FRM'$/,
    ],
    [
      'a query names an unknown field',
      () => connection.query('SELECT Nope FROM Account'),
      'INVALID_FIELD',
      /No such column 'Nope' on entity 'Account'/,
    ],
    [
      'a query names an unknown object',
      () => connection.query('SELECT Id FROM Nope'),
      'INVALID_TYPE',
      /sObject type 'Nope' is not supported\./,
    ],
    [
      'a locator is none',
      () => connection.queryMore('/services/data/v68.0/query/0r8000000000000AAA-2000'),
      'INVALID_QUERY_LOCATOR',
      'invalid query locator',
    ],
    ['a search is malformed', () => connection.search('FIND x'), 'MALFORMED_SEARCH', /./],
    [
      'an external ID field is none',
      () => account().upsert({ Name: 'x', Industry: 'y' }, 'Industry'),
      'NOT_FOUND',
      'Provided external ID field does not exist or is not accessible: Industry',
    ],
    [
      'a version is retired',
      () => connection.request('/services/data/v20.0/sobjects'),
      'UNSUPPORTED_API_VERSION',
      /no longer supported/,
    ],
  ];

  test.each(cases)('say so when %s', async (_, call, errorCode, message) => {
    const error = await failure(call());
    expect(error.errorCode).toBe(errorCode);
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });

  test('say so when a value is there already', async () => {
    const first = await account().create({ Name: 'One', External_Id__c: 'taken' });
    expect(await failure(account().create({ Name: 'Two', External_Id__c: 'taken' }))).toEqual({
      errorCode: 'DUPLICATE_VALUE',
      message: `duplicate value found: External_Id__c duplicates value on record with id: ${idOf(first).slice(0, 15)}`,
    });
  });

  test('say so when the session is none', async () => {
    const stranger = new Connection({ instanceUrl: org.url, accessToken: 'nonsense', version: '68.0' });
    expect(await failure(stranger.query('SELECT Id FROM Account'))).toEqual({
      errorCode: 'INVALID_SESSION_ID',
      message: 'Session expired or invalid',
    });
  });
});
