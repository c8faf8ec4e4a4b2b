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

/** A create whose connection broke after it was sent: only the org knows whether it was carried out. */
export class UncertainError extends Error {
  override readonly name = 'UncertainError';
  readonly errorCode = 'MAY_HAVE_BEEN_CREATED';
  readonly actions: readonly string[] = [
    'Look in Salesforce for the record before you send it again, or it can be there twice.',
    'Use Create or Update with an external ID, or Send As: Bulk: both are safe to send again when a connection breaks.',
  ];

  constructor(reason: string) {
    super(`The record may have been created: ${reason} after the request was sent, before Salesforce answered.`);
  }
}

/** The row was held back because going on made no sense; Salesforce has not seen it. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
  readonly errorCode = 'NOT_SENT';

  constructor(
    reason: string,
    readonly actions: readonly string[],
    options?: { cause: unknown },
  ) {
    super(`Not sent: ${reason}`, options);
  }
}
