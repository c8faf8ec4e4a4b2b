import { meaningOf, type Answered, type Meaning } from './meanings';
import type { InputProblem } from './problems';
import { beginningOf, counted, countText, redact } from './text';

/**
 * What salesforce/ throws: what happened, as data, and in a message without secrets. The caller says what to do about
 * it, in the words of its own form or credential.
 */
export abstract class ConnectorError extends Error {
  /** Salesforce's code where Salesforce gave one. */
  abstract readonly errorCode: string;
  /** API names of the affected fields, or the caller's name for an input; empty if none is affected. */
  abstract readonly fields: readonly string[];
  /** IDs of the Bulk jobs that it is about. */
  readonly jobIds: readonly string[] = [];
}

/** What a user names and Salesforce does not have: it was asked. */
const REASONS_OF_NOT_FOUND: ReadonlySet<InputProblem['reason']> = new Set(['noSuchJob', 'noSuchJobOfItsKind']);

/** Input that was rejected before anything was sent, or names what does not exist. */
export class InputError extends ConnectorError {
  override readonly name = 'InputError';

  constructor(
    message: string,
    readonly problem: InputProblem,
    ...fields: readonly string[]
  ) {
    super(message);
    this.fields = fields;
  }

  readonly fields: readonly string[];

  get errorCode(): string {
    return REASONS_OF_NOT_FOUND.has(this.problem.reason) ? 'NOT_FOUND' : 'INVALID_INPUT';
  }
}

/** One of the errors in an answer; `fields` is empty when Salesforce names none. */
export interface ApiErrorEntry {
  errorCode: string;
  message: string;
  fields: readonly string[];
}

interface SalesforceErrorOptions {
  /** What was answered. */
  readonly to?: Answered;
  /** Seconds after which the response asks for a retry, if it does. */
  readonly retryAfter?: number | undefined;
  /** Whether the refusal is in words that are not Salesforce's: a gateway's, a proxy's. */
  readonly isForeign?: boolean;
  /** Of the Bulk job that rejected a row. */
  readonly jobIds?: readonly string[];
}

/** Salesforce rejected the request. The message contains all of Salesforce's own errors, each after its meaning. */
export class SalesforceError extends ConnectorError {
  override readonly name = 'SalesforceError';
  readonly errors: readonly ApiErrorEntry[];
  /** For each error, its code, or a more specific one if the code has several meanings. */
  readonly kinds: readonly string[];
  readonly to: Answered;
  /** The lines of a query with the place that Salesforce points at, where it does. */
  readonly excerpts: readonly string[];
  readonly retryAfter: number | undefined;
  /** Whether somebody on the way refused, in place of Salesforce. */
  readonly isForeign: boolean;
  override readonly jobIds: readonly string[];
  /** The values of picklists that refused theirs, by field: whoever knows the object adds them. */
  readonly picklists = new Map<string, readonly string[]>();

  constructor(
    /** HTTP status. */
    readonly status: number,
    errors: readonly ApiErrorEntry[],
    { to = 'request', retryAfter, isForeign = false, jobIds = [] }: SalesforceErrorOptions = {},
  ) {
    const entries = errors.slice(0, MOST_ERRORS).map(readable);
    const meanings = entries.map((entry) => meaningOf(entry, { status, to, isForeign }));
    const message = entries.map((entry, i) => sentence(entry, meanings[i])).join('\n');
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message);
    this.errors = entries;
    this.kinds = entries.map(({ errorCode }, i) => meanings[i]?.kind ?? errorCode);
    this.to = to;
    this.excerpts = entries.flatMap((entry) => excerptIn(entry.message) ?? []);
    this.retryAfter = retryAfter;
    this.isForeign = isForeign;
    this.jobIds = jobIds;
  }

  /** The first error's code. */
  get errorCode(): string {
    return this.errors[0]?.errorCode ?? `HTTP_${this.status}`;
  }

  /** The fields that any of the errors name. */
  get fields(): readonly string[] {
    return [...new Set(this.errors.flatMap((entry) => entry.fields))];
  }
}

/** Whether Salesforce itself says that there is no such thing: the page of a proxy with this status does not. */
export function isNotFound(error: unknown): boolean {
  return error instanceof SalesforceError && error.status === 404 && !error.isForeign;
}

/** More than a person reads, and than Salesforce sends. */
export const MOST_ERRORS = 50;
const MOST_FIELDS = 100;
const LONGEST_MESSAGE = 4_000;
const LONGEST_NAME = 255;

/** An entry without secrets in any part of it. */
function readable({ errorCode, message, fields }: ApiErrorEntry): ApiErrorEntry {
  const name = (text: string): string => redact(text).slice(0, LONGEST_NAME);
  return { errorCode: name(errorCode), message: redact(message), fields: fields.slice(0, MOST_FIELDS).map(name) };
}

