import { isNumeric } from '../numbers';
import type { ApiError, Database, FieldSchema, FieldType, ObjectSchema, Row, Scalar } from '../types';
import { noSuchColumnMessage, noSuchObjectMessage, noSuchRelationshipMessage } from './messages';
import type { Parsed } from './parse';

export interface QueryContext {
  /** Who asks: 18-character id, for USING SCOPE mine. */
  userId: string;
  now: Date;
  /** IANA name, `Europe/Paris`: relative date literals are days of this zone. */
  timeZone: string;
  /** As /queryAll does. */
  includeDeleted: boolean;
  /** `67.0`, for the URLs in `attributes`. */
  version: string;
  /** Keeps a subquery that does not fit one page and answers the URL of what follows `from` rows. */
  registerSubquery?: (cursor: QueryCursor, from: number) => string;
  /** How many rows of a subquery come in its parent's row: 2,000 unless told. */
  subqueryPageSize?: () => number;
}

/** The answer of a query, read page by page: rows become objects when their page is asked for. */
export interface QueryCursor {
  totalSize: number;
  /** `count` has no records; `aggregate` no locator. */
  kind: 'count' | 'aggregate' | 'rows';
  /** Records `from` (inclusive, from 0) to `to` (exclusive) in REST form. */
  page(from: number, to: number): Record<string, unknown>[];
}

/** Where names are looked up: one query or subquery over one object. */
export interface Scope {
  db: Database;
  context: QueryContext;
  parsed: Parsed;
  /** Its number in `Source`. */
  number: number;
  object: ObjectSchema;
  alias: string | undefined;
}

export type Clause = 'SELECT' | 'FROM' | 'WHERE' | 'GROUP' | 'HAVING' | 'ORDER';

/** A row with the object it belongs to, for parents can be of several. */
export interface Located {
  object: ObjectSchema;
  row: Row;
}

/** A field of this row or of a parent's, ready to be read. */
export interface Expression {
  /** In canonical names, `Account.Owner.Name`. */
  path: string;
  field: FieldSchema;
  type: FieldType;
  /** The relationships to walk, in canonical names: none for an own field. */
  relationships: readonly string[];
  /** What a read gives, compound fields as objects. */
  value(row: Row): unknown;
  /** The same where it is one value; null for a compound field. */
  read(row: Row): Scalar;
}

const MAXIMUM_LEVELS = 5;

/** What can be asked of a parent that may be of several objects: the fields of the Name object. */
const NAME_FIELDS = new Map(
  [
    'Alias',
    'Email',
    'FirstName',
    'Id',
    'IsActive',
    'LastName',
    'LastReferencedDate',
    'LastViewedDate',
    'MiddleName',
    'Name',
    'NameOrAlias',
    'Phone',
    'ProfileId',
    'RecordTypeId',
    'Suffix',
    'Title',
    'Type',
    'UserRoleId',
    'Username',
  ].map((name) => [name.toLowerCase(), name]),
);

const NAME_RELATIONSHIPS = new Set(['profile', 'userrole']);

const relationships = new WeakMap<ObjectSchema, Map<string, FieldSchema>>();

/** The reference field behind a parent relationship such as `Owner` or `Parent__r`, in any case. */
export function parentField(object: ObjectSchema, relationship: string): FieldSchema | undefined {
  let byName = relationships.get(object);
  if (byName === undefined) {
    byName = new Map(
      object.fields.flatMap((field) =>
        field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
      ),
    );
    relationships.set(object, byName);
  }
  return byName.get(relationship.toLowerCase());
}

/** The object that a reference leads to, unless it can lead to several. */
function onlyTarget(db: Database, { referenceTo }: FieldSchema): ObjectSchema | undefined {
  const [only] = referenceTo;
  return referenceTo.length === 1 && only !== undefined ? db.schema.object(only) : undefined;
}

/** The parent that `field` of a row refers to; nothing for a null, a stranger's id or a deleted parent. */
export function parentOf({ db, context }: Scope, located: Located, field: FieldSchema): Located | undefined {
  const id = located.row[field.name];
  if (typeof id !== 'string') return undefined;
  const object = onlyTarget(db, field) ?? db.schema.byKeyPrefix(id.slice(0, 3));
  const row = object && db.byId(object, id);
  return object && row && (context.includeDeleted || row['IsDeleted'] !== true) ? { object, row } : undefined;
}

/** The error for a name in this query, at its place in the text. */
export function fault(scope: Scope, errorCode: string, name: string, clause: Clause, message: string): ApiError {
  const { source } = scope.parsed;
  return source.error(errorCode, source.locate(name, scope.number, clause), message);
}

export function noSuchColumn(scope: Scope, path: string, clause: Clause, column: string, entity: string): ApiError {
  return fault(scope, 'INVALID_FIELD', path, clause, noSuchColumnMessage(column, entity));
}

/** @throws ApiError 400 INVALID_TYPE */
export function objectNamed(db: Database, parsed: Parsed, scope: number, name: string): ObjectSchema {
  const object = db.schema.object(name);
  if (object !== undefined && object.queryable) return object;
  const { source } = parsed;
  throw source.error('INVALID_TYPE', source.locate(name, scope, 'FROM'), noSuchObjectMessage(name));
}

