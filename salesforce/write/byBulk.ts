import { csvLine } from '../csv';
import type { ObjectDescribe } from '../describe';
import { InputError, SalesforceError } from '../errors';
import type { Send } from '../http';
import { planChunks } from './chunks';
import { NotSentError, UncertainError, type WriteJob, type WriteOutcome, type WriteRow } from './rows';
import { usageReached } from './usage';
import { isPassing } from '../retry';
import { again, isOrgs } from '../bulk/again';
import { keyColumnOf, tableOf, type Table } from './cells';
import {
  hasEnded,
  ingestResults,
  type IngestOperation,
  type IngestSettings,
  type JobInfo,
  type ResultKind,
} from '../bulk/jobs';
import { abortAll, runJob, uploadAll, UPLOAD_BYTES, type LoadedJob, type LoadSettings } from '../bulk/ingest';
import { Pairing } from './pairing';
import { PendingError, ResultsError } from '../bulk/pending';
import { piecesOf } from '../bulk/upload';
import { RefusedJobError } from '../bulk/refusal';
import { resultRows } from '../bulk/results';
import { rowError } from '../bulk/rowErrors';

export interface BulkWriteSettings {
  readonly version: string;
  /** The object that is written: its relationships decide how a parent's column is called. */
  readonly described: ObjectDescribe;
  /** Waits so many milliseconds; rejects when the execution is cancelled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Carries the abort of our jobs after the execution was cancelled; `send` when absent. */
  readonly lastWords?: Send;
  /** Milliseconds for which the end of a job is waited for; an hour by default. */
  readonly patience?: number;
  /** Told of every look at a job. */
  readonly progress?: (info: JobInfo) => void;
  /** Bytes of an upload at most. */
  readonly uploadBytes?: number;
  /** Whether the execution was cancelled. */
  readonly cancelled?: () => boolean;
  /** Share of the org's API calls of 24 hours, 0 to 1, at which no more rows are sent. */
  readonly stopAtUsage?: number;
  /** 0 to 1; scatters waits. */
  readonly random?: () => number;
  /** Milliseconds since whenever. */
  readonly now?: () => number;
  /** Deletes for good, past the recycle bin. */
  readonly hardDelete?: boolean;
}

const PATIENCE_MS = 3_600_000;
/** How often a row that was locked is sent at most, the first time included: Salesforce has tried several times itself. */
const TRIES = 4;
const FIRST_WAIT_MS = 1_000;

/**
 * What of a write Bulk cannot do.
 * @returns undefined when it can do it
 */
export function bulkObstacle({ allOrNone, headers }: WriteJob): string | undefined {
  if (allOrNone) return 'All or None';
  if (headers.allowDuplicates === true) return 'Allow Duplicates';
  return undefined;
}

/**
 * Writes rows by Bulk API 2.0 jobs and tells of each what became of it, whatever order the results come in.
 *
 * The values are those of {@link WriteRow}, as REST takes them in JSON; `key` is the record's ID (update, delete) or
 * the external ID's value (upsert). Rows of one key go into jobs one after another. Rows that another transaction was
 * in the way of go again, alone, a few times.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `wait` throws when the execution is cancelled; the jobs are aborted before
 * @throws InputError for what Bulk cannot do: see {@link bulkObstacle}
 */
export async function bulkWriteRows(
  send: Send,
  job: WriteJob,
  rows: readonly WriteRow[],
  settings: BulkWriteSettings,
): Promise<Map<number, WriteOutcome>> {
  const obstacle = bulkObstacle(job);
  if (obstacle !== undefined) {
    throw new InputError(`${obstacle} does not exist in the Bulk API.`, {
      field: obstacle,
      actions: [`Switch ${obstacle} off, or set Send As to Collections.`],
    });
  }
  const write = new BulkWrite(send, job, settings);
  // Each holds a key at most once, in the rows' order.
  for (const { rows: wave } of planChunks(rows, rows.length)) await write.deliver(wave);
  return write.outcomes;
}

const OPERATIONS: Readonly<Record<WriteJob['operation'], IngestOperation>> = {
  create: 'insert',
  delete: 'delete',
  update: 'update',
  upsert: 'upsert',
};

