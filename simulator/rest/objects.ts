import { coerce } from '../data/coerce';
import { normalizeId } from '../data/ids';
import type { FieldSchema, ObjectSchema, Row } from '../types';
import { ApiError } from '../types';
import { badRequest, notFound, recordUrl } from './call';
import type { Call } from './call';

/** The sObject that a path names, in any case. */
export function objectNamed(call: Call, name: string): ObjectSchema {
  const object = call.org.store.schema.object(name);
  if (!object) throw notFound();
  return object;
}

const unknownExternalId = (name: string): ApiError =>
  notFound(`Provided external ID field does not exist or is not accessible: ${name}`);

/** The field that a path finds records by: an external ID, an idLookup field, or Id. */
export function lookupField(call: Call, object: ObjectSchema, name: string): FieldSchema {
  const field = call.org.store.schema.field(object, name);
  if (!field || !(field.externalId || field.idLookup || field.type === 'id')) throw unknownExternalId(name);
  return field;
}

const entityIsDeleted = (): ApiError =>
  new ApiError(404, { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] });

/** The live record with this id. What is no id at all is read as the name of a field, as Salesforce does. */
export function recordWithId(call: Call, object: ObjectSchema, id: string): Row {
  if (normalizeId(id) === undefined) throw unknownExternalId(id);
  const row = call.org.store.byId(object, id);
  if (!row) throw notFound();
  if (row['IsDeleted'] === true) throw entityIsDeleted();
  return row;
}

/** The live records that have this value, a path segment, in the field. */
function recordsWith(call: Call, object: ObjectSchema, field: FieldSchema, text: string): readonly Row[] {
  if (field.type === 'id') return [recordWithId(call, object, text)];
  return call.org.store.byField(object, field, coerce(field, text));
}

/** Several records share the value: 300 and their addresses. */
export class MultipleChoices extends Error {
  constructor(readonly urls: string[]) {
    super('Several records have this external ID');
  }
}

/** The one record that has this value in the field, or undefined. */
export function recordFoundBy(call: Call, object: ObjectSchema, field: FieldSchema, text: string): Row | undefined {
  const rows = recordsWith(call, object, field, text);
  if (rows.length > 1) throw new MultipleChoices(rows.map((row) => recordUrl(call, object.name, idOf(row))));
  return rows[0];
}

/** A stored record always has one. */
export const idOf = (row: Row): string => String(row['Id']);

/** The fields that `?fields=` names, or all. */
export function fieldsAsked(call: Call, object: ObjectSchema): readonly FieldSchema[] {
  const asked = call.query.get('fields');
  return asked === null ? object.fields : asked.split(',').map((name) => fieldNamed(call, object, name.trim()));
}

/** The field, in any case; one that is missing is named as a query names it. */
export function fieldNamed(call: Call, object: ObjectSchema, name: string): FieldSchema {
  const field = call.org.store.schema.field(object, name);
  if (field) return field;
  throw badRequest('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
}

/** A record as REST reads it: attributes first, blobs as the address they are read at. */
export function recordBody(
  call: Call,
  object: ObjectSchema,
  row: Row,
  fields: readonly FieldSchema[],
): Record<string, unknown> {
  const url = recordUrl(call, object.name, idOf(row));
  const body: Record<string, unknown> = { attributes: { type: object.name, url } };
  for (const field of fields) {
    const value = call.org.store.value(object, row, field);
    body[field.name] =
      field.type === 'base64' && value !== null && value !== undefined ? `${url}/${field.name}` : (value ?? null);
  }
  return body;
}

/** `{attributes, Id, Name}`, as lists of recent items say it. */
export function recentItem(call: Call, object: ObjectSchema, row: Row): Record<string, unknown> {
  const named = object.fields.filter((field) => field.type === 'id' || field.nameField);
  return recordBody(call, object, row, named);
}

/** Whether a path segment is a record's id rather than a field's name: a field that is called so wins. */
export function isRecordIdOf(call: Call, objectName: string, segment: string): boolean {
  const object = objectNamed(call, objectName);
  return call.org.store.schema.field(object, segment) === undefined && normalizeId(segment) !== undefined;
}
