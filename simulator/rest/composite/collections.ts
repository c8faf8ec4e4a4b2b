import { normalizeId } from '../../data/ids';
import type { FieldSchema, ObjectSchema } from '../../types';
import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { badRequest, isObject, objectBody, ok, parserError, writeOptions } from '../call';
import { fieldNamed, lookupField, objectNamed, recordBody } from '../objects';
import { createdAs } from '../publishing';
import { saveResults } from './saveResults';
import type { Saved } from './saveResults';

const MAX_RECORDS = 200;
const MAX_CHUNKS = 10;
const MAX_RETRIEVED = 2000;

const tooMany = (limit: number): ApiError =>
  badRequest(
    'EXCEEDED_MAX_SIZE_REQUEST',
    `record limit reached. cannot submit more than ${String(limit)} records in this operation`,
  );

const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** The records of a body, within the limits on their number and on how often their type changes. */
function recordsIn(body: JsonObject): JsonObject[] {
  const records = body['records'];
  if (!Array.isArray(records) || !records.every(isObject)) throw parserError('records must be a list of sObjects');
  if (records.length === 0) throw badRequest('REQUIRED_FIELD_MISSING', 'At least 1 record is required');
  if (records.length > MAX_RECORDS) throw tooMany(MAX_RECORDS);
  const chunks = records.filter(
    (record, index) => index === 0 || typeOf(record) !== typeOf(records[index - 1] ?? {}),
  ).length;
  if (chunks > MAX_CHUNKS) {
    const limit = `Cannot have more than ${String(MAX_CHUNKS)} chunks in a single operation.`;
    const message = `${limit} Please rearrange the data to reduce chunking.`;
    throw badRequest('LIMIT_EXCEEDED', message);
  }
  return records;
}

function typeOf(record: JsonObject): string {
  const attributes = record['attributes'];
  return isObject(attributes) && typeof attributes['type'] === 'string' ? attributes['type'] : '';
}

