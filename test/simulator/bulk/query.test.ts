import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AxiosInstance } from 'axios';

import { adminUserId } from '../../../simulator/data';
import { openSession, startSignedIn, type SignedInOrg } from '../../support/org';
import { advance, load, reset, runQueryJob, select, set, until, type Info } from './jobs';

const HOUR = 3_600_000;

let org: SignedInOrg;
let http: AxiosInstance;

beforeAll(async () => {
  org = await startSignedIn(23);
  ({ http } = org);
});

beforeEach(async () => {
  await reset(org);
  http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;
});

afterAll(() => org.close());

const soql = 'SELECT Id FROM Contact';

/** Data rows of CSV text. */
const rowsOf = (csv: string) => csv.split('\n').slice(1, -1);

describe('A query job', () => {
  test('It is queued at once', async () => {
    const { status, data } = await http.post('/jobs/query', { operation: 'query', query: soql });

    expect(status).toBe(200);
    expect(data).toEqual({
      id: expect.stringMatching(/^750\w{15}$/),
      operation: 'query',
      object: 'Contact',
      createdById: adminUserId,
      createdDate: expect.stringMatching(/\+0000$/),
      systemModstamp: expect.stringMatching(/\+0000$/),
      state: 'UploadComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 68,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
  });

  test('Once complete it counts its records', async () => {
    const { info } = await runQueryJob(http, { query: soql });

    expect(info).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Query',
      numberRecordsProcessed: 23,
      retries: 0,
      totalProcessingTime: expect.any(Number),
    });
  });

  test('It waits in each state as long as is set, and gives no results before its end', async () => {
    await set(org, { stateTime: HOUR });
    const { data: job } = await http.post<Info>('/jobs/query', { operation: 'query', query: soql });
    const path = `/jobs/query/${job.id}`;

    await advance(org, HOUR);
    const running = await until(http, path, ({ state }) => state !== 'UploadComplete');
    const early = await http.get(`${path}/results`);

    expect(running.state).toBe('InProgress');
    expect(running).not.toHaveProperty('numberRecordsProcessed');
    expect(early.status).toBe(400);
    expect(early.data).toEqual([
      { errorCode: 'INVALIDJOBSTATE', message: `Job ${job.id} is not complete: its state is InProgress` },
    ]);
  });

  test('It can be aborted while it runs, not after', async () => {
    await set(org, { stateTime: HOUR });
    const { data: job } = await http.post<Info>('/jobs/query', { operation: 'query', query: soql });
    const path = `/jobs/query/${job.id}`;

    const first = await http.patch(path, { state: 'Aborted' });
    const second = await http.patch(path, { state: 'Aborted' });

    expect([first.status, first.data.state]).toEqual([200, 'Aborted']);
    expect(second.status).toBe(400);
    expect(second.data).toEqual([
      { errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Aborted Job not allowed' },
    ]);
  });

  test('Once complete it cannot be aborted', async () => {
    const { path } = await runQueryJob(http, { query: soql });
    const { status, data } = await http.patch(path, { state: 'Aborted' });

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' }]);
  });

  test('It cannot be deleted before its end', async () => {
    await set(org, { stateTime: HOUR });
    const { data: job } = await http.post<Info>('/jobs/query', { operation: 'query', query: soql });

    const { status, data } = await http.delete(`/jobs/query/${job.id}`);

    expect(status).toBe(400);
    expect(data).toEqual([
      {
        errorCode: 'API_ERROR',
        message: 'Error encountered when deleting the job because the job is not terminated',
      },
    ]);
    await http.patch(`/jobs/query/${job.id}`, { state: 'Aborted' });
    expect((await http.delete(`/jobs/query/${job.id}`)).status).toBe(204);
  });

  test('It can fail, does not say why, and has no results', async () => {
    await set(org, { failQuery: true });
    const { info, path } = await runQueryJob(http, { query: soql });
    const { info: next } = await runQueryJob(http, { query: soql });

    expect(info.state).toBe('Failed');
    expect(info).not.toHaveProperty('errorMessage');
    expect((await http.get(`${path}/results`)).status).toBe(400);
    expect(next.state).toBe('JobComplete');
  });

  test('Deleted, it is gone with its results', async () => {
    const { path } = await runQueryJob(http, { query: soql });

    expect((await http.delete(path)).status).toBe(204);
    expect((await http.get(path)).status).toBe(404);
    expect((await http.get(`${path}/results`)).status).toBe(404);
  });

  test('It is listed with query jobs alone', async () => {
    const { info } = await runQueryJob(http, { query: soql });

    expect((await http.get('/jobs/query')).data).toEqual({
      done: true,
      nextRecordsUrl: null,
      records: [expect.objectContaining({ id: info.id, jobType: 'V2Query', state: 'JobComplete' })],
    });
    expect((await http.get('/jobs/ingest')).data.records).toEqual([]);
    expect((await http.get(`/jobs/ingest/${info.id}`)).status).toBe(404);
  });

  test('What is left of the allowances of a day is among the limits of the org', async () => {
    await runQueryJob(http, { query: soql });
    await load(http, { object: 'Contact', operation: 'insert' }, 'LastName\nA\n');

    expect((await http.get('/limits')).data).toMatchObject({
      DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 9_999 },
      DailyBulkApiBatches: { Max: 15_000, Remaining: 14_999 },
    });
  });

  test('No more of them than allowed in a day', async () => {
    await set(org, { queryJobsPerDay: 1 });
    await runQueryJob(http, { query: soql });

    const { status, data } = await http.post('/jobs/query', { operation: 'query', query: soql });

    expect(status).toBe(400);
    expect(data).toEqual([
      { errorCode: 'LIMIT_EXCEEDED', message: 'Max bulk v2 query jobs (1) per 24 hrs has been reached (1)' },
    ]);
    await advance(org, 24 * HOUR);
    http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;
    expect((await http.post('/jobs/query', { operation: 'query', query: soql })).status).toBe(200);
  });
});

