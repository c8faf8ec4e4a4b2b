import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import type { Row, Scalar } from '../types';
import { functionOperand } from './functions';
import { comparable } from './literals';
import { candidates, pick, selection } from './rows';
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

/** Rows as records, for a query that is not aggregated. */
export function rowsCursor(scope: Scope, query: Query): QueryCursor {
  const project = compileSelect(scope, query);
  const filter = compileWhere(scope, query.where);
  const selected = selection(scope, query, filter);
  return makeCursor(scope, pick(candidates(scope, filter?.lookups ?? []), selected), project);
}

/** A cursor that keeps ids alone and reads each row when its page is asked for. */
export function makeCursor({ db, object }: Scope, ids: readonly string[], project: (row: Row) => Record<string, unknown>): QueryCursor {
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
