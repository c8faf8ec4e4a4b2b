import { requireFeature } from '../api';
import {
  AnswerError,
  expectBody,
  InputError,
  isCount,
  isFlag,
  isRecord,
  isHttpStatus,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  refusal,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Request, Response } from '../http';
import type { Org, Versioned } from '../org';
import { dataPath, LONGEST_ADDRESS, nextPath, target } from '../path';
import { Progress } from '../progress';
import { isOfExternalObject, limitOf } from '../soql/clauses';
import { LONGEST_QUERY } from '../soql/scan';
import { readAhead } from './ahead';
import { AskedRows } from './asked';
import { Distinct } from './distinct';
import { addressOf, type SalesforceRecord } from './records';

export interface Page {
  records: SalesforceRecord[];
  /** Records that the query found altogether, this page's and all others'. */
  totalSize: number;
  done: boolean;
}

export interface PageOptions {
  /** Deleted and archived records too. */
  includeDeleted?: boolean;
  /** Of metadata, by the Tooling API. */
  tooling?: boolean;
  /** Records a page, 200 to 2,000; Salesforce takes it as a suggestion. */
  batchSize?: number;
  /** Stops after so many records. */
  limit?: number;
  /** Requests the next page while one is checked and used. */
  ahead?: boolean;
  /**
   * Told how many records came, and how many were counted, if they came on several pages and some are missing: those
   * deleted meanwhile may be left out. Without it, that is an error.
   */
  missed?: (came: number, counted: number) => void;
}

interface QueryAnswer {
  records: SalesforceRecord[];
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string | null | undefined;
}

const SMALLEST_BATCH = 200;
const LARGEST_BATCH = 2_000;

/**
 * Runs a query and reads its pages one after another, with complete subqueries. `SELECT COUNT()` yields one page with
 * one record, `{count: n}`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 * @throws SalesforceError (one for a page that was lost among them), InputError (query too long), ConnectionError
 */
export async function* pagesOf(
  org: Org,
  soql: string,
  options: PageOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { limit = Infinity, ahead = false } = options;
  if (limit <= 0) return;
  const answers = answersOf(org, soql, options);
  const hasSubqueries = SUBQUERY.test(soql);
  const asked = new AskedRows(soql);
  const distinct = new Distinct(soql);
  const most = limitOf(soql) ?? Infinity;
  // https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_guidelines_platform_connect.htm
  const canShift = isOfExternalObject(soql);
  let came = 0;
  let missed: PageOptions['missed'];
  for await (const answer of ahead ? readAhead(answers) : answers) {
    if (isCountQuery(soql)) {
      yield countPage(answer);
      return;
    }
    const left = limit - came;
    asked.came(answer.records);
    distinct.came(answer.records);
    came += answer.records.length;
    if (came > most) throw new AnswerError(200, `${came} records came, and ${most} were asked for`);
    if (!canShift || came === answer.records.length) checkTotal(answer, came, missed);
    missed = options.missed;
    const records = answer.records.length > left ? answer.records.slice(0, left) : answer.records;
    if (hasSubqueries) for (const record of records) await completeSubqueries(org, record, asked);
    yield { records, totalSize: answer.totalSize, done: answer.done || came >= limit };
  }
}

/** The answers that the pages are in, until the last one or as many records as are wanted. */
async function* answersOf(org: Org, soql: string, options: PageOptions): AsyncGenerator<QueryAnswer, void, undefined> {
  const { limit = Infinity } = options;
  const headers = queryOptions(options);
  const progress = new Progress();
  let answer = readFirstPage(await org.send(queryRequest(org, soql, options)));
  let came = 0;
  for (;;) {
    if (!isOfExternalObject(soql)) progress.came(addressOf(answer.records[0]));
    came += answer.records.length;
    yield answer;
    if (answer.done || came >= limit) return;
    answer = await nextAnswer(org, answer, progress, headers);
  }
}

function countPage({ totalSize, done, records }: QueryAnswer): Page {
  if (totalSize < 0 || !done || records.length > 0) throw new AnswerError(200, 'a number of records was expected');
  return { records: [{ count: totalSize }], totalSize: 1, done: true };
}

/**
 * All records come, and no others: `done` says that all results were returned, and `totalSize` how many those are.
 * @throws AnswerError
 */
function checkTotal({ done, totalSize }: QueryAnswer, came: number, missed?: PageOptions['missed']): void {
  if (totalSize < 0 || (came <= totalSize && (!done || came === totalSize))) return;
  if (came < totalSize && missed !== undefined) return missed(came, totalSize);
  throw new AnswerError(200, `${came} records came, and it says that there are ${totalSize}`);
}

