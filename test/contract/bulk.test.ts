import { Readable } from 'node:stream';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { Connection } from 'jsforce';
import { QueryJobV2 } from 'jsforce/lib/api/bulk2';

import { EVERY_CHOICE } from '../../simulator/choices';
import { openSession, startSignedIn, type SignedInOrg } from '../support/org';

let org: SignedInOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startSignedIn(120, { choices: EVERY_CHOICE });
});

beforeEach(async () => {
  await axios.post(`${org.controlUrl}/reset`, {});
  connection = new Connection({ instanceUrl: org.url, accessToken: openSession(org), version: '68.0' });
  connection.bulk2.pollInterval = 5;
  connection.bulk2.pollTimeout = 20_000;
});

afterAll(() => org.close());

type Loaded = Awaited<ReturnType<Connection['bulk2']['loadAndWaitForResults']>>;

const counts = ({ successfulResults, failedResults, unprocessedRecords }: Loaded) => [
  successfulResults.length,
  failedResults.length,
  unprocessedRecords.length,
];

/** Sets the Bulk API by the control address. */
const set = (settings: object) => axios.post(`${org.controlUrl}/bulk`, settings);

const contacts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    LastName: `Row ${index}`,
    External_Id__c: `X-${index}`,
    Title: 'Tester',
  }));

const insert = (count: number) =>
  connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input: contacts(count) });

describe('jsforce loads', () => {
  test('records, of which one fails', async () => {
    const input = [...contacts(450), { LastName: '', External_Id__c: 'X-450', Title: 'No last name' }];
    const loaded = await connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input });

    expect(counts(loaded)).toEqual([450, 1, 0]);
    expect(loaded.successfulResults[0]).toMatchObject({
      sf__Id: expect.stringMatching(/^003\w{15}$/),
      sf__Created: 'true',
      Title: 'Tester',
    });
    expect(loaded.failedResults[0]).toMatchObject({
      sf__Id: '',
      sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
      Title: 'No last name',
    });
    expect(await connection.sobject('Contact').count({ External_Id__c: { $like: 'X-%' } })).toBe(450);
  });

  test('a CSV text and a stream', async () => {
    const fromText = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'insert',
      input: 'LastName\nText\n',
    });
    const fromStream = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'insert',
      input: Readable.from(['LastName\n', 'Stream 1\n', 'Stream 2\n'], { objectMode: false }),
    });

    expect(counts(fromText)).toEqual([1, 0, 0]);
    expect(counts(fromStream)).toEqual([2, 0, 0]);
  });

  test('updates, and clears with null', async () => {
    const { successfulResults } = await insert(3);
    const input = successfulResults.map(({ sf__Id }, index) => ({ Id: sf__Id, Title: index === 0 ? null : 'Changed' }));

    const loaded = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'update',
      input: [...input, { Id: '003000000000001AAA', Title: 'Nobody' }],
    });

    expect(counts(loaded)).toEqual([3, 1, 0]);
    expect(loaded.failedResults[0]?.sf__Error).toBe('INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--');
    expect(await connection.sobject('Contact').count({ External_Id__c: { $like: 'X-%' }, Title: null })).toBe(1);
    expect(await connection.sobject('Contact').count({ Title: 'Changed' })).toBe(2);
  });

  test('upserts by external ID', async () => {
    await insert(2);

    const loaded = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'upsert',
      externalIdFieldName: 'External_Id__c',
      input: contacts(5),
    });

    expect(counts(loaded)).toEqual([5, 0, 0]);
    expect(loaded.successfulResults.filter(({ sf__Created }) => sf__Created === 'true')).toHaveLength(3);
    expect(await connection.sobject('Contact').count({ External_Id__c: { $like: 'X-%' } })).toBe(5);
  });

  test.each(['delete', 'hardDelete'] as const)('%s', async (operation) => {
    const { successfulResults } = await insert(4);
    const input = successfulResults.slice(1).map(({ sf__Id }) => ({ Id: sf__Id }));

    const loaded = await connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation, input });
    const found = await connection.query("SELECT Id FROM Contact WHERE External_Id__c LIKE 'X-%'", { scanAll: true });

    expect(counts(loaded)).toEqual([3, 0, 0]);
    expect(await connection.sobject('Contact').count({ External_Id__c: { $like: 'X-%' } })).toBe(1);
    expect(found.totalSize).toBe(operation === 'delete' ? 4 : 1);
  });

  test('upserts, of which one has no key', async () => {
    const loaded = await connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'upsert',
      externalIdFieldName: 'External_Id__c',
      input: [...contacts(2), { LastName: 'Keyless', External_Id__c: null, Title: 'None' }],
    });

    expect(counts(loaded)).toEqual([2, 1, 0]);
    expect(loaded.failedResults[0]).toMatchObject({
      sf__Id: '',
      sf__Error: 'MISSING_ARGUMENT:External_Id__c not specified:--',
      LastName: 'Keyless',
    });
  });

  test('deletes, of which one comes too late', async () => {
    const { successfulResults } = await insert(2);
    const input = successfulResults.map(({ sf__Id }) => ({ Id: sf__Id }));
    await connection.sobject('Contact').destroy(String(input[0]?.Id));

    const loaded = await connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'delete', input });

    expect(counts(loaded)).toEqual([1, 1, 0]);
    expect(loaded.failedResults[0]).toMatchObject({
      sf__Error: 'ENTITY_IS_DELETED:entity is deleted:--',
      Id: input[0]?.Id,
    });
  });

  test('columns of parents, one of several objects', async () => {
    const [lead] = (await connection.query('SELECT Email FROM Lead WHERE Email != null LIMIT 1')).records;

    const loaded = await connection.bulk2.loadAndWaitForResults({
      object: 'Task',
      operation: 'insert',
      input: [
        { Subject: 'Found', 'Lead:Who.Email': lead?.['Email'] },
        { Subject: 'Lost', 'Lead:Who.Email': 'nobody@example.com' },
      ],
    });

    expect(counts(loaded)).toEqual([1, 1, 0]);
    expect(loaded.failedResults[0]?.sf__Error).toMatch(
      /^INVALID_FIELD:Foreign key external ID: nobody@example\.com not found/,
    );
  });

  test('nothing', async () => {
    const loaded = await connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input: [] });

    expect(counts(loaded)).toEqual([0, 0, 0]);
  });

  test('what its query finds', async () => {
    await insert(230);

    const results = await connection
      .sobject('Contact')
      .find({ External_Id__c: { $like: 'X-%' } })
      .update({ Title: 'Found' }, 'Contact', { bulkThreshold: 0, bulkApiVersion: 2 });

    expect(results.filter(({ success }) => success)).toHaveLength(230);
    expect(await connection.sobject('Contact').count({ Title: 'Found' })).toBe(230);
  });
});

