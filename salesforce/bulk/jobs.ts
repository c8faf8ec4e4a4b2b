import { hasFeature, requireFeature, type Feature } from '../api';
import {
  AnswerError,
  answerText,
  expectBody,
  expectStatus,
  InputError,
  isCount,
  isFlag,
  isNotFound,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  type Shape,
  shorten,
} from '../errors';
import { DELIMITERS } from '../csv';
import { findField, type ObjectDescribe } from '../describe';
import type { Content, Request, Response } from '../http';
import { canBeOneRecord, damagedId, idIn, isRecordId, recordId } from '../ids';
import { apiName, isSameName } from '../names';
import type { Org, Versioned } from '../org';
import { dataPath, nextPath } from '../path';

/**
 * The resources of Bulk API 2.0 jobs: each `…Request` plans a Request, and its Response is read with the function named
 * in its docstring.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0.htm
 */

/** Salesforce's notation for null in CSV; an empty cell leaves the field unchanged. */
export const NULL = '#N/A';

/** Characters that a cell and a row of a load's data may have. */
export const LONGEST_CELL = 131_072;
export const LONGEST_ROW = 400_000;

export type JobKind = 'ingest' | 'query';

/**
 * The kinds of jobs that the version has.
 * @throws InputError for a version that has none
 */
export function jobKinds(org: Versioned): JobKind[] {
  requireFeature(org, FEATURE_OF.ingest);
  return (['ingest', 'query'] as const).filter((kind) => hasFeature(org, FEATURE_OF[kind]));
}

/** What a job is, as it says itself. */
export function kindOf({ operation = '' }: Pick<JobInfo, 'operation'>): JobKind {
  return /^query/i.test(operation) ? 'query' : 'ingest';
}

/** A job, by its kind and ID. */
export interface JobRef {
  readonly kind: JobKind;
  readonly id: string;
  /** What it does, and with which object, where that is known. */
  readonly operation?: string;
  readonly object?: string | undefined;
}

type JobState = 'Aborted' | 'Failed' | 'InProgress' | 'JobComplete' | 'Open' | 'UploadComplete';

/** What Salesforce says of a job; the counts are those so far. */
export interface JobInfo {
  readonly id: string;
  readonly state: JobState;
  readonly object?: string;
  readonly operation?: string;
  readonly columnDelimiter?: string;
  /** In ISO 8601. */
  readonly createdDate?: string;
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  readonly errorMessage?: string;
  readonly [other: string]: unknown;
}

/** The character between the values of a job's results. */
export function resultDelimiter({ columnDelimiter }: Pick<JobInfo, 'columnDelimiter'>): string {
  return DELIMITERS.get(answerText(columnDelimiter)) ?? ',';
}

/** A page of a list, as Salesforce answers it. */
interface LinkedPage {
  readonly nextRecordsUrl?: string | null | undefined;
  readonly done: boolean;
}

/** A page that is the last, or names the next one. */
function leadingOn<T extends LinkedPage>(is: Shape<T>): Shape<T> {
  return (value): value is T => is(value) && (value.done || isText(value.nextRecordsUrl));
}

/** The place of the next page; undefined at the end. */
function nextOf({ done, nextRecordsUrl }: LinkedPage): string | undefined {
  return done ? undefined : (nextRecordsUrl ?? undefined);
}

const NAMES_OF_JOB: ReadonlySet<string> = new Set(['columnDelimiter', 'object', 'operation']);

/** Without the names that are null: it does not say them. */
function saidOf(job: JobInfo): JobInfo {
  const said = Object.entries(job).filter(([name, value]) => value !== null || !NAMES_OF_JOB.has(name));
  return Object.fromEntries(said) as unknown as JobInfo;
}

