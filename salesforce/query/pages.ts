import { dataPath, nextPath, target } from '../api';
import { expectStatus, InputError, SalesforceError, readErrors } from '../errors';
import type { Request, Response, Send } from '../http';

export type SalesforceRecord = Record<string, unknown>;

export interface Page {
  records: SalesforceRecord[];
  /** Records that the query found altogether, this page's and all others'. */
  totalSize: number;
  done: boolean;
}

export interface PageOptions {
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
 * @throws SalesforceError ({@link LostQueryError} among them), InputError (query too long), ConnectionError
 */
export async function* pagesOf(
  send: Send,
  version: string,
  soql: string,
  options: PageOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { limit = Infinity } = options;
  if (limit <= 0) return;
  let answer = readAnswer(await send(queryRequest(version, soql, options)));
  if (isCount(soql)) {
    yield { records: [{ count: answer.totalSize }], totalSize: 1, done: true };
    return;
  }
  const headers = queryOptions(options);
  const hasSubqueries = SUBQUERY.test(soql);
  let seen = 0;
  for (;;) {
    const { totalSize } = answer;
    const records = answer.records.length > limit - seen ? answer.records.slice(0, limit - seen) : answer.records;
    seen += records.length;
    if (hasSubqueries) for (const record of records) await completeSubqueries(send, record);
    const done = answer.done || seen >= limit;
    yield { records, totalSize, done };
    if (done) return;
    answer = await nextAnswer(send, answer, headers);
  }
}

/** Every query with subqueries matches, and a few others, which only costs them a look at their values. */
const SUBQUERY = /\(\s*select\b/i;

/**
 * A further page can no longer be had: a result that is not read to its end lives no longer than the session that
 * asked, and two days at most.
 */
export class LostQueryError extends SalesforceError {
  constructor({ status, errors }: SalesforceError) {
    super(status, errors, () => ({
      means: 'The query’s further pages were lost: they end with the session that asked for them, and after two days.',
      actions: [
        'Run the workflow again.',
        'If it happens again: leave ORDER BY, LIMIT and OFFSET out of the query, for it is then continued from where it ended, or read less at once.',
      ],
    }));
  }
}

/** A query too long for an address travels in the body of a composite request. */
function queryRequest(version: string, soql: string, options: PageOptions): Request {
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
  return {
    method: 'POST',
    path: dataPath(version, 'composite'),
    body: { compositeRequest: [subrequest] },
    reads: true,
  };
}

function queryOptions({ batchSize, limit = Infinity }: PageOptions): Record<string, string> {
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

async function nextAnswer(
  send: Send,
  { nextRecordsUrl }: QueryAnswer,
  headers: Record<string, string>,
): Promise<QueryAnswer> {
  if (nextRecordsUrl === undefined) {
    throw new InputError('Salesforce says that there are more records, but not where. The query was given up.');
  }
  const response = await send({ method: 'GET', path: nextPath(nextRecordsUrl), headers });
  if (response.status === 200) return response.body as QueryAnswer;
  const error = new SalesforceError(response.status, readErrors(response));
  // A 401 here comes after the session was renewed: the new one may ask anew, but not read on.
  const isLost = error.errorCode === 'INVALID_QUERY_LOCATOR' || response.status === 401;
  throw isLost ? new LostQueryError(error) : error;
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
      page = await nextAnswer(send, page, {});
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
export function simplify({ attributes, ...record }: SalesforceRecord): SalesforceRecord {
  // V8 copies all properties but one in one step, which keeps objects small. Property by property, or with `delete`,
  // records of many fields take two and a half times as much memory.
  for (const name in record) {
    const value = record[name];
    if (isObject(value)) record[name] = isSubquery(value) ? value.records.map(simplify) : simplify(value);
  }
  return record;
}
