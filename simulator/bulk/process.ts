import { setImmediate as nextTurn } from 'node:timers/promises';

import type { WriteOptions } from '../types';
import type { Bulk } from './bulk';
import { readHeader, type Columns } from './columns';
import { checkLineEnding, endOfRows, parseRows } from './csv';
import { JobFailure } from './failure';
import type { IngestJob, QueryJob } from './jobs';
import { errorText, keyOf, rowWriter, type RowWriter } from './rows';

/** Rows processed between two turns of the event loop: Salesforce's own chunk, and short enough to let requests in. */
const CHUNK = 200;

/** Characters of the header row, without its line ending. */
const MAXIMUM_HEADER = 32_000;

/** Why a row of a chunk fails without being tried. */
type Refusal = (cells: readonly string[]) => string | undefined;

/** Every so many-th row fails, where that was asked for. */
function faultsOf({ settings }: Bulk): Refusal {
  const { rowFault } = settings;
  if (rowFault === null) return () => undefined;
  const error = errorText(rowFault);
  let row = 0;
  return () => {
    row += 1;
    return row % rowFault.every === 0 ? error : undefined;
  };
}

/** Rows of one external ID that are processed together fail together: it cannot be told which is to be last. */
function repeatsOf(
  { settings }: Bulk,
  { externalIdField: field }: IngestJob,
  columns: Columns,
  rows: string[][],
): Refusal {
  if (!settings.refuseRepeatedKeys || field === undefined || field.type === 'id') return () => undefined;
  const sameKey = (cells: readonly string[]) => {
    const key = keyOf(columns, cells);
    return field.caseSensitive ? key : key.toLowerCase();
  };
  const counts = new Map<string, number>();
  for (const cells of rows) counts.set(sameKey(cells), (counts.get(sameKey(cells)) ?? 0) + 1);
  counts.delete('');
  return (cells) => {
    if ((counts.get(sameKey(cells)) ?? 0) < 2) return undefined;
    const message = `Duplicate external id specified: ${keyOf(columns, cells)}`;
    return errorText({ errorCode: 'DUPLICATE_VALUE', message, fields: [field.name] });
  };
}

/** The rows of a job, and what is done with each. */
interface Work {
  readonly data: Buffer;
  readonly columns: Columns;
  readonly write: RowWriter;
  readonly fault: Refusal;
}

function processChunk(bulk: Bulk, job: IngestJob, rows: number, { data, columns, write, fault }: Work): void {
  const start = job.processedBytes;
  const end = endOfRows(data, start, rows);
  const parsed = parseRows(data.subarray(start, end), job);
  const width = columns.columns.length;
  const ragged = parsed.findIndex((cells) => cells.length !== width);
  if (ragged >= 0) {
    const row = job.numberRecordsProcessed + ragged + 1;
    throw new JobFailure(
      'InvalidBatch',
      `Row ${row} has ${parsed[ragged]?.length ?? 0} fields where the header has ${width}`,
    );
  }
  const repeat = repeatsOf(bulk, job, columns, parsed);
  // One transaction, in which each row that fails is taken back alone.
  const outcomes = bulk.org.store.transaction(() => parsed.map((cells) => write(cells, fault(cells) ?? repeat(cells))));
  job.blocks.push({ start, end, outcomes });
  job.processedBytes = end;
  job.numberRecordsProcessed += outcomes.length;
  job.numberRecordsFailed += outcomes.filter(({ error }) => error !== undefined).length;
}

async function processRows(bulk: Bulk, job: IngestJob, data: Buffer): Promise<void> {
  checkLineEnding(data, job);
  const headerEnd = endOfRows(data, 0, 1);
  const header = data.subarray(0, headerEnd);
  if (header.toString('utf8').trimEnd().length > MAXIMUM_HEADER) {
    throw new JobFailure('InvalidBatch', `The header row has more than ${MAXIMUM_HEADER} characters`);
  }
  const [names] = parseRows(header, job);
  if (names === undefined) return;
  const { store, clock } = bulk.org;
  const options: WriteOptions = {
    userId: job.createdById,
    now: clock.now(),
    allowDuplicates: false,
    autoAssign: job.assignmentRuleId ?? false,
    origin: `com/salesforce/api/bulkapi/${job.version}`,
  };
  const columns = readHeader(store.schema, job, names);
  const write = rowWriter(store, job, columns, options);
  const work: Work = { data, columns, write, fault: faultsOf(bulk) };
  const failAt = bulk.settings.failAfterRows ?? Infinity;
  bulk.settings.failAfterRows = null;
  job.processedBytes = headerEnd;
  while (job.processedBytes < data.length && job.state === 'InProgress') {
    const before = job.numberRecordsProcessed;
    if (before >= failAt)
      throw new JobFailure('InternalServerError', 'Processing stopped. The rest was not processed.');
    if (bulk.exhausted) throw new JobFailure('ExceededQuota', 'ApiBatchItems Limit exceeded.');
    const started = performance.now();
    options.now = clock.now();
    processChunk(bulk, job, Math.min(CHUNK, failAt - before), work);
    job.activeTime += performance.now() - started;
    job.systemModstamp = clock.now();
    bulk.spend(before, job.numberRecordsProcessed - before);
    await nextTurn();
  }
}

/** Takes a closed ingest job to its end. */
export async function processIngestJob(bulk: Bulk, job: IngestJob): Promise<void> {
  if (!(await bulk.leave(job, 'UploadComplete', 'InProgress'))) return;
  try {
    await processRows(bulk, job, job.upload ?? Buffer.alloc(0));
  } catch (error) {
    if (!(error instanceof JobFailure)) console.error(error);
    job.errorMessage =
      error instanceof JobFailure ? error.message : 'InternalServerError : An unexpected error occurred.';
    bulk.enter(job, 'Failed');
    return;
  }
  await bulk.leave(job, 'InProgress', 'JobComplete');
}

/** Takes a query job to its end. */
export async function processQueryJob(bulk: Bulk, job: QueryJob): Promise<void> {
  if (!(await bulk.leave(job, 'UploadComplete', 'InProgress'))) return;
  await nextTurn();
  if (bulk.settings.failQuery) {
    bulk.settings.failQuery = false;
    bulk.enter(job, 'Failed');
    return;
  }
  try {
    job.numberRecordsProcessed = job.plan.run().totalSize;
  } catch (error) {
    console.error(error);
    bulk.enter(job, 'Failed');
    return;
  }
  await bulk.leave(job, 'InProgress', 'JobComplete');
}
