import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';

import { adminUserId } from '../../../simulator/data';
import { openSession, startSignedIn, type SignedInOrg } from '../../support/org';
import { advance, choose, CSV, ended, load, reset, select, set, until, upload, type Info } from './jobs';

const HOUR = 3_600_000;

let org: SignedInOrg;
let http: AxiosInstance;

beforeAll(async () => {
  org = await startSignedIn();
  ({ http } = org);
});

beforeEach(async () => {
  await reset(org);
  http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;
});

afterAll(() => org.close());

/** Requests to an older version of the API. */
const ofVersion = (version: string): AxiosInstance =>
  axios.create({
    baseURL: `${org.url}/services/data/v${version}`,
    headers: { Authorization: `Bearer ${openSession(org)}` },
    validateStatus: () => true,
  });

const insert = { object: 'Contact', operation: 'insert' };
const contacts = (count: number) =>
  `LastName,External_Id__c\n${Array.from({ length: count }, (_, index) => `Row ${index},X-${index}\n`).join('')}`;

const JOB_ID = /^750\w{15}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/;

describe('Creating a job', () => {
  test('It is open, and says where its data goes', async () => {
    const { status, data } = await http.post('/jobs/ingest', { object: 'contact', operation: 'insert' });

    expect(status).toBe(200);
    expect(data).toEqual({
      id: expect.stringMatching(JOB_ID),
      operation: 'insert',
      object: 'Contact',
      createdById: adminUserId,
      createdDate: expect.stringMatching(INSTANT),
      systemModstamp: expect.stringMatching(INSTANT),
      state: 'Open',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 68,
      contentUrl: `services/data/v68.0/jobs/ingest/${String(data.id)}/batches`,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
  });

  test.each([
    [
      'an object that there is not',
      { object: 'Nope__c', operation: 'insert' },
      'INVALIDENTITY',
      'InvalidEntity : Unable to find object: Nope__c',
    ],
    ['no object', { operation: 'insert' }, 'INVALIDJOB', 'InvalidJob : object must be specified'],
    ['no operation', { object: 'Contact' }, 'INVALIDJOB', 'InvalidJob : operation must be specified'],
    [
      'another operation',
      { object: 'Contact', operation: 'merge' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize operation from "merge": value not one of declared Enum instance names: [delete, hardDelete, insert, update, upsert]',
    ],
    [
      'upsert without an external ID',
      { object: 'Contact', operation: 'upsert' },
      'INVALIDJOB',
      'InvalidJob : External ID was blank for Contact. An External ID must be specified for upsert.',
    ],
    [
      'upsert by a field that is none',
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Title' },
      'INVALIDJOB',
      'InvalidJob : Field name provided, Title does not match an External ID, Salesforce Id, or indexed field for Contact',
    ],
    [
      'JSON as its content',
      { ...insert, contentType: 'JSON' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize contentType from "JSON": value not one of declared Enum instance names: [CSV]',
    ],
    [
      'a delimiter that is none',
      { ...insert, columnDelimiter: 'SPACE' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize columnDelimiter from "SPACE": value not one of declared Enum instance names: ' +
        '[BACKQUOTE, CARET, COMMA, PIPE, SEMICOLON, TAB]',
    ],
    [
      'a line ending that is none',
      { ...insert, lineEnding: 'CR' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize lineEnding from "CR": value not one of declared Enum instance names: [LF, CRLF]',
    ],
    [
      'a property that is unknown',
      { ...insert, priority: 1 },
      'JSON_PARSER_ERROR',
      'Unrecognized field "priority" (known properties: assignmentRuleId, columnDelimiter, contentType, externalIdFieldName, ' +
        'lineEnding, object, operation)',
    ],
    [
      'an assignment rule for contacts',
      { ...insert, assignmentRuleId: '01Q8d0000000001AAA' },
      'INVALIDJOB',
      'InvalidJob : Assignment rules are for Case and Lead only, not for Contact',
    ],
  ])('It is refused with %s', async (_, job, errorCode, message) => {
    const { status, data } = await http.post('/jobs/ingest', job);

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode, message }]);
  });

  test('Hard delete needs a permission', async () => {
    await set(org, { hardDelete: false });

    const { status, data } = await http.post('/jobs/ingest', { object: 'Contact', operation: 'hardDelete' });

    expect(status).toBe(400);
    expect(data).toEqual([
      {
        errorCode: 'FEATURENOTENABLED',
        message:
          'hardDelete operation requires special user profile permission, please contact your system administrator',
      },
    ]);
  });

  test('Data that comes in the same request closes it', async () => {
    const form = new FormData();
    form.set('job', new Blob([JSON.stringify(insert)], { type: 'application/json' }));
    form.set('content', new Blob(['LastName\nMultipart\n'], { type: 'text/csv' }), 'content');

    const { status, data } = await http.post<Info>('/jobs/ingest', form);

    expect(status).toBe(200);
    expect(data.state).toBe('UploadComplete');
    expect(await ended(http, `/jobs/ingest/${data.id}`)).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 1,
    });
    expect(await select(http, "SELECT LastName FROM Contact WHERE LastName = 'Multipart'")).toEqual([
      { LastName: 'Multipart' },
    ]);
  });

  test('Data of more than 100,000 characters cannot come in the same request', async () => {
    const form = new FormData();
    form.set('job', new Blob([JSON.stringify(insert)], { type: 'application/json' }));
    form.set('content', new Blob([`LastName\n${'x'.repeat(100_000)}`], { type: 'text/csv' }), 'content');

    const { status, data } = await http.post('/jobs/ingest', form);

    expect(status).toBe(400);
    expect(data[0].errorCode).toBe('CLIENTINPUTERROR');
    expect((await http.get('/jobs/ingest')).data.records).toEqual([]);
  });

  test('Without a session nothing is created', async () => {
    const { status, data } = await http.post('/jobs/ingest', insert, { headers: { Authorization: 'Bearer 00D!no' } });

    expect(status).toBe(401);
    expect(data).toEqual([{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]);
  });

  test('Each request counts against the allowance', async () => {
    const before = org.org.usage.used;
    await load(http, insert, 'LastName\nA\n');

    // Create, upload, close, three results, and at least one look.
    expect(org.org.usage.used).toBeGreaterThanOrEqual(before + 7);
  });
});

describe('Uploading data', () => {
  test('It is answered 201 with nothing', async () => {
    const { data: job } = await http.post<Info>('/jobs/ingest', insert);
    const { status, data } = await http.put(`/jobs/ingest/${job.id}/batches`, 'LastName\nA\n', CSV);

    expect(status).toBe(201);
    expect(data).toBe('');
  });

  test('A second time is refused, and the first data stays', async () => {
    const path = await upload(http, insert, 'LastName\nFirst\n');
    const { status, data } = await http.put(`${path}/batches`, 'LastName\nSecond\n', CSV);

    expect(status).toBe(400);
    expect(data[0].message).toMatch(
      /^Found multiple contents for job: <750\w{15}>, please 'Close' \/ 'Abort' \/ 'Delete'/,
    );
    await http.patch(path, { state: 'UploadComplete' });
    await ended(http, path);
    expect(await select(http, "SELECT LastName FROM Contact WHERE LastName IN ('First', 'Second')")).toEqual([
      { LastName: 'First' },
    ]);
  });

  test('To a job that has ended is refused', async () => {
    const { path } = await load(http, insert, 'LastName\nA\n');
    const { status, data } = await http.put(`${path}/batches`, 'LastName\nB\n', CSV);

    expect(status).toBe(400);
    expect(data[0].errorCode).toBe('INVALIDJOBSTATE');
  });

  test('More than the limit is refused with 413, and the job waits for other data', async () => {
    await set(org, { uploadBytes: 100 });
    const { data: job } = await http.post<Info>('/jobs/ingest', insert);
    const path = `/jobs/ingest/${job.id}`;

    const tooLong = await http.put(`${path}/batches`, `LastName\n${'x'.repeat(92)}`, CSV);
    const longest = await http.put(`${path}/batches`, `LastName\n${'x'.repeat(91)}`, CSV);

    expect(tooLong.status).toBe(413);
    expect(longest.status).toBe(201);
  });

  test.each([
    ['compressed', gzipSync('LastName\nÄ\n'), { 'Content-Type': 'text/csv', 'Content-Encoding': 'gzip' }],
    ['with its charset named', 'LastName\nÄ\n', { 'Content-Type': 'text/csv; charset=UTF-8' }],
  ])('It can come %s', async (_, data, headers) => {
    const { data: job } = await http.post<Info>('/jobs/ingest', insert);
    const path = `/jobs/ingest/${job.id}`;

    expect((await http.put(`${path}/batches`, data, { headers })).status).toBe(201);
    await http.patch(path, { state: 'UploadComplete' });
    await ended(http, path);
    expect(await select(http, "SELECT LastName FROM Contact WHERE LastName = 'Ä'")).toEqual([{ LastName: 'Ä' }]);
  });

  test('What is compressed is measured as it was before', async () => {
    await set(org, { uploadBytes: 100 });
    const { data: job } = await http.post<Info>('/jobs/ingest', insert);
    const headers = { 'Content-Type': 'text/csv', 'Content-Encoding': 'gzip' };

    const { status } = await http.put(`/jobs/ingest/${job.id}/batches`, gzipSync('x'.repeat(101)), { headers });

    expect(status).toBe(413);
  });

  test('JSON is refused with 415', async () => {
    const { data: job } = await http.post<Info>('/jobs/ingest', insert);
    const { status } = await http.put(`/jobs/ingest/${job.id}/batches`, { LastName: 'A' });

    expect(status).toBe(415);
  });
});

describe('A job that is done', () => {
  test('It counts its records and times', async () => {
    const { info } = await load(http, insert, 'LastName,FirstName\nA,B\n,C\nD,\n');

    expect(info).toEqual({
      id: expect.stringMatching(JOB_ID),
      operation: 'insert',
      object: 'Contact',
      createdById: adminUserId,
      createdDate: expect.stringMatching(INSTANT),
      systemModstamp: expect.stringMatching(INSTANT),
      state: 'JobComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 68,
      jobType: 'V2Ingest',
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      numberRecordsProcessed: 3,
      numberRecordsFailed: 1,
      retries: 0,
      totalProcessingTime: expect.any(Number),
      apiActiveProcessingTime: expect.any(Number),
      apexProcessingTime: 0,
      isPkChunkingSupported: false,
    });
  });

  test('It counts nothing before it has data', async () => {
    const { data } = await http.post<Info>('/jobs/ingest', insert);
    const path = `/jobs/ingest/${data.id}`;
    const open = (await http.get<Info>(path)).data;
    await http.put(`${path}/batches`, 'LastName\nA\n', CSV);

    expect(open).not.toHaveProperty('numberRecordsProcessed');
    expect(open).not.toHaveProperty('numberRecordsFailed');
    expect((await http.get(path)).data).toMatchObject({ numberRecordsProcessed: 0, numberRecordsFailed: 0 });
  });

  test('Closing it is answered without how its data is written', async () => {
    const path = await upload(http, insert, 'LastName\nA\n');
    const { data } = await http.patch<Info>(path, { state: 'UploadComplete' });

    expect(Object.keys(data)).toEqual([
      'id',
      'operation',
      'object',
      'createdById',
      'createdDate',
      'systemModstamp',
      'state',
      'concurrencyMode',
      'contentType',
      'apiVersion',
    ]);
  });

  test.each([
    ['59.0', false],
    ['61.0', true],
  ])('In version %s it says whether it can be chunked by key: %s', async (version, says) => {
    const { info } = await load(ofVersion(version), insert, 'LastName\nA\n');

    expect('isPkChunkingSupported' in info).toBe(says);
  });

  test('Its results hold the columns of the data, quoted', async () => {
    const { successful, failed, unprocessed } = await load(http, insert, 'LastName,FirstName\nA,B\n,C\n"D ""d""",\n');
    const [d] = await select(http, 'SELECT Id FROM Contact WHERE LastName = \'D "d"\'');
    const [a] = await select(http, "SELECT Id FROM Contact WHERE LastName = 'A'");

    const [header, ...rows] = successful.trimEnd().split('\n');
    expect(header).toBe('"sf__Id","sf__Created",LastName,FirstName');
    expect(new Set(rows)).toEqual(
      new Set([`"${String(d?.['Id'])}","true","D ""d""",""`, `"${String(a?.['Id'])}","true","A","B"`]),
    );
    expect(failed).toBe(
      '"sf__Id","sf__Error",LastName,FirstName\n' +
        '"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","","C"\n',
    );
    expect(unprocessed).toBe('LastName,FirstName\n');
  });

  test('Its results come in another order each time, with the same rows', async () => {
    const { path, failed } = await load(http, insert, `LastName,FirstName\n${',A\n,B\n,C\n,D\n'}`);
    const orders = new Set([failed]);
    for (let read = 0; read < 40; read += 1) orders.add((await http.get<string>(`${path}/failedResults`)).data);

    expect(orders.size).toBeGreaterThan(5);
    expect(new Set([...orders].map((text) => text.split('\n').toSorted().join('\n'))).size).toBe(1);
  });

  test('Its results name columns as fields are called, and sort those of failed rows, where that is set', async () => {
    await choose(org, { rewriteHeaders: true });
    const { successful, failed } = await load(http, insert, 'title,LASTNAME,firstname\nT,A,B\nU,,C\n');

    expect(successful).toMatch(
      /^"sf__Id","sf__Created","Title","LastName","FirstName"\n"\w{18}","true","T","A","B"\n$/,
    );
    expect(failed).toBe(
      '"sf__Id","sf__Error","FirstName","LastName","Title"\n' +
        '"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","C","","U"\n',
    );
  });

  test('Its failed results have no values where names are in another case, where that is set', async () => {
    await set(org, { blankOtherCase: true });
    const rows = 'LastName,title,ACCOUNT.External_Id__c,FirstName\n,T,,C\nA,T,,C\n';
    const { successful, failed } = await load(http, insert, rows);

    expect(failed.split('\n')[1]).toMatch(/,"","","","C"$/);
    expect(successful.split('\n')[1]).toMatch(/,"A","T","","C"$/);
  });

  test('Its results without a row are no content, where that is set', async () => {
    await choose(org, { noContent: true });
    const { path, successful } = await load(http, insert, 'LastName\nA\n');

    expect(successful).toContain('"A"');
    expect(await http.get(`${path}/failedResults`)).toMatchObject({ status: 204, data: '' });
    expect((await http.get(`${path}/unprocessedrecords`)).data).toBe('LastName\n');
  });

  test.each([
    ['BACKQUOTE', '`'],
    ['CARET', '^'],
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['TAB', '\t'],
  ])('Its results are delimited as its data, by %s, and its lines end alike', async (columnDelimiter, delimiter) => {
    const csv = `LastName${delimiter}FirstName\r\n"A${delimiter}B"${delimiter}C\r\n`;
    const { successful } = await load(http, { ...insert, columnDelimiter, lineEnding: 'CRLF' }, csv);

    const cells = ['"\\w{18}"', '"true"', `"A${delimiter.replace(/[|^]/, '\\$&')}B"`, '"C"'].join(
      delimiter.replace(/[|^]/, '\\$&'),
    );
    expect(successful).toMatch(new RegExp(`^"sf__Id".*FirstName\r\n${cells}\r\n$`));
  });

  test('Its columns stand in the results as they stood in the data', async () => {
    const { successful, failed } = await load(http, insert, '"lastname",FIRSTNAME\nA,B\n');

    expect(successful.split('\n')[0]).toBe('"sf__Id","sf__Created","lastname",FIRSTNAME');
    expect(failed).toBe('"sf__Id","sf__Error","lastname",FIRSTNAME\n');
  });

  const numbers = 'Name,Number__c,Text__c\nA,912260031,912260031\nB,5,x\nC,#N/A,\n';
  const ofNumbers = { object: 'Sync_Test__c', operation: 'insert' };
  const cellsOf = (csv: string) =>
    new Set(
      csv
        .split('\n')
        .slice(1, -1)
        .map((row) => row.replace(/^(".*?",){2}/, '')),
    );

  test('Its numbers are written anew in the results', async () => {
    const { successful } = await load(http, ofNumbers, numbers);

    expect(cellsOf(successful)).toEqual(new Set(['"A","9.12260031E8","912260031"', '"B","5.0","x"', '"C","#N/A",""']));
  });

  test('Its numbers are written as they were uploaded, where that is set', async () => {
    await set(org, { rewriteNumbers: false });
    const { successful } = await load(http, ofNumbers, numbers);

    expect(cellsOf(successful)).toEqual(new Set(['"A","912260031","912260031"', '"B","5","x"', '"C","#N/A",""']));
  });

  test('Rows that were not processed come in another order, each once and as it was', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => (index % 2 === 0 ? `Row ${index},` : `"Row\n${index}",x`));
    const path = await upload(http, insert, `LastName,FirstName\n${rows.join('\n')}`);
    await http.patch(path, { state: 'Aborted' });

    const { data } = await http.get<string>(`${path}/unprocessedrecords`);
    const [header, ...given] = data.split(/\n(?=Row|"Row)/);

    expect(header).toBe('LastName,FirstName');
    expect(given[0]).not.toBe(rows[0]);
    expect(given.map((row) => row.trimEnd()).toSorted()).toEqual(rows.toSorted());
    const again = (await http.get<string>(`${path}/unprocessedRecords/`)).data;
    expect(again).not.toBe(data);
    expect(again.split('\n').toSorted()).toEqual(data.split('\n').toSorted());
  });

  test('One without data is complete, with nothing in it', async () => {
    const { info, successful, unprocessed } = await load(http, insert, '');

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
    expect(successful).toBe('"sf__Id","sf__Created"\n');
    expect(unprocessed).toBe('');
  });

  test('Results are not there before it has ended', async () => {
    const path = await upload(http, insert, 'LastName\nA\n');
    const { status, data } = await http.get(`${path}/successfulResults`);

    expect(status).toBe(400);
    expect(data[0].errorCode).toBe('INVALIDJOBSTATE');
  });

  test('Thousands of rows are all there once', async () => {
    const { info, successful } = await load(http, insert, contacts(3_000));
    const keys = successful
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',')[3]);

    expect(info).toMatchObject({ numberRecordsProcessed: 3_000, numberRecordsFailed: 0 });
    expect(new Set(keys).size).toBe(3_000);
    expect(keys[0]).not.toBe('"X-0"');
  });
});

