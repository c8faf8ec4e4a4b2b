import { describedJob, hasEnded, keyColumnOf, type IngestJob, type JobInfo, type ResultKind } from '../bulk/jobs';
import { abortJobs, runJob, type LoadedJob } from '../bulk/ingest';
import { placeIn, toldCreated } from '../bulk/loadRows';
import { answeredRows, isTooManyFailed, jobResults, readResults } from '../bulk/results';
import { isRowError, rowError } from '../bulk/rowErrors';
import { refusedJob, uploadAll, UPLOAD_BYTES } from '../bulk/upload';
import { piecesOf } from '../bulk/uploadPieces';
import type { FollowSettings } from '../bulk/wait';
import { csvLine } from '../csv';
import { keyPrefixOf, type ObjectDescribe } from '../describe';
import { asError, JobError, NotSentError, redact, SalesforceError, UncertainError } from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord, isIdWith } from '../ids';
import { isPlatformEvent } from '../names';
import type { Org } from '../org';
import type { Saved } from '../records/single';
import { growingPause, isPassing, TRIES } from '../retry';
import { tableOf, type CellTable } from './cells';
import { planChunks, sameKey } from './chunks';
import { Origins } from './origins';
import { Pairing } from './pairing';
import { withParentNames } from './parentNames';
import type { RepeatedRows, WriteOutcome, WriteRow } from './rows';
import { usageReached } from './usage';

/** How rows are written with Bulk. */
export interface BulkWriteSettings extends Partial<Pick<FollowSettings, 'patience' | 'progress'>> {
  /** Bytes of an upload at most. */
  readonly uploadBytes?: number;
  /** Share of the org's API calls of 24 hours, 0 to 1, at which no more rows are sent. */
  readonly stopAtUsage?: number;
  /** Told how many rows have the same key at most: they need as many jobs, one after another. */
  readonly repeated?: RepeatedRows;
  /** Told the job that a row was sent in: the last one is that of its outcome. */
  readonly sentIn?: (index: number, jobId: string) => void;
}

/** How long to wait for a job to end by default. */
const PATIENCE_MS = 3_600_000;

/** The rows of one job. */
export interface BulkRows {
  readonly job: IngestJob;
  readonly rows: readonly WriteRow[];
  /** The object that is written: its relationships decide the name of a parent's column. */
  readonly described: ObjectDescribe;
}

/**
 * Writes rows with Bulk API 2.0 jobs and returns the outcome of each, whatever the order of the results.
 *
 * The values are those of {@link WriteRow}, as REST takes them in JSON; `key` is the record's ID (update, delete) or
 * the external ID's value (upsert). Rows with the same key go into successive jobs, each sent when the one before has
 * ended. Rows that met another transaction's
 * lock are sent again, on their own, a few times.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled; the jobs are aborted before
 */
export async function writeByBulk(
  org: Org,
  { job, rows, described }: BulkRows,
  settings: BulkWriteSettings,
): Promise<Map<number, WriteOutcome>> {
  const write = new BulkWrite(org, describedJob(job, described), described, settings);
  const { fit, outcomes } = await withParentNames(org, rows, described);
  // Each holds a key at most once, in the rows' order.
  const waves = planChunks(fit, fit.length);
  settings.repeated?.(waves.length, 'jobs');
  for (const { rows: wave } of waves) await write.deliverWave(wave);
  return new Map([...outcomes, ...write.outcomes]);
}

interface SentRow {
  readonly row: WriteRow;
  readonly cells: readonly string[];
}

interface ToldOutcomes {
  readonly outcomes: ReadonlyMap<SentRow, WriteOutcome>;
  readonly results: number;
}

class BulkWrite {
  readonly outcomes = new Map<number, WriteOutcome>();
  private readonly origins = new Origins();
  /** The same org, which gets no more data once enough of its API calls are used. */
  private readonly thrifty: Org;
  /** Why no more rows are sent. */
  private held: NotSentError | undefined;
  /** Why no more rows with these keys are sent: the job of the row before them may still be running. */
  private readonly heldByKey = new Map<string, NotSentError>();
  /** When to stop waiting. */
  private readonly end: number;

  constructor(
    private readonly org: Org,
    private readonly job: IngestJob,
    private readonly described: ObjectDescribe,
    private readonly settings: BulkWriteSettings,
  ) {
    this.end = org.now() + (settings.patience ?? PATIENCE_MS);
    this.thrifty = { ...org, sendOnce: (request) => this.sendThriftily(request) };
  }

