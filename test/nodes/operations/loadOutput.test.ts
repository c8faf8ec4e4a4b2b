import { describe, expect, test } from '@jest/globals';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { Hints } from '../../../nodes/SalesforceConnector/host/hints';
import type { NodeOrg } from '../../../nodes/SalesforceConnector/host/org';
import { FileOutput, RunningOutput } from '../../../nodes/SalesforceConnector/host/outcome';
import { loadOutput, type LoadReport } from '../../../nodes/SalesforceConnector/operations/bulk/loadOutput';
import { loadCsv } from '../../../salesforce/bulk/loadCsv';
import { csvLine, CsvParser } from '../../../salesforce/csv';
import type { Response, Send } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { LyingOrg } from '../../support/lyingOrg';
import { orgOf } from '../../support/orgOf';
import { field, object } from '../../support/schema';

const CONTACT = object('Contact', [
  field('Id', 'id', { createable: false }),
  field('LastName', 'string'),
  field('External_Id__c', 'string', { externalId: true, idLookup: true }),
]);

type Operation = 'delete' | 'insert' | 'update' | 'upsert';
const OPERATIONS: readonly Operation[] = ['insert', 'update', 'upsert', 'delete'];
const KEYED: readonly Operation[] = ['update', 'upsert', 'delete'];

/** The two lists of results; each row has the record's ID and what is said of it before its own cells. */
interface Lists {
  readonly saved: string[][];
  readonly failed: string[][];
}
/** What an org says instead of the truth. */
type Change = (lists: Lists, columns: readonly string[]) => Partial<Lists>;

const ROWS = 40;

/** A file in which every tenth row cannot be saved. */
function fileFor(operation: Operation, org: LyingOrg): { header: readonly string[]; rows: string[][] } {
  const isBad = (nth: number): boolean => nth % 10 === 7;
  const nameOf = (nth: number): string => (isBad(nth) ? '#N/A' : `Row ${nth}`);
  const all = Array.from({ length: ROWS }, (_, nth) => nth);
  const ids = operation === 'delete' || operation === 'update' ? all.map((nth) => org.add({ LastName: `${nth}` })) : [];
  const idFor = (nth: number): string => (isBad(nth) ? idOf(900_000 + nth) : (ids[nth] ?? ''));
  if (operation === 'delete') return { header: ['Id'], rows: all.map((nth) => [idFor(nth)]) };
  if (operation === 'update') return { header: ['Id', 'LastName'], rows: all.map((nth) => [idFor(nth), `Row ${nth}`]) };
  return { header: ['External_Id__c', 'LastName'], rows: all.map((nth) => [`K-${nth}`, nameOf(nth)]) };
}

function read(csv: unknown): string[][] {
  const parser = new CsvParser();
  return [...parser.push(String(csv)), ...parser.end()];
}

const written = (header: readonly string[], rows: readonly string[][]): string =>
  [header, ...rows].map((cells) => csvLine(cells)).join('');

/** Answers as the org does, but for its lists of results. */
function lying({ send }: LyingOrg, change: Change): Send {
  const listOf = async (path: string, kind: string): Promise<{ response: Response; rows: string[][] }> => {
    const response = await send({ method: 'GET', path: path.replace(/\w+$/, kind) });
    return { response, rows: read(response.body) };
  };
  return async (request) => {
    const { path } = request;
    if (path.includes('/describe')) return { status: 404, headers: {}, body: [] };
    const kind = (['successfulResults', 'failedResults'] as const).find((name) => path.endsWith(name));
    if (kind === undefined) return await send(request);
    const saved = await listOf(path, 'successfulResults');
    const failed = await listOf(path, 'failedResults');
    const [[header = []], { response }] = kind === 'failedResults' ? [failed.rows, failed] : [saved.rows, saved];
    const lists = { saved: saved.rows.slice(1), failed: failed.rows.slice(1) };
    const told = { ...lists, ...change(lists, header.slice(2)) };
    return { ...response, body: written(header, kind === 'failedResults' ? told.failed : told.saved) };
  };
}

