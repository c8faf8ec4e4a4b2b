import { ApiError } from '../types';
import type { Answer, Call } from './call';
import { isSince, noContent, notFound, ok, writeOptions } from './call';
import { idOf, lookupField, objectNamed, recordFoundBy } from './objects';
import type { FieldSchema, ObjectSchema, Row } from '../types';
import { SINCE } from './versions';
import { created, createRecord, deleteRow, fieldValues, readRow, updateRow } from './records';

/** What an address by external ID is about. */
interface Addressed {
  object: ObjectSchema;
  field: FieldSchema;
  /** The one record that has the value, if there is one. */
  row: Row | undefined;
}

/**
 * Salesforce's guide warns of values that end like a file's name, as `x@example.inc` does: they are not found.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_upsert_patch.htm
 */
function addressed(call: Call, objectName: string, fieldName: string, value: string): Addressed {
  const object = objectNamed(call, objectName);
  const field = lookupField(call, object, fieldName);
  if (/\.inc$/i.test(value)) throw notFound();
  return { object, field, row: recordFoundBy(call, object, field, value) };
}

/** GET /sobjects/X/{field}/{value} */
export function getByExternalId(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const { object, row } = addressed(call, objectName, fieldName, value);
  if (!row) throw notFound();
  return readRow(call, object, row);
}

/** DELETE /sobjects/X/{field}/{value} */
export function deleteByExternalId(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const { object, row } = addressed(call, objectName, fieldName, value);
  if (!row) throw notFound();
  return deleteRow(call, object, row);
}

/**
 * PATCH /sobjects/X/{field}/{value}: 201 where it created, 200 where it updated; `?updateOnly=true` never creates. Older
 * versions do not say which it was, and answer an update with 204.
 */
export function upsert(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const { object, field, row } = addressed(call, objectName, fieldName, value);
  const values = fieldValues(call, field.type === 'id' ? ['Id'] : [field.name, 'Id']);
  if (row) {
    updateRow(call, object, row, values);
    if (!isSince(call, SINCE.upsertResult)) return noContent;
    return ok({ id: idOf(row), success: true, errors: [], created: false });
  }
  if (call.query.get('updateOnly') === 'true') throw notFound();
  const { id } = call.org.store.upsert(object, field, value, values, writeOptions(call));
  return created(call, object, id, isSince(call, SINCE.upsertResult) ? { created: true } : {});
}

/** POST /sobjects/X/Id: a create in upsert's form. */
export function createByIdField(call: Call, objectName: string, fieldName: string): Answer {
  if (fieldName.toLowerCase() === 'id') {
    const answer = createRecord(call, objectName);
    return isSince(call, SINCE.upsertResult)
      ? { ...answer, body: { ...(answer.body as object), created: true } }
      : answer;
  }
  throw new ApiError(405, {
    errorCode: 'METHOD_NOT_ALLOWED',
    message: "HTTP Method 'POST' not allowed. Allowed are DELETE,GET,HEAD,PATCH",
  });
}