describe('jsforce follows a job', () => {
  test('from its opening to its end', async () => {
    const job = connection.bulk2.createJob({ object: 'Contact', operation: 'insert', lineEnding: 'LF' });
    const opened = await job.open();
    await job.uploadData('LastName\nA\n');
    await job.close();
    await job.poll(5, 20_000);

    expect(opened).toMatchObject({
      state: 'Open',
      object: 'Contact',
      contentUrl: `services/data/v68.0/jobs/ingest/${opened.id}/batches`,
    });
    expect(await job.check()).toMatchObject({
      id: opened.id,
      state: 'JobComplete',
      numberRecordsProcessed: 1,
      numberRecordsFailed: 0,
    });
    await job.delete();
    await expect(job.check()).rejects.toThrow('The requested resource does not exist');
  });

  test('and aborts it', async () => {
    const job = connection.bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData('LastName\nA\n');
    await job.abort();

    expect(await job.check()).toMatchObject({ state: 'Aborted' });
    await expect(job.close()).rejects.toMatchObject({
      name: 'INVALIDJOBSTATE',
      message: 'Closing already Aborted Job not allowed',
    });
    expect(await job.getUnprocessedRecords()).toEqual([{ LastName: 'A' }]);
  });

  test('and reads what each row came to, after it failed half way', async () => {
    await set({ failAfterRows: 200, rowFault: { every: 100, errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' } });
    const job = connection.bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData(contacts(500));
    await job.close();
    await expect(job.poll(5, 20_000)).rejects.toThrow('InternalServerError : Processing stopped.');

    const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();

    expect(counts({ successfulResults, failedResults, unprocessedRecords })).toEqual([198, 2, 300]);
    expect(failedResults[0]?.sf__Error).toBe('UNABLE_TO_LOCK_ROW:busy:--');
    expect(unprocessedRecords).toContainEqual({ LastName: 'Row 499', External_Id__c: 'X-499', Title: 'Tester' });
    expect(await connection.sobject('Contact').count({ External_Id__c: { $like: 'X-%' } })).toBe(198);
  });

  test('and reads its results as CSV text', async () => {
    const job = connection.bulk2.createJob({ object: 'Contact', operation: 'insert' });
    await job.open();
    await job.uploadData('LastName,FirstName\n,Nobody\n"A ""b"", c",Somebody\n');
    await job.close();
    await job.poll(5, 20_000);

    expect(await job.getSuccessfulResults(true)).toMatch(
      /^"sf__Id","sf__Created","LastName","FirstName"\n"003\w{15}","true","A ""b"", c","Somebody"\n$/,
    );
    expect(await job.getFailedResults(true)).toMatch(
      /^"sf__Id","sf__Error","FirstName","LastName"\n"","REQUIRED_FIELD_MISSING:/,
    );
    expect(await job.getUnprocessedRecords(true)).toBe('LastName,FirstName\n');
  });

  test('and may not delete for good without the permission', async () => {
    await set({ hardDelete: false });

    await expect(
      connection.bulk2.createJob({ object: 'Contact', operation: 'hardDelete' }).open(),
    ).rejects.toMatchObject({ name: 'FEATURENOTENABLED' });
  });

  test('and learns why it failed', async () => {
    const loading = connection.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'insert',
      input: 'LastName,Foo\nA,B\n',
    });

    await expect(loading).rejects.toThrow(
      'Ingest job failed to complete due to: InvalidBatch : Field name not found : Foo',
    );
  });

  test('and learns why it cannot be', async () => {
    const unknown = connection.bulk2.loadAndWaitForResults({
      object: 'Nope__c',
      operation: 'insert',
      input: 'Name\nA\n',
    });

    await expect(unknown).rejects.toMatchObject({
      name: 'INVALIDENTITY',
      message: 'InvalidEntity : Unable to find object: Nope__c',
    });
  });

  test('and signs in again when its session has ended', async () => {
    let refreshes = 0;
    const expired = new Connection({
      instanceUrl: org.url,
      accessToken: '00D!expired',
      version: '68.0',
      refreshFn: (_, callback) => {
        refreshes += 1;
        callback(null, openSession(org));
      },
    });

    const loaded = await expired.bulk2.loadAndWaitForResults({
      object: 'Contact',
      operation: 'insert',
      input: contacts(2),
      pollInterval: 5,
      pollTimeout: 20_000,
    });

    expect(counts(loaded)).toEqual([2, 0, 0]);
    expect(refreshes).toBe(1);
  });
});

describe('jsforce queries', () => {
  const query = (soql: string, options = {}) =>
    connection.bulk2.query(soql, { pollInterval: 5, pollTimeout: 20_000, ...options });

  const soql = 'SELECT Id, LastName, Account.Name FROM Contact';

  test('records as a stream', async () => {
    const records: Record<string, unknown>[] = await (await query(soql)).toArray();

    expect(new Set(records.map(({ Id }) => Id)).size).toBe(120);
    expect(records[0]).toMatchObject({
      Id: expect.stringMatching(/^003/),
      LastName: expect.any(String),
      'Account.Name': expect.any(String),
    });
  });

  // Its own stream of results ends with the first page, whatever the server; the links lead it further.
  test('several pages by their links', async () => {
    await axios.post(`${org.controlUrl}/bulk`, { pageSize: 50 });
    const { id } = await connection.requestPost<{ id: string }>('/services/data/v68.0/jobs/query', {
      operation: 'query',
      query: soql,
    });
    await connection.bulk2.job('query', { id }).poll(5, 20_000);
    const { resultPages } = await connection.request<{ resultPages: { resultUrl: string }[] }>(
      `/services/data/v68.0/jobs/query/${id}/resultPages`,
    );

    const pages = await Promise.all(
      resultPages.map(({ resultUrl }) => connection.request<Record<string, string>[]>(resultUrl)),
    );

    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(new Set(pages.flat().map(({ Id }) => Id)).size).toBe(120);
  });

  test('with deleted records', async () => {
    const [first] = (await connection.query('SELECT Id FROM Contact LIMIT 1')).records;
    await connection.sobject('Contact').destroy(String(first?.['Id']));

    expect(await (await query('SELECT Id FROM Contact')).toArray()).toHaveLength(119);
    expect(await (await query('SELECT Id FROM Contact', { scanAll: true })).toArray()).toHaveLength(120);
  });

  test('what the Bulk API cannot do, and says why', async () => {
    await expect(query('SELECT Id, (SELECT Id FROM Contacts) FROM Account')).rejects.toMatchObject({
      name: 'API_ERROR',
      message: 'Aggregate Relationships not supported in Bulk V2 Query with CSV content type',
    });
  });

  const queryJob = (query: string) =>
    new QueryJobV2(connection, {
      bodyParams: { query, operation: 'query', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
      pollingOptions: connection.bulk2,
    });

  test('and follows the job from its opening to its end', async () => {
    const job = queryJob('SELECT Id, LastName FROM Contact LIMIT 7');
    const opened = await job.open();
    await job.poll(5, 20_000);
    const text = await (await job.result()).stream().toArray();

    expect(opened).toMatchObject({ state: 'UploadComplete', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' });
    expect(text.join('').split('\r\n')).toHaveLength(9);
    await job.delete();
    await expect(job.check()).rejects.toThrow('The requested resource does not exist');
  });

  test('and aborts the job, which cannot be deleted before', async () => {
    await set({ stateTime: 3_600_000 });
    const job = queryJob('SELECT Id FROM Contact');
    await job.open();

    await expect(job.delete()).rejects.toMatchObject({ name: 'API_ERROR' });
    expect(await job.abort()).toMatchObject({ state: 'Aborted' });
    await expect(job.poll(5, 20_000)).rejects.toThrow('Job has been aborted');
    await expect(job.abort()).rejects.toMatchObject({ name: 'INVALIDJOBSTATE' });
    await job.delete();
  });

  test('and is told when the job fails', async () => {
    await set({ failQuery: true });

    await expect(query('SELECT Id FROM Contact')).rejects.toThrow('Query job failed to complete');
  });

  test('and finds the job again by its id', async () => {
    await query('SELECT Id FROM Contact LIMIT 5');
    const { records } = await connection.request<{ records: { id: string }[] }>('/services/data/v68.0/jobs/query');
    const job = connection.bulk2.job('query', { id: String(records[0]?.id) });

    expect(await job.check()).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 5 });
    await job.delete();
    await expect(job.check()).rejects.toThrow('The requested resource does not exist');
  });
});
