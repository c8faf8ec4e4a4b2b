import type { Subquery } from '@jetstreamapp/soql-parser-js';
import type { ChildRelationship, FieldSchema, ObjectSchema, Row } from '../types';
import { noSuchRelationshipMessage } from './messages';
import { compileWhere, idsCursor } from './query';
import { idOf, pick, selection } from './rows';
import { fault, type Scope } from './scope';
import { compileSelect } from './select';

const PAGE_SIZE = 2_000;

/** A subquery in SELECT: the member's name and, for each parent row, the children it finds. */
export function compileSubquery(parent: Scope, subquery: Subquery): { name: string; read: (row: Row) => unknown } {
  const relationship = childRelationship(parent, subquery);
  const { db, parsed, context } = parent;
  const object = db.schema.object(relationship.childSObject);
  const reference = object && db.schema.field(object, relationship.field);
  if (object === undefined || reference === undefined)
    throw new Error(`${relationship.relationshipName} leads to no object of the schema`);
  const scope: Scope = { ...parent, object, alias: subquery.sObjectAlias, number: parsed.scopes.get(subquery) ?? 0 };
  const filter = compileWhere(scope, subquery.where);
  const project = compileSelect(scope, subquery);
  const selected = selection(scope, subquery, filter);
  const childrenOf = childFinder(scope, object, reference);

  const read = (row: Row): unknown => {
    const cursor = idsCursor(scope, pick(childrenOf(idOf(row)), selected), project);
    const { totalSize } = cursor;
    if (totalSize === 0) return null;
    const pageSize = context.subqueryPageSize?.() ?? PAGE_SIZE;
    const isWhole = totalSize <= pageSize || context.registerSubquery === undefined;
    return {
      totalSize,
      done: isWhole,
      ...(isWhole ? {} : { nextRecordsUrl: context.registerSubquery?.(cursor, pageSize) }),
      records: cursor.page(0, isWhole ? totalSize : pageSize),
    };
  };
  return { name: relationship.relationshipName ?? subquery.relationshipName, read };
}

function childRelationship(parent: Scope, { relationshipName }: Subquery): ChildRelationship {
  const found = parent.object.childRelationships.find(
    (one) => one.relationshipName?.toLowerCase() === relationshipName.toLowerCase(),
  );
  if (found !== undefined) return found;
  throw fault(
    parent,
    'INVALID_TYPE',
    relationshipName,
    'SELECT',
    noSuchRelationshipMessage(relationshipName, 'FROM part of query call'),
  );
}

/** Children by the index; with deleted ones, which no index holds, by one scan for the whole query. */
function childFinder(
  { db, context }: Scope,
  object: ObjectSchema,
  reference: FieldSchema,
): (parentId: string) => readonly Row[] {
  if (!context.includeDeleted) return (parentId) => db.byField(object, reference, parentId);
  let idsByParent: Map<string, string[]> | undefined;
  return (parentId) => {
    idsByParent ??= groupIds(db.rows(object, { includeDeleted: true }), reference.name);
    return (idsByParent.get(parentId) ?? []).map((id) => db.byId(object, id)).filter((row) => row !== undefined);
  };
}

function groupIds(rows: Iterable<Row>, field: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const parentId = row[field];
    if (typeof parentId !== 'string') continue;
    const group = groups.get(parentId);
    if (group === undefined) groups.set(parentId, [idOf(row)]);
    else group.push(idOf(row));
  }
  return groups;
}
