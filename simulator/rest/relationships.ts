import { runQuery } from '../soql';
import { ApiError } from '../types';
import type { ChildRelationship, FieldSchema, ObjectSchema, Row } from '../types';
import type { Answer, Call } from './call';
import { noContent, notFound } from './call';
import { fieldsAsked, idOf, objectNamed, recordWithId } from './objects';
import { firstPage, queryContext } from './query';
import { deleteRow, fieldValues, readRow, updateRow } from './records';

const same = (a: string | null, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

const referenceNamed = (object: ObjectSchema, name: string): FieldSchema | undefined =>
  object.fields.find((field) => same(field.relationshipName, name));

const childrenNamed = (object: ObjectSchema, name: string): ChildRelationship | undefined =>
  object.childRelationships.find((child) => same(child.relationshipName, name));

/** The record that a reference points at. */
function parentRow(call: Call, row: Row, reference: FieldSchema): { object: ObjectSchema; row: Row } {
  const id = row[reference.name];
  const object = typeof id === 'string' ? call.org.store.schema.byKeyPrefix(id.slice(0, 3)) : undefined;
  if (!object || typeof id !== 'string') throw notFound();
  return { object, row: recordWithId(call, object, id) };
}

/** Children come as the answer of a query. */
function children(call: Call, row: Row, relationship: ChildRelationship): Answer {
  const object = objectNamed(call, relationship.childSObject);
  const fields = fieldsAsked(call, object)
    .map((field) => field.name)
    .join(', ');
  const soql = `SELECT ${fields} FROM ${object.name} WHERE ${relationship.field} = '${idOf(row)}'`;
  return firstPage(call, runQuery(call.org.store, soql, queryContext(call, false)));
}

/** The bytes of a blob field. */
function blob(call: Call, object: ObjectSchema, row: Row, field: FieldSchema): Answer {
  const body = call.org.blobs.read(call.org.store.value(object, row, field));
  return { status: 200, body, headers: { 'Content-Type': 'application/octetstream' } };
}

/** GET /sobjects/X/{id}/{name}: a blob field, a parent or children */
export function getRelated(call: Call, objectName: string, id: string, name: string): Answer {
  const object = objectNamed(call, objectName);
  const row = recordWithId(call, object, id);
  const field = call.org.store.schema.field(object, name);
  if (field?.type === 'base64') return blob(call, object, row, field);
  const reference = referenceNamed(object, name);
  if (reference) {
    const parent = parentRow(call, row, reference);
    return readRow(call, parent.object, parent.row);
  }
  const relationship = childrenNamed(object, name);
  if (!relationship) throw notFound();
  return children(call, row, relationship);
}

/** The parent that PATCH or DELETE is for; children cannot be written through the relationship. */
function writableParent(call: Call, objectName: string, id: string, name: string): { object: ObjectSchema; row: Row } {
  const object = objectNamed(call, objectName);
  const row = recordWithId(call, object, id);
  const reference = referenceNamed(object, name);
  if (reference) return parentRow(call, row, reference);
  if (!childrenNamed(object, name)) throw notFound();
  throw new ApiError(405, {
    errorCode: 'METHOD_NOT_ALLOWED',
    message: `HTTP Method '${call.method}' not allowed. Allowed are GET,HEAD`,
  });
}

/** PATCH /sobjects/X/{id}/{parent} */
export function updateRelated(call: Call, objectName: string, id: string, name: string): Answer {
  const { object, row } = writableParent(call, objectName, id, name);
  updateRow(call, object, row, fieldValues(call));
  return noContent;
}

/** DELETE /sobjects/X/{id}/{parent} */
export function deleteRelated(call: Call, objectName: string, id: string, name: string): Answer {
  const { object, row } = writableParent(call, objectName, id, name);
  return deleteRow(call, object, row);
}