describe('What cells mean', () => {
  const update = { object: 'Sync_Test__c', operation: 'update' };

  const create = async (values: object): Promise<string> =>
    (await http.post('/sobjects/Sync_Test__c', values)).data.id as string;

  test('Empty leaves a field alone, #N/A clears it', async () => {
    const id = await create({
      Name: 'Cells',
      Text__c: 'kept',
      Url__c: 'https://a.example',
      Number__c: 5,
      Date__c: '2026-01-01',
    });

    await load(http, update, `Id,Text__c,Url__c,Number__c,Date__c\n${id},,#N/A,#N/A,\n`);

    expect(
      await select(http, `SELECT Text__c, Url__c, Number__c, Date__c FROM Sync_Test__c WHERE Id = '${id}'`),
    ).toEqual([{ Text__c: 'kept', Url__c: null, Number__c: null, Date__c: '2026-01-01' }]);
  });

  test('In an insert, empty leaves the field its default and #N/A takes it away', async () => {
    await load(http, { object: 'Lead', operation: 'insert' }, 'LastName,Company,Status\nBy default,Co,\n');
    const { failed } = await load(
      http,
      { object: 'Lead', operation: 'insert' },
      'LastName,Company,Status,Title\nWithout,Co,#N/A,#N/A\n',
    );

    expect(await select(http, "SELECT Status FROM Lead WHERE LastName = 'By default'")).toEqual([
      { Status: expect.any(String) },
    ]);
    expect(failed).toContain('"REQUIRED_FIELD_MISSING:Required fields are missing: [Status]:Status --"');
  });

  test('In an upsert, empty leaves a field alone and #N/A clears it, a parent too', async () => {
    await http.post('/sobjects/Account', { Name: 'Parent', External_Id__c: 'P-0' });
    const job = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    const header = 'External_Id__c,LastName,Title,Phone,Account.External_Id__c';
    await load(http, job, `${header}\nU-9,Kept,Boss,1,P-0\n`);

    await load(http, job, `${header}\nU-9,,#N/A,,#N/A\n`);

    expect(
      await select(http, "SELECT LastName, Title, Phone, AccountId FROM Contact WHERE External_Id__c = 'U-9'"),
    ).toEqual([{ LastName: 'Kept', Title: null, Phone: '1', AccountId: null }]);
  });

  test('#N/A is no external ID', async () => {
    const { info, failed } = await load(
      http,
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Id__c' },
      'External_Id__c,LastName\n#N/A,Keyless\n',
    );

    expect(info).toMatchObject({ numberRecordsProcessed: 1, numberRecordsFailed: 1 });
    expect(failed.split('\n')[1]).toBe('"","MISSING_ARGUMENT:External_Id__c not specified:--","#N/A","Keyless"');
  });

  test('A date may say that it is of UTC, and no other offset', async () => {
    const { failed } = await load(http, insert, 'LastName,Birthdate\nA,1940-06-07Z\nB,1940-06-07+02:00\n');

    expect(await select(http, 'SELECT LastName FROM Contact WHERE Birthdate = 1940-06-07')).toEqual([
      { LastName: 'A' },
    ]);
    expect(failed).toContain(
      "col 1. Due to, '1940-06-07+02:00' is not a valid value for the type xsd:date:Birthdate --",
    );
  });

  test('Text becomes what its field holds', async () => {
    const id = await create({ Name: 'Typed' });

    const { failed } = await load(
      http,
      update,
      `Id,Checkbox__c,Number__c,Date__c,Datetime__c,Time__c\n${id},TRUE,1.50,2026-03-01,2026-03-01T10:00:00.000+02:00,09:30:00.000Z\n`,
    );

    expect(failed.split('\n').slice(1)).toEqual(['']);
    expect(
      await select(
        http,
        `SELECT Checkbox__c, Number__c, Date__c, Datetime__c, Time__c FROM Sync_Test__c WHERE Id = '${id}'`,
      ),
    ).toEqual([
      {
        Checkbox__c: true,
        Number__c: 1.5,
        Date__c: '2026-03-01',
        Datetime__c: '2026-03-01T08:00:00.000+0000',
        Time__c: '09:30:00.000Z',
      },
    ]);
  });

  test.each([
    ['Checkbox__c', 'maybe', 'boolean'],
    ['Number__c', '1,5', 'double'],
    ['Date__c', '01.03.2026', 'date'],
    ['Date__c', '2026-02-30', 'date'],
    ['Datetime__c', '2026-03-01 12:00:00', 'dateTime'],
    ['Time__c', 'noon', 'time'],
  ])('A row with nonsense in %s fails alone: %s', async (field, value, type) => {
    const id = await create({ Name: 'Nonsense' });
    const { info, failed } = await load(http, update, `Id,${field}\n${id},"${value}"\n`);

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 1 });
    expect(failed).toBe(
      `"sf__Id","sf__Error",Id,${field}\n` +
        `"${id}","INVALID_FIELD:Failed to deserialize field at col 1. Due to, '${value}' is not a valid value for the type xsd:${type}:${field} --","${id}","${value}"\n`,
    );
  });

  test('A column of a parent finds it by its external ID', async () => {
    await http.post('/sobjects/Account', { Name: 'Parent', External_Id__c: 'P-1' });

    const { failed } = await load(http, insert, 'LastName,Account.External_Id__c\nChild,P-1\nOrphan,P-2\n');

    expect(
      await select(http, "SELECT LastName, Account.Name FROM Contact WHERE LastName IN ('Child', 'Orphan')"),
    ).toMatchObject([{ LastName: 'Child', Account: { Name: 'Parent' } }]);
    expect(failed.split('\n')[1]).toBe(
      '"","INVALID_FIELD:Foreign key external ID: P-2 not found for field External_Id__c in entity Account:--","Orphan","P-2"',
    );
  });

  test('A column of a parent that can be of several objects says which', async () => {
    await http.post('/sobjects/Lead', { LastName: 'Led', Company: 'Co', Email: 'led@example.com' });

    const { info } = await load(
      http,
      { object: 'Task', operation: 'insert' },
      'Subject,Lead:Who.Email\nCall,led@example.com\n',
    );
    const { info: unsaid } = await load(
      http,
      { object: 'Task', operation: 'insert' },
      'Subject,Who.Email\nCall,led@example.com\n',
    );

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
    expect(
      await select(http, "SELECT Who.Type FROM Task WHERE Subject = 'Call' ORDER BY CreatedDate DESC, Id DESC LIMIT 1"),
    ).toMatchObject([{ Who: { Type: 'Lead' } }]);
    expect(unsaid).toMatchObject({ state: 'Failed', errorMessage: 'InvalidBatch : Field name not found : Who.Email' });
  });

  test('A cell or a row that is too large fails alone', async () => {
    const long = 'x'.repeat(131_072);
    const { info, failed } = await load(
      http,
      { object: 'Sync_Test__c', operation: 'insert' },
      `Name,Long_Text__c,Rich_Text__c,Text__c,Text_Area__c\nA,${long}x,,,\nB,${long},${long},${long},${long}\nC,${long},,,\n`,
    );

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 });
    expect(failed).toContain('"STRING_TOO_LONG:A field has more than 131072 characters:--","A"');
    expect(failed).toContain('"STRING_TOO_LONG:The record has more than 400000 characters:--","B"');
  });
});