/** Matches every query with subqueries, and a few others, which only costs a check of their values. */
const SUBQUERY = /\(\s*select\b/i;

/**
 * Whether the next page has expired: an unfinished result lasts as long as the session that requested it, and at most
 * two days.
 */
export function isLostQuery(error: unknown): error is SalesforceError {
  return error instanceof SalesforceError && error.to === 'nextPage';
}

/** A query that is too long for a URL is sent in the body of a composite request. */
function queryRequest({ version }: Versioned, soql: string, options: PageOptions): Request {
  if (soql.length > LONGEST_QUERY) {
    throw new InputError(`The query has ${soql.length} characters; Salesforce allows at most ${LONGEST_QUERY}.`, {
      reason: 'queryTooLong',
    });
  }
  const api = options.tooling === true ? ['tooling'] : [];
  const path = dataPath(version, ...api, options.includeDeleted === true ? 'queryAll' : 'query');
  const headers = queryOptions(options);
  const request: Request = { method: 'GET', path, query: { q: soql }, headers };
  const url = target(request);
  if (url.length <= LONGEST_ADDRESS) return request;
  requireFeature({ version }, 'longQuery');
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

function readFirstPage(response: Response): QueryAnswer {
  if (!isRecord(response.body) || !('compositeResponse' in response.body)) return readPage(response);
  const { compositeResponse } = expectBody(response, isComposite, PAGE_EXPECTED, 200);
  const [inner] = compositeResponse;
  if (inner === undefined) throw new AnswerError(response.status, `${PAGE_EXPECTED} was expected`, response.body);
  return readPage({ status: inner.httpStatusCode, headers: {}, body: inner.body });
}

const PAGE_EXPECTED = 'a page of a query';

function readPage(response: Response): QueryAnswer {
  return expectBody(response, isPage, PAGE_EXPECTED, 200);
}

/** Salesforce does not count the records of a big object: it says -1. */
function isTotal(value: unknown): value is number {
  return value === -1 || isCount(value);
}

const isPage = objectWith<QueryAnswer>({
  records: listOf(isRecord),
  totalSize: isTotal,
  done: isFlag,
  nextRecordsUrl: maybe(isText),
});

const isComposite = objectWith({
  compositeResponse: listOf(objectWith({ httpStatusCode: isHttpStatus })),
}) as Shape<unknown> as Shape<CompositeAnswer>;

async function nextAnswer(
  { send }: Pick<Org, 'send'>,
  { nextRecordsUrl, records }: QueryAnswer,
  progress: Progress,
  headers: Record<string, string> = {},
): Promise<QueryAnswer> {
  if (typeof nextRecordsUrl !== 'string') {
    throw new AnswerError(200, 'it reports more records without a link to them');
  }
  progress.to(nextRecordsUrl, records.length);
  const response = await send({ method: 'GET', path: nextPath(nextRecordsUrl), headers });
  if (response.status < 400) return readPage(response);
  // A 401 here comes after the session was renewed: the new session can run the query again, but not continue it.
  const isLost = readErrors(response)[0]?.errorCode === 'INVALID_QUERY_LOCATOR' || response.status === 401;
  throw refusal(response, isLost ? 'nextPage' : 'request');
}

function isCountQuery(soql: string): boolean {
  return /^\s*select\s+count\s*\(\s*\)\s*from\b/i.test(soql);
}

/** A subquery has its own pages: its remaining records are added to its row, at any depth. */
async function completeSubqueries(
  org: Pick<Org, 'send'>,
  record: SalesforceRecord,
  asked: AskedRows | undefined,
): Promise<void> {
  for (const [name, value] of Object.entries(record)) {
    const rows = asked?.below(name);
    const isWanted = rows !== undefined && value !== null;
    if (!isSubquery(value)) {
      if (!isWanted && !isBrokenSubquery(value)) continue;
      throw new AnswerError(200, 'the records of a subquery were expected', value);
    }
    const progress = new Progress();
    const distinct = new Distinct('');
    const came = ({ records }: QueryAnswer): void => {
      progress.came(addressOf(records[0]));
      rows?.came(records);
      distinct.came(records);
    };
    let page: QueryAnswer = value;
    came(page);
    checkTotal(page, value.records.length);
    while (!page.done) {
      page = await nextAnswer(org, page, progress);
      came(page);
      for (const child of page.records) value.records.push(child);
      checkTotal(page, value.records.length);
    }
    value.done = true;
    delete value.nextRecordsUrl;
    for (const child of value.records) await completeSubqueries(org, child, rows);
  }
}

/** Parents have `attributes`, and the parts of compound fields have other names. */
function isBrokenSubquery(value: unknown): boolean {
  return isRecord(value) && ('done' in value || 'records' in value) && !isRecord(value['attributes']) && !isPage(value);
}

function isSubquery(value: unknown): value is QueryAnswer {
  return isRecord(value) && 'done' in value && isPage(value);
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
    if (isRecord(value)) record[name] = isSubquery(value) ? value.records.map(simplify) : simplify(value);
  }
  return record;
}