interface Sent {
  readonly row: WriteRow;
  readonly cells: readonly string[];
}

class BulkWrite {
  readonly outcomes = new Map<number, WriteOutcome>();
  private readonly now: () => number;
  /** Why no more rows are sent. */
  private held: NotSentError | undefined;
  /** When nothing is waited for any more. */
  private readonly end: number;

  constructor(
    private readonly send: Send,
    private readonly job: WriteJob,
    private readonly settings: BulkWriteSettings,
  ) {
    this.now = settings.now ?? Date.now;
    this.end = this.now() + (settings.patience ?? PATIENCE_MS);
  }

  /** What is left of the time, however many jobs it goes to. */
  private get load(): LoadSettings {
    return { ...this.settings, patience: Math.max(0, this.end - this.now()) };
  }

  /** Sends rows of which no two have one key, until each has its last outcome. */
  async deliver(rows: readonly WriteRow[]): Promise<void> {
    const { random = Math.random, wait } = this.settings;
    for (let tried = 1, left = rows; ; tried += 1) {
      await this.deliverOnce(left);
      left = left.filter(({ index }) => isLockedOut(this.outcomes.get(index)));
      const pause = FIRST_WAIT_MS * 2 ** (tried - 1) * (0.5 + random());
      if (left.length === 0 || tried === TRIES || this.now() + pause >= this.end) return;
      await wait(Math.round(pause));
      for (const { index } of left) this.outcomes.delete(index);
    }
  }

  private async deliverOnce(rows: readonly WriteRow[]): Promise<void> {
    const table = tableOf(this.job, rows, this.settings.described);
    const sent = this.settleUnwritable(rows, table);
    if (sent.length === 0) return;
    const jobs = await this.upload(table.columns, sent);
    try {
      await Promise.all(jobs.map((job) => this.finish(job, table.columns, sent.slice(job.from, job.to))));
    } catch (error) {
      await abortAll(jobs, this.send, this.load);
      throw error;
    }
  }

  /** Sends no data where the answer before it told that enough is used; Salesforce has loaded nothing by then. */
  private readonly thrifty: Send = async (request) => {
    if (request.content !== undefined && this.held !== undefined) throw this.held;
    const response = await this.send(request);
    this.held ??= usageReached(response, this.settings.stopAtUsage);
    return response;
  };

  private ingest(): IngestSettings {
    const { operation, object, externalIdField, headers } = this.job;
    const { assignmentRule } = headers;
    return {
      operation: operation === 'delete' && this.settings.hardDelete === true ? 'hardDelete' : OPERATIONS[operation],
      object,
      ...(externalIdField === undefined ? {} : { externalIdField }),
      ...(typeof assignmentRule === 'string' ? { assignmentRuleId: assignmentRule } : {}),
    };
  }

  private settleUnwritable(rows: readonly WriteRow[], table: Table): Sent[] {
    return rows.flatMap((row, i) => {
      const cells = table.rows[i] ?? [];
      if (!(cells instanceof Error)) return [{ row, cells }];
      this.outcomes.set(row.index, { error: cells });
      return [];
    });
  }

  private async upload(columns: readonly string[], sent: readonly Sent[]): Promise<readonly LoadedJob[]> {
    const limit = this.load.uploadBytes ?? UPLOAD_BYTES;
    const open = () => piecesOf([linesOf(sent)], limit);
    try {
      return await uploadAll(this.thrifty, this.ingest(), { header: csvLine(columns), open }, this.load);
    } catch (error) {
      if (!isOrgs(error) && !(error instanceof NotSentError)) throw error;
      this.settleAll(sent, error);
      return [];
    }
  }

  private async finish(job: LoadedJob, columns: readonly string[], sent: readonly Sent[]): Promise<void> {
    const { id } = job;
    try {
      const info = await runJob(this.send, job, this.load);
      if (hasEnded(info)) await this.settleEnded(info, columns, sent);
      else this.settleAll(sent, new PendingError([id], 'the time to wait for it is up.'));
    } catch (error) {
      if (!isOrgs(error)) throw error;
      this.settleAll(sent, new PendingError([id], `it could not be followed: ${error.message}`, { cause: error }));
    }
  }

