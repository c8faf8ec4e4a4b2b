import { AnswerError, asError, NotSentError, SalesforceError, type Deed } from '../errors';
import type { Org } from '../org';
import { isPlatformEvent } from '../names';
import {
  askedPause,
  growingPause,
  heldBack,
  heldByParts,
  isLocked,
  isPassing,
  mayBeDone,
  TRIES,
  partErrorOf,
  verdictOn,
  type Effect,
} from '../retry';
import type { Carrier } from './carriers';
import { planChunks, wavesOf } from './chunks';
import { Origins } from './origins';
import { Pace } from './pace';
import type { RepeatedRows, RowsJob, WriteJob, WriteOutcome, WriteRow } from './rows';
import { usageReached } from './usage';

/** How rows are written in requests. */
export interface RequestSettings {
  /** Parallel requests at most. */
  readonly parallel: number;
  /** Share of the org's API calls of 24 hours, 0 to 1, at which no further request is sent. */
  readonly stopAtUsage?: number;
  /** Told how many rows that could share a request have the same key at most: they need as many, one after another. */
  readonly repeated?: RepeatedRows;
}

/** The rows of one job. */
export interface JobRows<Job extends RowsJob = WriteJob> {
  readonly job: Job;
  readonly rows: readonly WriteRow[];
}

const NO_RESULT: WriteOutcome = { error: new Error('Salesforce returned no result for this record.') };
/** How many rows may be rejected even on their own before the fault is assumed to affect all rows. */
const REFUSED_ALONE = 5;

/**
 * Writes rows and returns the outcome of each. Retries only what is safe: rows that met another transaction's lock (on
 * their own, without their neighbors), requests that provably were not carried out, and requests that change nothing
 * the second time. A create that may have been carried out is reported as such, never repeated.
 *
 * When continuing makes no sense (the API request limit is reached, the session cannot be renewed), the rows that were
 * not sent yet say so.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function writeByRequests<Job extends RowsJob>(
  org: Org,
  carrier: Carrier<Job>,
  { job, rows }: JobRows<Job>,
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const writer = new Writer(org, carrier, job, settings);
  const done: Promise<void>[] = [];
  const waves = wavesOf(rows);
  if (carrier.size > 1) settings.repeated?.(waves.length, 'requests');
  for (const chunk of planChunks(rows, carrier.size, { inOrder: job.allOrNone, most: carrier.most, waves })) {
    const earlier = chunk.after.map((position) => done[position]);
    done.push(Promise.all(earlier).then(() => writer.pace.run(() => writer.deliver(chunk.rows))));
  }
  await Promise.all(done);
  return writer.outcomes;
}

/** The result of one request: an outcome for each of its rows, or its rejection as a whole. */
type RequestOutcome = { readonly error: unknown } | { readonly outcomes: readonly WriteOutcome[] };

interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Whether an earlier one may have been carried out without a response. */
  readonly unseen: boolean;
}

const FIRST: Attempt = { number: 1, unseen: false };

class Writer<Job extends RowsJob> {
  readonly outcomes = new Map<number, WriteOutcome>();
  readonly pace: Pace;
  private readonly origins = new Origins();
  private readonly effect: Effect;
  /** Why nothing more is sent. */
  private held: NotSentError | undefined;
  /** Rows rejected even on their own since Salesforce last accepted a request. */
  private dividedInVain = 0;

  constructor(
    private readonly org: Org,
    private readonly carrier: Carrier<Job>,
    private readonly job: Job,
    private readonly settings: RequestSettings,
  ) {
    this.pace = new Pace(settings.parallel);
    this.effect = effectOfWrite(job);
  }

  /** Sends the rows until each has its final outcome. */
  async deliver(rows: readonly WriteRow[], attempt = FIRST): Promise<void> {
    if (this.org.cancelled()) this.held ??= new NotSentError('the run was cancelled.', 'cancelled');
    if (this.held !== undefined) {
      // Rows that have been sent keep their outcome.
      if (attempt === FIRST) this.settleAll(rows, this.held, attempt);
      return;
    }
    const answer = await this.request(rows);
    await ('outcomes' in answer
      ? this.afterOutcomes(rows, answer.outcomes, attempt)
      : this.afterRefusal(rows, answer.error, attempt));
  }

  private async request(rows: readonly WriteRow[]): Promise<RequestOutcome> {
    try {
      const response = await this.org.sendOnce(this.carrier.plan(this.org, this.job, rows));
      this.held ??= usageReached(this.org, this.settings.stopAtUsage, this.pace.underWay - 1);
      const outcomes = this.carrier.read(response, this.job, rows);
      this.claim(rows, outcomes);
      return { outcomes };
    } catch (error) {
      return { error };
    }
  }

  /**
   * Notes which row each record came of.
   * @throws AnswerError when it came of another row: the answer is that to another request
   */
  private claim(rows: readonly WriteRow[], outcomes: readonly WriteOutcome[]): void {
    for (const [position, row] of rows.entries()) {
      const outcome = outcomes[position];
      if (outcome === undefined || !('saved' in outcome) || this.origins.claim(outcome.saved, row)) continue;
      throw new AnswerError(200, `it is about record ${String(outcome.saved.id)}, which is another item’s`);
    }
  }

