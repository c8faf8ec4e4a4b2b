import { SalesforceError } from '../errors';
import { apiUsage, type Response, type Send } from '../http';
import type { Carrier } from './carriers';
import { planChunks } from './chunks';
import { Pace } from './pace';
import { NotSentError, UncertainError, type WriteJob, type WriteOutcome, type WriteRow } from './rows';
import { isPassing, verdictOn } from './verdict';

export interface WriteSettings {
  readonly version: string;
  /** Requests under way at once, at most. */
  readonly parallel: number;
  /** Share of the org's API calls of 24 hours, 0 to 1, at which no further request is sent. */
  readonly stopAtUsage?: number;
  /** Waits so many milliseconds; rejects when the execution is cancelled. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Whether the execution was cancelled. */
  readonly cancelled?: () => boolean;
  /** 0 to 1; scatters waits, so that two syncs that met do not meet again. */
  readonly random?: () => number;
}

/** How often a row is sent at most, the first time included. */
const TRIES = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** Longest that a Retry-After header can hold an execution. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Writes rows and tells of each what became of it. Sends again only what is safe: rows that another transaction was in
 * the way of (alone, without their neighbours), requests that provably were not carried out, and requests that change
 * nothing the second time. A create that may have been carried out is reported as such, never repeated.
 *
 * When going on makes no sense (the day's API calls are used up, the session cannot be renewed), the rows that were
 * not sent yet say so.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `wait` throws when the execution is cancelled
 */
export async function writeRows(
  send: Send,
  carrier: Carrier,
  job: WriteJob,
  rows: readonly WriteRow[],
  settings: WriteSettings,
): Promise<Map<number, WriteOutcome>> {
  const writer = new Writer(send, carrier, job, settings);
  const done: Promise<void>[] = [];
  for (const chunk of planChunks(rows, carrier.size)) {
    const earlier = chunk.after.map((position) => done[position]);
    done.push(Promise.all(earlier).then(() => writer.pace.run(() => writer.deliver(chunk.rows))));
  }
  await Promise.all(done);
  return writer.outcomes;
}

/** What came of one request: an outcome for each of its rows, or its refusal as a whole. */
type Answer =
  | { readonly outcomes: readonly WriteOutcome[] }
  | { readonly error: unknown; readonly response: Response | undefined };

class Writer {
  readonly outcomes = new Map<number, WriteOutcome>();
  readonly pace: Pace;
  /** Why nothing more is sent. */
  private held: NotSentError | undefined;

  constructor(
    private readonly send: Send,
    private readonly carrier: Carrier,
    private readonly job: WriteJob,
    private readonly settings: WriteSettings,
  ) {
    this.pace = new Pace(settings.parallel);
  }

  /**
   * Sends the rows until each has an outcome.
   * @param repeated whether an earlier try may have been carried out unseen
   */
  async deliver(rows: readonly WriteRow[], tried = 1, repeated = false): Promise<void> {
    if (this.settings.cancelled?.() === true) {
      this.held ??= new NotSentError('the execution was cancelled.', []);
    }
    if (this.held !== undefined) {
      this.settleAll(rows, this.held);
      return;
    }
    const answer = await this.request(rows);
    await ('outcomes' in answer
      ? this.afterOutcomes(rows, answer.outcomes, tried, repeated)
      : this.afterRefusal(rows, answer, tried, repeated));
  }

  private async request(rows: readonly WriteRow[]): Promise<Answer> {
    let response: Response | undefined;
    try {
      response = await this.send(this.carrier.plan(this.settings.version, this.job, rows));
      this.watchUsage(response);
      return { outcomes: this.carrier.read(response, this.job, rows) };
    } catch (error) {
      return { error, response };
    }
  }

  private async afterOutcomes(
    rows: readonly WriteRow[],
    outcomes: readonly WriteOutcome[],
    tried: number,
    repeated: boolean,
  ): Promise<void> {
    const passing = new Set(rows.filter((_, position) => isPassing(errorOf(outcomes[position]))));
    // A request that was undone as a whole goes again as a whole.
    const again = passing.size > 0 && this.job.allOrNone ? rows : rows.filter((row) => passing.has(row));
    const retried = new Set(tried < TRIES ? again : []);
    for (const [position, row] of rows.entries()) {
      const outcome = outcomes[position] ?? { error: new Error('Salesforce gave no result for this record.') };
      if (!retried.has(row)) this.settle(row, repeated ? this.seenTwice(row, outcome) : outcome);
    }
    if (retried.size === 0) {
      this.pace.faster();
      return;
    }
    this.pace.slower();
    await this.rest(tried);
    await this.deliver([...retried], tried + 1, repeated);
  }

  private async afterRefusal(
    rows: readonly WriteRow[],
    { error, response }: Extract<Answer, { error: unknown }>,
    tried: number,
    repeated: boolean,
  ): Promise<void> {
    const failure = error instanceof Error ? error : new Error(String(error));
    const verdict = verdictOn(error, this.job);
    if (verdict === 'again' && tried < TRIES) {
      this.pace.slower();
      await this.rest(tried, Number(response?.headers['retry-after']));
      await this.deliver(rows, tried + 1, repeated || !isPassing(error));
    } else if (verdict === 'divide' && rows.length > 1 && !this.job.allOrNone) {
      // One row can make Salesforce refuse the others unread: halving finds it, and the others are saved.
      const middle = Math.ceil(rows.length / 2);
      await this.deliver(rows.slice(0, middle), tried, repeated);
      await this.deliver(rows.slice(middle), tried, repeated);
    } else {
      if (verdict === 'stop') this.held ??= heldBack(failure);
      this.settleAll(rows, verdict === 'uncertain' ? new UncertainError(reasonOf(failure)) : failure);
    }
  }

  /** A delete that is sent again can find its own work done. */
  private seenTwice(row: WriteRow, outcome: WriteOutcome): WriteOutcome {
    const error = errorOf(outcome);
    const gone = error instanceof SalesforceError && error.errorCode === 'ENTITY_IS_DELETED';
    return gone && this.job.operation === 'delete' ? { saved: { id: row.key ?? null, created: false } } : outcome;
  }

  private watchUsage(response: Response): void {
    const { stopAtUsage } = this.settings;
    const usage = apiUsage(response);
    if (stopAtUsage === undefined || usage === undefined || usage.used < usage.max * stopAtUsage) return;
    this.held ??= new NotSentError(
      `${usage.used} of the org's ${usage.max} API calls of 24 hours are used, which is the share to stop at.`,
      ['Run the items again later, or raise Stop at API Usage in the options.'],
    );
  }

  private settleAll(rows: readonly WriteRow[], error: Error): void {
    for (const row of rows) this.settle(row, { error });
  }

  private settle({ index }: WriteRow, outcome: WriteOutcome): void {
    this.outcomes.set(index, outcome);
  }

  /** Waits twice as long each time, scattered; as long as Salesforce asks, when it does. */
  private async rest(tried: number, retryAfterSeconds = Number.NaN): Promise<void> {
    const { random = Math.random, wait } = this.settings;
    const growing = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tried - 1)) * (0.5 + random());
    await wait(
      retryAfterSeconds > 0 ? Math.min(retryAfterSeconds * 1000, LONGEST_RETRY_AFTER_MS) : Math.round(growing),
    );
  }
}

function errorOf(outcome: WriteOutcome | undefined): Error | undefined {
  return outcome !== undefined && 'error' in outcome ? outcome.error : undefined;
}

function heldBack(cause: Error): NotSentError {
  const actions = cause instanceof SalesforceError ? cause.actions : [];
  return new NotSentError(`an earlier request failed in a way that the others would too. ${cause.message}`, actions, {
    cause,
  });
}

function reasonOf(error: Error): string {
  return error instanceof SalesforceError ? `a gateway answered ${error.status}` : `the connection broke (${error.message})`;
}
