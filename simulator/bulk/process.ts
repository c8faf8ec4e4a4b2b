import { setImmediate as nextTurn } from 'node:timers/promises';

import type { WriteOptions } from '../types';
import type { Bulk } from './bulk';
import { readHeader } from './columns';
import { checkLineEnding, endOfRows, parseRows } from './csv';
import { JobFailure } from './failure';
import type { IngestJob, Outcome, QueryJob } from './jobs';
import { rowWriter, type RowWriter } from './rows';

/** Rows processed between two turns of the event loop: Salesforce's own chunk, and short enough to let requests in. */
const CHUNK = 200;

/** Faults that were asked for, in the place of what the row would have come to. */
function withFaults({ settings }: Bulk, write: RowWriter): RowWriter {
  const { rowFault } = settings;
  if (rowFault === null) return write;
  let row = 0;
  return (cells) => {
    row += 1;
    if (row % rowFault.every !== 0) return write(cells);
    return { id: '', created: false, error: `${rowFault.errorCode}:${rowFault.message}:--` };
  };
}

function processChunk(job: IngestJob, data: Buffer, rows: number, width: number, write: RowWriter): void {
  const start = job.processedBytes;
  const end = endOfRows(data, start, rows);
  const outcomes: Outcome[] = [];
  const parsed = parseRows(data.subarray(start, end), job);
  const ragged = parsed.findIndex((cells) => cells.length !== width);
  if (ragged >= 0) {
    const row = job.numberRecordsProcessed + ragged + 1;
    throw new JobFailure(
      'InvalidBatch',
      `Row ${row} has ${parsed[ragged]?.length ?? 0} fields where the header has ${width}`,
    );
  }
  for (const cells of parsed) outcomes.push(write(cells));
  job.blocks.push({ start, end, outcomes });
  job.processedBytes = end;
  job.numberRecordsProcessed += outcomes.length;
  job.numberRecordsFailed += outcomes.filter(({ error }) => error !== undefined).length;
}

async function processRows(bulk: Bulk, job: IngestJob, data: Buffer): Promise<void> {
  checkLineEnding(data, job);
  const headerEnd = endOfRows(data, 0, 1);
  const [names] = parseRows(data.subarray(0, headerEnd), job);
  if (names === undefined) return;
  const { store, clock } = bulk.org;
  const options: WriteOptions = {
    userId: job.createdById,
    now: clock.now(),
    allowDuplicates: false,
    autoAssign: job.assignmentRuleId ?? false,
  };
  const write = withFaults(bulk, rowWriter(store, job, readHeader(store.schema, job, names), options));
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
    processChunk(job, data, Math.min(CHUNK, failAt - before), names.length, write);
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
  try {
    job.numberRecordsProcessed = job.plan.run().totalSize;
  } catch (error) {
    console.error(error);
    bulk.enter(job, 'Failed');
    return;
  }
  await bulk.leave(job, 'InProgress', 'JobComplete');
}