/** An ID of its own, and a state, whatever it is: Salesforce may name new ones. */
const isJob = objectWith({
  id: (value): value is string => isRecordId(value) && value.startsWith('750'),
  state: (value): value is JobState => isText(value),
  object: maybe(isText),
  operation: maybe(isText),
  columnDelimiter: maybe(isText),
  createdDate: maybe(isText),
  errorMessage: maybe(isWords),
  numberRecordsFailed: maybe(isCount),
  numberRecordsProcessed: maybe(isCount),
}) as Shape<unknown> as Shape<JobInfo>;

interface JobPageAnswer extends LinkedPage {
  readonly records: readonly JobInfo[];
}

const isJobPage = leadingOn(
  objectWith<JobPageAnswer>({ records: listOf(isJob), nextRecordsUrl: maybe(isText), done: isFlag }),
);

const ENDED: ReadonlySet<string> = new Set(['Aborted', 'Failed', 'JobComplete']);

export function hasEnded({ state }: Pick<JobInfo, 'state'>): boolean {
  return ENDED.has(state);
}

export const LOAD_OPERATIONS = ['delete', 'hardDelete', 'insert', 'update', 'upsert'] as const;
export type IngestOperation = (typeof LOAD_OPERATIONS)[number];

/** What a load does, and to which object. */
export interface IngestJob {
  readonly operation: IngestOperation;
  readonly object: string;
  /** Upsert: the field that decides whether a record is created or updated. */
  readonly externalIdField?: string;
  /** Leads and cases: the rule that chooses the owner. */
  readonly assignmentRuleId?: string;
}

/** The column that identifies each row's record; undefined for an insert. */
export function keyColumnOf({ operation, externalIdField }: IngestJob): string | undefined {
  if (operation === 'insert') return undefined;
  return operation === 'upsert' ? (externalIdField ?? '') : 'Id';
}

/** The job with its external ID field as the org spells it: the data has a column of this name. */
export function describedJob(job: IngestJob, described: ObjectDescribe): IngestJob {
  const { externalIdField } = job;
  const field = externalIdField === undefined ? undefined : findField(described, externalIdField);
  return field === undefined ? job : { ...job, externalIdField: field.name };
}

/** For data with LF, as it is written here. Read with {@link readCreatedJob}. */
export function createIngestRequest({ version }: Versioned, job: IngestJob, columnDelimiter = 'COMMA'): Request {
  requireFeature({ version }, 'bulkLoad');
  const { operation, object, externalIdField, assignmentRuleId } = job;
  return {
    method: 'POST',
    path: dataPath(version, 'jobs', 'ingest'),
    body: {
      operation,
      object: apiName(object, 'Object'),
      contentType: 'CSV',
      lineEnding: 'LF',
      columnDelimiter,
      ...(operation === 'upsert' ? { externalIdFieldName: apiName(externalIdField ?? '', 'External ID Field') } : {}),
      ...(assignmentRuleId === undefined ? {} : { assignmentRuleId: recordId(assignmentRuleId, 'Assignment Rule ID') }),
    },
  };
}

/** A job takes data once. Read with {@link readUploaded}. */
export function uploadRequest(org: Versioned, id: string, open: Content['open']): Request {
  return {
    method: 'PUT',
    path: jobPath(org, { kind: 'ingest', id }, 'batches'),
    content: { type: 'text/csv', open },
  };
}

export function readUploaded(response: Response): void {
  expectStatus(response, 201);
}

/** The data is complete: Salesforce may start. Read with {@link readClosedJob}. */
export function closeJobRequest(org: Versioned, id: string): Request {
  return { method: 'PATCH', path: jobPath(org, { kind: 'ingest', id }), body: { state: 'UploadComplete' } };
}

