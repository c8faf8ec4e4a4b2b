import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { axiosSend } from '../../../bench/axiosSend';
import { ingestResults, type IngestSettings } from '../../../salesforce/bulk/jobs';
import type { LoadSettings } from '../../../salesforce/bulk/load';
import { loadCsv, type CsvSource } from '../../../salesforce/bulk/loadCsv';
import { PendingError } from '../../../salesforce/bulk/pending';
import { runQuery } from '../../../salesforce/bulk/query';
import { joined, wholeStream } from '../../../salesforce/bulk/results';
import { csvLine, readCsv } from '../../../salesforce/csv';
import { Metadata, type ObjectDescribe } from '../../../salesforce/describe';
import type { Send } from '../../../salesforce/http';
import { Control } from '../../../simulator/control/client';
import { openSession, startSignedIn, type SignedInOrg } from '../../support/org';

let org: SignedInOrg;
let control: Control;
let send: Send;
let settings: LoadSettings;
let described: ObjectDescribe;

beforeAll(async () => {
  org = await startSignedIn(20);
  control = new Control(org.controlUrl);
  described = await new Metadata(axiosSend({ instanceUrl: org.url, accessToken: org.token })).object('Contact');
});

beforeEach(async () => {
  await control.post('reset');
  const accessToken = openSession(org);
  org.http.defaults.headers['Authorization'] = `Bearer ${accessToken}`;
  send = axiosSend({ instanceUrl: org.url, accessToken });
  const wait = () => new Promise<void>((resolve) => setImmediate(resolve));
  settings = { version: '67.0', wait, patience: 60_000, uploadBytes: 2_000 };
});

afterAll(() => org.close());

const JOB: IngestSettings = { operation: 'insert', object: 'Contact' };

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

const loaded = async (): Promise<number> => {
  const soql = "SELECT COUNT() FROM Contact WHERE External_Id__c LIKE 'X-%'";
  return (await org.http.get<{ totalSize: number }>('/query', { params: { q: soql } })).data.totalSize;
};

const statesOf = async (kind: 'ingest' | 'query'): Promise<string[]> => {
  const { data } = await org.http.get<{ records: { state: string }[] }>(`/jobs/${kind}`);
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
    const { jobs, rows: count, ended } = await loadCsv(send, JOB, file(400), settings);
    expect({ jobs: jobs.length, count, ended }).toEqual({ jobs: 3, count: 400, ended: true });
    expect(await loaded()).toBe(396);
    const results = async (kind: 'failedResults' | 'successfulResults'): Promise<string[]> => {
      const streams = jobs.map(({ id }) => wholeStream(send, ingestResults('67.0', id, kind), settings.wait));
      const read: string[][] = [];
      for await (const batch of readCsv(joined(streams))) read.push(...batch);
      expect(read[0]?.slice(2)).toEqual(['LastName', 'External_Id__c']);
      return read.slice(1).map((row) => row[3] ?? '');
    };
    expect((await results('failedResults')).toSorted()).toEqual(['X-107', 'X-207', 'X-307', 'X-7']);
    expect(new Set(await results('successfulResults')).size).toBe(396);
  });

  test('whose last row is broken is not loaded at all, and leaves no open job', async () => {
    const broken = source(['LastName\n', ...Array.from({ length: 900 }, (_, i) => `Row ${i}\n`), 'a"b\n']);
    await expect(loadCsv(send, JOB, broken, { ...settings, uploadBytes: 5_000 })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('Row 902 of the CSV cannot be read'),
    });
    expect(await statesOf('ingest')).toEqual(['Aborted', 'Aborted']);
  });

  test.each([
    [[], 'The file is empty'],
    [['LastName,lastname\n'], 'Two columns of the CSV are for the field lastname.'],
    [['LastName,Title\na\n'], 'Row 2 of the CSV has 1 values where the header has 2 columns.'],
  ])('%j is refused', async (lines, message) => {
    await expect(loadCsv(send, JOB, source(lines), settings)).rejects.toThrow(message);
  });

  test('of no rows needs no job', async () => {
    expect(await loadCsv(send, JOB, source(['LastName\n']), settings)).toEqual({ rows: 0, jobs: [], ended: true });
  });

  test('can call its columns otherwise, and have some that are not sent', async () => {
    const fields = new Map([['Nachname', 'LastName'], ['Nr', 'External_Id__c'], ['Notiz', '']]);
    const lines = ['sf__Id|sf__Error|Nachname|Notiz|Nr\n', '|X:y:--|Müller|egal|X-1\n'];
    await loadCsv(send, JOB, source(lines, { columnDelimiter: 'PIPE', fields }), settings);
    const { data } = await org.http.get('/sobjects/Contact/External_Id__c/X-1');
    expect(data).toMatchObject({ LastName: 'Müller' });
  });
});

describe('Jobs that cannot be followed', () => {
  test('are named, for they go on', async () => {
    await control.faults({ method: 'GET', path: 'jobs/ingest', status: 503, times: 100 });
    const error: unknown = await loadCsv(send, JOB, file(50), settings).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PendingError);
    expect((error as PendingError).jobIds).toEqual([expect.stringMatching(/^750/)]);
  });

  const cancelledAfter = (count: number): LoadSettings => {
    let waits = 0;
    const wait = async (): Promise<void> => {
      waits += 1;
      if (waits > count) throw new Error('cancelled');
    };
    return { ...settings, wait, cancelled: () => waits > count };
  };

  test('are aborted when the execution was cancelled', async () => {
    await control.post('bulk', { stateTime: 3_600_000 });
    await expect(loadCsv(send, JOB, file(400), cancelledAfter(3))).rejects.toThrow('cancelled');
    await expect(runQuery(send, 'SELECT Id FROM Contact', 'query', cancelledAfter(1))).rejects.toThrow('cancelled');
    expect(await statesOf('ingest')).toEqual(['Aborted', 'Aborted', 'Aborted']);
    expect(await statesOf('query')).toEqual(['Aborted']);
  });
});
