import { LINE_FEED, QUOTE, readCsv, RETURN } from '../csv';
import { AnswerError, expectStatus, InputError, JobError, redact } from '../errors';
import { bytesOf, type Request, type Response } from '../http';
import type { Org } from '../org';
import { pauseBeforeStep, repeatStep, TRIES } from '../retry';
import { countedRows, ingestResultsRequest, type JobInfo, type ResultKind } from './jobs';

/** Counts the rows of a CSV as its bytes pass by. Blank lines are no rows, nor is the header. */
export class RowCount {
  #lines = 0;
  #inQuotes = false;
  /** Whether the line has a character so far. */
  #isBegun = false;

  add(chunk: Uint8Array): void {
    let isBegun = this.#isBegun;
    let inQuotes = this.#inQuotes;
    let lines = this.#lines;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === LINE_FEED && !inQuotes) {
        if (isBegun) lines += 1;
        isBegun = false;
      } else if (byte !== RETURN) {
        if (byte === QUOTE) inQuotes = !inQuotes;
        isBegun = true;
      }
    }
    this.#isBegun = isBegun;
    this.#inQuotes = inQuotes;
    this.#lines = lines;
  }

  get rows(): number {
    return Math.max(0, this.#lines + (this.#isBegun ? 1 : 0) - 1);
  }
}

/**
 * The bytes of a streamed CSV that is the same each time. Where it does not come whole, it is asked for again and what
 * was given out already is passed over.
 * @param counted told how many rows came, at the end
 * @throws AnswerError when fewer rows come than the answer says there are
 */
export async function* wholeStream(
  org: Org,
  request: Request,
  counted?: (rows: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const count = new RowCount();
  let given = 0;
  for (let tried = 1; ; tried += 1) {
    let passed = 0;
    let pause: number;
    try {
      const response = expectStatus(await org.sendOnce(request), 200);
      for await (const chunk of csvOf(response)) {
        const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, given - passed)));
        passed += chunk.length;
        if (fresh.length === 0) continue;
        given += fresh.length;
        tried = 1;
        count.add(fresh);
        yield fresh;
      }
      checkWhole(response, count);
      counted?.(count.rows);
      return;
    } catch (error) {
      pause = pauseBeforeStep(error, tried, org.random);
    }
    await org.wait(pause);
  }
}

/** A load job that has ended, with what it counted. */
export type EndedJob = Pick<JobInfo, 'id' | 'numberRecordsFailed' | 'numberRecordsProcessed'>;

/**
 * The bytes of a load job's results of one kind. Their rows come in another order each time, so a read that breaks off
 * cannot be continued: see {@link readResults}. No content is a list without rows.
 * @param counted told how many rows came, at the end
 */
export async function* jobResults(
  org: Org,
  job: EndedJob,
  kind: ResultKind,
  counted?: (rows: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const response = expectStatus(await org.sendOnce(ingestResultsRequest(org, job.id, kind)), 200, 204);
  const count = new RowCount();
  if (response.status !== 204) {
    for await (const chunk of csvOf(response)) {
      count.add(chunk);
      yield chunk;
    }
    checkWhole(response, count);
  }
  counted?.(count.rows);
}

/**
 * Reads results from their beginning until they come whole, and a few times more where no row comes of those that the
 * jobs have counted. Counts can be wrong: no row is an answer in the end.
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
    if (tried < TRIES.bulkStep && isEmptied(jobs, kind, result)) throw noneCame();
    return result;
  });
}

/** Whether no row came of those that the jobs have counted. */
function isEmptied(jobs: readonly EndedJob[], kind: ResultKind, { rows }: { readonly rows: number }): boolean {
  return rows === 0 && jobs.some((job) => countedRows(job, kind) > 0);
}

const noneCame = (): AnswerError => new AnswerError(200, 'none of the rows came that the job has counted');

/** @throws JobError with the jobs' IDs, when no row came of those that they have counted */
export function expectRows(jobs: readonly EndedJob[], kind: ResultKind, result: { readonly rows: number }): void {
  if (isEmptied(jobs, kind, result))
    throw JobError.unread(
      jobs.map(({ id }) => id),
      noneCame(),
    );
}

/** Results in memory, to be read as often as needed. */
export interface HeldResults {
  readonly rows: number;
  readonly chunks: readonly Uint8Array[];
}

export async function holdResults(org: Org, job: EndedJob, kind: ResultKind): Promise<HeldResults> {
  return await readResults(org, [job], kind, async () => {
    const chunks: Uint8Array[] = [];
    let rows = 0;
    const count = (came: number): void => {
      rows = came;
    };
    for await (const chunk of jobResults(org, job, kind, count)) chunks.push(chunk);
    return { rows, chunks };
  });
}

/** A connection that is closed too early looks like the end; the answer says how many rows there are. */
function checkWhole({ headers, status }: Response, { rows }: RowCount): void {
  const said = Number(headers['sforce-numberofrecords'] ?? Number.NaN);
  if (rows < said) throw new AnswerError(status, `${rows} of its ${said} rows came`);
}

/** The bytes of an answer that is a CSV: no page of a proxy begins as one does. */
async function* csvOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const { headers, status } = response;
  const type = headers['content-type'] ?? '';
  if (NO_CSV.test(type)) throw new AnswerError(status, `a CSV was expected, and not ${redact(type.slice(0, 100))}`);
  if (!isTextOrStream(response.body)) throw new AnswerError(status, 'a CSV was expected', response.body);
  let isFirst = true;
  for await (const chunk of bytesOf(response)) {
    const first: number | undefined = isFirst ? chunk.find((byte) => !BEFORE_TEXT.has(byte)) : undefined;
    if (first !== undefined && NO_HEADER.has(first)) {
      throw new AnswerError(status, 'a CSV was expected', Buffer.from(chunk.subarray(0, 4_000)).toString('utf8'));
    }
    isFirst &&= first === undefined;
    yield chunk;
  }
}

/** A stream, a text, or nothing. */
function isTextOrStream(body: unknown): boolean {
  if (typeof body === 'string' || body === null || body === undefined) return true;
  return typeof body === 'object' && Symbol.asyncIterator in body;
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
    throw error instanceof InputError ? new AnswerError(200, `a CSV was expected. ${error.message}`) : error;
  }
}

/** The error for a row that has not one value for each column. */
export function unevenRow(cells: readonly string[], columns: number): AnswerError {
  return new AnswerError(200, `a row of its CSV has ${cells.length} values for ${columns} columns`);
}

/** One CSV out of several that have the same header; empty ones are skipped. */
export async function* joined(
  streams: Iterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let last: number | undefined;
  for (const stream of streams) {
    let isFirst = true;
    for await (const chunk of last === undefined ? stream : withoutHeader(stream)) {
      if (chunk.length === 0) continue;
      // The last line may have no line end.
      if (isFirst && last !== undefined && last !== LINE_FEED) yield Uint8Array.of(LINE_FEED);
      isFirst = false;
      last = chunk.at(-1);
      yield chunk;
    }
  }
}

async function* withoutHeader(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let inHeader = true;
  let inQuotes = false;
  for await (const chunk of stream) {
    let at = 0;
    for (; inHeader && at < chunk.length; at += 1) {
      if (chunk[at] === QUOTE) inQuotes = !inQuotes;
      else if (chunk[at] === LINE_FEED && !inQuotes) inHeader = false;
    }
    if (at < chunk.length) yield chunk.subarray(at);
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
