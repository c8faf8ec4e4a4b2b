import { requireFeature } from '../api';
import { findField, isCompound, type FieldDescribe, type ObjectDescribe } from '../describe';
import { AnswerError, asError, InputError, JobError } from '../errors';
import type { Org } from '../org';
import { Progress } from '../progress';
import { isRecordId } from '../ids';
import { recordsPrefix } from '../query';
import { selectedColumns, selectedValues } from '../query/columns';
import { repeatStep } from '../retry';
import { clausesOf, isAggregate } from '../soql/clauses';
import type { CsvWatch } from './csvScan';
import { abortJob } from './ingest';
import {
  createQueryRequest,
  readCreatedJob,
  readResultPages,
  resultDelimiter,
  resultPageRequest,
  resultPagesRequest,
  type JobInfo,
} from './jobs';
import { begunAhead, joined, wholeStream } from './results';
import { waitForEnd, type FollowSettings } from './wait';

/** Result pages that are requested in parallel. */
const PAGES_AHEAD = 3;

/** The object that a query is of; undefined where the query cannot be read. */
export function objectOf(soql: string): string | undefined {
  return clausesOf(soql)?.object;
}

/**
 * Rejects queries that the Bulk API does not support before they are sent.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm
 * @param described the query's object, which tells which fields are compound
 * @throws InputError
 */
