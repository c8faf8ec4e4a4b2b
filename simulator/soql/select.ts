import type {
  FieldFunctionExpression,
  FieldSubquery,
  FieldType,
  FieldTypeOf,
  QueryBase,
} from '@jetstreamapp/soql-parser-js';
import { ApiError, type FieldSchema, type ObjectSchema, type Row } from '../types';
import {
  type Clause,
  fault,
  fieldOf,
  type Located,
  noSuchColumn,
  parentField,
  parentOf,
  resolve,
  type Scope,
  walk,
  withoutPrefix,
} from './scope';
import { selectFunction } from './selectFunctions';
import { compileSubquery } from './subquery';

/** The value of one member of a record, as REST writes it. */
type Member = (located: Placed) => unknown;

/** A row on the way down from the row that was queried. */
interface Placed extends Located {
  root: Row;
}

/** What a query makes of a row: members in the order asked, parents as shapes of their own. */
class Shape {
  private readonly members = new Map<string, Member>();
  private readonly parents = new Map<string, Shape>();

  constructor(private readonly scope: Scope) {}

  /** @returns false if there is a member of this name already. */
  add(name: string, member: Member): boolean {
    if (this.members.has(name)) return false;
    this.members.set(name, member);
    return true;
  }

  /** The shape of the parent that `field` refers to. */
  parent(field: FieldSchema): Shape {
    const name = field.relationshipName ?? field.name;
    const known = this.parents.get(name);
    if (known !== undefined) return known;
    const shape = new Shape(this.scope);
    this.parents.set(name, shape);
    this.members.set(name, (located) => {
      const parent = parentOf(this.scope, located, field);
      return parent === undefined ? null : shape.project({ ...parent, root: located.root });
    });
    return shape;
  }

  project(located: Placed): Record<string, unknown> {
    const record: Record<string, unknown> = { attributes: attributes(this.scope, located) };
    for (const [name, member] of this.members) record[name] = member(located);
    return record;
  }
}

function attributes({ context }: Scope, { object, row }: Located): Record<string, unknown> {
  return { type: object.name, url: `/services/data/v${context.version}/sobjects/${object.name}/${String(row['Id'])}` };
}

/** Compiles the SELECT clause of a query that is not aggregated. */
export function compileSelect(scope: Scope, query: QueryBase): (row: Row) => Record<string, unknown> {
  const shape = new Shape(scope);
  for (const field of query.fields ?? []) addField(scope, shape, field, query);
  return (row) => shape.project({ object: scope.object, row, root: row });
}

function addField(scope: Scope, shape: Shape, field: FieldType, query: QueryBase): void {
  switch (field.type) {
    case 'FieldSubquery':
      return addSubquery(scope, shape, field);
    case 'FieldTypeof':
      return addTypeOf(scope, shape, field);
    case 'FieldFunctionExpression':
      return field.functionName.toUpperCase() === 'FIELDS'
        ? addAll(scope, shape, field, query)
        : addFunction(scope, shape, field);
    default: {
      const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
      if ('alias' in field && field.alias !== undefined) {
        throw fault(scope, 'MALFORMED_QUERY', field.alias, 'SELECT', 'only aggregate expressions use field aliasing');
      }
      const written = 'rawValue' in field && field.rawValue !== undefined ? field.rawValue : path;
      addPath(scope, shape, written, 'SELECT');
    }
  }
}

function addPath(scope: Scope, shape: Shape, path: string, clause: Clause): void {
  const { field } = resolve(scope, path, clause);
  const names = withoutPrefix(scope, path).slice(0, -1);
  const steps = walk(scope, names, path, clause);
  const holder = steps.reduce((parent, step) => parent.parent(step.field), shape);
  const last = steps.at(-1);
  const member =
    last !== undefined && last.object === undefined ? nameMember(scope, field.name) : fieldMember(scope, field.name);
  if (!holder.add(field.name, member)) throw duplicate(field.name);
}

function duplicate(name: string): ApiError {
  return new ApiError(400, { errorCode: 'INVALID_FIELD', message: `duplicate field selected: ${name}` });
}

