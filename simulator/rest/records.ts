import { datetimeOf } from '../data/coerce';
import { runQuery } from '../soql';
import type { ObjectSchema, Row } from '../types';
import { ApiError } from '../types';
import type { Answer, Call, JsonObject } from './call';
import { badRequest, noContent, objectBody, ok, recordUrl, writeOptions } from './call';
import { changedSince, unchangedSince } from './conditions';
import { fieldNamed, fieldsAsked, idOf, objectNamed, recordBody, recordWithId } from './objects';
import { createdAs } from './publishing';
import { queryContext } from './query';

const modifiedAt = (row: Row): Date =>
  datetimeOf(String(row['LastModifiedDate'] ?? row['SystemModstamp'] ?? row['CreatedDate']));

/** A body's field values: uploads beside them, and without what names the record in the path already. */
export function fieldValues(call: Call, inPath: readonly string[] = ['Id']): JsonObject {
  const values: Record<string, unknown> = { ...objectBody(call) };
  delete values['attributes'];
  const named = inPath.find((name) => Object.keys(values).some((key) => key.toLowerCase() === name.toLowerCase()));
  if (named !== undefined) {
    const message = `The ${named} field should not be specified in the sobject data.`;
    throw badRequest('INVALID_FIELD', message, [named]);
  }
  for (const [field, upload] of call.uploads ?? []) values[field] = upload;
  return values;
}

/** 201 with the new record's id and address. */
export function created(call: Call, object: ObjectSchema, id: string, more: JsonObject = {}): Answer {
  const headers = { Location: recordUrl(call, object.name, id) };
  return { status: 201, body: { ...createdAs(call, object, id), success: true, ...more }, headers };
}

/** POST /sobjects/X */
export function createRecord(call: Call, objectName: string): Answer {
  const object = objectNamed(call, objectName);
  return created(call, object, call.org.store.insert(object, fieldValues(call), writeOptions(call)));
}

const FIELD_PATH = /^\w+(\.\w+)+$/;

/** The record with fields of its parents (`Owner.Name`), nested as a query nests them. */
function withParents(call: Call, object: ObjectSchema, row: Row, names: readonly string[]): JsonObject | undefined {
  const soql = `SELECT ${names.join(', ')} FROM ${object.name} WHERE Id = '${idOf(row)}'`;
  return runQuery(call.org.store, soql, queryContext(call, false)).page(0, 1)[0];
}

/** The body of a read: of the fields that ?fields= names, or of all. */
function readBody(call: Call, object: ObjectSchema, row: Row): unknown {
  const names = (call.query.get('fields') ?? '').split(',').map((name) => name.trim());
  if (!names.some((name) => FIELD_PATH.test(name))) return recordBody(call, object, row, fieldsAsked(call, object));
  for (const name of names) if (!FIELD_PATH.test(name)) fieldNamed(call, object, name);
  return withParents(call, object, row, names);
}

/** GET of a row that has been found, with ?fields= and If-Modified-Since. */
export function readRow(call: Call, object: ObjectSchema, row: Row): Answer {
  const modified = modifiedAt(row);
  const headers = { 'Last-Modified': modified.toUTCString() };
  if (unchangedSince(call, modified)) return { status: 304, headers };
  return ok(readBody(call, object, row), headers);
}

/** PATCH of a row that has been found; If-Unmodified-Since guards against somebody else's change. */
export function updateRow(call: Call, object: ObjectSchema, row: Row, values: JsonObject): void {
  if (changedSince(call, modifiedAt(row))) {
    const message = 'The record has been modified since the date in If-Unmodified-Since.';
    throw new ApiError(412, { errorCode: 'PRECONDITION_FAILED', message });
  }
  call.org.store.update(object, idOf(row), values, writeOptions(call));
}

/** DELETE of a row that has been found. */
export function deleteRow(call: Call, object: ObjectSchema, row: Row): Answer {
  call.org.store.remove(object, idOf(row), writeOptions(call));
  return noContent;
}

/** GET /sobjects/X/{id} */
export function getRecord(call: Call, objectName: string, id: string): Answer {
  const object = objectNamed(call, objectName);
  return readRow(call, object, recordWithId(call, object, id));
}

/** PATCH /sobjects/X/{id} */
export function updateRecord(call: Call, objectName: string, id: string): Answer {
  const object = objectNamed(call, objectName);
  updateRow(call, object, recordWithId(call, object, id), fieldValues(call));
  return noContent;
}

/** DELETE /sobjects/X/{id} */
export function deleteRecord(call: Call, objectName: string, id: string): Answer {
  const object = objectNamed(call, objectName);
  return deleteRow(call, object, recordWithId(call, object, id));
}
