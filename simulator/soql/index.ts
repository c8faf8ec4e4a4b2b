import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Database, Row } from '../types';
import { parse } from './parse';
import { groupedCursor, isAggregated } from './group';
import { countCursor, isCount, rowsCursor } from './query';
import { objectNamed, type QueryContext, type QueryCursor, type Scope } from './scope';

export type { QueryContext, QueryCursor } from './scope';

/**
 * Runs a SOQL query. Names are checked and rows chosen at once; records are made page by page.
 * @throws ApiError 400 with Salesforce's code and message: MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE…
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql.htm
 */
export function runQuery(db: Database, text: string, context: QueryContext): QueryCursor {
  const { scope, query } = open(db, text, context);
  if (isCount(query)) return countCursor(scope, query);
  return isAggregated(query) ? groupedCursor(scope, query) : rowsCursor(scope, query);
}

/** Runs a query for rows, of which it takes only those that `accept` takes: the found ones of a search. */
export function runQueryOver(
  db: Database,
  text: string,
  context: QueryContext,
  accept: (row: Row) => boolean,
): QueryCursor {
  const { scope, query } = open(db, text, context);
  return rowsCursor(scope, query, accept);
}

function open(db: Database, text: string, context: QueryContext): { scope: Scope; query: Query } {
  const parsed = parse(text);
  const { query } = parsed;
  const object = objectNamed(db, parsed, 0, query.sObject ?? '');
  return { scope: { db, context, parsed, number: 0, object, alias: query.sObjectAlias }, query };
}