describe('What each operation does', () => {
  const ids = async (count: number) =>
    (await select(http, `SELECT Id FROM Contact ORDER BY Id LIMIT ${count}`)).map(({ Id }) => String(Id));

  test('Update says which ids are none', async () => {
    const [id = ''] = await ids(1);
    const { successful, failed } = await load(
      http,
      { object: 'Contact', operation: 'update' },
      `Id,Title\n${id},Chief\n,Nobody\nabc,Wrong\n001000000000001,Other\n003000000000001AAA,Gone\n`,
    );

    expect(successful).toBe(`"sf__Id","sf__Created",Id,Title\n"${id}","false","${id}","Chief"\n`);
    expect(new Set(failed.split('\n').slice(1, -1))).toEqual(
      new Set([
        '"","MISSING_ARGUMENT:Id not specified in an update call:--","","Nobody"',
        '"abc","MALFORMED_ID:Contact ID: id value of incorrect type: abc:Id --","abc","Wrong"',
        '"001000000000001","MALFORMED_ID:Contact ID: id value of incorrect type: 001000000000001:Id --","001000000000001","Other"',
        '"003000000000001AAA","INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--","003000000000001AAA","Gone"',
      ]),
    );
  });

  test('Upsert creates and updates by external ID', async () => {
    await http.post('/sobjects/Contact', { LastName: 'There', External_Id__c: 'U-1' });

    const { successful, failed } = await load(
      http,
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'external_id__c' },
      'External_Id__c,LastName\nU-1,Changed\nU-2,New\n,Keyless\n',
    );

    expect(successful.split('\n').slice(1).toSorted()).toEqual([
      '',
      expect.stringMatching(/^"003\w{15}","false","U-1","Changed"$/),
      expect.stringMatching(/^"003\w{15}","true","U-2","New"$/),
    ]);
    expect(failed.split('\n')[1]).toBe('"","MISSING_ARGUMENT:External_Id__c not specified:--","","Keyless"');
    expect(
      await select(http, "SELECT LastName FROM Contact WHERE External_Id__c IN ('U-1', 'U-2') ORDER BY LastName"),
    ).toEqual([{ LastName: 'Changed' }, { LastName: 'New' }]);
  });

  const repeated = 'External_Id__c,LastName\nD-1,First\nd-1,Second\nD-2,Alone\n';
  const upsert = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Id__c' };

  test('Upserts of one external ID that are processed together fail together', async () => {
    const { info, failed } = await load(http, upsert, repeated);

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 });
    expect(new Set(failed.split('\n').slice(1, -1))).toEqual(
      new Set([
        '"","DUPLICATE_VALUE:Duplicate external id specified: D-1:External_Id__c --","D-1","First"',
        '"","DUPLICATE_VALUE:Duplicate external id specified: d-1:External_Id__c --","d-1","Second"',
      ]),
    );
  });

  test('They can be written one after another, where that is set', async () => {
    await set(org, { refuseRepeatedKeys: false });

    const { info } = await load(http, upsert, repeated);

    expect(info).toMatchObject({ numberRecordsProcessed: 3, numberRecordsFailed: 0 });
    expect(await select(http, "SELECT LastName FROM Contact WHERE External_Id__c = 'D-1'")).toEqual([
      { LastName: 'Second' },
    ]);
  });

  test.each([
    ['with', '53.0', true, '"003000000000001AAA"'],
    ['without', '52.0', true, '""'],
    ['without', '53.0', false, '""'],
  ])(
    'A row that fails is told %s the ID it named in version %s, where that is set to %s',
    async (_, version, on, id) => {
      await set(org, { failedIds: on });

      const { failed } = await load(
        ofVersion(version),
        { object: 'Contact', operation: 'delete' },
        'Id\n003000000000001AAA\n',
      );

      expect(failed.split('\n')[1]).toBe(
        `${id},"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--","003000000000001AAA"`,
      );
    },
  );

  test('Upsert by an external ID that several records have fails', async () => {
    for (const Name of ['One', 'Two']) await http.post('/sobjects/Sync_Test__c', { Name, Shared_Key__c: 'S' });
    const { failed } = await load(
      http,
      { object: 'Sync_Test__c', operation: 'upsert', externalIdFieldName: 'Shared_Key__c' },
      'Shared_Key__c,Text__c\nS,x\n',
    );

    expect(failed).toMatch(
      /"DUPLICATE_EXTERNAL_ID:Shared_Key__c: more than one record found for external id field: \[a02\w{15}, a02\w{15}\]:--"/,
    );
  });

  test('Upsert by Id creates where there is none', async () => {
    const [id = ''] = await ids(1);
    const { successful } = await load(
      http,
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Id' },
      `Id,LastName\n${id},Known\n,Unknown\n`,
    );

    expect(successful).toContain(`"${id}","false","${id}","Known"`);
    expect(successful).toMatch(/"003\w{15}","true","","Unknown"/);
  });

  test('Delete moves records to the recycle bin, once', async () => {
    const [id = ''] = await ids(1);
    const { successful, failed } = await load(http, { object: 'Contact', operation: 'delete' }, `Id\n${id}\n${id}\n`);

    expect(successful).toBe(`"sf__Id","sf__Created",Id\n"${id}","false","${id}"\n`);
    expect(failed).toBe(`"sf__Id","sf__Error",Id\n"${id}","ENTITY_IS_DELETED:entity is deleted:--","${id}"\n`);
    expect(
      (await http.get('/queryAll', { params: { q: `SELECT IsDeleted FROM Contact WHERE Id = '${id}'` } })).data.records,
    ).toMatchObject([{ IsDeleted: true }]);
  });

  test('Hard delete leaves nothing that a query could find', async () => {
    const [id = ''] = await ids(1);
    const { info } = await load(http, { object: 'Contact', operation: 'hardDelete' }, `Id\n${id}\n`);

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
    expect(
      (await http.get('/queryAll', { params: { q: `SELECT Id FROM Contact WHERE Id = '${id}'` } })).data.records,
    ).toEqual([]);
  });
});