  private async settleEnded(info: JobInfo, columns: readonly string[], sent: readonly Sent[]): Promise<void> {
    try {
      await this.settleJob(info, columns, sent);
    } catch (error) {
      if (!isOrgs(error)) throw error;
      this.settleAll(sent, new ResultsError([info.id], error));
    }
  }

  private async settleJob(info: JobInfo, columns: readonly string[], sent: readonly Sent[]): Promise<void> {
    const { id } = info;
    const pairing = new Pairing(columns, new Map(sent.map(({ cells }, i) => [i, cells])), keyColumnOf(this.job));
    const open = new Set(sent.keys());
    const settle = (kind: ResultKind, outcomeOf: (result: readonly string[], sent: Sent) => WriteOutcome) =>
      this.settleResults(id, kind, pairing, (place, result) => {
        const one = sent[place];
        if (one === undefined || !open.delete(place)) return;
        this.outcomes.set(one.row.index, outcomeOf(result, one));
      });
    await settle('successfulResults', ([recordId = '', created], { row }) => ({
      saved: { id: recordId === '' ? (row.key ?? null) : recordId, created: created === 'true' },
    }));
    if (info.numberRecordsFailed !== 0) await settle('failedResults', ([, cell = '']) => ({ error: rowError(cell) }));
    if (open.size > 0) await settle('unprocessedrecords', () => ({ error: unprocessed(info) }));
    this.settleAll(
      [...open].flatMap((place) => sent[place] ?? []),
      this.unpaired(info),
    );
  }

  /** Reads results of one kind whole before any is used: a reading that breaks begins again. */
  private async settleResults(
    id: string,
    kind: ResultKind,
    pairing: Pairing,
    settle: (place: number, result: readonly string[]) => void,
  ): Promise<void> {
    const { version, wait } = this.settings;
    const rows = await again(wait, async () => {
      const read: string[][][] = [];
      for await (const batch of resultRows(this.send, ingestResults(version, id, kind), wait)) read.push(batch);
      return read.flat();
    });
    const [header, ...results] = rows;
    if (header === undefined) return;
    const placeOf = pairing.reader(header);
    for (const result of results) {
      const place = placeOf(result);
      if (place !== undefined) settle(place, result);
    }
  }

  /** Salesforce gave no result that is this row's. */
  private unpaired(info: JobInfo): Error {
    if (info.state !== 'JobComplete') return unprocessed(info);
    if (this.job.operation === 'create') {
      return new UncertainError(`the results of Bulk job ${info.id} do not tell which record is this row’s,`);
    }
    return new Error(`The results of Bulk job ${info.id} do not tell what became of this record.`);
  }

  /** Rows that are settled already stay so. */
  private settleAll(sent: readonly Sent[], error: Error): void {
    for (const { row } of sent) if (!this.outcomes.has(row.index)) this.outcomes.set(row.index, { error });
  }
}

function isLockedOut(outcome: WriteOutcome | undefined): boolean {
  return outcome !== undefined && 'error' in outcome && isPassing(outcome.error);
}

function* linesOf(sent: readonly Sent[]): Generator<string> {
  for (const { cells } of sent) yield csvLine(cells);
}

/** The job ended before this row's turn came. */
function unprocessed({ id, state, errorMessage, numberRecordsProcessed }: JobInfo): Error {
  if (state !== 'Failed') {
    return new NotSentError(`Bulk job ${id} was aborted before this record’s turn came.`, ['Send the record again.']);
  }
  const [, errorCode = 'UNKNOWN_EXCEPTION', message = ''] = /^\s*(\w+)\s*:\s*([\s\S]*)$/.exec(errorMessage ?? '') ?? [];
  const error = new SalesforceError(400, [
    {
      errorCode,
      message: `Bulk job ${id} failed before this record’s turn came: ${message || (errorMessage ?? '')}`,
      fields: [],
    },
  ]);
  // The data as a whole was not to Salesforce's liking, such as a column that one row alone has.
  return UNREAD.has(errorCode) && numberRecordsProcessed === 0 ? new RefusedJobError(error) : error;
}

/** Salesforce's words for data of which it has not looked at a row. */
const UNREAD: ReadonlySet<string> = new Set(['ClientInputError', 'InvalidBatch']);
