import { ApiError, type FieldSchema, type ObjectSchema, type Scalar, type Schema, type Store } from '../types';
import { isNumeric } from '../numbers';
import { coerce } from './coerce';

type Values = Readonly<Record<string, unknown>>;

const refuse = (errorCode: string, message: string, fields: string[] = []) =>
  new ApiError(400, { errorCode, message, fields });

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeric(value);

/** `{"Account": {"External_Id__c": "A-1"}}`: the id of the parent that is named so. */
function resolveParent(store: Store, field: FieldSchema, parent: Values): string {
  const { attributes, ...keys } = parent;
  const type =
    isObject(attributes) && typeof attributes['type'] === 'string' ? attributes['type'] : field.referenceTo[0];
  const named = type === undefined ? undefined : store.schema.object(type);
  const object = named !== undefined && field.referenceTo.includes(named.name) ? named : undefined;
  const [[name, value] = ['', ''], ...more] = Object.entries(keys);
  const key = object && store.schema.field(object, name);
  if (more.length > 0) {
    throw refuse(
      'INVALID_FIELD',
      `More than 1 field provided in an external foreign key reference in entity: ${type ?? ''}`,
    );
  }
  if (object === undefined || key === undefined || !(key.idLookup || key.externalId)) {
    throw refuse(
      'INVALID_FIELD',
      `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${type ?? ''}`,
    );
  }
  if (key.type === 'id') return String(coerce({ ...key, type: 'reference' }, value));
  const found = store.byField(object, key, coerce(key, value));
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const problem = first === undefined ? 'not found for' : 'matches several records of';
    throw refuse(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value)} ${problem} field ${key.name} in entity ${object.name}`,
    );
  }
  return String(first['Id']);
}

function relationshipField(object: ObjectSchema, name: string): FieldSchema | undefined {
  const wanted = name.toLowerCase();
  return object.fields.find((field) => field.type === 'reference' && field.relationshipName?.toLowerCase() === wanted);
}

function noSuchColumn(object: ObjectSchema, name: string): ApiError {
  return new ApiError(400, {
    errorCode: 'INVALID_FIELD',
    message: `No such column '${name}' on sobject of type ${object.name}`,
  });
}

function entry(store: Store, object: ObjectSchema, name: string, value: unknown): [FieldSchema, () => Scalar] {
  const schema: Schema = store.schema;
  const field = schema.field(object, name);
  if (field !== undefined) return [field, () => coerce(field, value)];
  const reference = relationshipField(object, name);
  if (reference === undefined) throw noSuchColumn(object, name);
  if (value === null) return [reference, () => null];
  if (!isObject(value)) throw noSuchColumn(object, name);
  return [reference, () => resolveParent(store, reference, value)];
}

/**
 * The values of a request body by canonical field name, as they are stored. Refuses unknown fields, an Id, fields that
 * this operation must not write, and values that do not fit their field.
 */
export function readInput(
  store: Store,
  object: ObjectSchema,
  values: Values,
  operation: 'createable' | 'updateable',
): Map<string, Scalar> {
  const entries = Object.entries(values)
    .filter(([name]) => name !== 'attributes')
    .map(([name, value]) => entry(store, object, name, value));
  if (entries.some(([field]) => field.type === 'id')) {
    throw new ApiError(400, {
      errorCode: 'INVALID_FIELD',
      message: 'The Id field should not be specified in the sobject data.',
    });
  }
  const locked = entries
    .map(([field]) => field)
    .filter((field) => !field[operation])
    .map((field) => field.name);
  if (locked.length > 0) {
    throw refuse(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${locked.join(', ')}. Please check the security settings of this field and ` +
        'verify that it is read/write for your profile or permission set.',
      locked,
    );
  }
  return new Map(entries.map(([field, read]) => [field.name, read()]));
}
