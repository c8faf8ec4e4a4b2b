import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Choices } from '../choices';
import { javaDouble, numberIn } from '../numbers';
import type { FieldSchema, FieldType } from '../types';
import { charactersOf, endOfRows, formatRows, parseRows } from './csv';
import type { Block, IngestJob, Outcome } from './jobs';
import type { BulkSettings } from './settings';

/** One of the two kinds of results: which rows are in it, and its columns before those of the upload. */
export interface ResultKind {
  readonly columns: readonly [string, string];
  readonly count: (job: IngestJob) => number;
  readonly cells: (outcome: Outcome) => readonly [string, string] | undefined;
}

export const SUCCESSFUL: ResultKind = {
  columns: ['sf__Id', 'sf__Created'],
  count: ({ numberRecordsProcessed, numberRecordsFailed }) => numberRecordsProcessed - numberRecordsFailed,
  cells: ({ id, created, error }) => (error === undefined ? [id, String(created)] : undefined),
};

export const FAILED: ResultKind = {
  columns: ['sf__Id', 'sf__Error'],
  count: ({ numberRecordsFailed }) => numberRecordsFailed,
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

const fieldNamed = ({ object }: IngestJob, name: string): FieldSchema | undefined =>
  object.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());

/** Fields whose numbers are doubles. */
export const DOUBLES: ReadonlySet<FieldType> = new Set(['currency', 'double', 'percent']);

/** The places of columns whose numbers are written anew. */
const doublesOf = (job: IngestJob, names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) => (DOUBLES.has(fieldNamed(job, name)?.type ?? 'string') ? [index] : []));

/** A column of the upload, as results have it. */
interface ResultColumn {
  readonly name: string;
  /** Its place in the upload. */
  readonly place: number;
}

/** The upload's columns by the names of their fields; those of failed rows in the order of the names. */
function rewrittenColumns(job: IngestJob, kind: ResultKind, names: readonly string[]): readonly ResultColumn[] {
  const columns = names.map((name, place) => ({ name: fieldNamed(job, name)?.name ?? name, place }));
  return kind === FAILED ? columns.sort((a, b) => (a.name < b.name ? -1 : 1)) : columns;
}

/** The places of columns whose names are in another case than those of their fields or relationships. */
function otherCase({ object }: IngestJob, names: readonly string[]): readonly number[] {
  const known = object.fields.flatMap(({ name, relationshipName }) => [name, relationshipName ?? name]);
  const isSpelled = (name: string): boolean => {
    const [first = ''] = name.replace(/^\w+:/, '').split('.');
    return known.includes(first) || !known.some((one) => one.toLowerCase() === first.toLowerCase());
  };
  return names.flatMap((name, place) => (isSpelled(name) ? [] : [place]));
}

/** A number as Salesforce writes it, `9.12260031E8`; other text as it is. */
export function rewrittenNumber(text: string): string {
  const number = numberIn(text);
  return number === undefined ? text : javaDouble(number);
}

/** How results are written. */
interface ResultForm {
  readonly kind: ResultKind;
  readonly choices: Choices;
  /** Places of the numbers that are written anew. */
  readonly doubles: readonly number[];
  /** Places of columns without values. */
  readonly blank: readonly number[];
  /** Other columns than the upload's. */
  readonly columns: readonly ResultColumn[] | undefined;
}

function blockResults(job: IngestJob, block: Block, { kind, choices, doubles, blank, columns }: ResultForm): string {
  if (!block.outcomes.some((outcome) => kind.cells(outcome) !== undefined)) return '';
  const rows = parseRows((job.upload ?? EMPTY).subarray(block.start, block.end), job);
  const lines: string[][] = [];
  for (const index of choices.shuffled(block.outcomes.length)) {
    const outcome = block.outcomes[index];
    const cells = outcome && kind.cells(outcome);
    if (cells === undefined) continue;
    const uploaded = rows[index] ?? [];
    for (const place of doubles) uploaded[place] = rewrittenNumber(uploaded[place] ?? '');
    for (const place of blank) uploaded[place] = '';
    lines.push([...cells, ...(columns?.map(({ place }) => uploaded[place] ?? '') ?? uploaded)]);
  }
  return formatRows(lines, job);
}

/**
 * The results of one kind as CSV text, a block at a time and in another order each time.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_successful_results.htm
 */
export async function* ingestResults(
  job: IngestJob,
  kind: ResultKind,
  {
    rewriteNumbers,
    blankOtherCase,
    choices,
  }: Pick<BulkSettings, 'blankOtherCase' | 'rewriteNumbers'> & { readonly choices: Choices },
): AsyncIterable<string> {
  const names = headerCells(job);
  const columns = choices.settings.rewriteHeaders ? rewrittenColumns(job, kind, names) : undefined;
  yield columns === undefined
    ? headerLine(job, kind.columns, names)
    : formatRows([[...kind.columns, ...columns.map(({ name }) => name)]], job);
  const doubles = rewriteNumbers ? doublesOf(job, names) : [];
  const blank = blankOtherCase && kind === FAILED ? otherCase(job, names) : [];
  const form: ResultForm = { kind, choices, doubles, blank, columns };
  for (const index of choices.shuffled(job.blocks.length)) {
    const block = job.blocks[index];
    const text = block === undefined ? '' : blockResults(job, block, form);
    if (text !== '') yield text;
    await nextTurn();
  }
}

/** Rows given out between two turns of the event loop. */
const SLICE = 1_000;

/** The rows that were not processed, each as it was uploaded: the header, then what is left in no order. */
export async function* unprocessedRows(job: IngestJob, choices: Choices): AsyncIterable<Buffer> {
  const data = job.upload ?? EMPTY;
  const headerEnd = endOfRows(data, 0, 1);
  yield data.subarray(0, headerEnd);
  const ends: number[] = [];
  const start = Math.max(headerEnd, job.processedBytes);
  for (let from = start; from < data.length; from = ends.at(-1) ?? data.length) ends.push(endOfRows(data, from, 1));
  const ending = Buffer.from(charactersOf(job).record_delimiter);
  let slice: Buffer[] = [];
  for (const index of choices.shuffled(ends.length)) {
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
