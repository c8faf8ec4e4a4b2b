import { requireFeature, type Feature } from '../api';
import {
  AnswerError,
  expectBody,
  isFlag,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  SalesforceError,
  type ApiErrorEntry,
} from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord, canonicalId, isIdWith, recordId } from '../ids';
import { apiName, isPlatformEvent } from '../names';
import type { Versioned } from '../org';
import { dataPath, isAddressable } from '../path';
import { eventUuidIn, isEnqueued, readPublished } from '../records/published';
import {
  createRecordRequest,
  deleteRecordRequest,
  readDeleted,
  readSaved,
  updateRecordRequest,
  upsertRecordRequest,
  writeHeaders,
  type RecordKey,
  type Saved,
} from '../records/single';
import type { RowsJob, WriteJob, WriteOutcome, WriteRow } from './rows';

/** One way to send rows: how many fit into a request, how it is planned, and how its response is read. */
export interface Carrier<Job extends RowsJob = WriteJob> {
  readonly size: number;
  /** Records in a request, by the rows' weights; as many as rows when absent. */
  readonly most?: number;
  /** Whether a row with this error was not begun, because of others in its request: it is sent again. */
  readonly notBegun?: (error: Error) => boolean;
  plan(org: Versioned, job: Job, rows: readonly WriteRow[]): Request;
  /** One outcome for each row, in order. Throws SalesforceError when the request as a whole was rejected. */
  read(response: Response, job: Job, rows: readonly WriteRow[]): readonly WriteOutcome[];
}

/** What a version needs to write in collections. */
export function collectionsFeature(operation: WriteJob['operation']): Feature {
  return operation === 'upsert' ? 'upsertCollections' : 'collections';
}

/**
 * Up to 200 records per request.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm
 */
export const collections: Carrier = {
  size: 200,

  plan({ version }, job, rows) {
    const { object, operation, allOrNone } = job;
    requireFeature({ version }, collectionsFeature(operation));
    const type = apiName(object, 'Object');
    const headers = writeHeaders(job.headers);
    const path = dataPath(version, 'composite', 'sobjects');
    switch (operation) {
      case 'delete':
        return { method: 'DELETE', path, headers, query: { ids: rows.map(keyOf).join(','), allOrNone } };
      case 'create':
        return { method: 'POST', path, headers, body: { allOrNone, records: records(type, rows) } };
      case 'update':
        return {
          method: 'PATCH',
          path,
          headers,
          body: { allOrNone, records: records(type, rows, (row) => ({ id: recordId(keyOf(row)) })) },
        };
      case 'upsert': {
        const field = apiName(job.externalIdField ?? '', 'External ID Field');
        return {
          method: 'PATCH',
          path: dataPath(version, 'composite', 'sobjects', type, field),
          headers,
          body: { allOrNone, records: records(type, rows, (row) => ({ [field]: keyOf(row) })) },
        };
      }
    }
  },

  read(response, job, rows) {
    const results = expectBody(withoutMatches(response), isSaveResults, 'a result for each record', 200, 201);
    const isWhole =
      results.length === rows.length &&
      results.every((result) => isTold(result, job) && isAboutObject(result, job)) &&
      isOneOutcome(results, job) &&
      areOf(results, job, rows);
    if (!isWhole) throw new AnswerError(response.status, 'there is not one result for each record', response.body);
    return rows.map((row, position) => readResult(results[position], job, row, response.status));
  },
};

/**
 * Several records match a key, and this request has none for them to match.
 * @throws AnswerError
 */
function withoutMatches(response: Response): Response {
  if (response.status !== 300) return response;
  throw new AnswerError(response.status, 'several records match, and no key was given', response.body);
}

interface SaveResult {
  success: boolean;
  id?: string | null | undefined;
  created?: boolean | null | undefined;
  errors?: readonly unknown[] | null | undefined;
}

const isSaveResults = listOf(
  objectWith<SaveResult>({ success: isFlag, id: maybe(isText), created: maybe(isFlag), errors: maybe(Array.isArray) }),
);

/**
 * A record that was created has an ID, or nobody will find it, and what succeeded has no errors. What was queued has not
 * failed.
 */
function isTold({ success, id, errors, created }: SaveResult, { operation }: WriteJob): boolean {
  if (!success) return !(errors ?? []).some(isEnqueued);
  return (
    (isText(id) || (operation !== 'create' && operation !== 'upsert')) &&
    !hasErrors(errors) &&
    CREATED[operation](created)
  );
}

/** Whether an operation can say this of what it saved: only an upsert has to say it. */
const CREATED: Readonly<Record<WriteJob['operation'], (created: SaveResult['created']) => boolean>> = {
  create: (created) => created !== false,
  delete: (created) => created !== true,
  update: (created) => created !== true,
  upsert: isFlag,
};

/** A request that is all or none has saved all or none. */
function isOneOutcome(results: readonly SaveResult[], { allOrNone }: WriteJob): boolean {
  return !allOrNone || new Set(results.map(({ success }) => success)).size < 2;
}