  /** The remaining time, for any number of jobs. */
  private get followed(): FollowSettings {
    return { ...this.settings, patience: Math.max(0, this.end - this.org.now()) };
  }

  /** Delivers rows whose keys those before them can have: jobs that run at the same time would not keep their order. */
  async deliverWave(rows: readonly WriteRow[]): Promise<void> {
    const ready: WriteRow[] = [];
    for (const row of rows) {
      const held = this.held ?? (row.key === undefined ? undefined : this.heldByKey.get(sameKey(row.key)));
      if (held === undefined) ready.push(row);
      else this.outcomes.set(row.index, { error: held });
    }
    if (ready.length === 0) return;
    await this.deliver(ready);
    this.noteRunning(ready);
  }

  private noteRunning(rows: readonly WriteRow[]): void {
    const byJob = new Map<string, NotSentError>();
    for (const { index, key } of rows) {
      const job = pendingJob(this.outcomes.get(index));
      if (job === undefined || key === undefined) continue;
      const held = byJob.get(job) ?? stillRunning(job);
      byJob.set(job, held);
      this.heldByKey.set(sameKey(key), held);
    }
  }

  /** Sends rows with distinct keys until each has its final outcome. */
  private async deliver(rows: readonly WriteRow[]): Promise<void> {
    const { now, random, wait } = this.org;
    for (let tried = 1, left = rows; ; tried += 1) {
      await this.deliverOnce(left);
      left = left.filter(({ index }) => isLockedOut(this.outcomes.get(index)));
      // Salesforce itself has retried by now.
      const pause = growingPause(tried + 1, random);
      if (left.length === 0 || tried === TRIES.lockedBulkRows || now() + pause >= this.end) return;
      await wait(pause);
      for (const { index } of left) this.outcomes.delete(index);
    }
  }

  private async deliverOnce(rows: readonly WriteRow[]): Promise<void> {
    const table = tableOf(this.job, rows, this.described);
    const sent = this.settleUnwritable(rows, table);
    if (sent.length === 0) return;
    const jobs = await this.upload(table.columns, sent);
    try {
      await Promise.all(jobs.map((job) => this.finish(job, table.columns, sent.slice(job.from, job.to))));
    } catch (error) {
      await abortJobs(this.org, jobs, this.settings);
      throw error;
    }
  }

  /** Sends no data if the previous response showed that enough is used; Salesforce has loaded nothing by then. */
  private async sendThriftily(request: Request): Promise<Response> {
    if (request.content !== undefined && this.held !== undefined) throw this.held;
    const response = await this.org.sendOnce(request);
    this.held ??= usageReached(this.org, this.settings.stopAtUsage);
    return response;
  }

  private settleUnwritable(rows: readonly WriteRow[], table: CellTable): SentRow[] {
    return rows.flatMap((row, i) => {
      const cells = table.rows[i] ?? [];
      if (!(cells instanceof Error)) return [{ row, cells }];
      this.outcomes.set(row.index, { error: cells });
      return [];
    });
  }

  private async upload(columns: readonly string[], sent: readonly SentRow[]): Promise<readonly LoadedJob[]> {
    const { uploadBytes = UPLOAD_BYTES } = this.settings;
    const open = () => piecesOf([linesOf(sent)], uploadBytes);
    try {
      return await uploadAll(
        this.thrifty,
        this.job,
        { header: csvLine(columns), open },
        { ...this.settings, uploadBytes },
      );
    } catch (error) {
      // Rows that went before these keep their outcomes.
      if (this.org.cancelled()) throw error;
      this.settleAll(sent, asError(error));
      return [];
    }
  }

  private async finish(job: LoadedJob, columns: readonly string[], sent: readonly SentRow[]): Promise<void> {
    const { id } = job;
    for (const { row } of sent) this.settings.sentIn?.(row.index, id);
    try {
      const info = await runJob(this.org, job, this.followed);
      if (hasEnded(info)) await this.settleEnded(info, columns, sent);
      else this.settleAll(sent, JobError.pending([id], 'the wait time is over.'));
    } catch (error) {
      // Whatever failed, the job has its data.
      if (this.org.cancelled()) throw error;
      const why = `its state could not be read: ${asError(error).message}`;
      this.settleAll(sent, JobError.pending([id], why, { cause: error }));
    }
  }