  private async afterOutcomes(
    rows: readonly WriteRow[],
    outcomes: readonly WriteOutcome[],
    attempt: Attempt,
  ): Promise<void> {
    this.dividedInVain = 0;
    const outcomeOf = (position: number): WriteOutcome => outcomes[position] ?? NO_RESULT;
    for (const [position, row] of rows.entries()) this.settle(row, outcomeOf(position), attempt);

    this.held ??= heldByParts(outcomes.map(errorOf));
    const passing = rows.filter((_, position) => this.isToComeAgain(errorOf(outcomeOf(position))));
    if (passing.length === 0) {
      this.pace.faster();
      return;
    }
    this.pace.slower();
    if (attempt.number === TRIES.rows) return;
    await this.rest(attempt);
    // A request that was rolled back as a whole is sent again as a whole.
    await this.deliver(this.job.allOrNone ? rows : passing, { ...attempt, number: attempt.number + 1 });
  }

  private isToComeAgain(error: Error | undefined): boolean {
    return isPassing(error) || (error !== undefined && this.carrier.notBegun?.(error) === true);
  }

  private async afterRefusal(rows: readonly WriteRow[], error: unknown, attempt: Attempt): Promise<void> {
    const failure = asError(error);
    const verdict = verdictOn(error, this.effect);
    this.settleAll(rows, partErrorOf(failure, verdict, deedOf(this.job)), attempt);

    const exhausted = verdict === 'again' && attempt.number === TRIES.rows;
    const unseen = attempt.unseen || mayBeDone(error);
    if (verdict === 'divide') {
      await this.divide(rows, unseen ? { ...attempt, unseen } : attempt);
    } else if (verdict === 'stop' || (exhausted && !isLocked(error))) {
      this.held ??= heldBack(failure);
    } else if (verdict === 'again' && !exhausted) {
      this.pace.slower();
      await this.rest(attempt, askedPause(error));
      await this.deliver(rows, { number: attempt.number + 1, unseen });
    }
  }

  /**
   * One row can make Salesforce reject the whole request: halving finds that row, and the others are saved. If every
   * row is rejected, no row is the cause, and searching on would only use up API calls.
   */
  private async divide(rows: readonly WriteRow[], attempt: Attempt): Promise<void> {
    if (rows.length === 1) this.dividedInVain += 1;
    if (rows.length === 1 || this.job.allOrNone || this.dividedInVain >= REFUSED_ALONE) return;
    const middle = Math.ceil(rows.length / 2);
    await this.deliver(rows.slice(0, middle), attempt);
    if (this.dividedInVain < REFUSED_ALONE) await this.deliver(rows.slice(middle), attempt);
  }

  private settleAll(rows: readonly WriteRow[], error: Error, attempt: Attempt): void {
    for (const row of rows) this.settle(row, { error }, attempt);
  }

  /** What is known about the row by now; a later attempt can update it. */
  private settle(row: WriteRow, outcome: WriteOutcome, { unseen }: Attempt): void {
    this.outcomes.set(row.index, unseen ? this.inHindsight(row, outcome) : outcome);
  }

  /** An earlier attempt may have done, without a response, what this one found done. */
  private inHindsight(row: WriteRow, outcome: WriteOutcome): WriteOutcome {
    const { operation } = this.job;
    if (operation === 'delete' && isGone(errorOf(outcome))) return { saved: { id: row.key ?? null, created: false } };
    if (operation === 'upsert' && 'saved' in outcome && outcome.saved.created === false) {
      return { saved: { ...outcome.saved, created: null } };
    }
    return outcome;
  }

  /** Longer each time, or as long as Salesforce asks, or until the execution is stopped: the outcomes so far stay known. */
  private async rest({ number }: Attempt, asked?: number): Promise<void> {
    await this.org.wait(asked ?? growingPause(number, this.org.random)).catch((error: unknown) => {
      if (!this.org.cancelled()) throw error;
    });
  }
}

/** The second of two upserts waits for the first only if the key has to be unique. */
function effectOfWrite({ operation, isKeyUnique }: RowsJob): Effect {
  const canDouble =
    operation in DEEDS_OF ||
    (operation === 'create' && isKeyUnique !== true) ||
    (operation === 'upsert' && isKeyUnique === false);
  return canDouble ? 'create' : 'idempotent';
}

function errorOf(outcome: WriteOutcome | undefined): Error | undefined {
  return outcome !== undefined && 'error' in outcome ? outcome.error : undefined;
}

/** A delete that is sent again can find its own work done. */
function isGone(error: Error | undefined): boolean {
  return error instanceof SalesforceError && error.errorCode === 'ENTITY_IS_DELETED';
}

/** What is neither a record's creation nor the same when it is done twice. */
const DEEDS_OF: Readonly<Partial<Record<RowsJob['operation'], Deed>>> = {
  approve: 'approved',
  convert: 'converted',
  merge: 'merged',
  post: 'posted',
  recall: 'recalled',
  reject: 'rejected',
  run: 'run',
  submit: 'submitted',
  undelete: 'undeleted',
};

function deedOf({ operation, object }: RowsJob): Deed {
  const deed = DEEDS_OF[operation];
  if (deed !== undefined) return deed;
  return object !== undefined && isPlatformEvent(object) ? 'published' : 'created';
}