describe('Data that fails its job', () => {
  test.each([
    ['a field that there is not', insert, 'LastName,Foo\nA,B\n', 'InvalidBatch : Field name not found : Foo'],
    [
      'a parent by a field that does not identify it',
      insert,
      'LastName,Account.Phone\nA,1\n',
      'InvalidBatch : Field name not found : Account.Phone',
    ],
    [
      'a grandparent',
      insert,
      'LastName,Account.Parent.External_Id__c\nA,1\n',
      'InvalidBatch : Field name not found : Account.Parent.External_Id__c',
    ],
    [
      'the type of a parent that can be of one object only',
      insert,
      'LastName,Account:Account.External_Id__c\nA,1\n',
      'InvalidBatch : type is not needed for non polymorphic foreign key references: Account',
    ],
    [
      'a relationship and a type that have changed places',
      { object: 'Task', operation: 'insert' },
      'Subject,Who:Lead.Email\nA,1\n',
      'InvalidBatch : Unable to find relationship: Lead',
    ],
    [
      'colons alone in a relationship',
      { object: 'Task', operation: 'insert' },
      'Subject,Lead:Who:Email\nA,1\n',
      'InvalidBatch : Field name not found : Lead:Who:Email',
    ],
    [
      'a type that is none of the parents',
      { object: 'Task', operation: 'insert' },
      'Subject,Account:Who.External_Id__c\nA,1\n',
      'InvalidBatch : Field name not found : Account:Who.External_Id__c',
    ],
    [
      'no Id in an update',
      { object: 'Contact', operation: 'update' },
      'LastName\nA\n',
      'InvalidBatch : Field name not found : Id',
    ],
    [
      'no external ID in an upsert',
      { object: 'Contact', operation: 'upsert', externalIdFieldName: 'External_Id__c' },
      'LastName\nA\n',
      'InvalidBatch : Field name not found : External_Id__c',
    ],
    [
      'more than ids in a delete',
      { object: 'Contact', operation: 'delete' },
      'Id,LastName\n1,A\n',
      "InvalidBatch : 'delete' batches must contain only ids",
    ],
    ['a column twice', insert, 'LastName,lastname\nA,B\n', 'InvalidBatch : Duplicate field name : lastname'],
    ['a byte order mark', insert, '\uFEFFLastName\nA\n', 'InvalidBatch : Field name not found : \uFEFFLastName'],
    [
      'a byte order mark before a quote',
      insert,
      '\uFEFF"LastName"\nA\n',
      'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
    ],
    [
      'CRLF where the job says LF',
      insert,
      'LastName\r\nA\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
    [
      'LF where the job says CRLF',
      { ...insert, lineEnding: 'CRLF' },
      'LastName\nA\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF',
    ],
    [
      'another delimiter',
      insert,
      'LastName;FirstName\nA;B\n',
      'InvalidBatch : Field name not found : LastName;FirstName',
    ],
    [
      'a row with too few cells',
      insert,
      'LastName,FirstName\nA\n',
      'InvalidBatch : Row 1 has 1 fields where the header has 2',
    ],
    [
      'too many columns',
      insert,
      `${Array.from({ length: 5_001 }, (_, index) => `F${index}`).join(',')}\n`,
      'InvalidBatch : Number of fields exceeds the maximum of 5000',
    ],
    [
      'a header row that is too long',
      insert,
      `LastName,${'F'.repeat(31_992)}\nA,B\n`,
      'InvalidBatch : The header row has more than 32000 characters',
    ],
  ])('It has %s, and nothing of it is written', async (_, job, csv, errorMessage) => {
    const before = (await http.get('/query', { params: { q: 'SELECT COUNT() FROM Contact' } })).data.totalSize;
    const { info, unprocessed } = await load(http, job, csv);

    expect(info).toMatchObject({ state: 'Failed', errorMessage, numberRecordsProcessed: 0 });
    // axios takes a byte order mark away.
    expect(unprocessed).toBe(csv.replace(/^\uFEFF/, ''));
    expect((await http.get('/query', { params: { q: 'SELECT COUNT() FROM Contact' } })).data.totalSize).toBe(before);
  });

  test('Half way: what was written stays, and the rest can be loaded again', async () => {
    await set(org, { failAfterRows: 450 });
    const { info, successful, unprocessed } = await load(http, insert, contacts(1_000));

    expect(info).toMatchObject({ state: 'Failed', numberRecordsProcessed: 450, numberRecordsFailed: 0 });
    expect(successful.split('\n')).toHaveLength(452);
    const again = await load(http, insert, unprocessed);
    expect(again.info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 550, numberRecordsFailed: 0 });
  });

  test('A fault of every third row leaves the others', async () => {
    await set(org, {
      rowFault: {
        every: 3,
        errorCode: 'UNABLE_TO_LOCK_ROW',
        message: 'unable to obtain exclusive access to this record',
      },
    });
    const { info, failed } = await load(http, insert, contacts(7));

    expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 7, numberRecordsFailed: 2 });
    expect(new Set(failed.split('\n').slice(1, -1))).toEqual(
      new Set([
        '"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--","Row 2","X-2"',
        '"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--","Row 5","X-5"',
      ]),
    );
  });
});

