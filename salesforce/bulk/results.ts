import { createHash, type Hash } from 'crypto';

import { LINE_FEED, QUOTE, readCsv, RETURN } from '../csv';
import { AnswerError, expectCharset, expectStatus, InputError, JobError, redact } from '../errors';
import { bytesOf, isByteStream, type Request, type Response } from '../http';
import type { Org } from '../org';
import { pauseBeforeStep, repeatStep, TRIES } from '../retry';
import { countedRows, ingestResultsRequest, resultDelimiter, type JobInfo, type ResultKind } from './jobs';
import { CsvScan, watchedBy, type CsvWatch } from './csvScan';
import { loadWatch, type LoadedRows } from './loadRows';

/** What is known of a CSV before it comes. */
export interface CsvSettings {
  /** A comma by default. */
  readonly delimiter?: string;
  /** Told how many rows came, at the end. */
  readonly counted?: (rows: number) => void;
  /** Fewer rows are not all of them. */
  readonly least?: number;
  /** Sees cells of the rows before anybody else does. */
  readonly watch?: CsvWatch;
}

/** Counts the rows that come. */
export class RowCounter {
  rows = 0;

  readonly count = (more: number): void => {
    this.rows += more;
  };
}

/** Bytes that show that a stream gets on, though it breaks ever again. */
const ENOUGH = 65_536;

/**
 * The bytes of a streamed CSV that is the same each time. Where it does not come whole, it is asked for again and what
 * was given out already is passed over.
 * @throws AnswerError when fewer rows come than there are, and when it is not the same the next time
 */
export async function* wholeStream(
  org: Org,
  request: Request,
  { delimiter, counted, least = 0, watch }: CsvSettings = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const scan = new CsvScan(delimiter, watch);
  const seen = createHash('sha256');
  let given = 0;
  for (let tried = 1; ; tried += 1) {
    const before = given;
    const again = new Repeated(given, seen);
    let pause: number | undefined;
    try {
      const response = expectStatus(await org.sendOnce(request), 200);
      for await (const chunk of csvOf(response)) {
        const fresh = again.pass(chunk);
        if (fresh.length === 0) continue;
        scan.add(fresh);
        given += fresh.length;
        seen.update(fresh);
        yield fresh;
      }
      again.checkPassed();
      checkWhole(response, scan, least);
    } catch (error) {
      if (again.isOther || scan.isBroken) throw error;
      if (given - before >= ENOUGH) tried = 1;
      pause = pauseBeforeStep(error, tried, org.random);
    }
    if (pause === undefined) break;
    await org.wait(pause);
  }
  counted?.(scan.rows);
}

/** Passes over the bytes that came the last time, which are to be the same. */
class Repeated {
  /** Whether they are not. */
  isOther = false;
  #passed = 0;
  readonly #hash = createHash('sha256');
  readonly #sum: string;

  /** @param seen of what came so far */
  constructor(
    private readonly bytes: number,
    seen: Hash,
  ) {
    this.#sum = sumOf(seen);
  }

