import type { OrderByClause, QueryBase } from '@jetstreamapp/soql-parser-js';
import { isIndexed } from '../data/fieldIndex';
import type { Row, Scalar } from '../types';
import { comparable, kindOf } from './literals';
import { direction, Sorter, type SortKey } from './order';
import { fault, resolve, type Scope } from './scope';
import { functionOperand } from './functions';
import { type Filter, type Lookup } from './where';

const MAXIMUM_OFFSET = 2_000;

/** Rows kept beyond what LIMIT asks for, before the worst are sorted out. */
const SLACK = 10_000;

/** Which rows a query takes and in what order. */
export interface Selection {
  test: ((row: Row) => boolean) | undefined;
  sorter: Sorter<Row> | undefined;
  offset: number;
  limit: number;
}

/** ORDER BY, LIMIT and OFFSET of a query over rows. */
export function selection(scope: Scope, query: QueryBase, filter: Filter<Row> | undefined): Selection {
  const keys = list(query.orderBy).map((clause) => sortKey(scope, clause));
  return {
    test: filter?.test,
    sorter: keys.length > 0 ? new Sorter(keys) : undefined,
    offset: offsetOf(scope, query),
    limit: query.limit ?? Infinity,
  };
}

/** @throws ApiError 400 NUMBER_OUTSIDE_VALID_RANGE */
export function offsetOf(scope: Scope, { offset = 0 }: QueryBase): number {
  if (offset <= MAXIMUM_OFFSET) return offset;
  throw fault(
    scope,
    'NUMBER_OUTSIDE_VALID_RANGE',
    String(offset),
    'FROM',
    `Maximum SOQL offset allowed is ${MAXIMUM_OFFSET}`,
  );
}

export function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function sortKey(scope: Scope, clause: OrderByClause): SortKey<Row> {
  if ('fn' in clause) {
    const { kind, read } = functionOperand(scope, clause.fn, 'ORDER');
    return { ...direction(clause), read: (row) => comparable(read(row), kind) };
  }
  const { field, read } = resolve(scope, clause.field, 'ORDER');
  if (!field.sortable)
    throw fault(
      scope,
      'MALFORMED_QUERY',
      clause.field,
      'ORDER',
      `field '${field.name}' can not be sorted in a query call`,
    );
  if (field.type === 'picklist')
    return {
      ...direction(clause),
      read: picklistRank(
        field.picklistValues.map((one) => one.value),
        read,
      ),
    };
  const kind = kindOf(field);
  return { ...direction(clause), read: (row) => comparable(read(row), kind) };
}

/** Picklists sort in the order of their values in Setup; values that are not there follow. */
function picklistRank(values: readonly string[], read: (row: Row) => Scalar): SortKey<Row>['read'] {
  const ranks = new Map(values.map((value, i) => [value, String(i).padStart(5, '0')]));
  return (row) => {
    const value = read(row);
    return typeof value === 'string' ? (ranks.get(value) ?? `~${value.toLowerCase()}`) : null;
  };
}

/** Ids of the rows taken, in order: nothing else is kept of a row. */
export function pick(rows: Iterable<Row>, { test, sorter, offset, limit }: Selection): string[] {
  return sorter === undefined ? first(rows, test, offset, limit) : sorted(rows, test, sorter, offset, limit);
}

function first(rows: Iterable<Row>, test: Selection['test'], offset: number, limit: number): string[] {
  const ids: string[] = [];
  let skipped = 0;
  if (limit === 0) return ids;
  for (const row of rows) {
    if (test !== undefined && !test(row)) continue;
    if (skipped < offset) skipped += 1;
    else if (ids.push(idOf(row)) >= limit) break;
  }
  return ids;
}

function sorted(
  rows: Iterable<Row>,
  test: Selection['test'],
  sorter: Sorter<Row>,
  offset: number,
  limit: number,
): string[] {
  const wanted = offset + limit;
  const taken: { id: string; keys: ReturnType<Sorter<Row>['keysOf']> }[] = [];
  const sort = (): void => {
    taken.sort((a, b) => sorter.compare(a.keys, b.keys));
    if (taken.length > wanted) taken.length = wanted;
  };
  for (const row of rows) {
    if (test !== undefined && !test(row)) continue;
    if (taken.push({ id: idOf(row), keys: sorter.keysOf(row) }) > wanted + SLACK) sort();
  }
  sort();
  return taken.slice(offset).map((entry) => entry.id);
}

export function idOf(row: Row): string {
  return String(row['Id']);
}

/** The rows that can match: by an index where a condition names values of an indexed field, all of them otherwise. */
export function candidates({ db, object, context }: Scope, lookups: readonly Lookup[]): Iterable<Row> {
  const byId = lookups.find((lookup) => lookup.field.type === 'id');
  const usable =
    byId ??
    lookups
      .filter((lookup) => isIndexed(lookup.field) && !context.includeDeleted)
      .sort((a, b) => a.values.length - b.values.length)[0];
  if (usable === undefined) return db.rows(object, { includeDeleted: context.includeDeleted });
  const found = new Map<string, Row>();
  for (const value of usable.values) {
    const rows = byId === undefined ? db.byField(object, usable.field, value) : [db.byId(object, String(value))];
    for (const row of rows)
      if (row !== undefined && (context.includeDeleted || row['IsDeleted'] !== true)) found.set(idOf(row), row);
  }
  return [...found.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
