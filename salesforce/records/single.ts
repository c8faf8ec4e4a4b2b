import { checkCharacters } from '../characters';
import {
  AnswerError,
  answerText,
  expectBody,
  expectStatus,
  InputError,
  isFlag,
  isRecord,
  maybe,
  objectWith,
} from '../errors';
import type { Request, Response } from '../http';
import { isRecordId, recordId } from '../ids';
import { apiName, plainName } from '../names';
import { plainNumber } from '../numbers';
import type { Versioned } from '../org';
import { dataPath } from '../path';

/**
 * Single records: each `…Request` plans a Request, and its Response is read with the function named in its docstring.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_basic_info.htm
 */

export type Values = Readonly<Record<string, unknown>>;

/** What identifies the record: its ID (or a pasted record URL), or the value of an external ID field. */
export type RecordKey = string | ExternalKey;

export interface ExternalKey {
  /** API name of a field that describe calls `externalId` or `idLookup`. */
  field: string;
  value: unknown;
}

export interface WriteHeaders {
  /** Whether the org's active assignment rule runs (Salesforce's default: yes), or the ID of the rule to run. */
  assignmentRule?: boolean | string;
  /** Saves even if a duplicate rule would show an alert. */
  allowDuplicates?: boolean;
}

/** The result for a saved record. */
export interface Saved {
  /**
   * Of a platform event its UUID. Null where Salesforce gives none, as where an API version before 46.0 updates by
   * external ID.
   */
  id: string | null;
  /**
   * Null if an upsert had to be sent again because its response was lost: it is not known which of the two created it.
   */
  created: boolean | null;
  /** What Salesforce says of an action's run. */
  result?: Values;
  /** IDs of what else was created. */
  others?: readonly string[];
}

/** Which record of which object. */
export interface RecordRef<Key extends RecordKey = RecordKey> {
  /** API name. */
  readonly object: string;
  readonly key: Key;
}

/** Read with {@link readSaved}. */
export function createRecordRequest(
  { version }: Versioned,
  object: string,
  values: Values,
  headers: WriteHeaders = {},
): Request {
  return {
    method: 'POST',
    path: dataPath(version, 'sobjects', apiName(object, 'Object')),
    headers: writeHeaders(headers),
    body: values,
  };
}

/** Never creates a record. Read with {@link readSaved}, which is given the ID where it is known. */
export function updateRecordRequest(
  org: Versioned,
  record: RecordRef,
  values: Values,
  headers: WriteHeaders = {},
): Request {
  const { key } = record;
  return {
    method: 'PATCH',
    path: rowPath(org, record),
    ...(typeof key === 'string' ? {} : { query: { updateOnly: true } }),
    headers: writeHeaders(headers),
    body: typeof key === 'string' ? values : withoutKey(values, key),
  };
}

/** Creates the record, or updates the one that has this value. Read with {@link readSaved}. */
export function upsertRecordRequest(
  org: Versioned,
  record: RecordRef<ExternalKey>,
  values: Values,
  headers: WriteHeaders = {},
): Request {
  return {
    method: 'PATCH',
    path: rowPath(org, record),
    headers: writeHeaders(headers),
    body: withoutKey(values, record.key),
  };
}

/** A longer field list would not fit into a URL, so all fields are read instead. */
const LONGEST_FIELD_LIST = 8_000;

/**
 * Read with {@link readRecord}, which is given the same fields.
 * @param fields API names; none means all that the user can see
 */
export function getRecordRequest(org: Versioned, record: RecordRef, fields: readonly string[] = []): Request {
  const list = fields.join(',');
  const fits = fitsInUrl(fields);
  if (!fits && list.includes('.')) {
    throw new InputError('This many fields can only be read without parents’ fields (such as Owner.Name).', {
      reason: 'tooManyFieldsWithParents',
    });
  }
  return {
    method: 'GET',
    path: rowPath(org, record),
    ...(fits && list !== '' ? { query: { fields: list } } : {}),
  };
}

/** To the Recycle Bin. Read with {@link readDeleted}. */
export function deleteRecordRequest(org: Versioned, record: RecordRef): Request {
  return { method: 'DELETE', path: rowPath(org, record) };
}

/**
 * @param knownId the record's ID if the request contained it, because an update returns nothing
 * @throws SalesforceError also when several records have the external ID's value: nothing was saved then
 */
export function readSaved(response: Response, operation: SaveOperation, knownId?: string): Saved {
  const statuses = savedStatuses(operation, knownId);
  if (expectStatus(response, ...statuses).status === 204) return { id: knownId ?? null, created: false };
  const { id, created } = expectBody(response, isSaved, 'a saved record', ...statuses);
  const isNew = response.status === 201;
  // API versions before 46.0 tell it by the status alone.
  if ((created ?? isNew) === isNew) return { id, created: isNew };
  throw new AnswerError(response.status, 'it says both that the record was created and that it was not', response.body);
}

