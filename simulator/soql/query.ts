import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Row, Scalar } from '../types';
import { functionOperand } from './functions';
import { comparable } from './literals';
import { candidates, idOf, pick, selection } from './rows';
import { fault, objectNamed, type QueryCursor, resolve, type Scope } from './scope';
import { compileSelect } from './select';
import { compileFilter, fieldOperand, type Filter, type Operand } from './where';

/** The WHERE clause of a scope. */
export function compileWhere(scope: Scope, where: WhereClause | undefined): Filter<Row> | undefined {
  if (where === undefined) return undefined;
  return compileFilter<Row>(where, {
    scope,
    clause: 'WHERE',
    operand: (leaf) => ('fn' in leaf ? functionOperand(scope, leaf.fn, 'WHERE') : fieldOperand(scope, leaf.field, 'WHERE')),
    inner: (query, operand) => innerValues(scope, query, operand),
  });
}

/**
 * Rows as records, for a query that is not aggregated.
 * @param accept a further condition, that the text does not say
 */
export function rowsCursor(
  scope: Scope, query: Query, accept?: (row: Row) => boolean, project = compileSelect(scope, query),
): QueryCursor {
  const { db, object, context } = scope;
  const filter = compileWhere(scope, query.where);
  const selected = selection(scope, query, both(withScope(scope, query, filter), accept));
  const { test, sorter, offset, limit } = selected;
  if (test === undefined && sorter === undefined && !context.includeDeleted) {
    const total = Math.min(Math.max(db.count(object) - offset, 0), limit);
    return makeCursor(scope, new LazyIds(db.rows(object, { includeDeleted: false }), offset, total), project);
  }
  return makeCursor(scope, pick(candidates(scope, filter?.lookups ?? []), selected), project);
}

/** USING SCOPE mine: only what the user owns. The other scopes see all here, where nothing is hidden from anybody. */
function withScope({ object, context }: Scope, query: Query, filter: Filter<Row> | undefined): Filter<Row> | undefined {
  if (query.usingScope?.toUpperCase() !== 'MINE' || !object.fields.some((field) => field.name === 'OwnerId')) return filter;
  return both(filter, (row) => row['OwnerId'] === context.userId);
}

function both(filter: Filter<Row> | undefined, accept: ((row: Row) => boolean) | undefined): Filter<Row> | undefined {
  if (filter === undefined || accept === undefined) return accept === undefined ? filter : { test: accept, lookups: [] };
  return { test: (row) => filter.test(row) && accept(row), lookups: filter.lookups };
}

/** Whether the query is `SELECT COUNT() …`. */
export function isCount(query: Query): boolean {
  const [first] = query.fields ?? [];
  return first?.type === 'FieldFunctionExpression' && first.functionName.toUpperCase() === 'COUNT' && first.parameters.length === 0;
}

/** SELECT COUNT(): how many rows there are, and no record. */
export function countCursor(scope: Scope, query: Query): QueryCursor {
  const { db, object, context } = scope;
  if ((query.fields ?? []).length > 1) throw fault(scope, 'MALFORMED_QUERY', ',', 'SELECT', "unexpected token: ','");
  const filter = compileWhere(scope, query.where);
  const { test, offset, limit } = selection(scope, query, withScope(scope, query, filter));
  let count = 0;
  if (test === undefined && !context.includeDeleted) count = db.count(object);
  else for (const row of candidates(scope, filter?.lookups ?? [])) if (test === undefined || test(row)) count += 1;
  return { totalSize: Math.min(Math.max(count - offset, 0), limit), kind: 'count', page: () => [] };
}

/** Ids in order, as far as they have been asked for: the first page of a million rows need not wait for the last. */
class LazyIds {
  private readonly ids: string[] = [];
  private readonly rest: Iterator<Row>;
  private skip: number;

  constructor(rows: Iterable<Row>, offset: number, readonly length: number) {
    this.rest = rows[Symbol.iterator]();
    this.skip = offset;
  }

  slice(from: number, to: number): string[] {
    const wanted = Math.min(to, this.length);
    while (this.ids.length < wanted) {
      const next = this.rest.next();
      if (next.done === true) break;
      if (this.skip > 0) this.skip -= 1;
      else this.ids.push(idOf(next.value));
    }
    return this.ids.slice(from, wanted);
  }
}

/** A cursor that keeps ids alone and reads each row when its page is asked for. */
export function makeCursor({ db, object }: Scope, ids: Pick<readonly string[], 'length' | 'slice'>, project: (row: Row) => Record<string, unknown>): QueryCursor {
  return {
    totalSize: ids.length,
    kind: 'rows',
    page: (from, to) => ids.slice(from, to).flatMap((id) => {
      const row = db.byId(object, id);
      return row === undefined ? [] : [project(row)];
    }),
  };
}

/** `Id IN (SELECT AccountId FROM Contact WHERE …)`: what the inner query selects, nulls left out. */
function innerValues(outer: Scope, query: Query, operand: Operand<Row>): readonly Scalar[] {
  const { db, parsed } = outer;
  const number = parsed.scopes.get(query) ?? 0;
  const scope: Scope = { ...outer, number, object: objectNamed(db, parsed, number, query.sObject ?? ''), alias: query.sObjectAlias };
  const [field, another] = query.fields ?? [];
  if (field === undefined || another !== undefined || (field.type !== 'Field' && field.type !== 'FieldRelationship')) {
    throw fault(outer, 'MALFORMED_QUERY', operand.path, 'WHERE', 'semi join sub-selects can only select a single field');
  }
  const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
  const selected = resolve(scope, path, 'SELECT');
  if (operand.kind !== 'id' || (selected.type !== 'id' && selected.type !== 'reference')) {
    throw fault(outer, 'INVALID_FIELD', operand.path, 'WHERE', `The inner and outer selects of a semi join must both be of ID or reference fields: '${operand.path}' and '${path}'`);
  }
  const filter = compileWhere(scope, query.where);
  const values = new Set<Scalar>();
  for (const row of candidates(scope, filter?.lookups ?? [])) {
    if (filter === undefined || filter.test(row)) values.add(comparable(selected.read(row), 'id'));
  }
  values.delete(null);
  return [...values];
}
