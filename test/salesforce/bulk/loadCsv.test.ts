import { Readable } from 'node:stream';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { axiosSend } from '../../../bench/axiosSend';
import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { asCsv } from '../../../salesforce/bulk/fileFormat';
import { ingestResultsRequest, type IngestJob, type JobInfo } from '../../../salesforce/bulk/jobs';
import { loadCsv, type CsvSource } from '../../../salesforce/bulk/loadCsv';
import { runQuery } from '../../../salesforce/bulk/query';
import { joined, wholeStream } from '../../../salesforce/bulk/results';
import { csvLine, DELIMITERS, readCsv } from '../../../salesforce/csv';
import type { ObjectDescribe } from '../../../salesforce/describe';
import { JobError } from '../../../salesforce/errors';
import type { Send } from '../../../salesforce/http';
import type { Org } from '../../../salesforce/org';
import { Control } from '../../../simulator/control/client';
import { openSession, startSignedIn, type SignedInOrg } from '../../support/org';
import { orgOf } from '../../support/orgOf';

let running: SignedInOrg;
let control: Control;
let org: Org;
let described: ObjectDescribe;

beforeAll(async () => {
  running = await startSignedIn(20);
  control = new Control(running.controlUrl);
  described = await orgOf(axiosSend({ instanceUrl: running.url, accessToken: running.token })).describe.object(
    'Contact',
  );
});

beforeEach(async () => {
  await control.post('reset');
  const accessToken = openSession(running);
  running.http.defaults.headers['Authorization'] = `Bearer ${accessToken}`;
  org = orgOf(axiosSend({ instanceUrl: running.url, accessToken }));
});

afterAll(() => running.close());

const settings = { patience: 60_000, uploadBytes: 2_000 };

const JOB: IngestJob = { operation: 'insert', object: 'Contact' };

/** Every hundredth row from the eighth on has no last name. */
const rows = (count: number): string[][] =>
  Array.from({ length: count }, (_, i) => [i % 100 === 7 ? '' : `Row ${i}`, `X-${i}`]);

function source(lines: readonly string[], changes: Partial<CsvSource> = {}): CsvSource {
  async function* open(): AsyncGenerator<Uint8Array> {
    for (const line of lines) yield Buffer.from(line);
  }
  return { open, columnDelimiter: 'COMMA', fields: new Map(), described, ...changes };
}

const file = (count: number): CsvSource =>
  source([csvLine(['LastName', 'External_Id__c']), ...rows(count).map((row) => csvLine(row))]);

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

const loaded = async (): Promise<number> => {
  const soql = "SELECT COUNT() FROM Contact WHERE External_Id__c LIKE 'X-%'";
  return (await running.http.get<{ totalSize: number }>('/query', { params: { q: soql } })).data.totalSize;
};

const statesOf = async (kind: 'ingest' | 'query'): Promise<string[]> => {
  const { data } = await running.http.get<{ records: { state: string }[] }>(`/jobs/${kind}`);
  return data.records.map(({ state }) => state);
};

