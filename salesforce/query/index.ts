import type { Org } from '../org';
import { pagesOf, type Page, type PageOptions } from './pages';
import { resumed } from './resume';

export { csvLines, jsonLines } from './lines';
export { simplify, type Page } from './pages';
export { addressedId, recordsPrefix, type SalesforceRecord } from './records';
export { startingOver } from './resume';

export interface QueryOptions extends PageOptions {
  /**
   * Reads in the order of the records' IDs if the query has no fixed order, and resumes after the last one if the
   * session ends. See {@link resumed}.
   */
  resume?: boolean;
}

/**
 * Runs a query and yields its pages: the next one is requested while one is used. Subqueries are read completely;
 * `SELECT COUNT()` yields one page with one record, `{count: n}`.
 * @throws SalesforceError, one whose `to` is nextPage among them, InputError (query too long), ConnectionError
 */
export function queryPages(
  org: Org,
  soql: string,
  { resume = false, ...options }: QueryOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const ask = (text: string): AsyncGenerator<Page, void, undefined> => pagesOf(org, text, { ...options, ahead: true });
  return resume && options.limit === undefined ? resumed(soql, ask) : ask(soql);
}
