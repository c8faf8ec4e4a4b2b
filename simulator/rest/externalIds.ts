import { ApiError } from '../types';
import type { Answer, Call } from './call';
import { notFound, ok, writeOptions } from './call';
import { idOf, lookupField, objectNamed, recordFoundBy } from './objects';
import { created, createRecord, deleteRow, fieldValues, readRow, updateRow } from './records';

/** GET /sobjects/X/{field}/{value} */
export function getByExternalId(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const object = objectNamed(call, objectName);
  const row = recordFoundBy(call, object, lookupField(call, object, fieldName), value);
  if (!row) throw notFound();
  return readRow(call, object, row);
}

/** DELETE /sobjects/X/{field}/{value} */
export function deleteByExternalId(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const object = objectNamed(call, objectName);
  const row = recordFoundBy(call, object, lookupField(call, object, fieldName), value);
  if (!row) throw notFound();
  return deleteRow(call, object, row);
}

/** PATCH /sobjects/X/{field}/{value}: 201 where it created, 200 where it updated; `?updateOnly=true` never creates. */
export function upsert(call: Call, objectName: string, fieldName: string, value: string): Answer {
  const object = objectNamed(call, objectName);
  const field = lookupField(call, object, fieldName);
  const values = fieldValues(call, field.type === 'id' ? ['Id'] : [field.name, 'Id']);
  const row = recordFoundBy(call, object, field, value);
  if (row) {
    updateRow(call, object, row, values);
    return ok({ id: idOf(row), success: true, errors: [], created: false });
  }
  if (call.query.get('updateOnly') === 'true') throw notFound();
  const result = call.org.store.upsert(object, field, value, values, writeOptions(call));
  return created(call, object, result.id, { created: true });
}

/** POST /sobjects/X/Id: a create in upsert's form. */
export function createByIdField(call: Call, objectName: string, fieldName: string): Answer {
  if (fieldName.toLowerCase() === 'id') {
    const answer = createRecord(call, objectName);
    return { ...answer, body: { ...(answer.body as object), created: true } };
  }
  throw new ApiError(405, {
    errorCode: 'METHOD_NOT_ALLOWED',
    message: "HTTP Method 'POST' not allowed. Allowed are DELETE,GET,HEAD,PATCH",
  });
}