describe('A CSV', () => {
  test.each([
    ['nothing goes wrong', []],
    [
      'much goes wrong',
      [
        { method: 'PUT', path: 'batches', skip: 1, cut: 'before' as const },
        { method: 'PUT', path: 'batches', skip: 2, status: 503 },
        { method: 'PATCH', path: 'jobs/ingest', cut: 'after' as const },
        { method: 'GET', path: 'jobs/ingest/750', status: 503, times: 4 },
        { method: 'GET', path: 'Results', cut: 'before' as const },
      ],
    ],
  ])('larger than an upload goes into several jobs, and comes out of them as one, when %s', async (_, faults) => {
    await control.faults(...faults);
    const { jobs, rows: count, ended } = await loadCsv(org, JOB, file(400), settings);
    expect({ jobs: jobs.length, count, ended }).toEqual({ jobs: 3, count: 400, ended: true });
    expect(await loaded()).toBe(396);
    const results = async (kind: 'failedResults' | 'successfulResults'): Promise<string[]> => {
      const streams = jobs.map(({ id }) => wholeStream(org, ingestResultsRequest(org, id, kind)));
      const read: string[][] = [];
      for await (const batch of readCsv(joined(streams))) read.push(...batch);
      expect(read[0]?.slice(2)).toEqual(['LastName', 'External_Id__c']);
      return read.slice(1).map((row) => row[3] ?? '');
    };
    expect((await results('failedResults')).toSorted()).toEqual(['X-107', 'X-207', 'X-307', 'X-7']);
    expect(new Set(await results('successfulResults')).size).toBe(396);
  });

  test.each<[string, string, string, Record<string, string>]>([
    ['fields', 'title,LASTNAME,external_id__c', 'b,,X-1', {}],
    ['a parent', 'LastName,account.external_id__c', ',none', {}],
    [
      'fields that columns are mapped to',
      'Job,Name of the person',
      'b,',
      { Job: 'TITLE', 'Name of the person': 'lastname' },
    ],
  ])('that names %s in another case keeps its values in the failed results', async (_, header, line, mapped) => {
    await control.post('bulk', { blankOtherCase: true });
    const fields = new Map(Object.entries(mapped));
    const { jobs } = await loadCsv(org, JOB, source([`${header}\n`, `${line}\n`], { fields }), settings);
    const [{ id } = { id: '' }] = jobs;
    const read: string[][] = [];
    for await (const batch of readCsv(wholeStream(org, ingestResultsRequest(org, id, 'failedResults')))) {
      read.push(...batch);
    }
    expect(read[1]?.slice(2)).toEqual(line.split(','));
  });

  test('whose last row is broken is not loaded at all, and leaves no open job', async () => {
    const broken = source(['LastName\n', ...Array.from({ length: 900 }, (_, i) => `Row ${i}\n`), 'a"b\n']);
    await expect(loadCsv(org, JOB, broken, { ...settings, uploadBytes: 5_000 })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('Row 902 of the CSV cannot be read'),
    });
    expect(await statesOf('ingest')).toEqual(['Aborted', 'Aborted']);
  });

  test.each([
    [[], 'The file is empty'],
    [['LastName,lastname\n'], 'Two columns of the CSV map to the field lastname.'],
    [['LastName,Title\na\n'], 'Row 2 of the CSV has 1 value, but the header has 2 columns.'],
  ])('%j is refused', async (lines, message) => {
    await expect(loadCsv(org, JOB, source(lines), settings)).rejects.toThrow(message);
  });

  test.each([
    ['in a cell', 'LastName,Title', 'a\0b,x', 'LastName'],
    ['in quotes', 'LastName,Title', 'a,"\0"', 'Title'],
    ['at the end of a row', 'LastName,Title', 'a,b\0', 'Title'],
    ['beside a column that is left out', 'sf__Id,LastName', '\0,a\0', 'LastName'],
  ])('A NUL %s is refused with its row and column, and nothing is loaded', async (_, header, line, column) => {
    const lines = [header, ...Array.from({ length: 20 }, () => 'a,b'), line].map((text) => `${text}\n`);
    await expect(loadCsv(org, JOB, source(lines), settings)).rejects.toThrow(
      `In row 22 of the CSV, ${column} contains a NUL character, which Salesforce does not accept.`,
    );
    expect((await statesOf('ingest')).filter((state) => state !== 'Aborted')).toEqual([]);
  });

  test.each([
    ['AccountId,Account.External_Id__c', 'a,x'],
    ['Account.External_Id__c,AccountId', 'x,#N/A'],
    ['Account.External_Id__c,Account.Id', 'x,001000000000001AAA'],
  ])('A row that sets a lookup twice is refused, and nothing is loaded: %s', async (header, line) => {
    const csv = [`LastName,${header}\n`, 'a,,\n', `b,${line}\n`];
    const both = header.split(',').join(' and by ');
    await expect(loadCsv(org, JOB, source(csv), settings)).rejects.toThrow(
      `In row 3 of the CSV, AccountId is set twice: by ${both}.`,
    );
    expect((await statesOf('ingest')).filter((state) => state !== 'Aborted')).toEqual([]);
  });

  test('Cells that clear their field are counted once, however often the file is read', async () => {
    await control.faults(
      { method: 'PUT', path: 'batches', skip: 1, cut: 'before' },
      { method: 'PUT', path: 'batches', skip: 2, status: 503 },
    );
    const lines = rows(400).map(([, key = ''], i) =>
      csvLine(['a', key, i % 10 === 0 ? '#N/A' : '', i === 5 ? '#N/A' : 'b, c']),
    );
    const csv = source([csvLine(['LastName', 'External_Id__c', 'phone', 'Title']), ...lines]);
    const { jobs, cleared } = await loadCsv(org, JOB, csv, settings);
    expect(jobs.length).toBeGreaterThan(2);
    expect(cleared).toEqual(
      new Map([
        ['Phone', 40],
        ['Title', 1],
      ]),
    );
  });

  test('Each row can set a lookup in another way, or clear it in all', async () => {
    const { data } = await running.http.get<{ records: { Id: string; External_Id__c: string }[] }>('/query', {
      params: { q: 'SELECT Id, External_Id__c FROM Account WHERE External_Id__c != null LIMIT 1' },
    });
    const [{ Id, External_Id__c: key } = { Id: '', External_Id__c: '' }] = data.records;
    const csv = ['LastName,AccountId,Account.External_Id__c\n', `a,${Id},\n`, `b,,${key}\n`, 'c,#N/A,#N/A\n'];
    const { jobs } = await loadCsv(org, JOB, source(csv), settings);
    expect(jobs.map((job) => [job.numberRecordsProcessed, job.numberRecordsFailed])).toEqual([[3, 0]]);
  });

  test('A NUL in a column that is left out is not sent, and does not matter', async () => {
    const load = await loadCsv(org, JOB, source(['sf__Id,LastName\n', '\0,a\n']), settings);
    expect(load.jobs.map(({ numberRecordsProcessed }) => numberRecordsProcessed)).toEqual([1]);
  });

  const of = (operation: IngestJob['operation'], externalIdField?: string): IngestJob => ({
    operation,
    object: 'Contact',
    ...(externalIdField === undefined ? {} : { externalIdField }),
  });

  test.each<[string, IngestJob, string, Record<string, string>, RegExp]>([
    ['a name that is no field’s', of('insert'), 'LastName,Emial', {}, /no field “Emial”/],
    ['several of them, all at once', of('insert'), 'LastNmae,Emial', {}, /“LastNmae”[^]*“Emial”/],
    ['a field that nobody may write', of('update'), 'Id,CreatedDate', {}, /CreatedDate .* cannot be changed/],
    [
      'the ID of records to be created',
      of('insert'),
      'Id,LastName',
      {},
      /Id .* cannot be set when a record is created/,
    ],
    ['no ID of records to be changed', of('update'), 'LastName', {}, /no column Id/],
    ['no ID of records to be deleted', of('delete'), 'LastName', {}, /no column Id/],
    ['no external ID', of('upsert', 'External_Id__c'), 'LastName', {}, /no column External_Id__c/],
    [
      'a parent that the object does not have',
      of('insert'),
      'LastName,Acount.External_Id__c',
      {},
      /no field “Acount.External_Id__c”/,
    ],
    [
      'fields that a parent does not have, all at once',
      of('insert'),
      'LastName,Account.Ext__c,User:Owner.Nickname__c',
      {},
      /Account \(Account\) has no field “Ext__c”[^]*User \(User\) has no field “Nickname__c”/,
    ],
    [
      'a field that does not identify a parent',
      of('update'),
      'Id,Account.Name',
      {},
      /^Account.Name: Name \(Account Name\) does not identify a record of Account \(Account\)\.$/,
    ],
    [
      'such a field by a mapping',
      of('insert'),
      'LastName,Kunde',
      { Kunde: 'Account.Industry' },
      /^Account.Industry: Industry .* does not identify/,
    ],
    [
      'a mapping of a column that is not there',
      of('insert'),
      'Nachname',
      { Nachnahme: 'LastName' },
      /no column “Nachnahme”/,
    ],
    ['a mapping to a name that is no field’s', of('insert'), 'Nachname', { Nachname: 'LastNmae' }, /“LastNmae”/],
    ['no column that is sent', of('insert'), 'sf__Id,Note', { Note: '' }, /no columns to send/],
  ])('with %s is refused before a job is made', async (_, job, header, mapping, message) => {
    const lines = [`${header}\n`, `${header.replaceAll(/[^,]+/g, 'x')}\n`];
    const fields = new Map(Object.entries(mapping));
    const error = await failure(loadCsv(org, job, source(lines, { fields }), settings));
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringMatching(message) });
    expect(adviceOn(error).fields).toEqual(['Column Mapping']);
    expect(await statesOf('ingest')).toEqual([]);
  });

  test('with the field of a parent that identifies it is loaded, and others are told which do', async () => {
    const { jobs } = await loadCsv(org, JOB, source(['LastName,Account.External_Id__c\nX,\n']), settings);
    expect(jobs).toMatchObject([{ numberRecordsProcessed: 1, numberRecordsFailed: 0 }]);
    const refused = await failure(loadCsv(org, JOB, source(['LastName,Account.Industry\nx,y\n']), settings));
    expect(adviceOn(refused).actions).toContainEqual(expect.stringMatching(/in the lookup field: .*External_Id__c/));
  });

  test('with a misspelled column is told the field that was meant', async () => {
    const refused = loadCsv(org, JOB, source(['LastNmae\nx\n']), settings);
    expect(adviceOn(await failure(refused)).actions).toContainEqual(expect.stringContaining('Did you mean LastName'));
  });

  test('parted by something else is told by what', async () => {
    const refused = loadCsv(org, JOB, source(['LastName;Title\nx;y\n']), settings);
    expect(adviceOn(await failure(refused)).actions).toContainEqual(expect.stringContaining('separated by semicolons'));
  });

  describe.each<[string, number[], string]>([
    ['an Excel workbook', [0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0], 'an Excel workbook'],
    ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0], 'an old Excel workbook'],
    ['compressed', [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0], 'compressed with gzip'],
    ['a PDF', [...Buffer.from('%PDF-1.7\n')], 'a PDF'],
    ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'a picture (PNG)'],
    ['cut short', [0x50, 0x4b, 3, 4], 'an Excel workbook'],
    ['a list in JSON', [...Buffer.from('\ufeff [\r\n  {"LastName": "x"}]')], 'JSON'],
    ['JSON Lines', [...Buffer.from('{"LastName":"x"}\n{"LastName":"y"}\n')], 'JSON'],
    ['nothing in JSON', [...Buffer.from('[]')], 'JSON'],
    ['a login page', [...Buffer.from('\n<!DOCTYPE html><html><body>Log in</body></html>')], 'a web page (HTML)'],
    ['a page without a document type', [...Buffer.from('<html lang="en">')], 'a web page (HTML)'],
    ['XML', [...Buffer.from('<?xml version="1.0"?><Contacts/>')], 'XML'],
    ['XML without a declaration', [...Buffer.from('<Contacts><Contact/></Contacts>')], 'XML'],
    ['of another format', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0], 'of a format other than text'],
  ])('that is %s', (_, bytes, what) => {
    test.each([1, 3, 100])('is told so, in chunks of %i bytes', async (size) => {
      const chunks = () =>
        Array.from({ length: Math.ceil(bytes.length / size) }, (__, n) => bytes.slice(n * size, (n + 1) * size));
      const open = async function* () {
        for (const chunk of chunks()) yield await Promise.resolve(Uint8Array.from(chunk));
      };
      const refused = await failure(loadCsv(org, JOB, { ...source([]), open }, settings));
      expect(refused).toMatchObject({ message: expect.stringContaining(`The file is no CSV: it is ${what}`) });
      expect(adviceOn(refused).actions).toEqual([expect.stringContaining('Extract From File')]);
      expect(await statesOf('ingest')).toEqual([]);
    });
  });

  test.each([
    ['little endian', (text: Buffer) => text],
    ['big endian', (text: Buffer) => text.swap16()],
  ])('in UTF-16 (%s) of any language is told its encoding, and not that it is no text', async (_, ordered) => {
    const rows = ['Имя,Ülő\nŁódź,x\n', 'Название организации\nx\n', 'Όνομα;Τίτλος\r\n', 'שם\tכותרת\n', 'ชื่อ,x\n'];
    const long = `Имя\n${'Łódź 😀\n'.repeat(1_000)}`;
    for (const text of [...rows, long].flatMap((one) => [one, `\ufeff${one}`])) {
      const bytes = ordered(Buffer.from(text, 'utf16le'));
      for (const size of [7, 4_096]) {
        const open = async function* () {
          for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
        };
        const refused = await failure(loadCsv(org, JOB, { ...source([]), open }, settings));
        expect(refused).toMatchObject({ message: 'The file is encoded in UTF-16, and not in UTF-8.' });
        expect(adviceOn(refused).actions).toEqual([expect.stringContaining('CSV UTF-8')]);
      }
    }
  });

  test('of bytes that can be anything is none in UTF-16', async () => {
    const bytes = fc
      .uint8Array({ minLength: 300, maxLength: 600 })
      .map((rest) => [1, 2, 3, 4, 0x2c, 0, ...rest, 0, 0, 7, 0]);
    await fc.assert(
      fc.asyncProperty(bytes, async (all) => {
        const read = async () => {
          for await (const chunk of asCsv(Readable.from([Uint8Array.from(all)]))) expect(chunk).toBeUndefined();
        };
        await expect(read()).rejects.toThrow('of a format other than text');
      }),
    );
  });

  test.each(['[Name],Title', '<Name>,Title', '{Name},Title', '"{",Title', '<3,Title'])(
    'is not taken for JSON or a page because a column is called so: %s',
    async (header) => {
      const refused = await failure(loadCsv(org, JOB, source([`${header}\nx,y\n`]), settings));
      expect(refused).not.toMatchObject({ message: expect.stringContaining('The file is no CSV') });
    },
  );

  test('is no other file because it begins like the name of one', async () => {
    const refused = await failure(loadCsv(org, JOB, source(['PK,LastName\n1,x\n']), settings));
    expect(refused).toMatchObject({ message: expect.stringContaining('no field “PK”') });
  });

  test.each([10, 300_000])('whose %i lines end with a carriage return alone is told so', async (rows) => {
    const refused = await failure(
      loadCsv(org, JOB, source([`LastName,Email\r${'A,a@x.example\r'.repeat(rows)}`]), settings),
    );
    expect(refused).toMatchObject({ message: 'The lines of the file end with a carriage return alone.' });
    expect(adviceOn(refused).actions).toEqual([expect.stringContaining('CRLF')]);
    expect(await statesOf('ingest')).toEqual([]);
  });

  test('of records to delete is sent with nothing but their IDs', async () => {
    await loadCsv(org, JOB, file(3), settings);
    const { data } = await running.http.get<{ records: { Id: string }[] }>('/query', {
      params: { q: "SELECT Id FROM Contact WHERE External_Id__c LIKE 'X-%'" },
    });
    const lines = ['sf__Id,Whatever,Id\n', ...data.records.map(({ Id }) => `,x,${Id}\n`)];
    const { jobs } = await loadCsv(org, of('delete'), source(lines), settings);
    expect(jobs).toMatchObject([{ numberRecordsProcessed: 3, numberRecordsFailed: 0 }]);
    expect(await loaded()).toBe(0);
  });

  test.each<[string, string, number]>([
    ['a value', 'x'.repeat(131_073), 131_072],
    ['a row', Array.from({ length: 4 }, () => 'y'.repeat(110_000)).join('","'), 400_000],
  ])('in which %s is longer than Bulk takes is not loaded at all, and names the row', async (_, cell, most) => {
    const names = cell.includes('","') ? 'LastName,Title,Department,Description' : 'LastName';
    const short = names.replaceAll(/\w+/g, 'x');
    const long = source([`${names}\n`, `${short}\n`, `"${cell}"\n`]);
    const refused = loadCsv(org, JOB, long, { ...settings, uploadBytes: 1_000_000 });
    await expect(refused).rejects.toThrow(
      new RegExp(`ow 3 of the CSV.* has \\d+ characters; the Bulk API allows at most ${most}`),
    );
    expect((await statesOf('ingest')).filter((state) => state !== 'Aborted')).toEqual([]);
    expect(
      await running.http.get('/query', { params: { q: "SELECT COUNT() FROM Contact WHERE LastName = 'x'" } }),
    ).toMatchObject({ data: { totalSize: 0 } });
  });

  test.each([...DELIMITERS])(
    'parted by %s, with either line end, quotes and line breaks in it, is cut between rows and comes back parted so',
    async (columnDelimiter, character) => {
      const fields = new Map([['Name der Person', 'LastName']]);
      const written = Array.from({ length: 60 }, (_, i) => [
        `Müller ${character} "${i}"`,
        `X-${i}`,
        `erste\r\nzweite${character}\n\ndritte ${i}`,
      ]);
      const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = [['Name der Person', 'External_Id__c', 'Description'], ...written].map(
        (row) => `${row.map(cell).join(character)}\r\n`,
      );
      const bytes = Buffer.from(`\uFEFF${lines.join('')}`);
      async function* open(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
      }
      const { jobs, rows: count } = await loadCsv(org, JOB, source([], { open, columnDelimiter, fields }), settings);
      expect(count).toBe(60);
      expect(jobs.length).toBeGreaterThan(1);
      const streams = jobs.map(({ id }) =>
        wholeStream(org, ingestResultsRequest(org, id, 'successfulResults'), { delimiter: character }),
      );
      const read: string[][] = [];
      for await (const batch of readCsv(joined(streams), character)) for (const row of batch) read.push(row);
      expect(read[0]).toEqual(['sf__Id', 'sf__Created', 'LastName', 'External_Id__c', 'Description']);
      const byKey = (a: string[], b: string[]): number => String(a[1]).localeCompare(String(b[1]));
      expect(
        read
          .slice(1)
          .map((row) => row.slice(2))
          .toSorted(byKey),
      ).toEqual(written.toSorted(byKey));
    },
  );

  test('goes into uploads that are measured in bytes', async () => {
    const sizes: number[] = [];
    const measured: Send = async (request) => {
      const { content } = request;
      if (content === undefined) return await org.sendOnce(request);
      let bytes = 0;
      const open = async function* (): AsyncGenerator<Uint8Array> {
        bytes = 0;
        for await (const chunk of content.open()) {
          bytes += chunk.length;
          yield chunk;
        }
      };
      const response = await org.sendOnce({ ...request, content: { ...content, open } });
      sizes.push(bytes);
      return response;
    };
    const lines = ['LastName\n', ...Array.from({ length: 300 }, () => '大'.repeat(20) + '\n')];
    await loadCsv(orgOf(measured), JOB, source(lines), settings);
    expect(sizes.length).toBeGreaterThan(8);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_000);
  });

  test('of which one job fails half way keeps what the others did, and its own rest as unprocessed', async () => {
    await control.post('bulk', { failAfterRows: 20 });
    const { jobs, rows: count, ended } = await loadCsv(org, JOB, file(400), settings);
    expect({ count, ended, states: jobs.map(({ state }) => state).toSorted() }).toEqual({
      count: 400,
      ended: true,
      states: ['Failed', 'JobComplete', 'JobComplete'],
    });
    const streams = jobs.map(({ id }) => wholeStream(org, ingestResultsRequest(org, id, 'unprocessedrecords')));
    let rest = '';
    for await (const chunk of joined(streams)) rest += Buffer.from(chunk).toString();
    const processed = jobs.reduce((sum, { numberRecordsProcessed = 0 }) => sum + numberRecordsProcessed, 0);
    async function* open(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(rest);
    }
    expect(await loadCsv(org, JOB, source([], { open }), settings)).toMatchObject({ rows: 400 - processed });
    expect(await loaded()).toBe(396);
  });

  test.each<[string, IngestJob['operation'], readonly string[], Partial<CsvSource>]>([
    ['of delimiters', 'insert', [',\n', ',\r\n'], {}],
    ['of quotes', 'insert', ['"",""\n', ',""\n'], {}],
    ['of blanks', 'insert', [' , \n', '" ",\n'], {}],
    ['of another delimiter', 'insert', [';\n'], { columnDelimiter: 'SEMICOLON' }],
    ['for records that exist', 'upsert', [',\n'], {}],
  ])('has rows without any value left out: %s', async (_, operation, blanks, changes) => {
    const delimiter = changes.columnDelimiter === 'SEMICOLON' ? ';' : ',';
    const lines = Array.from({ length: 200 }, (_, i) => [...blanks, csvLine([`Row ${i}`, `X-${i}`], delimiter)]).flat();
    const { blank, rows, jobs } = await loadCsv(
      org,
      { ...JOB, operation, ...(operation === 'upsert' ? { externalIdField: 'External_Id__c' } : {}) },
      source([csvLine(['LastName', 'External_Id__c'], delimiter), ...lines, ...blanks], changes),
      settings,
    );
    expect({ blank, rows, several: jobs.length > 1 }).toEqual({ blank: 201 * blanks.length, rows: 200, several: true });
    expect(jobs.map((job) => job.numberRecordsFailed)).toEqual(jobs.map(() => 0));
    expect(await loaded()).toBe(200);
  });

  test('of nothing but rows without any value needs no job', async () => {
    const lines = ['LastName,External_Id__c\n', ',\n', '"",""\n', '\n'];
    expect(await loadCsv(org, JOB, source(lines), settings)).toMatchObject({ blank: 2, rows: 0, jobs: [] });
  });

  test('of one column has no rows in its blank lines', async () => {
    const lines = ['LastName\n', 'Row\n', '\n', '""\n', '\n'];
    expect(await loadCsv(org, JOB, source(lines), settings)).toMatchObject({ blank: 1, rows: 1 });
  });

  test('of no rows needs no job', async () => {
    expect(await loadCsv(org, JOB, source(['LastName\n']), settings)).toMatchObject({ rows: 0, jobs: [], ended: true });
  });

  test('can call its columns otherwise, and have some that are not sent', async () => {
    const fields = new Map([
      ['Nachname', 'LastName'],
      ['Nr', 'External_Id__c'],
      ['Notiz', ''],
    ]);
    const lines = ['sf__Id|sf__Error|Nachname|Notiz|Nr\n', '|X:y:--|Müller|egal|X-1\n'];
    await loadCsv(org, JOB, source(lines, { columnDelimiter: 'PIPE', fields }), settings);
    const { data } = await running.http.get('/sobjects/Contact/External_Id__c/X-1');
    expect(data).toMatchObject({ LastName: 'Müller' });
  });
});