/** After the lines of a query, of which one has a caret below the place that is meant. */
const PLACE = /\bERROR at Row:\d{1,9}:Column:\d{1,9}/;

function excerptIn(message: string): string | undefined {
  const place = PLACE.exec(message);
  return place === null ? undefined : message.slice(0, place.index + place[0].length).replace(/^\s*\n/, '');
}

/** What is said, on one line and without the excerpt of the query. */
function said(message: string): string {
  const place = PLACE.exec(message);
  const text = place === null ? message : message.slice(place.index + place[0].length);
  const lines = text.split(/[\r\n]+|<br\s?\/?>/).map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

function sentence({ errorCode, message: whole, fields }: ApiErrorEntry, meaning: Meaning | undefined): string {
  const message = said(whole);
  const means = meaning?.means === undefined ? '' : `${meaning.means} `;
  const unnamed = fields.filter((field) => !message.includes(field));
  const about = unnamed.length > 0 ? ` [${unnamed.join(', ')}]` : '';
  const isWordless = message === '' && means === '' && /^HTTP_\d+$/.test(errorCode);
  const words = message === '' ? (isWordless ? 'The response gives no reason. ' : '') : `${message}${about} `;
  return `${means}${words}(${errorCode})`;
}

/**
 * What came back is not what Salesforce answers: a proxy's page, a login page, maintenance, half of an answer. Whether
 * the request was carried out, it does not tell.
 */
export class AnswerError extends ConnectorError {
  override readonly name = 'AnswerError';
  readonly errorCode = 'UNEXPECTED_ANSWER';
  readonly fields: readonly string[] = [];

  /**
   * @param status HTTP status
   * @param what what is wrong with it: a clause
   * @param body of which the beginning is shown
   * @param to what was answered: without a sign-in, nothing was sent
   */
  constructor(
    readonly status: number,
    what: string,
    body: unknown = '',
    readonly to: Answered = 'request',
  ) {
    const beginning = beginningOf(body);
    const shown = beginning === '' ? '' : ` It starts with: “${beginning}”`;
    super(`Salesforce did not send this response (HTTP ${status}): ${what}.${shown}`);
  }
}

/** No answer came back. `reached` tells whether the org may still have acted on the request. */
export class ConnectionError extends ConnectorError {
  override readonly name = 'ConnectionError';
  readonly fields: readonly string[] = [];

  constructor(
    message: string,
    /**
     * `no`: the connection was never made, so sending again is safe. `maybe`: it was lost after the request was sent.
     */
    readonly reached: 'maybe' | 'no',
    /** The system's code, such as ECONNREFUSED, when there is one. */
    readonly errorCode: string = 'CONNECTION_FAILED',
  ) {
    super(message);
  }
}

/** Why a row was held back. */
export type HeldBackBecause =
  'apiUsage' | 'cancelled' | 'earlierFailure' | 'jobAborted' | 'jobRunning' | 'noSession' | 'unfitItem' | 'unfitNode';

/** A row that was held back because continuing made no sense: it never reached Salesforce. */
export class NotSentError extends ConnectorError {
  override readonly name = 'NotSentError';
  readonly errorCode = 'NOT_SENT';
  readonly fields: readonly string[] = [];

  /** @param why a sentence, from after “Not sent:” */
  constructor(
    why: string,
    readonly because: HeldBackBecause,
    options?: { cause: unknown },
  ) {
    super(`Not sent: ${why}`, options);
  }
}

/** What may have been done without an answer. */
export type Deed =
  | 'approved'
  | 'carriedOut'
  | 'converted'
  | 'created'
  | 'merged'
  | 'posted'
  | 'published'
  | 'recalled'
  | 'rejected'
  | 'revoked'
  | 'run'
  | 'submitted'
  | 'undeleted';

const DEEDS: Readonly<Record<Deed, { readonly errorCode: string; readonly maybe: string }>> = {
  approved: { errorCode: 'MAY_HAVE_BEEN_PROCESSED', maybe: 'The record may have been approved' },
  carriedOut: { errorCode: 'MAY_HAVE_BEEN_DONE', maybe: 'The request may have been carried out' },
  converted: { errorCode: 'MAY_HAVE_BEEN_CONVERTED', maybe: 'The lead may have been converted' },
  created: { errorCode: 'MAY_HAVE_BEEN_CREATED', maybe: 'The record may have been created' },
  merged: { errorCode: 'MAY_HAVE_BEEN_MERGED', maybe: 'The records may have been merged' },
  posted: { errorCode: 'MAY_HAVE_BEEN_POSTED', maybe: 'It may have been posted' },
  published: { errorCode: 'MAY_HAVE_BEEN_PUBLISHED', maybe: 'The event may have been published' },
  recalled: { errorCode: 'MAY_HAVE_BEEN_PROCESSED', maybe: 'The record may have been recalled' },
  rejected: { errorCode: 'MAY_HAVE_BEEN_PROCESSED', maybe: 'The record may have been rejected' },
  revoked: { errorCode: 'MAY_HAVE_BEEN_REVOKED', maybe: 'The token may have been revoked' },
  run: { errorCode: 'MAY_HAVE_RUN', maybe: 'It may have run in Salesforce' },
  submitted: { errorCode: 'MAY_HAVE_BEEN_PROCESSED', maybe: 'The record may have been submitted for approval' },
  undeleted: { errorCode: 'MAY_HAVE_BEEN_UNDELETED', maybe: 'The record may have been restored' },
};

/** What was sent but not answered, and makes two if it is sent again: only the org knows whether it was carried out. */
export class UncertainError extends ConnectorError {
  override readonly name = 'UncertainError';
  readonly errorCode: string;
  readonly fields: readonly string[] = [];
  override readonly jobIds: readonly string[];

  /** @param why a sentence without its period, from after the colon */
  constructor(
    why: string,
    readonly deed: Deed = 'created',
    { jobIds = [], ...options }: { cause?: unknown; jobIds?: readonly string[] } = {},
  ) {
    super(`${DEEDS[deed].maybe}: ${why}.`, options);
    this.jobIds = jobIds;
    this.errorCode = DEEDS[deed].errorCode;
  }
}

/** What became of the rows of Bulk jobs, where some were not saved. */
export interface RowCounts {
  readonly rows: number;
  readonly failed: number;
  readonly unprocessed: number;
  /** Rows of which no result tells, or none that can be believed. */
  readonly unknown?: number;
  /** Rows of jobs that are no longer waited for. */
  readonly running?: number;
}

/** The outcome of Bulk jobs must be looked up by their IDs. */
export class JobError extends ConnectorError {
  override readonly name = 'JobError';
  /** If rows failed. */
  readonly counts: RowCounts | undefined;
  readonly fields: readonly string[] = [];

  private constructor(
    readonly errorCode: 'BULK_JOB_PENDING' | 'BULK_RESULTS_NOT_READ' | 'BULK_ROWS_FAILED',
    override readonly jobIds: readonly string[],
    message: string,
    { counts, ...options }: { cause?: unknown; counts?: RowCounts } = {},
  ) {
    super(message, options);
    this.counts = counts;
  }

  /**
   * Jobs may still be running in Salesforce, but are no longer followed.
   * @param why a sentence, from after “but”
   */
  static pending(jobIds: readonly string[], why: string, options?: { cause: unknown }): JobError {
    const message = `Bulk job ${jobIds.join(', ')} may still be running in Salesforce, but ${why}`;
    return new JobError('BULK_JOB_PENDING', jobIds, message, options);
  }

  /** Whether nothing failed: the time to wait is over. */
  get isWaitOver(): boolean {
    return this.isPending && this.cause === undefined;
  }

  /** Whether the jobs may still be running. */
  get isPending(): boolean {
    return this.errorCode === 'BULK_JOB_PENDING';
  }

  /** A job has ended, but its results do not say what happened to a row. */
  static untold(jobId: string, ended: string): JobError {
    const message = `The results of Bulk job ${jobId}${ended} do not show what happened to this record.`;
    return new JobError('BULK_RESULTS_NOT_READ', [jobId], message);
  }

  /** Jobs have ended, but their results could not be read. */
  static unread(jobIds: readonly string[], cause: unknown): JobError {
    const why = asError(cause).message;
    const message = `Bulk job ${jobIds.join(', ')} has ended, but its results could not be read: ${why}`;
    return new JobError('BULK_RESULTS_NOT_READ', jobIds, message, { cause });
  }

  /**
   * Jobs have ended, and their results say that rows were not saved.
   * @param why a sentence, where it is known
   */
  static rowsFailed(jobIds: readonly string[], counts: RowCounts, why = ''): JobError {
    const { rows, failed, unprocessed, unknown = 0, running = 0 } = counts;
    const others = [
      ...(running > 0 ? [`${counted(running, 'is', 'are')} still being processed`] : []),
      ...(unprocessed > 0 ? [`${counted(unprocessed, 'was', 'were')} not processed`] : []),
      ...(unknown > 0 ? [`${counted(unknown, 'is', 'are')} unknown`] : []),
    ];
    const all = [`${countText(failed)} of ${counted(rows, 'row')} failed`, ...others].join(', ');
    const message = `${all} (Bulk job ${jobIds.join(', ')}). ${why}`.trim();
    return new JobError('BULK_ROWS_FAILED', jobIds, message, { counts });
  }
}

/** Whether a row with this error may have been saved all the same. */
export function mayBeSaved(error: Error): boolean {
  return error instanceof UncertainError || error instanceof JobError;
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The org's failure or that of the way there, as opposed to the end of the execution. */
export function isOrgsFailure(error: unknown): error is AnswerError | ConnectionError | SalesforceError {
  return error instanceof SalesforceError || error instanceof ConnectionError || error instanceof AnswerError;
}
