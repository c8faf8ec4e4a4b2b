import { setImmediate as nextTurn } from 'node:timers/promises';

import type { FieldType } from '../types';
import { charactersOf, endOfRows, formatRows, parseRows } from './csv';
import type { Block, IngestJob, Outcome } from './jobs';
import { scrambled } from './scramble';

/** One of the two kinds of results: which rows are in it, and its columns before those of the upload. */
export interface ResultKind {
  readonly columns: readonly [string, string];
  readonly cells: (outcome: Outcome) => readonly [string, string] | undefined;
}

export const SUCCESSFUL: ResultKind = {
  columns: ['sf__Id', 'sf__Created'],
  cells: ({ id, created, error }) => (error === undefined ? [id, String(created)] : undefined),
};

export const FAILED: ResultKind = {
  columns: ['sf__Id', 'sf__Error'],
  cells: ({ id, error }) => (error === undefined ? undefined : [id, error]),
};

const EMPTY = Buffer.alloc(0);

/** The first row of the upload as it was written, without its line ending. */
function headerText(job: IngestJob): string {
  const data = job.upload ?? EMPTY;
  return data
    .subarray(0, endOfRows(data, 0, 1))
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

function headerCells(job: IngestJob): readonly string[] {
  try {
    return parseRows(Buffer.from(headerText(job)), job)[0] ?? [];
  } catch {
    // A header that cannot be read has failed the job; its results have no columns of their own.
    return [];
  }
}

/** Our columns are quoted, those of the upload stand as they were written there. */
function headerLine(job: IngestJob, own: readonly string[], cells: readonly string[]): string {
  const line = formatRows([own], job);
  const { delimiter, record_delimiter: ending } = charactersOf(job);
  return cells.length === 0 ? line : line.slice(0, -ending.length) + delimiter + headerText(job) + ending;
}

const DOUBLES: ReadonlySet<FieldType> = new Set(['currency', 'double', 'percent']);

/** The places of columns whose numbers are written anew. */
const doublesOf = ({ object }: IngestJob, names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) => {
    const field = object.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    return field !== undefined && DOUBLES.has(field.type) ? [index] : [];
  });

/** A number as Java's Double.toString writes it, `9.12260031E8`; other text as it is. */
export function javaDouble(text: string): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return text;
  const size = Math.abs(value);
  const fraction = (digits: string) => (digits.includes('.') ? digits : `${digits}.0`);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return fraction(String(value));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${fraction(digits)}E${exponent.replace('+', '')}`;
}

function blockResults(job: IngestJob, block: Block, kind: ResultKind, doubles: readonly number[]): string {
  if (!block.outcomes.some((outcome) => kind.cells(outcome) !== undefined)) return '';
  const rows = parseRows((job.upload ?? EMPTY).subarray(block.start, block.end), job);
  const lines: string[][] = [];
  for (const index of scrambled(block.outcomes.length)) {
    const outcome = block.outcomes[index];
    const cells = outcome && kind.cells(outcome);
    if (cells === undefined) continue;
    const uploaded = rows[index] ?? [];
    for (const place of doubles) uploaded[place] = javaDouble(uploaded[place] ?? '');
    lines.push([...cells, ...uploaded]);
  }
  return formatRows(lines, job);
}

/**
 * The results of one kind as CSV text, a block at a time and in no order.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_successful_results.htm
 */
export async function* ingestResults(job: IngestJob, kind: ResultKind, rewriteNumbers: boolean): AsyncIterable<string> {
  const names = headerCells(job);
  yield headerLine(job, kind.columns, names);
  const doubles = rewriteNumbers ? doublesOf(job, names) : [];
  for (const index of scrambled(job.blocks.length)) {
    const block = job.blocks[index];
    const text = block === undefined ? '' : blockResults(job, block, kind, doubles);
    if (text !== '') yield text;
    await nextTurn();
  }
}

/** Rows given out between two turns of the event loop. */
const SLICE = 1_000;

/** The rows that were not processed, each as it was uploaded: the header, then what is left in no order. */
export async function* unprocessedRows(job: IngestJob): AsyncIterable<Buffer> {
  const data = job.upload ?? EMPTY;
  const headerEnd = endOfRows(data, 0, 1);
  yield data.subarray(0, headerEnd);
  const ends: number[] = [];
  const start = Math.max(headerEnd, job.processedBytes);
  for (let from = start; from < data.length; from = ends.at(-1) ?? data.length) ends.push(endOfRows(data, from, 1));
  const ending = Buffer.from(charactersOf(job).record_delimiter);
  let slice: Buffer[] = [];
  for (const index of scrambled(ends.length)) {
    const row = data.subarray(ends[index - 1] ?? start, ends[index]);
    slice.push(row);
    // The last row of the upload may do without a line ending, but not in front of another.
    if (index === ends.length - 1 && ends.length > 1 && !row.subarray(-ending.length).equals(ending))
      slice.push(ending);
    if (slice.length < SLICE) continue;
    yield Buffer.concat(slice);
    slice = [];
    await nextTurn();
  }
  yield Buffer.concat(slice);
}