type SaveOperation = 'create' | 'update' | 'upsert';

/**
 * What an operation that saved a record answers with: a create always gives the record's ID, and an update of a record
 * that its ID names never gives one.
 */
function savedStatuses(operation: SaveOperation, id: string | undefined): number[] {
  if (operation === 'create') return [201];
  if (operation === 'upsert') return [200, 201, 204];
  return id === undefined ? [200, 204] : [204];
}

interface SavedAnswer {
  id: string;
  created?: boolean | null | undefined;
  success?: true | null | undefined;
}

const isSaved = objectWith<SavedAnswer>({
  id: isRecordId,
  created: maybe(isFlag),
  success: maybe((value): value is true => value === true),
});

function fitsInUrl(fields: readonly string[]): boolean {
  return encodeURIComponent(fields.join(',')).length <= LONGEST_FIELD_LIST;
}

/**
 * The record as Salesforce gives it; only the fields asked for (and `attributes`), when some were.
 * @throws AnswerError for a record that lacks one of them
 */
export function readRecord(response: Response, fields: readonly string[] = []): Record<string, unknown> {
  const record = expectBody(response, isSObject, 'a record', 200);
  if (fields.length === 0) return record;
  const names = fields.map((field) => plainName(field.split('.')[0] ?? field));
  const given = new Set(Object.keys(record).map(plainName));
  const missing = fitsInUrl(fields) ? names.find((name) => !given.has(name)) : undefined;
  if (missing !== undefined) throw new AnswerError(response.status, `a record with ${missing} was expected`, record);
  const wanted = new Set(['attributes', 'id', ...names]);
  return Object.fromEntries(Object.entries(record).filter(([name]) => wanted.has(plainName(name))));
}

/** Every record that REST gives says which object it is of. */
const isSObject = objectWith<Record<string, unknown>>({ attributes: isRecord });

export function readDeleted(response: Response): void {
  expectStatus(response, 204);
}

function rowPath({ version }: Versioned, { object, key }: RecordRef): string {
  const name = apiName(object, 'Object');
  if (typeof key === 'string') return dataPath(version, 'sobjects', name, recordId(key));
  return dataPath(version, 'sobjects', name, apiName(key.field, 'External ID Field'), keyText(key));
}

/**
 * An external ID's value as it is used in a URL and as a row's key: without blanks at its ends, which Salesforce does not
 * keep.
 * @throws InputError when it is not valid
 */
export function keyText({ field, value }: ExternalKey): string {
  if (Number.isFinite(value) || typeof value === 'bigint') return keyTextOf(value);
  if (typeof value === 'string' && value.trim() !== '') {
    checkCharacters(value, () => `The value of the external ID field ${field}`, field);
    return value.trim();
  }
  const given = isBlankKey(value) ? 'is empty' : 'is neither text nor a number';
  throw new InputError(`The value of the external ID field ${field} ${given}.`, { reason: 'keyValue' }, field);
}

function isBlankKey(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

function keyTextOf(value: unknown): string {
  return typeof value === 'number' ? plainNumber(value) : answerText(value).trim();
}

/**
 * Salesforce takes the key from the URL and rejects it in the body.
 * @throws InputError when the values contain a different one
 */
export function withoutKey(values: Values, key: ExternalKey): Values {
  const text = keyText(key);
  const field = key.field.trim().toLowerCase();
  const names = Object.keys(values).filter((name) => name.length === field.length && name.toLowerCase() === field);
  if (names.length === 0) return values;
  if (names.some((name) => keyTextOf(values[name]) !== text)) {
    throw new InputError(
      `${key.field} has two different values: the external ID value, and another one as a field.`,
      { reason: 'keyGivenTwice', name: key.field },
      key.field,
    );
  }
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(values)) if (!names.includes(name)) rest[name] = values[name];
  return rest;
}

/** The request headers of the settings that hold for a write. */
export function writeHeaders({ assignmentRule, allowDuplicates }: WriteHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  if (typeof assignmentRule === 'boolean') headers['Sforce-Auto-Assign'] = assignmentRule ? 'TRUE' : 'FALSE';
  if (typeof assignmentRule === 'string')
    headers['Sforce-Auto-Assign'] = recordId(assignmentRule, 'Assignment Rule ID');
  if (allowDuplicates === true) headers['Sforce-Duplicate-Rule-Header'] = 'allowSave=true';
  return headers;
}
