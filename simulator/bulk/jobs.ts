import type { FieldSchema, ObjectSchema } from '../types';
import type { Dialect } from './csv';
import type { QueryPlan } from './queryPlan';

export type JobState = 'Aborted' | 'Failed' | 'InProgress' | 'JobComplete' | 'Open' | 'UploadComplete';

export type IngestOperation = 'delete' | 'hardDelete' | 'insert' | 'update' | 'upsert';

interface JobBase extends Dialect {
  /** 750…, 18 characters. */
  readonly id: string;
  readonly object: ObjectSchema;
  readonly createdById: string;
  readonly createdDate: Date;
  /** `67.0`: of the request that created it. */
  readonly version: string;
  /** When it last changed its state or its counts, by the org's clock. */
  systemModstamp: Date;
  state: JobState;
  numberRecordsProcessed: number;
  retries: number;
  /** When UploadComplete was reached, by the org's clock. */
  closedDate: Date | undefined;
  endedDate: Date | undefined;
}

/** What became of a row. `id` is '' where none came to be. */
export interface Outcome {
  readonly id: string;
  readonly created: boolean;
  /** sf__Error */
  readonly error?: string;
}

/** Consecutive rows of the upload that were processed together, as a span of its bytes. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** One for each row, in the order of the rows. */
  readonly outcomes: readonly Outcome[];
}

export interface IngestJob extends JobBase {
  readonly kind: 'ingest';
  readonly operation: IngestOperation;
  readonly externalIdField: FieldSchema | undefined;
  readonly assignmentRuleId: string | undefined;
  /** Whether rows that fail are told with the IDs they named. */
  readonly failedIds: boolean;
  upload: Buffer | undefined;
  readonly blocks: Block[];
  /** The first byte of the upload that has not been processed. */
  processedBytes: number;
  numberRecordsFailed: number;
  /** Milliseconds of work, by real time. */
  activeTime: number;
  errorMessage: string | undefined;
}

export interface QueryJob extends JobBase {
  readonly kind: 'query';
  readonly operation: 'query' | 'queryAll';
  readonly plan: QueryPlan;
}

export type Job = IngestJob | QueryJob;

const ENDED: ReadonlySet<JobState> = new Set(['Aborted', 'Failed', 'JobComplete']);

/** Whether the job has come to its end, good or bad. */
export const hasEnded = (job: Job): boolean => ENDED.has(job.state);