/** `a.Name` or `Account.Name` of a query over Account a, without its prefix. */
export function withoutPrefix(scope: Scope, path: string): string[] {
  const parts = path.split('.').map((part) => part.trim());
  const [first] = parts;
  const prefixes = [scope.alias, scope.object.name].map((name) => name?.toLowerCase());
  const isPrefix = parts.length > 1 && first !== undefined && prefixes.includes(first.toLowerCase());
  return isPrefix &&
    (first.toLowerCase() === scope.alias?.toLowerCase() || parentField(scope.object, first) === undefined)
    ? parts.slice(1)
    : parts;
}

/**
 * Finds the field that a path names.
 * @throws ApiError 400 INVALID_FIELD
 */
export function resolve(scope: Scope, path: string, clause: Clause): Expression {
  const parts = withoutPrefix(scope, path);
  const steps = walk(scope, parts.slice(0, -1), path, clause);
  const last = parts.at(-1) ?? '';
  const end = steps.at(-1);
  const object = end === undefined ? scope.object : end.object;
  const field = object === undefined ? nameField(scope, end?.field, last) : scope.db.schema.field(object, last);
  if (field === undefined) throw noSuchColumn(scope, path, clause, last, object?.name ?? 'Name');
  const names = steps.map((step) => step.field.relationshipName ?? '');
  const value = reader(
    scope,
    steps.map((step) => step.field),
    field,
  );
  return {
    path: [...names, field.name].join('.'),
    field,
    type: field.type,
    relationships: names,
    value,
    read: (row) => scalar(value(row)),
  };
}

interface Step {
  field: FieldSchema;
  /** Absent where the parent can be of several objects. */ object: ObjectSchema | undefined;
}

/** Follows relationships upwards from the scope's object. */
export function walk(scope: Scope, names: readonly string[], path: string, clause: Clause): Step[] {
  if (names.length > MAXIMUM_LEVELS) {
    throw fault(
      scope,
      'MALFORMED_QUERY',
      path,
      clause,
      `Relationship path '${path}' has more than ${MAXIMUM_LEVELS} levels`,
    );
  }
  const steps: Step[] = [];
  let object: ObjectSchema | undefined = scope.object;
  for (const name of names) {
    const field: FieldSchema | undefined =
      object === undefined ? nameRelationship(scope.db, steps.at(-1)?.field, name) : parentField(object, name);
    if (field === undefined) {
      throw fault(scope, 'INVALID_FIELD', path, clause, noSuchRelationshipMessage(name, 'field path'));
    }
    object = onlyTarget(scope.db, field);
    steps.push({ field, object });
  }
  return steps;
}

/** Owner.Profile, where the owner may also be a queue: relationships that the Name object has for users. */
function nameRelationship(db: Database, reference: FieldSchema | undefined, name: string): FieldSchema | undefined {
  if (reference === undefined || !NAME_RELATIONSHIPS.has(name.toLowerCase())) return undefined;
  return reference.referenceTo
    .flatMap((target) => db.schema.object(target) ?? [])
    .flatMap((object) => parentField(object, name) ?? [])[0];
}

function nameField(scope: Scope, reference: FieldSchema | undefined, name: string): FieldSchema | undefined {
  const canonical = NAME_FIELDS.get(name.toLowerCase());
  if (canonical === undefined || reference === undefined) return undefined;
  const targets = reference.referenceTo.flatMap((target) => scope.db.schema.object(target) ?? []);
  const known = targets.flatMap((object) => scope.db.schema.field(object, canonical) ?? [])[0];
  const anyText = targets.flatMap((object) => scope.db.schema.field(object, 'Name') ?? [])[0];
  const text = canonical === 'Type' || known === undefined ? anyText : known;
  return text && { ...text, name: canonical };
}

/** A field of an actual parent that may be of several objects. Its Name is whatever names it, such as CaseNumber. */
export function fieldOf({ schema }: Database, object: ObjectSchema, name: string): FieldSchema | undefined {
  return schema.field(object, name) ?? (name === 'Name' ? object.fields.find((field) => field.nameField) : undefined);
}

function reader(scope: Scope, references: readonly FieldSchema[], field: FieldSchema): (row: Row) => unknown {
  const { db, object } = scope;
  if (references.length === 0) return (row) => db.value(object, row, field);
  const isPolymorphic = (references.at(-1)?.referenceTo.length ?? 0) > 1;
  return (row) => {
    let located: Located | undefined = { object, row };
    for (const reference of references) located = located && parentOf(scope, located, reference);
    if (located === undefined) return null;
    if (!isPolymorphic) return db.value(located.object, located.row, field);
    if (field.name === 'Type') return located.object.name;
    const actual = fieldOf(db, located.object, field.name);
    return actual === undefined ? null : db.value(located.object, located.row, actual);
  };
}

function scalar(value: unknown): Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || isNumeric(value) ? value : null;
}