  private async settleEnded(info: JobInfo, columns: readonly string[], sent: readonly SentRow[]): Promise<void> {
    try {
      await this.settleJob(info, columns, sent);
    } catch (error) {
      if (this.org.cancelled()) throw error;
      this.settleAll(sent, JobError.unread([info.id], error));
    }
  }

  private async settleJob(info: JobInfo, columns: readonly string[], sent: readonly SentRow[]): Promise<void> {
    let told = await this.outcomesIn(info, columns, sent);
    const { numberRecordsProcessed: counted = 0 } = info;
    if (told.results < sent.length && counted < sent.length) {
      // A list that came in part looks like a whole one where the job has not counted.
      const again = await this.outcomesIn(info, columns, sent);
      if (again.outcomes.size > told.outcomes.size) told = again;
    }
    for (const [{ row }, outcome] of told.outcomes) this.outcomes.set(row.index, outcome);
    this.settleAll(sent, this.unpaired(info));
  }

  /** What the results of a job say, and how many there are. */
  private async outcomesIn(info: JobInfo, columns: readonly string[], sent: readonly SentRow[]): Promise<ToldOutcomes> {
    const cells = new Map(sent.map((row, i) => [i, row.cells]));
    const pair = (): Pairing => new Pairing(columns, cells, keyColumnOf(this.job), this.described);
    // The second one tells which row a result is of that is one too many.
    const pairings = { first: pair(), second: pair() };
    const outcomes = new Map<SentRow, WriteOutcome>();
    const contradicted = new Set<number>();
    let results = 0;
    const settle = async (kind: ResultKind, outcomeOf: (own: OwnCells, sent: SentRow) => WriteOutcome | undefined) => {
      results += await this.settleResults({ info, kind, most: sent.length }, pairings, (place, own) => {
        if (own === undefined) contradicted.add(place);
        const one = sent[place];
        const outcome = one === undefined || own === undefined || outcomes.has(one) ? undefined : outcomeOf(own, one);
        if (one !== undefined && outcome !== undefined) outcomes.set(one, outcome);
      });
    };
    // Counts can lag behind, or be wrong: what is not in one list of results is looked for in the next.
    await settle('successfulResults', (own, { row }) => this.savedAs(own, row));
    const { numberRecordsFailed: failed = 0 } = info;
    if (outcomes.size < sent.length || failed > 0)
      await settle('failedResults', ({ error }) => ({ error: rowError(error, info.id) }));
    const reason = unprocessed(info);
    const others = results;
    if (outcomes.size < sent.length) await settle('unprocessedrecords', () => ({ error: reason }));
    const isTooMany = [...outcomes.values()].filter((outcome) => 'saved' in outcome).length > sent.length - failed;
    const refused = [...outcomes.values()].filter((outcome) => 'error' in outcome && isRowError(outcome.error)).length;
    const isTooManyRefused = isTooManyFailed([info], sent.length, refused);
    for (const [place, one] of sent.entries()) {
      const outcome = outcomes.get(one);
      const isSaved = outcome !== undefined && 'saved' in outcome;
      const isOneTooMany = outcome !== undefined && (isSaved ? isTooMany : isTooManyRefused);
      if (isOneTooMany || contradicted.has(place)) outcomes.delete(one);
    }
    // They need not be told apart: none was processed.
    if (others === 0 && results === sent.length && isUnread(info, reason)) {
      for (const one of sent) outcomes.set(one, { error: refusedJob(reason) });
    }
    return { outcomes, results };
  }

  /** What a successful result says; undefined when it cannot be true: a record of no ID, of another row, or of two. */
  private savedAs({ id, created }: OwnCells, row: WriteRow): WriteOutcome | undefined {
    const { object, operation } = this.job;
    // Its ID identifies nothing, and several events can have it.
    if (isPlatformEvent(object)) return { saved: { id: null, created: true } };
    if (!isIdWith(keyPrefixOf(object, this.described), id)) return undefined;
    if (operation !== 'insert' && operation !== 'upsert') {
      return canBeOneRecord(id, row.key) ? { saved: { id: row.key ?? id, created: false } } : undefined;
    }
    const told = toldCreated(created, operation);
    if (told === undefined) return undefined;
    const saved: Saved = { id, created: told };
    return this.origins.claim(saved, row) ? { saved } : undefined;
  }