describe('States over time', () => {
  test('A job waits in each state as long as is set, by the clock of the org', async () => {
    await set(org, { stateTime: HOUR });
    const path = await upload(http, insert, 'LastName\nA\n');
    await http.patch(path, { state: 'UploadComplete' });

    expect((await http.get<Info>(path)).data.state).toBe('UploadComplete');
    await advance(org, HOUR);
    await until(http, path, ({ state }) => state === 'InProgress');
    await until(http, path, ({ numberRecordsProcessed }) => numberRecordsProcessed === 1);
    expect((await http.get<Info>(path)).data.state).toBe('InProgress');
    // From here it is to wait another hour, counted from when it was processed.
    const ending = await (async () => {
      for (;;) {
        await advance(org, HOUR);
        const { data } = await http.get<Info>(path);
        if (data.state !== 'InProgress') return data;
      }
    })();
    expect(ending.state).toBe('JobComplete');
    expect(ending['totalProcessingTime']).toBeGreaterThanOrEqual(2 * HOUR);
  });

  test('Aborted in the middle, what was written and what was not add up', async () => {
    const path = await upload(http, insert, contacts(5_000));
    await http.patch(path, { state: 'UploadComplete' });
    await until(http, path, ({ numberRecordsProcessed }) => Number(numberRecordsProcessed) > 0);
    const { status, data } = await http.patch<Info>(path, { state: 'Aborted' });

    expect([status, data.state]).toEqual([200, 'Aborted']);
    const processed = Number((await http.get<Info>(path)).data['numberRecordsProcessed']);
    const unprocessed = (await http.get<string>(`${path}/unprocessedrecords`)).data;
    const written = (
      await http.get('/query', { params: { q: "SELECT COUNT() FROM Contact WHERE External_Id__c LIKE 'X-%'" } })
    ).data.totalSize;
    expect(processed).toBeLessThan(5_000);
    expect(written).toBe(processed);
    expect(unprocessed.split('\n').length - 2).toBe(5_000 - processed);
  });

  const statesOf = {
    open: async () => upload(http, insert, 'LastName\nA\n'),
    closed: async () => {
      await set(org, { stateTime: HOUR });
      const path = await upload(http, insert, 'LastName\nA\n');
      await http.patch(path, { state: 'UploadComplete' });
      return path;
    },
    complete: async () => (await load(http, insert, 'LastName\nA\n')).path,
    failed: async () => (await load(http, insert, 'Foo\nA\n')).path,
    aborted: async () => {
      const path = await upload(http, insert, 'LastName\nA\n');
      await http.patch(path, { state: 'Aborted' });
      return path;
    },
  };

  test.each([
    ['closed', 'UploadComplete', 'Closing already Closed Job not allowed'],
    ['complete', 'UploadComplete', 'Closing already Completed Job not allowed'],
    ['failed', 'UploadComplete', 'Closing already Failed Job not allowed'],
    ['aborted', 'UploadComplete', 'Closing already Aborted Job not allowed'],
    ['complete', 'Aborted', 'Aborting already Completed Job not allowed'],
    ['failed', 'Aborted', 'Aborting already Failed Job not allowed'],
    ['aborted', 'Aborted', 'Aborting already Aborted Job not allowed'],
  ] as const)('A job that is %s does not become %s', async (from, state, message) => {
    const path = await statesOf[from]();
    const { status, data } = await http.patch(path, { state });

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode: 'INVALIDJOBSTATE', message }]);
  });

  test.each(['open', 'closed'] as const)('A job that is %s can be aborted', async (from) => {
    const path = await statesOf[from]();
    const { status, data } = await http.patch<Info>(path, { state: 'Aborted' });

    expect([status, data.state]).toEqual([200, 'Aborted']);
  });

  test('A state that is none is refused', async () => {
    const { status, data } = await http.patch(await statesOf.open(), { state: 'JobComplete' });

    expect(status).toBe(400);
    expect(data[0].errorCode).toBe('JSON_PARSER_ERROR');
  });

  test.each(['closed', 'complete', 'failed', 'aborted'] as const)('A job that is %s can be deleted', async (from) => {
    const path = await statesOf[from]();
    const { status, data } = await http.delete(path);

    expect([status, data]).toEqual([204, '']);
    expect((await http.get(path)).status).toBe(404);
  });

  test('A job that is open cannot be deleted', async () => {
    const { status, data } = await http.delete(await statesOf.open());

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode: 'INVALIDJOBSTATE', message: 'Deleting Open Job not allowed' }]);
  });

  test('A job can be open for a day', async () => {
    const path = await statesOf.open();
    await advance(org, 24 * HOUR + 1);
    http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;

    expect((await http.get<Info>(path)).data.state).toBe('Aborted');
    expect((await http.patch(path, { state: 'UploadComplete' })).status).toBe(400);
  });

  test('The seven days that a job is kept are counted from its end', async () => {
    const path = await statesOf.closed();
    await advance(org, 20 * HOUR);
    http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;
    await http.patch(path, { state: 'Aborted' });
    await advance(org, 7 * 24 * HOUR - HOUR);
    http.defaults.headers['Authorization'] = `Bearer ${openSession(org)}`;

    expect((await http.get(path)).status).toBe(200);
    await advance(org, HOUR + 1);
    expect((await http.get(path)).status).toBe(404);
  });

  test('Jobs are kept for seven days', async () => {
    const { path } = await load(http, insert, 'LastName\nA\n');
    await advance(org, 7 * 24 * HOUR + 1);

    const { status } = await http.get(path, { headers: { Authorization: `Bearer ${openSession(org)}` } });

    expect(status).toBe(404);
  });
});

