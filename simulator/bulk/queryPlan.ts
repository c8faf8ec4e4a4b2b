import type { FieldType as Selected, Query } from '@jetstreamapp/soql-parser-js';

import { isNumeric, javaDouble } from '../numbers';
import { parse } from '../soql/parse';
import { compileWhere, isCount, rowsCursor } from '../soql/query';
import { selection } from '../soql/rows';
import { objectNamed, resolve, type QueryContext, type QueryCursor, type Scope } from '../soql/scope';
import { selectFunction } from '../soql/selectFunctions';
import { ApiError, type Database, type FieldType, type ObjectSchema, type Row } from '../types';
import { DOUBLES } from './results';

/** A query that the Bulk API can do. */
export interface QueryPlan {
  readonly object: ObjectSchema;
  /** Paths in canonical names, `Account.Name`: the header of the results. */
  readonly columns: readonly string[];
  /** Chooses the rows, the first time; rows are read when their page is. */
  run(): QueryCursor;
}

/** One column of the results. */
interface Column {
  readonly path: string;
  readonly read: (row: Row) => unknown;
}

/** Before it, columns come in the order of the alphabet. */
const COLUMNS_AS_ASKED_SINCE = 50;

const COMPOUND: ReadonlySet<FieldType> = new Set(['address', 'location']);

const unsupported = (message: string) => new ApiError(400, { errorCode: 'API_ERROR', message });

/** REST says +0000, Bulk says Z. */
const cellText = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const doubleCell = (value: unknown): string => (isNumeric(value) ? javaDouble(value) : cellText(value));

const datetimeCell = (value: unknown): string => cellText(value).replace(/\+0000$/, 'Z');

function fieldColumn(scope: Scope, path: string): Column {
  const expression = resolve(scope, path, 'SELECT');
  if (COMPOUND.has(expression.type)) throw unsupported('Selecting compound data not supported in Bulk Query');
  if (expression.type === 'base64')
    throw unsupported('Blob field not supported in Bulk V2 Query with CSV content type');
  const text = expression.type === 'datetime' ? datetimeCell : DOUBLES.has(expression.type) ? doubleCell : cellText;
  return { path: expression.path, read: (row) => text(expression.read(row)) };
}

/** FIELDS(STANDARD). The other groups are unbounded: an object can have any number of custom fields. */
function allColumns(scope: Scope, group: string): Column[] {
  if (group !== 'STANDARD') {
    const message = 'The SOQL FIELDS function is not supported with an unbounded set of fields in this API.';
    throw new ApiError(400, { errorCode: 'MALFORMED_QUERY', message });
  }
  return scope.object.fields.filter((field) => !field.custom).map((field) => fieldColumn(scope, field.name));
}

function columnsOf(scope: Scope, selected: Selected): Column[] {
  switch (selected.type) {
    case 'FieldSubquery':
      throw unsupported('Aggregate Relationships not supported in Bulk V2 Query with CSV content type');
    case 'FieldTypeof':
      throw unsupported('TYPEOF not supported in Bulk V2 Query with CSV content type');
    case 'FieldFunctionExpression': {
      if (selected.functionName.toUpperCase() === 'FIELDS') {
        return allColumns(scope, String(selected.parameters[0]).toUpperCase());
      }
      const { path, read } = selectFunction(scope, selected);
      return [{ path, read: (row) => cellText(read(row)) }];
    }
    default: {
      const path = selected.type === 'Field' ? selected.field : [...selected.relationships, selected.field].join('.');
      return [fieldColumn(scope, 'rawValue' in selected && selected.rawValue !== undefined ? selected.rawValue : path)];
    }
  }
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm */
function refuseUnsupported(query: Query): void {
  const aggregates = (query.fields ?? []).some(
    (field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true,
  );
  if (aggregates || isCount(query) || query.groupBy !== undefined) {
    throw unsupported('Aggregate functions and GROUP BY not supported in Bulk V2 Query');
  }
  if (query.offset !== undefined) throw unsupported('OFFSET not supported in Bulk V2 Query');
}

/**
 * Checks a query before it is queued.
 * @throws ApiError 400: MALFORMED_QUERY, INVALID_FIELD… as a REST query; API_ERROR for what only Bulk cannot do.
 */
export function planQuery(db: Database, text: string, context: QueryContext): QueryPlan {
  const parsed = parse(text);
  const { query } = parsed;
  const object = objectNamed(db, parsed, 0, query.sObject ?? '');
  const scope: Scope = { db, context, parsed, number: 0, object, alias: query.sObjectAlias };
  refuseUnsupported(query);
  const columns = (query.fields ?? []).flatMap((selected) => columnsOf(scope, selected));
  if (Number(context.version) < COLUMNS_AS_ASKED_SINCE) columns.sort((a, b) => (a.path < b.path ? -1 : 1));
  selection(scope, query, compileWhere(scope, query.where));
  let cursor: QueryCursor | undefined;
  const project = (row: Row) => Object.fromEntries(columns.map(({ path, read }) => [path, read(row)]));
  return {
    object,
    columns: columns.map(({ path }) => path),
    run: () => (cursor ??= rowsCursor(scope, query, undefined, project)),
  };
}