  /** @throws AnswerError when less came than the last time */
  checkPassed(): void {
    if (this.#passed < this.bytes) throw new AnswerError(200, 'less of it came than the first time');
  }

  /**
   * What of a chunk is new.
   * @throws AnswerError at the end of what came the last time, when it was something else
   */
  pass(chunk: Uint8Array): Uint8Array {
    if (this.#passed >= this.bytes) return chunk;
    const known = chunk.subarray(0, this.bytes - this.#passed);
    this.#passed += known.length;
    this.#hash.update(known);
    this.isOther = this.#passed === this.bytes && sumOf(this.#hash) !== this.#sum;
    if (this.isOther) throw new AnswerError(200, 'its rows came in another order than the first time');
    return chunk.subarray(known.length);
  }
}

/** Of what a hash, which goes on, has seen so far. */
function sumOf(hash: Hash): string {
  return hash.copy().digest('base64');
}

/** A load job that has ended, with what it did and counted. */
export type EndedJob = Pick<JobInfo, 'id' | 'numberRecordsFailed' | 'numberRecordsProcessed'> &
  Partial<Pick<JobInfo, 'columnDelimiter' | 'externalIdFieldName' | 'object' | 'operation'>>;

/**
 * The bytes of a load job's results of one kind, which are checked as rows. They come in another order each time, so a
 * read that breaks off cannot be continued: see {@link readResults}. No content is a list without rows.
 * @throws AnswerError when they are not rows of this kind, or more than there can be
 */
export async function* jobResults(
  org: Org,
  job: EndedJob,
  kind: ResultKind,
  { counted, ...expected }: LoadedRows & Pick<CsvSettings, 'counted'> = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const response = expectStatus(await org.sendOnce(ingestResultsRequest(org, job.id, kind)), 200, 204);
  const watch = loadWatch(job, kind, expected);
  const { sum, reasons } = expected;
  const others = [sum, kind === 'failedResults' ? reasons : undefined].flatMap((other) => other?.watch() ?? []);
  const scan = new CsvScan(resultDelimiter(job), others.length === 0 ? watch : watchedBy(watch, ...others));
  if (response.status !== 204) {
    for await (const chunk of csvOf(response)) {
      scan.add(chunk);
      yield chunk;
    }
    checkWhole(response, scan, 0);
  }
  counted?.(scan.rows);
}

/**
 * Reads results from their beginning until they come whole, and once more where fewer rows come than the jobs have
 * counted, or a few times where none comes. Counts can be wrong: what came is the answer in the end.
 */
export async function readResults<T extends { readonly rows: number }>(
  org: Org,
  jobs: readonly EndedJob[],
  kind: ResultKind,
  read: () => Promise<T>,
): Promise<T> {
  let tried = 0;
  return await repeatStep(org, async () => {
    const result = await read();
    tried += 1;
    if (tried < (result.rows === 0 ? TRIES.bulkStep : 2) && isShort(jobs, kind, result)) {
      throw someAreMissing(jobs, kind, result);
    }
    return result;
  });
}

function isShort(jobs: readonly EndedJob[], kind: ResultKind, { rows }: { readonly rows: number }): boolean {
  return rows < countedByAll(jobs, kind);
}

function countedByAll(jobs: readonly EndedJob[], kind: ResultKind): number {
  return jobs.reduce((sum, job) => sum + countedRows(job, kind), 0);
}

function someAreMissing(jobs: readonly EndedJob[], kind: ResultKind, { rows }: { readonly rows: number }): AnswerError {
  return new AnswerError(200, `${rows} of the ${countedByAll(jobs, kind)} rows came that the job has counted`);
}

/**
 * Whether more rows are listed as failed than the jobs count, which have counted all: the list is another job's, say, and
 * these rows may have been saved.
 * @param rows that the jobs were sent
 * @param failed rows that are listed as failed
 */
export function isTooManyFailed(jobs: readonly EndedJob[], rows: number, failed: number): boolean {
  const processed = jobs.reduce((sum, { numberRecordsProcessed = 0 }) => sum + numberRecordsProcessed, 0);
  return processed >= rows && failed > countedByAll(jobs, 'failedResults');
}

/** @throws JobError with the jobs' IDs, when fewer rows came than they have counted */
export function expectRows(jobs: readonly EndedJob[], kind: ResultKind, result: { readonly rows: number }): void {
  if (!isShort(jobs, kind, result)) return;
  const ids = jobs.map(({ id }) => id);
  throw JobError.unread(ids, someAreMissing(jobs, kind, result));
}

/** Rows that results can have, where the job counts any. */
export function mostRows(job: EndedJob, kind: ResultKind): number {
  return countedRows(job, kind) || Infinity;
}

/** Results in memory, to be read as often as needed. */
export interface HeldResults {
  readonly rows: number;
  readonly chunks: readonly Uint8Array[];
}

export async function holdResults(org: Org, job: EndedJob, kind: ResultKind): Promise<HeldResults> {
  return await readResults(org, [job], kind, async () => {
    const chunks: Uint8Array[] = [];
    const counter = new RowCounter();
    for await (const chunk of jobResults(org, job, kind, { counted: counter.count, most: mostRows(job, kind) }))
      chunks.push(chunk);
    return { rows: counter.rows, chunks };
  });
}

/** A connection that is closed too early looks like the end; the answer or the job says how many rows there are. */
function checkWhole({ headers, status }: Response, scan: CsvScan, least: number): void {
  scan.end();
  const { rows } = scan;
  const said = Number(headers['sforce-numberofrecords'] ?? Number.NaN);
  const wanted = Number.isNaN(said) ? least : Math.max(said, least);
  if (rows < wanted) throw new AnswerError(status, `${rows} of its ${wanted} rows came`);
}

/** The bytes of an answer that is a CSV: no page of a proxy begins as one does. */
async function* csvOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const { headers, status } = expectCharset(response);
  const type = headers['content-type'] ?? '';
  if (NO_CSV.test(type)) throw new AnswerError(status, `a CSV was expected, and not ${redact(type.slice(0, 100))}`);
  if (!isTextOrStream(response.body)) throw new AnswerError(status, 'a CSV was expected', response.body);
  let isFirst = true;
  let inHeader = true;
  for await (const chunk of bytesOf(response)) {
    const first: number | undefined = isFirst ? chunk.find((byte) => !BEFORE_TEXT.has(byte)) : undefined;
    const lineEnd = chunk.indexOf(LINE_FEED);
    const header = inHeader ? chunk.subarray(0, lineEnd < 0 ? chunk.length : lineEnd) : EMPTY;
    // No text in UTF-8 has a zero in its header, and every one in UTF-16 has. In a row, it is data.
    if ((first !== undefined && NO_HEADER.has(first)) || header.includes(0)) {
      throw new AnswerError(status, 'a CSV was expected', Buffer.from(chunk.subarray(0, 4_000)).toString('utf8'));
    }
    isFirst &&= first === undefined;
    inHeader &&= lineEnd < 0;
    yield chunk;
  }
}

const EMPTY = new Uint8Array();

/** A stream, a text, or nothing. */
function isTextOrStream(body: unknown): boolean {
  if (typeof body === 'string' || body === null || body === undefined) return true;
  return isByteStream(body);
}

const NO_CSV = /^\s*(?:text\/html|application\/(?:json|xml|xhtml\+xml)|text\/xml)\b/i;
/** Blanks, line ends and a byte order mark. */
const BEFORE_TEXT: ReadonlySet<number> = new Set([0x20, 0x09, LINE_FEED, RETURN, 0xef, 0xbb, 0xbf]);
/** What a page, a JSON object and a JSON list begin with. */
const NO_HEADER: ReadonlySet<number> = new Set(['<', '{', '['].map((sign) => sign.charCodeAt(0)));

/**
 * The rows of a CSV that an org answered with, the header among them, as they come in.
 * @throws AnswerError when they cannot be read: it is not the user's file that is wrong
 */
export async function* answeredRows(csv: AsyncIterable<Uint8Array>): AsyncGenerator<string[][], void, undefined> {
  try {
    yield* readCsv(csv);
  } catch (error) {
    throw error instanceof InputError
      ? new AnswerError(200, `a CSV was expected. ${error.message.replace(/\.$/, '')}`)
      : error;
  }
}

/**
 * One CSV out of several that have the same header; empty ones are skipped.
 * @throws AnswerError when one has another header: its values would be taken for those of other columns
 */
export async function* joined(
  streams: Iterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let last: number | undefined;
  const header = new CommonHeader();
  for (const stream of streams) {
    let isFirst = true;
    for await (const chunk of header.checked(stream, last !== undefined)) {
      if (chunk.length === 0) continue;
      // The last line may have no line end.
      if (isFirst && last !== undefined && last !== LINE_FEED) yield Uint8Array.of(LINE_FEED);
      isFirst = false;
      last = chunk.at(-1);
      yield chunk;
    }
  }
}

/** The header of the first of several CSVs. */
class CommonHeader {
  #text: string | undefined;

  /** The same bytes, or those below the header. */
  async *checked(stream: AsyncIterable<Uint8Array>, isDropped: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    let inHeader = true;
    let inQuotes = false;
    const header: Uint8Array[] = [];
    for await (const chunk of stream) {
      let at = 0;
      for (; inHeader && at < chunk.length; at += 1) {
        if (chunk[at] === QUOTE) inQuotes = !inQuotes;
        else if (chunk[at] === LINE_FEED && !inQuotes) inHeader = false;
      }
      if (at > 0) header.push(chunk.subarray(0, at));
      if (at > 0 && !inHeader) this.#expect(header);
      if (!isDropped) yield chunk;
      else if (at < chunk.length) yield chunk.subarray(at);
    }
  }

  #expect(header: readonly Uint8Array[]): void {
    const text = Buffer.concat(header).toString('latin1').replaceAll(/["\s]/g, '').toLowerCase();
    this.#text ??= text;
    if (text !== this.#text) throw new AnswerError(200, 'its columns are not those of the page before', text);
  }
}

/** Starts a few streams ahead of the one being read, so that they arrive in parallel. */
export function* begunAhead(
  streams: Iterable<AsyncIterable<Uint8Array>>,
  ahead: number,
): Generator<AsyncIterable<Uint8Array>, void, undefined> {
  const begun: BegunStream[] = [];
  try {
    for (const stream of streams) {
      begun.push(new BegunStream(stream));
      const next = begun.length > ahead ? begun.shift() : undefined;
      if (next !== undefined) yield next;
    }
    for (let next = begun.shift(); next !== undefined; next = begun.shift()) yield next;
  } finally {
    // They are no longer needed.
    for (const stream of begun) stream.close();
  }
}

/** Bytes of a stream to buffer until they are consumed. */
const HELD_AHEAD = 262_144;

/** A stream that is read ahead of its consumer, until a certain amount is buffered. */
class BegunStream implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #reading: Promise<boolean>;

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#reading = this.#begin();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let hasMore = true; hasMore;) {
        hasMore = await this.#reading;
        const taken = this.#held;
        this.#held = [];
        if (hasMore) this.#reading = this.#begin();
        yield* taken;
      }
    } finally {
      this.close();
    }
  }

  /** Not awaited: what is running ends by itself. */
  close(): void {
    this.#chunks.return?.().catch(() => undefined);
  }

  #begin(): Promise<boolean> {
    const reading = this.#readOn();
    // Told when its turn comes.
    reading.catch(() => undefined);
    return reading;
  }

  /** False when there is no more. */
  async #readOn(): Promise<boolean> {
    for (let bytes = 0; bytes < HELD_AHEAD;) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      this.#held.push(next.value);
      bytes += next.value.length;
    }
    return true;
  }
}