/** Looks the field up in the row's own object, for a parent can be of several. */
function fieldMember({ db, context }: Scope, name: string): Member {
  const known = new Map<ObjectSchema, FieldSchema | undefined>();
  return ({ object, row }) => {
    if (!known.has(object)) known.set(object, fieldOf(db, object, name));
    const field = known.get(object);
    if (field === undefined) return null;
    const value = db.value(object, row, field) ?? null;
    const isBlob = field.type === 'base64' && value !== null;
    return isBlob
      ? `/services/data/v${context.version}/sobjects/${object.name}/${String(row['Id'])}/${field.name}`
      : value;
  };
}

/** The same for a parent that may be of several objects: there, Type is which of them. */
function nameMember(scope: Scope, name: string): Member {
  return name === 'Type' ? ({ object }) => object.name : fieldMember(scope, name);
}

function addFunction(scope: Scope, shape: Shape, field: FieldFunctionExpression): void {
  const { path, read } = selectFunction(scope, field);
  const steps = walk(scope, path.split('.').slice(0, -1), path, 'SELECT');
  const holder = steps.reduce((parent, step) => parent.parent(step.field), shape);
  const name = path.split('.').at(-1) ?? path;
  if (!holder.add(name, ({ root }) => read(root))) throw duplicate(name);
}

const MAXIMUM_FIELDS_LIMIT = 200;

/** FIELDS(ALL), FIELDS(STANDARD), FIELDS(CUSTOM). */
function addAll(scope: Scope, shape: Shape, { parameters }: FieldFunctionExpression, query: QueryBase): void {
  const group = String(parameters[0]).toUpperCase();
  if (group !== 'STANDARD' && (query.limit ?? Infinity) > MAXIMUM_FIELDS_LIMIT) {
    throw new ApiError(400, {
      errorCode: 'MALFORMED_QUERY',
      message: `The SOQL FIELDS function must have a LIMIT of at most ${MAXIMUM_FIELDS_LIMIT}`,
    });
  }
  for (const field of scope.object.fields) {
    if (group === 'ALL' || (group === 'CUSTOM') === field.custom) {
      if (!shape.add(field.name, fieldMember(scope, field.name))) throw duplicate(field.name);
    }
  }
}

function addSubquery(scope: Scope, shape: Shape, { subquery }: FieldSubquery): void {
  const { name, read } = compileSubquery(scope, subquery);
  if (!shape.add(name, ({ row }) => read(row))) throw duplicate(name);
}

/** A field of TYPEOF's ELSE: one that all parents have. */
function addName(scope: Scope, branch: Shape, path: string): void {
  const { field } = resolve(scope, path, 'SELECT');
  branch.add(field.name, nameMember(scope, field.name));
}

/** TYPEOF What WHEN Account THEN Phone ELSE Name END: the shape depends on what the parent is. */
function addTypeOf(scope: Scope, shape: Shape, { field: relationship, conditions }: FieldTypeOf): void {
  const reference = parentField(scope.object, relationship);
  if (reference === undefined) throw noSuchColumn(scope, relationship, 'SELECT', relationship, scope.object.name);
  const shapes = new Map<string, Shape>();
  let otherwise: Shape | undefined;
  for (const { type, objectType, fieldList } of conditions) {
    const target = type === 'WHEN' ? scope.db.schema.object(objectType ?? '') : undefined;
    if (type === 'WHEN' && (target === undefined || !reference.referenceTo.includes(target.name))) {
      throw fault(
        scope,
        'INVALID_FIELD',
        objectType ?? '',
        'SELECT',
        `TYPEOF type '${objectType}' is not a type of the relationship '${relationship}'`,
      );
    }
    const branch = new Shape(scope);
    for (const path of fieldList) {
      if (target !== undefined) addPath({ ...scope, object: target, alias: undefined }, branch, path, 'SELECT');
      else addName(scope, branch, `${relationship}.${path}`);
    }
    if (target === undefined) otherwise = branch;
    else shapes.set(target.name, branch);
  }
  const added = shape.add(reference.relationshipName ?? relationship, (located) => {
    const parent = parentOf(scope, located, reference);
    if (parent === undefined) return null;
    return (shapes.get(parent.object.name) ?? otherwise ?? new Shape(scope)).project({ ...parent, root: parent.row });
  });
  if (!added) throw duplicate(relationship);
}