describe('The list of jobs', () => {
  test('It has a thousand a page, and a way to the next', async () => {
    for (let from = 0; from < 1_001; from += 91) {
      await Promise.all(Array.from({ length: 91 }, () => http.post('/jobs/ingest', insert)));
    }
    const first = (await http.get('/jobs/ingest', { params: { jobType: 'V2Ingest' } })).data;
    const second = (await http.get(String(first.nextRecordsUrl), { baseURL: org.url })).data;

    expect(first.done).toBe(false);
    expect(first.records).toHaveLength(1_000);
    expect(first.nextRecordsUrl).toMatch(
      /^\/services\/data\/v68\.0\/jobs\/ingest\?jobType=V2Ingest&queryLocator=750\w{15}$/,
    );
    expect(second).toMatchObject({ done: true, nextRecordsUrl: null });
    expect(new Set([...first.records, ...second.records].map(({ id }) => id)).size).toBe(1_001);
  });

  test('It has them in no order', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) ids.push((await http.post<Info>('/jobs/ingest', insert)).data.id);

    const { data } = await http.get<{ records: Info[] }>('/jobs/ingest');
    const listed = data.records.map(({ id }) => id);

    expect(listed).not.toEqual(ids);
    expect(listed).not.toEqual(ids.toReversed());
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });

  test('A locator that is none is refused', async () => {
    const { status, data } = await http.get('/jobs/ingest', { params: { queryLocator: '750000000000000AAA' } });

    expect([status, data[0].errorCode]).toEqual([400, 'INVALID_QUERY_LOCATOR']);
  });

  test.each([
    [{ jobType: 'V2Ingest' }, 1],
    [{ jobType: 'Classic' }, 0],
    [{ isPkChunkingEnabled: 'true' }, 0],
    [{ isPkChunkingEnabled: 'false' }, 1],
    [{ concurrencyMode: 'parallel' }, 1],
    [{ concurrencyMode: 'serial' }, 0],
  ])('Filtered by %j it has %d', async (params, count) => {
    await http.post('/jobs/ingest', insert);

    expect((await http.get('/jobs/ingest', { params })).data.records).toHaveLength(count);
  });
});