describe('Jobs that cannot be followed', () => {
  test('are named although others ended, which are followed to their ends', async () => {
    const seen = new Set<string>();
    const lossy: Send = async (request) => {
      if (request.method === 'GET' && /jobs\/ingest\/750\w+$/.test(request.path)) {
        seen.add(request.path);
        if (request.path === [...seen][0]) return { status: 503, headers: {}, body: '' };
      }
      return await org.sendOnce(request);
    };
    const error = await failure(loadCsv(orgOf(lossy), JOB, file(400), settings));
    expect(error).toMatchObject({ name: 'JobError', errorCode: 'BULK_JOB_PENDING' });
    expect((error as JobError).jobIds).toHaveLength(3);
    expect(await statesOf('ingest')).toEqual(['JobComplete', 'JobComplete', 'JobComplete']);
  });

  test('of a query are named too', async () => {
    await control.faults({ method: 'GET', path: 'jobs/query/750', status: 503, times: 100 });
    await expect(runQuery(org, 'SELECT Id FROM Contact', 'query', settings)).rejects.toMatchObject({
      name: 'JobError',
      errorCode: 'BULK_JOB_PENDING',
      jobIds: [expect.stringMatching(/^750/)],
    });
  });

  test('are named, for they go on', async () => {
    await control.faults({ method: 'GET', path: 'jobs/ingest', status: 503, times: 100 });
    const error = await failure(loadCsv(org, JOB, file(50), settings));
    expect(error).toBeInstanceOf(JobError);
    expect(error).toMatchObject({ errorCode: 'BULK_JOB_PENDING', jobIds: [expect.stringMatching(/^750/)] });
  });

  const cancelledAfter = (count: number): Org => {
    let waits = 0;
    const wait = async (): Promise<void> => {
      waits += 1;
      if (waits > count) throw new Error('cancelled');
    };
    return orgOf(org.sendOnce, { wait, cancelled: () => waits > count });
  };

  test('are aborted when the execution was canceled, and each is told', async () => {
    await control.post('bulk', { stateTime: 3_600_000 });
    const last = new Map<string, string>();
    const following = { ...settings, progress: ({ id, state }: JobInfo) => void last.set(id, state) };
    await expect(loadCsv(cancelledAfter(3), JOB, file(400), following)).rejects.toThrow('cancelled');
    await expect(runQuery(cancelledAfter(1), 'SELECT Id FROM Contact', 'query', following)).rejects.toThrow(
      'cancelled',
    );
    expect(await statesOf('ingest')).toEqual(['Aborted', 'Aborted', 'Aborted']);
    expect(await statesOf('query')).toEqual(['Aborted']);
    expect([...last.values()]).toEqual(['Aborted', 'Aborted', 'Aborted', 'Aborted']);
  });
});
