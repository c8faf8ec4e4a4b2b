import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError, type ObjectSchema, type Row } from '../types';
import { functionOperand } from './functions';
import { comparable, type Comparable } from './literals';
import { candidates, idOf, pick, selection } from './rows';
import { fault, objectNamed, type QueryCursor, resolve, type Scope } from './scope';
import { compileSelect } from './select';
import { compileFilter, fieldOperand, type Filter, type Operand } from './where';

/** The WHERE clause of a scope. */
export function compileWhere(scope: Scope, where: WhereClause | undefined): Filter<Row> | undefined {
  const filter =
    where === undefined
      ? undefined
      : compileFilter<Row>(where, {
          scope,
          clause: 'WHERE',
          operand: (leaf) =>
            'fn' in leaf ? functionOperand(scope, leaf.fn, 'WHERE') : fieldOperand(scope, leaf.field, 'WHERE'),
          inner: (query, operand) => innerValues(scope, query, operand),
        });
  requireFilter(scope.object, filter);
  return filter;
}

/**
 * Some objects are not queried as a whole, without a permission for it.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm
 */
function requireFilter({ name, filteredBy }: ObjectSchema, filter: Filter<Row> | undefined): void {
  if (filteredBy === undefined || filter?.lookups.some(({ field }) => filteredBy.includes(field.name)) === true) return;
  const [, ...fields] = filteredBy;
  throw new ApiError(400, {
    errorCode: 'MALFORMED_QUERY',
    message:
      `Implementation restriction: ${name} requires a filter by a single Id on ${fields.join(' or ')} using the equals ` +
      "operator or multiple Id's using the IN operator.",
  });
}

/**
 * Rows as records, for a query that is not aggregated.
 * @param accept a further condition, that the text does not say
 */
export function rowsCursor(
  scope: Scope,
  query: Query,
  accept?: (row: Row) => boolean,
  project = compileSelect(scope, query),
): QueryCursor {
  const { db, object, context } = scope;
  const filter = compileWhere(scope, query.where);
  const selected = selection(scope, query, both(withScope(scope, query, filter), accept));
  const { test, sorter, offset, limit } = selected;
  if (test === undefined && sorter === undefined && !context.includeDeleted) {
    const total = Math.min(Math.max(db.count(object) - offset, 0), limit);
    return makeCursor(lazy(scope, db.rows(object, { includeDeleted: false }), offset, total), project);
  }
  return idsCursor(scope, pick(candidates(scope, filter?.lookups ?? []), selected), project);
}

/** USING SCOPE mine: only what the user owns. The other scopes see all here, where nothing is hidden from anybody. */
function withScope({ object, context }: Scope, query: Query, filter: Filter<Row> | undefined): Filter<Row> | undefined {
  if (query.usingScope?.toUpperCase() !== 'MINE' || !object.fields.some((field) => field.name === 'OwnerId'))
    return filter;
  return both(filter, (row) => row['OwnerId'] === context.userId);
}

function both(filter: Filter<Row> | undefined, accept: ((row: Row) => boolean) | undefined): Filter<Row> | undefined {
  if (filter === undefined || accept === undefined)
    return accept === undefined ? filter : { test: accept, lookups: [] };
  return { test: (row) => filter.test(row) && accept(row), lookups: filter.lookups };
}

/** Whether the query is `SELECT COUNT() …`. */
export function isCount(query: Query): boolean {
  const [first] = query.fields ?? [];
  return (
    first?.type === 'FieldFunctionExpression' &&
    first.functionName.toUpperCase() === 'COUNT' &&
    first.parameters.length === 0
  );
}

/**
 * SELECT COUNT(): how many rows there are, and no record.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_count.htm
 */