describe('A query that is refused', () => {
  test.each([
    [
      'a subquery',
      'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
      'Aggregate Relationships not supported in Bulk V2 Query with CSV content type',
    ],
    [
      'a compound field',
      'SELECT Id, MailingAddress FROM Contact',
      'Selecting compound data not supported in Bulk Query',
    ],
    [
      'a compound field of a parent',
      'SELECT Account.BillingAddress FROM Contact',
      'Selecting compound data not supported in Bulk Query',
    ],
    [
      'a blob',
      'SELECT VersionData FROM ContentVersion',
      'Blob field not supported in Bulk V2 Query with CSV content type',
    ],
    [
      'an aggregate',
      'SELECT COUNT(Id) FROM Contact',
      'Aggregate functions and GROUP BY not supported in Bulk V2 Query',
    ],
    ['a count', 'SELECT COUNT() FROM Contact', 'Aggregate functions and GROUP BY not supported in Bulk V2 Query'],
    [
      'GROUP BY',
      'SELECT Title FROM Contact GROUP BY Title',
      'Aggregate functions and GROUP BY not supported in Bulk V2 Query',
    ],
    ['OFFSET', 'SELECT Id FROM Contact OFFSET 5', 'OFFSET not supported in Bulk V2 Query'],
    [
      'TYPEOF',
      'SELECT TYPEOF Who WHEN Contact THEN Id END FROM Task',
      'TYPEOF not supported in Bulk V2 Query with CSV content type',
    ],
  ])('It has %s', async (_, query, message) => {
    const { status, data } = await http.post('/jobs/query', { operation: 'query', query });

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode: 'API_ERROR', message }]);
  });

  test.each([
    ['no field of this name', 'SELECT Nope FROM Contact', 'INVALID_FIELD'],
    ['no field of this name in WHERE', "SELECT Id FROM Contact WHERE Nope = 'x'", 'INVALID_FIELD'],
    ['no object of this name', 'SELECT Id FROM Nope', 'INVALID_TYPE'],
    ['no SOQL', 'SELEC Id FROM Contact', 'MALFORMED_QUERY'],
    ['nothing', '', 'MALFORMED_QUERY'],
    ['no bound to the fields', 'SELECT FIELDS(ALL) FROM Profile LIMIT 1', 'MALFORMED_QUERY'],
    ['no bound to the custom fields', 'SELECT FIELDS(CUSTOM) FROM Contact LIMIT 1', 'MALFORMED_QUERY'],
  ])('There is %s', async (_, query, errorCode) => {
    const { status, data } = await http.post('/jobs/query', { operation: 'query', query });

    expect([status, data[0].errorCode]).toEqual([400, errorCode]);
    expect((await http.get('/jobs/query')).data.records).toEqual([]);
  });

  test('An operation that is none', async () => {
    const { status, data } = await http.post('/jobs/query', { operation: 'insert', query: soql });

    expect([status, data[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
  });
});

describe('Results', () => {
  test('Every cell is quoted, datetimes end with Z, null is empty, parents are named by their path', async () => {
    await http.post('/sobjects/Account', { Name: 'Quote "Co", Ltd', External_Id__c: 'Q' });
    await load(
      http,
      { object: 'Contact', operation: 'insert' },
      'LastName,External_Id__c,Account.External_Id__c\n"Line\nbreak",R-1,Q\nAlone,R-2,\n',
    );
    const query =
      "SELECT lastname, Title, account.name, HasOptedOutOfEmail, CreatedDate FROM Contact WHERE External_Id__c LIKE 'R-%' ORDER BY External_Id__c";
    const [first] = await select(http, "SELECT CreatedDate FROM Contact WHERE External_Id__c = 'R-1'");
    const created = String(first?.['CreatedDate']).replace('+0000', 'Z');

    const { path } = await runQueryJob(http, { query });
    const { data, headers } = await http.get<string>(`${path}/results`);

    expect(data).toBe(
      '"LastName","Title","Account.Name","HasOptedOutOfEmail","CreatedDate"\n' +
        `"Line\nbreak","","Quote ""Co"", Ltd","false","${created}"\n"Alone","","","false","${created}"\n`,
    );
    expect(headers).toMatchObject({
      'content-type': 'text/csv',
      'sforce-locator': 'null',
      'sforce-numberofrecords': '2',
    });
  });

  test.each([
    ['BACKQUOTE', '`'],
    ['CARET', '^'],
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['TAB', '\t'],
  ])('The delimiter and line ending are those of the job: %s', async (columnDelimiter, delimiter) => {
    const { path } = await runQueryJob(http, {
      query: 'SELECT IsDeleted, HasOptedOutOfEmail FROM Contact LIMIT 1',
      columnDelimiter,
      lineEnding: 'CRLF',
    });
    const { data } = await http.get<string>(`${path}/results`);

    expect(data).toBe(`"IsDeleted"${delimiter}"HasOptedOutOfEmail"\r\n"false"${delimiter}"false"\r\n`);
  });

  test.each([
    ['50.0', '"LastName","Id","Account.Name"'],
    ['49.0', '"Account.Name","Id","LastName"'],
  ])('In version %s the columns are %s', async (version, columns) => {
    const old = { baseURL: `${org.url}/services/data/v${version}` };
    const query = 'SELECT LastName, Id, Account.Name FROM Contact LIMIT 1';
    const { data: job } = await http.post<Info>('/jobs/query', { operation: 'query', query }, old);
    await until(http, `/jobs/query/${job.id}`, ({ state }) => state === 'JobComplete');

    const { data } = await http.get<string>(`/jobs/query/${job.id}/results`, old);

    expect(data.split('\n')[0]).toBe(columns);
  });

  test('FIELDS(STANDARD) is every standard field', async () => {
    const { path } = await runQueryJob(http, { query: 'SELECT FIELDS(STANDARD) FROM Profile' });
    const { data } = await http.get<string>(`${path}/results`);

    expect(data.split('\n')[0]).toContain('"Id","IsDeleted","Name"');
  });

  test('The last page can be read before the first', async () => {
    await set(org, { pageSize: 5 });
    const { path } = await runQueryJob(http, { query: soql });
    const { resultPages } = (await http.get(`${path}/resultPages`)).data;
    const ids: string[] = [];
    for (const { resultUrl } of resultPages.toReversed()) {
      ids.unshift(...rowsOf((await http.get<string>(resultUrl, { baseURL: org.url })).data));
    }

    expect(ids).toEqual((await select(http, `${soql} ORDER BY Id`)).map(({ Id }) => `"${String(Id)}"`));
  });

  test('Nothing found is a header alone', async () => {
    const { path } = await runQueryJob(http, {
      query: "SELECT Id, Name FROM Contact WHERE LastName = 'Nobody at all'",
    });
    const { data, headers } = await http.get<string>(`${path}/results`);

    expect(data).toBe('"Id","Name"\n');
    expect(headers).toMatchObject({ 'sforce-locator': 'null', 'sforce-numberofrecords': '0' });
  });

  test('queryAll finds deleted records', async () => {
    const [contact] = await select(http, 'SELECT Id FROM Contact LIMIT 1');
    const id = String(contact?.['Id']);
    await http.delete(`/sobjects/Contact/${id}`);
    const where = `SELECT Id FROM Contact WHERE Id = '${id}'`;

    const without = await runQueryJob(http, { query: where });
    const withDeleted = await runQueryJob(http, { query: where, operation: 'queryAll' });

    expect(without.info['numberRecordsProcessed']).toBe(0);
    expect((await http.get<string>(`${withDeleted.path}/results`)).data).toBe(`"Id"\n"${id}"\n`);
  });

  test('Locators lead through all pages, and each page can be read again', async () => {
    const { path } = await runQueryJob(http, { query: soql });
    const pages: string[] = [];
    let locator: string | undefined;
    do {
      const { data, headers } = await http.get<string>(`${path}/results`, { params: { locator, maxRecords: 10 } });
      expect(headers['sforce-numberofrecords']).toBe(String(rowsOf(data).length));
      pages.push(data);
      locator = String(headers['sforce-locator']);
      if (pages.length === 1) {
        expect((await http.get<string>(`${path}/results`, { params: { maxRecords: 10 } })).data).toBe(data);
      }
    } while (locator !== 'null');

    expect(pages.map((page) => rowsOf(page).length)).toEqual([10, 10, 3]);
    expect(pages.flatMap(rowsOf)).toEqual(
      (await select(http, `${soql} ORDER BY Id`)).map(({ Id }) => `"${String(Id)}"`),
    );
  });

  test('resultPages gives up to five links to pages that can be read side by side', async () => {
    await set(org, { pageSize: 4 });
    const { path, info } = await runQueryJob(http, { query: soql });
    const first = (await http.get(`${path}/resultPages`)).data;
    const second = (await http.get(first.nextRecordsUrl, { baseURL: org.url })).data;
    const links: string[] = [...first.resultPages, ...second.resultPages].map(({ resultUrl }) => resultUrl);

    expect(first.done).toBe(false);
    expect(first.resultPages).toHaveLength(5);
    expect(first.nextRecordsUrl).toMatch(
      new RegExp(`^/services/data/v68\\.0/jobs/query/${info.id}/resultpages\\?locator=\\w+$`),
    );
    expect(second).toMatchObject({
      done: true,
      nextRecordsUrl: null,
      resultPages: [{ resultUrl: expect.any(String) }],
    });
    const pages = await Promise.all(links.map((link) => http.get<string>(link, { baseURL: org.url })));
    const ids = pages.flatMap(({ data }) => rowsOf(data));
    expect(pages.map(({ headers }) => headers['sforce-numberofrecords'])).toEqual(['4', '4', '4', '4', '4', '3']);
    expect(new Set(ids).size).toBe(23);
  });

  test.each([
    ['a locator that is none', { locator: 'zzz' }, 'INVALID_LOCATOR'],
    ['a locator beyond the end', { locator: Buffer.from('99').toString('base64') }, 'INVALID_LOCATOR'],
    ['no records', { maxRecords: 0 }, 'INVALID_INPUT'],
    ['many records', { maxRecords: 'many' }, 'INVALID_INPUT'],
  ])('%s is refused', async (_, params, errorCode) => {
    const { path } = await runQueryJob(http, { query: soql });
    const { status, data } = await http.get(`${path}/results`, { params });

    expect([status, data[0].errorCode]).toEqual([400, errorCode]);
  });

  test('Results are read with the version that the job was created with', async () => {
    const { path } = await runQueryJob(http, { query: soql });
    const { status } = await http.get(`${path}/results`, { baseURL: `${org.url}/services/data/v60.0` });

    expect(status).toBe(409);
  });

  test('resultPages came with version 58.0, query jobs with 47.0', async () => {
    const old = { baseURL: `${org.url}/services/data/v57.0` };
    const { data: job } = await http.post<Info>('/jobs/query', { operation: 'query', query: soql }, old);

    expect((await http.get(`/jobs/query/${job.id}/resultPages`, old)).status).toBe(404);
    expect((await http.get('/jobs/query', { baseURL: `${org.url}/services/data/v46.0` })).status).toBe(404);
  });

  test('They are compressed for clients that take it', async () => {
    const { path } = await runQueryJob(http, { query: soql });
    const { headers } = await http.get(`${path}/results`, { decompress: false, responseType: 'arraybuffer' });

    expect(headers['content-encoding']).toBe('gzip');
  });
});