describe('Addresses', () => {
  const none = '/jobs/ingest/7508d0000000000AAA';

  test.each([
    ['PUT', '/jobs/ingest', 'GET,HEAD,POST'],
    ['POST', none, 'DELETE,GET,HEAD,PATCH'],
    ['GET', `${none}/batches`, 'PUT'],
    ['POST', `${none}/batches`, 'PUT'],
    ['DELETE', `${none}/failedResults`, 'GET,HEAD'],
    ['PUT', '/jobs/query', 'GET,HEAD,POST'],
    ['PUT', '/jobs/query/7508d0000000000AAA', 'DELETE,GET,HEAD,PATCH'],
    ['POST', '/jobs/query/7508d0000000000AAA/results', 'GET,HEAD'],
  ])('%s of %s is refused with 405, which names the methods that there are', async (method, url, allowed) => {
    const { status, data } = await http.request({ method, url });

    expect(status).toBe(405);
    expect(data).toEqual([
      { errorCode: 'METHOD_NOT_ALLOWED', message: `HTTP Method '${method}' not allowed. Allowed are ${allowed}` },
    ]);
  });

  test.each([none, `${none}/successfulResults`, `${none}/nothing`, '/jobs/nothing'])('%s is not there', async (url) => {
    const { status, data } = await http.get(url);

    expect(status).toBe(404);
    expect(data).toEqual([{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]);
  });
});

describe('Limits of a day', () => {
  test('No more batches than allowed', async () => {
    await set(org, { batchesPerDay: 1 });
    await load(http, insert, 'LastName\nA\n');

    const { status, data } = await http.post('/jobs/ingest', insert);

    expect(status).toBe(400);
    expect(data).toEqual([{ errorCode: 'EXCEEDEDQUOTA', message: 'ApiBatchItems Limit exceeded.' }]);
  });

  test('A job that runs into it fails there', async () => {
    await set(org, { recordsPerDay: 400 });
    const { info, unprocessed } = await load(http, insert, contacts(1_000));

    expect(info).toMatchObject({
      state: 'Failed',
      errorMessage: 'ExceededQuota : ApiBatchItems Limit exceeded.',
      numberRecordsProcessed: 400,
    });
    expect(unprocessed.split('\n')).toHaveLength(602);
  });

  test('Versions before 41.0 do not have it', async () => {
    const { status } = await http.get('/jobs/ingest', { baseURL: `${org.url}/services/data/v40.0` });

    expect(status).toBe(404);
  });
});
