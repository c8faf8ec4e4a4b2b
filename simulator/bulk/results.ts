import { setImmediate as nextTurn } from 'node:timers/promises';

import { endOfRows, formatRows, parseRows } from './csv';
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

function header(job: IngestJob): readonly string[] {
  const data = job.upload ?? EMPTY;
  try {
    return parseRows(data.subarray(0, endOfRows(data, 0, 1)), job)[0] ?? [];
  } catch {
    // A header that cannot be read has failed the job; its results have no columns of their own.
    return [];
  }
}

function blockResults(job: IngestJob, block: Block, kind: ResultKind): string {
  if (!block.outcomes.some((outcome) => kind.cells(outcome) !== undefined)) return '';
  const rows = parseRows((job.upload ?? EMPTY).subarray(block.start, block.end), job);
  const lines: string[][] = [];
  for (const index of scrambled(block.outcomes.length)) {
    const outcome = block.outcomes[index];
    const cells = outcome && kind.cells(outcome);
    if (cells !== undefined) lines.push([...cells, ...(rows[index] ?? [])]);
  }
  return formatRows(lines, job);
}

/** The results of one kind as CSV text, a block at a time and in no order. */
export async function* ingestResults(job: IngestJob, kind: ResultKind): AsyncIterable<string> {
  yield formatRows([[...kind.columns, ...header(job)]], job);
  for (const index of scrambled(job.blocks.length)) {
    const block = job.blocks[index];
    const text = block === undefined ? '' : blockResults(job, block, kind);
    if (text !== '') yield text;
    await nextTurn();
  }
}

/** The rows that were not processed, as they were uploaded: the header, then what is left. */
export function unprocessedRows(job: IngestJob): Buffer {
  const data = job.upload ?? EMPTY;
  const headerEnd = endOfRows(data, 0, 1);
  return Buffer.concat([data.subarray(0, headerEnd), data.subarray(Math.max(headerEnd, job.processedBytes))]);
}