  /**
   * Reads all results of one kind before any is used: if reading fails, it starts over.
   * @param settle told the place of each result's row, without the result where the row had one already
   * @returns how many there are
   */
  private async settleResults(
    { info, kind, most }: { readonly info: JobInfo; readonly kind: ResultKind; readonly most: number },
    pairings: { readonly first: Pairing; readonly second: Pairing },
    settle: (place: number, own?: OwnCells) => void,
  ): Promise<number> {
    const { header, results } = await readResults(this.org, [info], kind, async () => {
      const read: string[][][] = [];
      for await (const batch of answeredRows(jobResults(this.org, info, kind, { most }))) read.push(batch);
      const [header, ...results] = read.flat();
      return { header, results, rows: results.length };
    });
    if (header === undefined) return 0;
    const ownCells = ownCellsOf(header);
    const placeOf = pairings.first.reader(header);
    const secondPlaceOf = pairings.second.reader(header);
    for (const result of results) {
      const place = placeOf(result);
      const second = place === undefined ? secondPlaceOf(result) : undefined;
      if (place !== undefined) settle(place, ownCells(result));
      else if (second !== undefined) settle(second);
    }
    return results.length;
  }

  /** Salesforce returned no result for this row. */
  private unpaired(info: JobInfo): Error {
    const { id, state, errorMessage = '' } = info;
    const ended =
      state === 'JobComplete'
        ? ''
        : `, which ended in the state ${state}${errorMessage === '' ? '' : ` (${redact(errorMessage).slice(0, 500)})`},`;
    if (this.job.operation === 'insert') {
      const why = `the results of Bulk job ${id}${ended} do not show which record belongs to this row`;
      return new UncertainError(why, 'created', { jobIds: [id] });
    }
    return JobError.untold(id, ended);
  }

  /** Rows with an outcome keep it. */
  private settleAll(sent: readonly SentRow[], error: Error): void {
    for (const { row } of sent) if (!this.outcomes.has(row.index)) this.outcomes.set(row.index, { error });
  }
}

/** The cells that Salesforce adds to results; empty where there is none. */
interface OwnCells {
  readonly id: string;
  readonly created: string;
  readonly error: string;
}

function ownCellsOf(header: readonly string[]): (result: readonly string[]) => OwnCells {
  const [id, created, error] = ['sf__id', 'sf__created', 'sf__error'].map((own) => placeIn(header, own));
  return (result) => ({
    id: result[id ?? -1] ?? '',
    created: result[created ?? -1] ?? '',
    error: result[error ?? -1] ?? '',
  });
}

function pendingJob(outcome: WriteOutcome | undefined): string | undefined {
  const error = outcome !== undefined && 'error' in outcome ? outcome.error : undefined;
  return error instanceof JobError && error.isPending ? error.jobIds[0] : undefined;
}

function stillRunning(id: string): NotSentError {
  return new NotSentError(
    `Bulk job ${id} may still be running, and items for the same record are sent one after another.`,
    'jobRunning',
  );
}

function isLockedOut(outcome: WriteOutcome | undefined): boolean {
  return outcome !== undefined && 'error' in outcome && isPassing(outcome.error);
}

function* linesOf(sent: readonly SentRow[]): Generator<string> {
  for (const { cells } of sent) yield csvLine(cells);
}

/** The job ended before this row was processed, as its results say. */
function unprocessed({ id, state, errorMessage }: JobInfo): Error {
  if (state !== 'Failed') {
    return new NotSentError(`Bulk job ${id} was aborted before this record was processed.`, 'jobAborted');
  }
  const [, errorCode = 'UNKNOWN_EXCEPTION', message = ''] = /^\s*(\w+)\s*:\s*([\s\S]*)$/.exec(errorMessage ?? '') ?? [];
  return new SalesforceError(400, [
    {
      errorCode,
      message: `Bulk job ${id} failed before this record was processed: ${message || (errorMessage ?? '')}`,
      fields: [],
    },
  ]);
}

/** Whether Salesforce rejected the data as a whole, for example for a column that only one row has. */
function isUnread({ numberRecordsProcessed }: JobInfo, reason: Error): reason is SalesforceError {
  return reason instanceof SalesforceError && UNPROCESSED_CODES.has(reason.errorCode) && numberRecordsProcessed === 0;
}

/** Salesforce's codes for data of which it has not processed any row. */
const UNPROCESSED_CODES: ReadonlySet<string> = new Set(['ClientInputError', 'InvalidBatch']);