/** The record's sObject; a type that is missing or unknown fails this record alone. */
function objectOf(call: Call, record: JsonObject): ObjectSchema {
  const type = typeOf(record);
  if (type === '') throw badRequest('INVALID_TYPE', 'Must specify the type of the sObject in attributes');
  const object = call.org.store.schema.object(type);
  if (!object) throw badRequest('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  return object;
}

/**
 * The binary part that the record names, under the field that it names for it.
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-sobject-insert-update-blob.html
 */
function binaryOf(call: Call, { attributes }: JsonObject): JsonObject {
  if (!isObject(attributes) || attributes['binaryPartName'] === undefined) return {};
  const { binaryPartName: part, binaryPartNameAlias: field } = attributes;
  const upload = call.uploads?.get(String(part));
  if (upload === undefined) throw badRequest('INVALID_MULTIPART_REQUEST', `There is no part named ${String(part)}`);
  return { [String(field)]: upload };
}

/** Field values and id apart. */
function split(call: Call, record: JsonObject): { id: string | undefined; values: JsonObject } {
  const values: Record<string, unknown> = binaryOf(call, record);
  let id: string | undefined;
  for (const [name, value] of Object.entries(record)) {
    if (name.toLowerCase() === 'id') id = typeof value === 'string' ? value : undefined;
    else if (name !== 'attributes') values[name] = value;
  }
  return { id, values };
}

/** The 18 character id of a live record of this object; the errors are those of a save, not of an address. */
function liveId(call: Call, object: ObjectSchema, id: string): string {
  const canonical = normalizeId(id);
  if (canonical === undefined) throw badRequest('MALFORMED_ID', `malformed id ${id}`, ['Id']);
  const row = call.org.store.byId(object, canonical);
  if (!row) throw badRequest('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (row['IsDeleted'] === true)
    throw new ApiError(404, { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted' });
  return canonical;
}

/**
 * Whether one failure is to undo all; of events, which cannot be taken back, never.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_publish_api.htm
 */
function isAllOrNone(call: Call, allOrNone: unknown, records: readonly JsonObject[]): boolean {
  const isEvent = (record: JsonObject) => call.org.store.schema.object(typeOf(record))?.isEvent === true;
  return isTrue(allOrNone) && !records.every(isEvent);
}

/** POST /composite/sobjects */
export function createCollection(call: Call): Answer {
  const body = objectBody(call);
  const records = recordsIn(body);
  const options = writeOptions(call);
  const save = (record: JsonObject): Saved => {
    const object = objectOf(call, record);
    const { id, values } = split(call, record);
    if (id !== undefined) {
      throw badRequest('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
    }
    return createdAs(call, object, call.org.store.insert(object, values, options));
  };
  return saveResults(call, { records, allOrNone: isAllOrNone(call, body['allOrNone'], records), save });
}

/** PATCH /composite/sobjects */
export function updateCollection(call: Call): Answer {
  const body = objectBody(call);
  const options = writeOptions(call);
  const save = (record: JsonObject): Saved => {
    const object = objectOf(call, record);
    const { id, values } = split(call, record);
    if (id === undefined) throw badRequest('MISSING_ARGUMENT', 'Id not specified in an update call', []);
    const live = liveId(call, object, id);
    call.org.store.update(object, live, values, options);
    return { id: live };
  };
  return saveResults(call, { records: recordsIn(body), allOrNone: isTrue(body['allOrNone']), save });
}

/** The record's own value of the field it is found by, and the rest. */
function splitKey(record: JsonObject, field: FieldSchema): { key: unknown; values: JsonObject } {
  const values: Record<string, unknown> = {};
  let key: unknown;
  for (const [name, value] of Object.entries(record)) {
    if (name.toLowerCase() === field.name.toLowerCase()) key = value;
    else if (name !== 'attributes') values[name] = value;
  }
  return { key, values };
}

function upsertById(call: Call, object: ObjectSchema, id: unknown, values: JsonObject): Saved {
  const options = writeOptions(call);
  if (id === undefined || id === null || id === '')
    return { id: call.org.store.insert(object, values, options), created: true };
  const live = liveId(call, object, String(id));
  call.org.store.update(object, live, values, options);
  return { id: live, created: false };
}

/** PATCH /composite/sobjects/X/{field} */
export function upsertCollection(call: Call, objectName: string, fieldName: string): Answer {
  const object = objectNamed(call, objectName);
  const field = lookupField(call, object, fieldName);
  const body = objectBody(call);
  const records = recordsIn(body);
  if (records.some((record) => typeOf(record) === ''))
    throw parserError('The type of each sObject must be given in its attributes');
  const options = writeOptions(call);
  const save = (record: JsonObject): Saved => {
    const { key, values } = splitKey(record, field);
    if (field.type === 'id') return upsertById(call, object, key, values);
    if (key === undefined || key === null || key === '')
      throw badRequest('MISSING_ARGUMENT', `${field.name} not specified`, []);
    return call.org.store.upsert(object, field, String(key), values, options);
  };
  return saveResults(call, { records, allOrNone: isTrue(body['allOrNone']), save, kind: 'upsert' });
}

/** DELETE /composite/sobjects?ids=…&allOrNone= */
export function deleteCollection(call: Call): Answer {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length === 0) throw badRequest('MISSING_ARGUMENT', 'ids is required');
  if (ids.length > MAX_RECORDS) throw tooMany(MAX_RECORDS);
  const options = writeOptions(call);
  const save = (id: string): Saved => {
    const object = call.org.store.schema.byKeyPrefix(id.slice(0, 3));
    if (!object) throw badRequest('MALFORMED_ID', `malformed id ${id}`, ['Id']);
    const live = liveId(call, object, id);
    call.org.store.remove(object, live, options);
    return { id: live };
  };
  return saveResults(call, { records: ids, allOrNone: isTrue(call.query.get('allOrNone')), save });
}

const texts = (value: unknown, name: string): string[] => {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw parserError(`${name} must be a list of strings`);
};

function retrieve(call: Call, objectName: string, ids: readonly string[], names: readonly string[]): Answer {
  const object = objectNamed(call, objectName);
  if (ids.length > MAX_RETRIEVED) throw tooMany(MAX_RETRIEVED);
  const fields = names.map((name) => fieldNamed(call, object, name));
  return ok(
    ids.map((id) => {
      const row = call.org.store.byId(object, id);
      return row && row['IsDeleted'] !== true ? recordBody(call, object, row, fields) : null;
    }),
  );
}

/** GET /composite/sobjects/X?ids=…&fields=… */
export const retrieveByQuery = (call: Call, objectName: string): Answer =>
  retrieve(call, objectName, (call.query.get('ids') ?? '').split(','), (call.query.get('fields') ?? 'Id').split(','));

/** POST /composite/sobjects/X with `{ids, fields}` */
export function retrieveByBody(call: Call, objectName: string): Answer {
  const body = objectBody(call);
  return retrieve(call, objectName, texts(body['ids'], 'ids'), texts(body['fields'], 'fields'));
}
