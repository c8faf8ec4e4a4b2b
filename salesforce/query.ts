import { dataPath, nextPath, target } from './api';
import { expectStatus, InputError, SalesforceError, readErrors } from './errors';
import type { Request, Response, Send } from './http';

export type SalesforceRecord = Record<string, unknown>;

export interface Page {
  records: SalesforceRecord[];
  /** Records that the query found altogether, this page's and all others'. */
  totalSize: number;
  done: boolean;
}

export interface QueryOptions {
  /** Deleted and archived records too. */
  includeDeleted?: boolean;
  /** Records a page, 200 to 2,000; Salesforce takes it as a suggestion. */
  batchSize?: number;
  /** Stops after so many records. */
  limit?: number;
}

interface QueryAnswer {
  records: SalesforceRecord[];
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
}

const LONGEST_QUERY = 100_000;
const LONGEST_ADDRESS = 12_000;
const SMALLEST_BATCH = 200;
const LARGEST_BATCH = 2_000;

/**
 * Runs a query and reads its pages one after another, subqueries to their end. `SELECT COUNT()` gives one page with
 * one record, `{count: n}`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 * @throws SalesforceError, InputError (query too long), ConnectionError
 */
export async function* queryPages(
  send: Send,
  version: string,
  soql: string,
  options: QueryOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { limit = Infinity } = options;
  if (limit <= 0) return;
  let answer = readAnswer(await send(queryRequest(version, soql, options)));
  if (isCount(soql)) {
    yield { records: [{ count: answer.totalSize }], totalSize: 1, done: true };
    return;
  }
  const headers = queryOptions(options);
  let seen = 0;
  for (;;) {
    const records = answer.records.slice(0, limit - seen);
    seen += records.length;
    for (const record of records) await completeSubqueries(send, record);
    const done = answer.done || seen >= limit;
    yield { records, totalSize: answer.totalSize, done };
    if (done) return;
    answer = readAnswer(await send({ method: 'GET', path: following(answer), headers }));
  }
}

/** Read by {@link queryPages}. A query too long for an address travels in the body of a composite request. */
function queryRequest(version: string, soql: string, options: QueryOptions): Request {
  if (soql.length > LONGEST_QUERY) {
    throw new InputError(`The query has ${soql.length} characters; Salesforce takes ${LONGEST_QUERY} at most.`, {
      field: 'Query',
      actions: ['Ask in several queries, for example with shorter lists of values.'],
    });
  }
  const path = dataPath(version, options.includeDeleted === true ? 'queryAll' : 'query');
  const headers = queryOptions(options);
  const request: Request = { method: 'GET', path, query: { q: soql }, headers };
  const url = target(request);
  if (url.length <= LONGEST_ADDRESS) return request;
  const subrequest = { method: 'GET', url, referenceId: 'query', httpHeaders: headers };
  return { method: 'POST', path: dataPath(version, 'composite'), body: { compositeRequest: [subrequest] } };
}

function queryOptions({ batchSize, limit = Infinity }: QueryOptions): Record<string, string> {
  const wanted = Math.min(batchSize ?? LARGEST_BATCH, limit);
  if (wanted >= LARGEST_BATCH) return {};
  return { 'Sforce-Query-Options': `batchSize=${Math.max(SMALLEST_BATCH, Math.ceil(wanted))}` };
}

interface CompositeAnswer {
  compositeResponse: { httpStatusCode: number; body: unknown }[];
}

function readAnswer(response: Response): QueryAnswer {
  const body = expectStatus(response, 200).body as CompositeAnswer | QueryAnswer;
  if (!('compositeResponse' in body)) return body;
  const inner = body.compositeResponse[0];
  if (inner === undefined)
    throw new SalesforceError(response.status, readErrors({ status: response.status, body: '' }));
  return expectStatus({ status: inner.httpStatusCode, headers: {}, body: inner.body }, 200).body as QueryAnswer;
}

function following({ nextRecordsUrl }: { nextRecordsUrl?: string }): string {
  if (nextRecordsUrl !== undefined) return nextPath(nextRecordsUrl);
  throw new InputError('Salesforce says that there are more records, but not where. The query was given up.');
}

function isCount(soql: string): boolean {
  return /^\s*select\s+count\s*\(\s*\)\s*from\b/i.test(soql);
}

/** A subquery pages by itself: its further records are put into its row, whatever its depth. */
async function completeSubqueries(send: Send, record: SalesforceRecord): Promise<void> {
  for (const value of Object.values(record)) {
    if (!isSubquery(value)) continue;
    let page: QueryAnswer = value;
    while (!page.done) {
      page = readAnswer(await send({ method: 'GET', path: following(page) }));
      for (const child of page.records) value.records.push(child);
    }
    value.done = true;
    delete value.nextRecordsUrl;
    for (const child of value.records) await completeSubqueries(send, child);
  }
}

function isSubquery(value: unknown): value is QueryAnswer {
  return isObject(value) && Array.isArray(value['records']) && 'done' in value;
}

function isObject(value: unknown): value is SalesforceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A record for readers: no `attributes`, parents as plain objects, a subquery as a list. Aliases of aggregates stay as
 * they are.
 */
export function simplify(record: SalesforceRecord): SalesforceRecord {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => name !== 'attributes')
      .map(([name, value]) => [name, plain(value)]),
  );
}

function plain(value: unknown): unknown {
  if (isSubquery(value)) return value.records.map(simplify);
  return isObject(value) ? simplify(value) : value;
}
