import type { Saved, Values, WriteHeaders } from '../records/single';

/** What is done to each of many records, and what holds for all of them. */
export interface WriteJob {
  readonly operation: 'create' | 'delete' | 'update' | 'upsert';
  /** API name. */
  readonly object: string;
  /** The field whose value tells which record is meant. An upsert needs it; an update takes it when sent one by one. */
  readonly externalIdField?: string;
  readonly headers: WriteHeaders;
  /** One failure undoes the other records **of its request**: Salesforce promises no more than that. */
  readonly allOrNone: boolean;
}

/** One record to write. */
export interface WriteRow {
  /** The caller's own number for it: outcomes come back under it. */
  readonly index: number;
  /** The record's ID, or the value of the job's external ID field. Two rows with one key keep their order. */
  readonly key?: string;
  /** Empty for a delete. */
  readonly values: Values;
  /** ID or external ID of the record that Salesforce locks while it writes this one, such as its account's. */
  readonly parent?: string;
}

/** What became of a row. Every row has exactly one. */
export type WriteOutcome = { readonly error: Error } | { readonly saved: Saved };
