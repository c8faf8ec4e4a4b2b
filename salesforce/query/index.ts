import type { Org } from '../org';
import { readAhead } from './ahead';
import { pagesOf, type Page, type PageOptions } from './pages';
import { resumed } from './resume';

export { csvLines, jsonLines } from './lines';
export { simplify, type Page, type SalesforceRecord } from './pages';
export { startingOver } from './resume';

export interface QueryOptions extends PageOptions {
  /**
   * Reads in the order of the records' IDs, where the query leaves the order open, and goes on after the last one when
   * the session ends on the way. See {@link resumed}.
   */
  resume?: boolean;
}

/**
 * Runs a query and gives its pages: while one is used the next is on its way. Subqueries are read to their end;
 * `SELECT COUNT()` gives one page with one record, `{count: n}`.
 * @throws SalesforceError, one whose `to` is nextPage among them, InputError (query too long), ConnectionError
 */
export function queryPages(
  org: Org,
  soql: string,
  { resume = false, ...options }: QueryOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const ask = (text: string): AsyncGenerator<Page, void, undefined> => pagesOf(org, text, options);
  return readAhead(resume && options.limit === undefined ? resumed(soql, ask) : ask(soql));
}
