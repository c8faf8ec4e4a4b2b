import type { ObjectDescribe } from '../describe';
import type { Send } from '../http';
import { NotSentError, type WriteJob, type WriteOutcome, type WriteRow } from '../write/rows';

export interface BulkWriteSettings {
  readonly version: string;
  /** The object that is written: its fields' types decide how a value is written in CSV. */
  readonly described: ObjectDescribe;
  /** Waits so many milliseconds; rejects when the execution is cancelled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Whether the execution was cancelled. */
  readonly cancelled?: () => boolean;
  /** Milliseconds for which the job's end is waited for; ten minutes by default. */
  readonly patience?: number;
  /** Told of every look at the job. */
  readonly progress?: (info: BulkProgress) => void;
}

export interface BulkProgress {
  readonly jobId: string;
  readonly state: string;
  readonly processed: number;
  readonly failed: number;
}

/**
 * Writes rows by Bulk API 2.0 jobs and tells of each what became of it, whatever order the results come in.
 *
 * The values are those of {@link WriteRow}, as REST takes them in JSON; `key` is the record's ID (update, delete) or
 * the external ID's value (upsert). `allOrNone` does not exist in Bulk and is refused.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `wait` throws when the execution is cancelled; the job is aborted before
 */
export async function bulkWriteRows(
  _send: Send,
  _job: WriteJob,
  rows: readonly WriteRow[],
  _settings: BulkWriteSettings,
): Promise<Map<number, WriteOutcome>> {
  const error = new NotSentError('Bulk is under construction.', []);
  return new Map(rows.map(({ index }) => [index, { error }]));
}