export function countCursor(scope: Scope, query: Query): QueryCursor {
  const { db, object, context } = scope;
  if ((query.fields ?? []).length > 1) throw fault(scope, 'MALFORMED_QUERY', ',', 'SELECT', "unexpected token: ','");
  for (const [clause, word] of [
    [query.groupBy, 'GROUP'],
    [query.orderBy, 'ORDER'],
  ] as const) {
    // COUNT(field) takes both.
    if (clause !== undefined) throw fault(scope, 'MALFORMED_QUERY', word, word, `unexpected token: '${word}'`);
  }
  const filter = compileWhere(scope, query.where);
  const { test, offset, limit } = selection(scope, query, withScope(scope, query, filter));
  let count = 0;
  if (test === undefined && !context.includeDeleted) count = db.count(object);
  else for (const row of candidates(scope, filter?.lookups ?? [])) if (test === undefined || test(row)) count += 1;
  return { totalSize: Math.min(Math.max(count - offset, 0), limit), kind: 'count', page: () => [] };
}

/** Where a cursor has its rows from. */
interface RowSource {
  length: number;
  rows(from: number, to: number): Row[];
}

/** Rows by their ids, read when their page is asked for. */
function kept({ db, object }: Scope, ids: readonly string[]): RowSource {
  return {
    length: ids.length,
    rows: (from, to) =>
      ids
        .slice(from, to)
        .map((id) => db.byId(object, id))
        .filter((row) => row !== undefined),
  };
}

/** All rows, as far as they have been asked for: the first page of a million need not wait for the last. */
function lazy(scope: Scope, rows: Iterable<Row>, offset: number, length: number): RowSource {
  const ids: string[] = [];
  const rest = rows[Symbol.iterator]();
  for (let skipped = 0; skipped < offset && skipped < length + offset; skipped += 1) rest.next();
  /** Goes on to `to`, and keeps the rows from `from`: a page far ahead must not hold all rows before it. */
  const read = (from: number, to: number): Row[] => {
    const fresh: Row[] = [];
    while (ids.length < to) {
      const next = rest.next();
      if (next.done === true) break;
      if (ids.push(idOf(next.value)) > from) fresh.push(next.value);
    }
    return fresh;
  };
  return {
    length,
    rows: (from, to) => {
      const end = Math.min(to, length);
      const known = ids.length;
      const fresh = read(from, end);
      return from >= known ? fresh : [...kept(scope, ids).rows(from, Math.min(end, known)), ...fresh];
    },
  };
}

/** A cursor that makes records when their page is asked for. */
function makeCursor(source: RowSource, project: (row: Row) => Record<string, unknown>): QueryCursor {
  return { totalSize: source.length, kind: 'rows', page: (from, to) => source.rows(from, to).map(project) };
}

/** A cursor over rows of known ids: nothing else is kept of them. */
export function idsCursor(
  scope: Scope,
  ids: readonly string[],
  project: (row: Row) => Record<string, unknown>,
): QueryCursor {
  return makeCursor(kept(scope, ids), project);
}

/** `Id IN (SELECT AccountId FROM Contact WHERE …)`: what the inner query selects, nulls left out. */
function innerValues(outer: Scope, query: Query, operand: Operand<Row>): readonly Comparable[] {
  const { db, parsed } = outer;
  const number = parsed.scopes.get(query) ?? 0;
  const scope: Scope = {
    ...outer,
    number,
    object: objectNamed(db, parsed, number, query.sObject ?? ''),
    alias: query.sObjectAlias,
  };
  const [field, another] = query.fields ?? [];
  if (field === undefined || another !== undefined || (field.type !== 'Field' && field.type !== 'FieldRelationship')) {
    throw fault(
      outer,
      'MALFORMED_QUERY',
      operand.path,
      'WHERE',
      'semi join sub-selects can only select a single field',
    );
  }
  const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
  const selected = resolve(scope, path, 'SELECT');
  if (operand.kind !== 'id' || (selected.type !== 'id' && selected.type !== 'reference')) {
    throw fault(
      outer,
      'INVALID_FIELD',
      operand.path,
      'WHERE',
      `The fields of a semi join must both be IDs or references: '${operand.path}' and '${path}'`,
    );
  }
  const filter = compileWhere(scope, query.where);
  const values = new Set<Comparable>();
  for (const row of candidates(scope, filter?.lookups ?? [])) {
    if (filter === undefined || filter.test(row)) values.add(comparable(selected.read(row), 'id'));
  }
  values.delete(null);
  return [...values];
}