export function checkBulkQuery(soql: string, described?: ObjectDescribe): void {
  const clauses = clausesOf(soql);
  if (clauses === undefined) return;
  const selected = soql.slice(clauses.select.from, clauses.select.to);
  const unsupported =
    [
      isAggregate(clauses) && 'aggregate queries (COUNT, SUM, GROUP BY)',
      clauses.rest.has('OFFSET') && 'OFFSET',
      /(?:^|,)\s*\(\s*SELECT\b/i.test(selected) && 'subqueries in the field list',
      /(?:^|,)\s*TYPEOF\b/i.test(selected) && 'TYPEOF',
    ].find((what) => what !== false) ?? unreadableField(soql, described);
  if (unsupported === undefined) return;
  throw new InputError(`The Bulk API does not support ${unsupported}.`, { reason: 'bulkQueryUnsupported' });
}

/** Of the fields that the query names: what Salesforce makes of FIELDS() with such a field, no documentation says. */
function unreadableField(soql: string, described: ObjectDescribe | undefined): string | undefined {
  if (described === undefined) return undefined;
  const named = (selectedColumns(soql) ?? []).map((name) => kindOfUnreadable(findField(described, name)));
  return named.find((kind) => kind !== undefined);
}

function kindOfUnreadable(field: FieldDescribe | undefined): string | undefined {
  if (field === undefined) return undefined;
  if (field.type === 'base64') return `the file in the field ${field.name}`;
  return isCompound(field) ? `the compound field ${field.name}: select its component fields` : undefined;
}

/**
 * Starts a query job and waits for its end. The query is checked before: see {@link checkBulkQuery}.
 * @returns the last state that was read, also of a job that failed; it has not ended if the time ran out
 * @throws SalesforceError; JobError with its ID; what `org.wait` throws when the execution is
 * canceled: the job is aborted before
 */
export async function runQuery(
  org: Org,
  soql: string,
  operation: 'query' | 'queryAll',
  settings: FollowSettings,
): Promise<JobInfo> {
  requireFeature(org, 'bulkQuery');
  const request = createQueryRequest(org, soql, operation);
  const known = { object: objectOf(soql), operation };
  const { id } = await repeatStep(org, async () => readCreatedJob(org, await org.sendOnce(request), known));
  const job = { kind: 'query', id, ...known } as const;
  return await waitForEnd(org, job, settings).catch(async (error: unknown) => {
    if (org.cancelled()) {
      await abortJob(org, job, settings.progress).catch(() => undefined);
      throw error;
    }
    throw JobError.pending([id], `its state could not be read: ${asError(error).message}`, { cause: error });
  });
}

/** Result pages that even a small result may have, and the fewest rows of each where there are more. */
const PAGES_AT_LEAST = 1_000;
const ROWS_OF_PAGE = 100;

/** What is known of a query's results before they come. */
interface ExpectedResults {
  /** The query; absent where only its job is known. */
  readonly soql?: string | undefined;
  /** Told of each page how many rows it had. */
  readonly counted?: ((rows: number) => void) | undefined;
}

/**
 * The results of a query job that has ended, as one CSV; the next pages are requested while one is read.
 * @throws JobError with the job's ID, when they cannot be read to their end, are not as many as the job says, or have an
 * `Id` that is none
 */
export async function* queryCsv(
  org: Org,
  job: Pick<JobInfo, 'id' | 'numberRecordsProcessed'> & Partial<Pick<JobInfo, 'columnDelimiter' | 'object'>>,
  { soql, counted }: ExpectedResults = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { id, object, numberRecordsProcessed: said = 0 } = job;
  let rows = 0;
  const count = (more: number): void => {
    rows += more;
    // Before they are given out as a whole; a job that says 0 has not counted.
    if (said > 0 && rows > said) throw new AnswerError(200, `${rows} rows came of a job that has ${said}`);
    counted?.(more);
  };
  yield* unlessUnread(org, id, resultsOf());

  async function* resultsOf(): AsyncGenerator<Uint8Array> {
    const urls = await resultUrls(org, id, Math.max(PAGES_AT_LEAST, said / ROWS_OF_PAGE));
    const settings = { delimiter: resultDelimiter(job), counted: count, least: said > 0 ? 1 : 0 };
    const hasIds = await areStored(org, object);
    const streams = urls.map((url) =>
      wholeStream(org, resultPageRequest(url), hasIds ? { ...settings, watch: idWatch(soql) } : settings),
    );
    yield* joined(begunAhead(streams, PAGES_AHEAD));
    if (rows < said) throw new AnswerError(200, `${rows} of the job’s ${said} rows came`);
  }
}

/** Whether all rows of an object are records with IDs of their own, as far as it is known. */
async function areStored({ describe }: Pick<Org, 'describe'>, object: string | undefined): Promise<boolean> {
  if (object === undefined) return false;
  return recordsPrefix(object, await describe.object(object).catch(() => undefined)) !== undefined;
}

/** Sees that the rows' own IDs are IDs: values can come under the names of other columns. */
function idWatch(soql: string | undefined): CsvWatch {
  const named = soql === undefined ? undefined : selectedValues(soql)?.find(({ column }) => isIdColumn(column));
  const isAlias = named !== undefined && !isIdColumn(named.field ?? '');
  let place = -1;
  return {
    columns: (header) => {
      place = isAlias ? -1 : header.findIndex(isIdColumn);
      return place < 0 ? [] : [place];
    },
    row: (cells) => {
      if (place < 0 || isRecordId(cells[place])) return;
      throw new AnswerError(200, 'an ID was expected in each row of its column Id', cells[place]);
    },
  };
}

function isIdColumn(name: string): boolean {
  return name.toLowerCase() === 'id';
}

/**
 * What is read of a job's results.
 * @throws JobError with the job's ID, whatever fails on the way
 */
export async function* unlessUnread<T>(
  org: Pick<Org, 'cancelled'>,
  id: string,
  results: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* results;
  } catch (error) {
    throw org.cancelled() || error instanceof JobError ? error : JobError.unread([id], error);
  }
}

/** The addresses of all result pages, in the results' order. */
async function resultUrls(org: Org, id: string, most: number): Promise<string[]> {
  const urls: string[] = [];
  const progress = new Progress();
  let next: string | undefined;
  do {
    const page = readResultPages(await org.send(resultPagesRequest(org, id, next)));
    for (const url of page.urls) urls.push(url);
    if (urls.length > most) throw new AnswerError(200, 'it names more pages of results than the job can have');
    next = page.next;
    if (next !== undefined) progress.to(next, page.urls.length);
  } while (next !== undefined);
  if (urls.some((url) => !isOfJob(url, id))) throw new AnswerError(200, `it names results that are not job ${id}’s`);
  if (new Set(urls).size === urls.length) return urls;
  throw new AnswerError(200, 'it names one page of results twice');
}

/** Whether results are those of the job; its ID can have 15 or 18 characters. */
function isOfJob(url: string, id: string): boolean {
  return url.includes(`/jobs/query/${id.slice(0, 15)}`);
}
