import type { Saved, Values, WriteHeaders } from '../records/single';

/** What is done with rows, as far as it matters for sending them again. */
export interface RowsJob {
  readonly operation:
    | 'approve'
    | 'convert'
    | 'create'
    | 'delete'
    | 'merge'
    | 'post'
    | 'recall'
    | 'reject'
    | 'run'
    | 'submit'
    | 'undelete'
    | 'update'
    | 'upsert';
  /** API name of what the records are of. */
  readonly object?: string;
  /**
   * Whether no two records can have one key: an upsert that was sent twice at once can create two otherwise. Of a create,
   * that a second one is refused: it can be sent again.
   */
  readonly isKeyUnique?: boolean;
  /** One failure rolls back the other records **of its request**; Salesforce guarantees no more than that. */
  readonly allOrNone: boolean;
}

/** The operation on many records, and the settings for all of them. */
export interface WriteJob extends RowsJob {
  readonly operation: 'create' | 'delete' | 'update' | 'upsert';
  /** API name. */
  readonly object: string;
  /** What the IDs of its records begin with, where that is known. */
  readonly keyPrefix?: string | undefined;
  /** The field whose value identifies the record. An upsert needs it; an update accepts it when sent one by one. */
  readonly externalIdField?: string;
  readonly headers: WriteHeaders;
}

/** One record to write. */
export interface WriteRow {
  /** The caller's number for the row: its outcome has the same number. */
  readonly index: number;
  /** The record's ID, or the value of the job's external ID field. Two rows with the same key keep their order. */
  readonly key?: string;
  /** Empty for a delete. */
  readonly values: Values;
  /** ID or external ID of the record that Salesforce locks while it writes this one, such as its account's. */
  readonly parent?: string;
  /** How many records it writes; 1 when absent. */
  readonly weight?: number;
}

/** What rows are sent in. */
export type SentIn = 'jobs' | 'requests';

/** Told how many rows have the same key at most. */
export type RepeatedRows = (times: number, sentIn: SentIn) => void;

/** The outcome of a row. Every row has exactly one. */
export type WriteOutcome = { readonly error: Error } | { readonly saved: Saved };
