import { ApiError, type Database, type FieldSchema, type ObjectSchema, type Row } from '../types';
import type { ValidationRule } from '../schema';
import { isLive } from './table';

const refuse = (errorCode: string, message: string, fields: string[] = []) =>
  new ApiError(400, { errorCode, message, fields });

/** A save in progress: the row as it would be stored, and the one before it. */
export interface Draft {
  object: ObjectSchema;
  row: Row;
  before: Row | undefined;
  database: Database;
}

const changed = ({ row, before }: Draft, field: FieldSchema) =>
  (before?.[field.name] ?? null) !== (row[field.name] ?? null);

/** All missing ones are named in one error. */
export function checkRequired(draft: Draft): void {
  const missing = draft.object.fields
    .filter((field) => !field.nillable && field.createable && (draft.row[field.name] ?? null) === null)
    .filter((field) => draft.before === undefined || changed(draft, field))
    .map((field) => field.name);
  if (missing.length > 0)
    throw refuse('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}

const activeValues = new WeakMap<FieldSchema, ReadonlySet<string>>();

/** Found once for each field: a million rows ask for it. */
function activeValuesOf(field: FieldSchema): ReadonlySet<string> {
  const found = activeValues.get(field);
  if (found !== undefined) return found;
  const values = new Set(field.picklistValues.filter((entry) => entry.active).map((entry) => entry.value));
  activeValues.set(field, values);
  return values;
}

export function checkPicklists(draft: Draft): void {
  for (const field of draft.object.fields) {
    if (!field.restrictedPicklist) continue;
    const value = draft.row[field.name];
    if (typeof value !== 'string' || !changed(draft, field)) continue;
    const known = activeValuesOf(field);
    const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
    const unknown = chosen.find((entry) => !known.has(entry));
    if (unknown !== undefined) {
      throw refuse(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `${field.label}: bad value for restricted picklist field: ${unknown}`,
        [field.name],
      );
    }
  }
}

function checkOwner(owner: Row, object: ObjectSchema): void {
  if (owner['IsActive'] !== false) return;
  const user = String(owner['Id']).slice(0, 15);
  throw refuse(
    'INACTIVE_OWNER_OR_USER',
    `operation performed with inactive user [${user}] as owner of ${object.label.toLowerCase()}`,
    ['OwnerId'],
  );
}

function checkReference({ object, database }: Draft, field: FieldSchema, id: string): void {
  const target = database.schema.byKeyPrefix(id.slice(0, 3));
  if (target === undefined || !field.referenceTo.includes(target.name)) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${id}`, [field.name]);
  }
  const parent = database.byId(target, id);
  if (parent === undefined) {
    if (!field.custom) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    throw refuse(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      `insufficient access rights on cross-reference id: ${id}`,
    );
  }
  if (!isLive(parent)) throw refuse('ENTITY_IS_DELETED', 'entity is deleted');
  if (field.name === 'OwnerId') checkOwner(parent, object);
  if (
    field.name === 'RecordTypeId' &&
    !object.recordTypeInfos.some((info) => info.recordTypeId === id && info.available)
  ) {
    throw refuse('INVALID_CROSS_REFERENCE_KEY', `Record Type ID: this ID value isn't valid for the user: ${id}`, [
      field.name,
    ]);
  }
}

/** References point to live records of an object that the field allows. */
export function checkReferences(draft: Draft): void {
  for (const field of draft.object.fields) {
    if (field.type !== 'reference') continue;
    const id = draft.row[field.name];
    if (typeof id === 'string' && changed(draft, field)) checkReference(draft, field, id);
  }
}

/** Admins' rules: each that fails is told. */
export function checkValidations({ row, before }: Draft, rules: readonly ValidationRule[]): void {
  const broken = rules.filter((rule) => rule.fails(row, before));
  if (broken.length === 0) return;
  throw new ApiError(
    400,
    broken.map((rule) => ({
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      message: rule.message,
      fields: rule.field === undefined ? [] : [rule.field],
    })),
  );
}

export function checkUnique(draft: Draft): void {
  const { object, row, database } = draft;
  for (const field of object.fields) {
    if (!field.unique) continue;
    const value = row[field.name] ?? null;
    if (value === null || !changed(draft, field)) continue;
    const same = database.byField(object, field, value).find((other) => other['Id'] !== row['Id']);
    if (same !== undefined) {
      const id = String(same['Id']).slice(0, 15);
      throw refuse('DUPLICATE_VALUE', `duplicate value found: ${field.name} duplicates value on record with id: ${id}`);
    }
  }
}