/** @param operation `queryAll` includes deleted and archived records. Read with {@link readCreatedJob}. */
export function createQueryRequest({ version }: Versioned, soql: string, operation: 'query' | 'queryAll'): Request {
  return {
    method: 'POST',
    path: dataPath(version, 'jobs', 'query'),
    body: { operation, query: soql, contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA' },
  };
}

/** Read with {@link readJob}. */
export function getJobRequest(org: Versioned, job: JobRef): Request {
  return { method: 'GET', path: jobPath(org, job) };
}

/** Changes already made are kept. Read with {@link readAbortedJob}. */
export function abortJobRequest(org: Versioned, job: JobRef): Request {
  return { method: 'PATCH', path: jobPath(org, job), body: { state: 'Aborted' } };
}

/** The job and its results, not the records. Read with {@link readJobDeleted}. */
export function deleteJobRequest(org: Versioned, job: JobRef): Request {
  return { method: 'DELETE', path: jobPath(org, job) };
}

export function readJobDeleted(response: Response): void {
  expectStatus(response, 204);
}

/** @param next of the page before. Read with {@link readJobs}. */
export function listJobsRequest({ version }: Versioned, kind: JobKind, next?: string): Request {
  requireFeature({ version }, FEATURE_OF[kind]);
  return { method: 'GET', path: next === undefined ? dataPath(version, 'jobs', kind) : nextPath(next) };
}

export interface JobPage {
  readonly records: readonly JobInfo[];
  /** Where the next page is; undefined at the end. */
  readonly next: string | undefined;
}

export function readJobs(response: Response): JobPage {
  const page = expectBody(response, isJobPage, 'a list of Bulk jobs', 200);
  return { records: page.records.map(saidOf), next: nextOf(page) };
}

export type ResultKind = 'failedResults' | 'successfulResults' | 'unprocessedrecords';

/** Rows that results of this kind have, as the job itself counts them; it does not count those that were not processed. */
export function countedRows(
  {
    numberRecordsFailed = 0,
    numberRecordsProcessed = 0,
  }: Pick<JobInfo, 'numberRecordsFailed' | 'numberRecordsProcessed'>,
  kind: ResultKind,
): number {
  if (kind === 'unprocessedrecords') return 0;
  return kind === 'failedResults' ? numberRecordsFailed : Math.max(0, numberRecordsProcessed - numberRecordsFailed);
}

/** A stream of CSV, in another order each time. */
export function ingestResultsRequest(org: Versioned, id: string, kind: ResultKind): Request {
  return { method: 'GET', path: jobPath(org, { kind: 'ingest', id }, kind), streamed: true, headers: CSV };
}

/** Links to the first pages of results, to be read side by side. Read with {@link readResultPages}. */
export function resultPagesRequest(org: Versioned, id: string, next?: string): Request {
  return {
    method: 'GET',
    path: next === undefined ? jobPath(org, { kind: 'query', id }, 'resultPages') : nextPath(next),
  };
}

export interface ResultPages {
  /** One for each page, in the results' order. */
  readonly urls: readonly string[];
  /** Where the next links are; undefined at the end. */
  readonly next: string | undefined;
}

interface ResultPageList extends LinkedPage {
  readonly resultPages: readonly { readonly resultUrl: string }[];
}

const isPageList = leadingOn(
  objectWith<ResultPageList>({
    resultPages: listOf(objectWith<{ readonly resultUrl: string }>({ resultUrl: isText })),
    nextRecordsUrl: maybe(isText),
    done: isFlag,
  }),
);

export function readResultPages(response: Response): ResultPages {
  const page = expectBody(response, isPageList, 'a list of result pages', 200);
  return { urls: page.resultPages.map(({ resultUrl }) => resultUrl), next: nextOf(page) };
}

/** A stream of CSV. */
export function resultPageRequest(url: string): Request {
  return { method: 'GET', path: nextPath(url), streamed: true, headers: CSV };
}

const CSV = { Accept: 'text/csv' };

/** What is known of a job before an answer tells of it. */
export interface KnownJob {
  readonly id?: string;
  readonly object?: string | undefined;
  readonly operation?: string;
}

/** @throws AnswerError for another job, or one that does something else */
export function readJob(response: Response, known: KnownJob = {}): JobInfo {
  const job = saidOf(expectBody(response, isJob, 'a Bulk job', 200, 201));
  if (isKnown(job, known)) return job;
  const { id, object = 'records', operation } = known;
  const what = [
    id === undefined ? 'a Bulk job' : `Bulk job ${id}`,
    ...(operation === undefined ? [] : [`to ${operation} ${object}`]),
  ];
  throw new AnswerError(response.status, `${what.join(' ')} was expected`, job);
}

function isKnown(job: JobInfo, { id = job.id, object, operation }: KnownJob): boolean {
  return canBeOneRecord(job.id, id) && isSaid(job.object, object) && isSaid(job.operation, operation);
}

/** What a job does not say is not compared. */
function isSaid(said: string | undefined, known: string | undefined): boolean {
  return said === undefined || known === undefined || isSameName(said, known);
}

/** @throws AnswerError also for a job that was created before: what goes into it would be taken for the other's */
export function readCreatedJob(
  { createdJobs }: Pick<Org, 'createdJobs'>,
  response: Response,
  known: KnownJob,
): JobInfo {
  const job = readJob(response, known);
  const id = recordId(job.id);
  if (createdJobs.has(id) || hasEnded(job)) throw new AnswerError(response.status, 'a new Bulk job was expected', job);
  createdJobs.add(id);
  return job;
}

/** @throws AnswerError also for a job that still waits for data, or does not go on */
export function readClosedJob(response: Response, known: KnownJob): JobInfo {
  const job = readJob(response, known);
  if (job.state !== 'Open' && job.state !== 'Aborted') return job;
  throw new AnswerError(response.status, `Bulk job ${job.id} was expected to be closed`, job);
}

/** @throws AnswerError also for a job that goes on, or ended by itself: Salesforce refuses to abort that */
export function readAbortedJob(response: Response, known: KnownJob): JobInfo {
  const job = readJob(response, known);
  if (job.state === 'Aborted') return job;
  throw new AnswerError(response.status, `Bulk job ${job.id} was expected to be aborted`, job);
}

const FEATURE_OF: Readonly<Record<JobKind, Feature>> = { ingest: 'bulkLoad', query: 'queryJobs' };

function jobPath({ version }: Versioned, { kind, id }: JobRef, ...rest: string[]): string {
  requireFeature({ version }, FEATURE_OF[kind]);
  return dataPath(version, 'jobs', kind, jobId(id), ...rest);
}

const JOB_NAMES: Readonly<Record<JobKind, string>> = { ingest: 'load', query: 'query' };

/** A job that a user names: its ID, and the kinds of which it may be. */
export interface NamedJob {
  readonly id: string;
  readonly kinds: readonly JobKind[];
}

/**
 * What is asked of a job that a user names. Salesforce finds a job only among those of its kind, which the ID does not
 * tell: it is asked for as one kind after the other.
 * @throws InputError when there is no such job
 */
export async function ofNamedJob<T>({ id, kinds }: NamedJob, ask: (job: JobRef) => Promise<T>): Promise<T> {
  for (const kind of kinds) {
    try {
      return await ask({ kind, id });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const [name = 'Bulk', ...others] = kinds.map((kind) => JOB_NAMES[kind]);
  throw new InputError(
    `There is no ${others.length === 0 ? name : 'Bulk'} job ${id} that the signed-in user can see.`,
    others.length === 0 ? { reason: 'noSuchJobOfItsKind' } : { reason: 'noSuchJob' },
    'Job',
  );
}

/** @throws InputError when it is the ID of something else */
export function jobId(text: string): string {
  const id = idIn(text, ['750']);
  if (id?.startsWith('750') === true) return id;
  const message = `Job ID: “${shorten(text)}” is not a Bulk job ID, which begins with 750.`;
  throw damagedId(text, 'Job ID') ?? new InputError(message, { reason: 'notAJobId' }, 'Job');
}