interface Told {
  readonly json?: IDataObject;
  readonly error?: string;
  readonly warnings: readonly string[];
}

async function told(operation: Operation, change: Change): Promise<Told> {
  const lyingOrg = new LyingOrg(() => undefined);
  const { header, rows } = fileFor(operation, lyingOrg);
  const warnings: string[] = [];
  const hints = Object.assign(new Hints(), { warn: (sentence: string) => warnings.push(sentence) });
  const org = { ...orgOf(lying(lyingOrg, change)), hints } as unknown as NodeOrg;
  const writeFile = async (chunks: AsyncIterable<Uint8Array | string>): Promise<IBinaryData> => {
    for await (const chunk of chunks) void chunk;
    return { data: '', mimeType: 'text/csv' };
  };
  const report = { item: { writeFile }, failsWithRows: false, returnsSuccessful: true } as unknown as LoadReport;
  const job = {
    operation,
    object: 'Contact',
    ...(operation === 'upsert' ? { externalIdField: 'External_Id__c' } : {}),
  };
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(written(header, rows));
  };
  const source = { open, columnDelimiter: 'COMMA', fields: new Map<string, string>(), described: CONTACT };
  try {
    const load = await loadCsv(org, job, source, { patience: 60_000 });
    const [output] = await loadOutput(org, report, job, load);
    const json = output instanceof FileOutput || output instanceof RunningOutput ? output.json : output;
    return { json: json ?? {}, warnings };
  } catch (error) {
    return { error: (error as { errorCode: string }).errorCode, warnings };
  }
}

const by = (operations: readonly Operation[], title: string, change: Change): [string, Operation, Change][] =>
  operations.map((operation) => [title, operation, change]);

const last = (rows: readonly string[][]): string[] => rows.at(-1) ?? [];

/** The same rows with a cell of the file's own changed. */
const withCells = (rows: readonly string[][], column: number, change: (cell: string) => string): string[][] =>
  rows.map((cells) => cells.map((cell, place) => (place === column + 2 ? change(cell) : cell)));

/** For a row of another record. */
const other = (cell: string): string => (cell.startsWith('003') ? cell.replace('0030', '0031') : `${cell}9`);