/** What was saved is a record of the object that was written. What a platform event’s ID begins with, nobody says. */
function isAboutObject({ success, id }: SaveResult, { keyPrefix, object }: WriteJob): boolean {
  return !success || id === null || id === undefined || isPlatformEvent(object) || isIdWith(keyPrefix, id);
}

function hasErrors(errors: SaveResult['errors']): boolean {
  return (errors ?? []).some((error) => !isEnqueued(error));
}

/** What tells the record that was saved from all others. */
function identityIn({ id, errors }: SaveResult, { object }: WriteJob): string | null | undefined {
  return isPlatformEvent(object) ? eventUuidIn(errors) : id;
}

/** Whether the results can be those of the rows in their order: IDs that are another record's tell that they are not. */
function areOf(results: readonly SaveResult[], job: WriteJob, rows: readonly WriteRow[]): boolean {
  const { operation } = job;
  const saved = results.map((result) => (result.success ? identityIn(result, job) : undefined));
  if (operation === 'update' || operation === 'delete') {
    return rows.every(({ key }, position) => canBeOneRecord(key, saved[position]));
  }
  // No request has one key twice.
  const known = saved.map((id) => canonicalId(id) ?? id).filter(isText);
  return new Set(known).size === known.length;
}

function readResult(result: SaveResult | undefined, job: WriteJob, row: WriteRow, status: number): WriteOutcome {
  if (result?.success !== true) {
    const isTold = result?.errors !== undefined && result.errors !== null && result.errors.length > 0;
    return { error: recordError(isTold ? readErrors({ status, body: result }) : [UNTOLD]) };
  }
  const saved: Saved = {
    id: identityIn(result, job) ?? row.key ?? null,
    created: result.created ?? job.operation === 'create',
  };
  return { saved };
}

const UNTOLD: ApiErrorEntry = {
  errorCode: 'UNKNOWN_EXCEPTION',
  message: 'Salesforce did not save the record, and gives no reason.',
  fields: [],
};

/** REST's status when such a record is written on its own, if it is not 400. */
const STATUSES: ReadonlyMap<string, number> = new Map([
  ['DUPLICATE_EXTERNAL_ID', 300],
  ['ENTITY_IS_DELETED', 404],
]);

/** The request as a whole succeeded, so its status says nothing about the row. */
function recordError(errors: readonly ApiErrorEntry[]): SalesforceError {
  return new SalesforceError(STATUSES.get(errors[0]?.errorCode ?? '') ?? 400, errors);
}

function records(type: string, rows: readonly WriteRow[], key: (row: WriteRow) => object = () => ({})): object[] {
  return rows.map((row) => ({ attributes: { type }, ...row.values, ...key(row) }));
}

function keyOf({ key, index }: WriteRow): string {
  if (key === undefined) throw new Error(`Row ${index} has no key.`);
  return key;
}

/**
 * One record per request: for resources and orgs that do not support collections. A key that no address can have goes
 * into a collection of its own.
 */
export const single: Carrier = {
  size: 1,

  plan(org, job, rows) {
    if (!haveAddresses(job, rows)) {
      requireFeature(org, 'anyKey');
      return collections.plan(org, job, rows);
    }
    const { object, operation, headers } = job;
    const [row] = rows;
    if (row === undefined) throw new Error('A request needs a row.');
    switch (operation) {
      case 'create':
        return createRecordRequest(org, object, row.values, headers);
      case 'update':
        return updateRecordRequest(org, { object, key: recordKeyOf(row, job) }, row.values, headers);
      case 'upsert': {
        const key = { field: job.externalIdField ?? '', value: keyOf(row) };
        return upsertRecordRequest(org, { object, key }, row.values, headers);
      }
      case 'delete':
        return deleteRecordRequest(org, { object, key: keyOf(row) });
    }
  },

  read(response, job, rows) {
    if (!haveAddresses(job, rows)) return collections.read(response, job, rows);
    const { operation, externalIdField, object } = job;
    if (isPlatformEvent(object)) return [{ saved: readPublished(response) }];
    const id = externalIdField === undefined ? rows[0]?.key : undefined;
    if (operation === 'delete') {
      readDeleted(response);
      return [{ saved: { id: id ?? null, created: false } }];
    }
    const told = operation === 'create' ? withoutMatches(response) : response;
    const saved = readSaved(told, operation, id);
    if (saved.id === null || isIdWith(job.keyPrefix, saved.id)) return [{ saved }];
    throw new AnswerError(response.status, `the ID of a record of ${job.object} was expected`, response.body);
  },
};

/** Whether an address can name each row’s record; IDs always can. */
export function haveAddresses({ externalIdField }: WriteJob, rows: readonly WriteRow[]): boolean {
  return externalIdField === undefined || rows.every(({ key = '' }) => isAddressable(key));
}

function recordKeyOf(row: WriteRow, { externalIdField }: WriteJob): RecordKey {
  return externalIdField === undefined ? keyOf(row) : { field: externalIdField, value: keyOf(row) };
}