describe('What a load says of its rows', () => {
  const truth = { rows: ROWS, successful: 36, failed: 4, unprocessed: 0 };

  test.each([
    ...by(OPERATIONS, 'as they were sent', () => ({})),
    ...by(OPERATIONS, 'in another order', ({ saved, failed }) => ({
      saved: saved.toReversed(),
      failed: [...failed.slice(2), ...failed.slice(0, 2)],
    })),
  ])('is what their results say where they come back %s: %s', async (_, operation, change) => {
    const { json, warnings } = await told(operation, change);
    expect(json).toMatchObject(truth);
    expect(json).not.toHaveProperty('unknown');
    expect(warnings).toEqual([expect.stringMatching(/^4 of 40 rows failed \(/)]);
  });

  test.each([
    ...by(OPERATIONS, 'a row is told of twice, and another not at all', ({ saved, failed }) => ({
      failed: [[last(failed)[0] ?? '', 'no', ...(saved[0] ?? []).slice(2)], ...failed.slice(1)],
    })),
    ...by(OPERATIONS, 'saved rows are those of another job', ({ saved }, columns) => ({
      saved: columns
        .map((_, place) => place)
        .reduce((rows, place) => withCells(rows, place, other), saved)
        .map(([id = '', ...cells]) => [cells.find((cell) => cell.startsWith('003')) ?? id, ...cells]),
    })),
    ...by(OPERATIONS, 'one failed row is that of another job', ({ failed }) => ({
      failed: [...withCells(failed.slice(0, 1), 0, other), ...failed.slice(1)],
    })),
    ...by(['insert'], 'cells of two rows have changed places', ({ saved }) => ({
      saved: saved.map((cells, nth) => [...cells.slice(0, -1), saved.at(nth - 1)?.at(-1) ?? '']),
    })),
  ])('is that nothing is known where %s: %s', async (_, operation, change) => {
    const { json, warnings } = await told(operation, change);
    expect(json).toMatchObject({ rows: ROWS, successful: 0, failed: 0, unprocessed: 0, unknown: ROWS });
    expect(warnings.join(' ')).toContain('look in Salesforce for the records before you load the file again');
    expect(warnings.join(' ')).toMatch(/0 of 40 rows failed, 40 are unknown/);
  });

  test.each(
    by(['update', 'upsert'], 'other values', ({ saved }) => ({ saved: withCells(saved, 1, (cell) => `${cell}!`) })),
  )('is what their keys say where they come back with %s, which is told: %s', async (_, operation, change) => {
    const { json, warnings } = await told(operation, change);
    expect(json).toMatchObject(truth);
    expect(warnings.join(' ')).toContain('The results have the keys of the rows that were sent, but other values');
  });

  test.each([
    ...by(OPERATIONS, 'all have one record', ({ saved }) => ({
      saved: saved.map(([, ...cells]) => [last(saved)[0] ?? '', ...cells]),
    })),
    ...by(OPERATIONS, 'two have one record', ({ saved }) => ({
      saved: saved.map((cells, nth) => (nth === 0 ? [last(saved)[0] ?? '', ...cells.slice(1)] : cells)),
    })),
    ...by(['upsert'], 'all have one record that was there', ({ saved }) => ({
      saved: saved.map(([, , ...cells]) => [last(saved)[0] ?? '', 'false', ...cells]),
    })),
    ...by(OPERATIONS, 'saved rows are listed as failed, and the job has counted otherwise', ({ saved, failed }) => ({
      saved: [],
      failed: [...failed, ...saved.map(([id = '', , ...cells]) => [id, 'X:y:--', ...cells])],
    })),
    ...by(KEYED, 'a record is named that is not one', ({ saved }) => ({
      saved: saved.map(([, ...cells]) => ['0', ...cells]),
    })),
  ])('is not believed where %s: %s', async (_, operation, change) => {
    expect(await told(operation, change)).toMatchObject({ error: 'BULK_RESULTS_NOT_READ' });
  });
});

describe('A job that failed before it processed a row', () => {
  const failure = async (errorMessage: string): Promise<unknown> => {
    const { send } = fakeSend(({ path }) => {
      if (path.endsWith('unprocessedrecords')) return { body: 'LastName\nA\n' };
      return { body: `"sf__Id","${path.endsWith('failedResults') ? 'sf__Error' : 'sf__Created'}",LastName\n` };
    });
    const org = { ...orgOf(send), hints: new Hints() } as unknown as NodeOrg;
    const writeFile = async (chunks: AsyncIterable<Uint8Array | string>): Promise<IBinaryData> => {
      for await (const chunk of chunks) void chunk;
      return { data: '', mimeType: 'text/csv' };
    };
    const report = { item: { writeFile }, failsWithRows: false, returnsSuccessful: true } as unknown as LoadReport;
    const job = {
      id: '750000000000001AAA',
      state: 'Failed',
      object: 'Contact',
      operation: 'insert',
      errorMessage,
    } as const;
    const load = { rows: 1, jobs: [job], ended: true };
    return await loadOutput(org, report, { object: 'Contact', operation: 'insert' }, load).catch((e: unknown) => e);
  };

  test.each([
    ['InternalServerError : Retried more than 15 times', 'nothing is wrong with the file: load it again'],
    ['TooManyLockFailure : Too many lock failure 10 Trying again later.', 'nothing is wrong with the file'],
    ['InvalidBatch : Field name not found : Foo', 'correct the file'],
  ])('says whether the file has to be corrected: %s', async (errorMessage, told) => {
    expect(adviceOn(await failure(errorMessage)).actions.join()).toContain(told);
  });
});
