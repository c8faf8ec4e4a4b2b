import type { SalesforceRecord } from '../query';
import { believedTime, clockAfter, CORRECTION } from './clock';
import type { DeleteLog } from './deleteLog';
import { isFrom, laterOf, type ChangePosition, type ChangesState } from './state';

/** A record as it was after a change. */
export interface Change {
  /** With 18 characters. */
  readonly id: string;
  /** When it was written, in milliseconds of Salesforce's time. */
  readonly time: number;
  readonly record: SalesforceRecord;
}

/** Changes in order, from a position on. */
export interface ChangePage {
  readonly changes: readonly Change[];
  /** Whether nothing comes after them. */
  readonly isLast: boolean;
  /** The org's data were read at this moment of Salesforce's time, or later, as the answer has it. */
  readonly asOf: number;
  /** The same moment by the host's clock. */
  readonly here: number;
  /** Milliseconds from then until the answer came. */
  readonly took: number;
}

/** Where changes come from. */
export interface ChangeSource {
  page(from: ChangePosition): Promise<ChangePage>;
  /** Every transaction that began before this time is over; undefined if the org does not say. */
  covered(now: number): Promise<number | undefined>;
  /** Deletions in a range of time, of records that no page may show any more; absent if they are not wanted. */
  deleteLog?: (range: { readonly from: number; readonly until: number }) => Promise<DeleteLog | undefined>;
}

/** What is watched for, and how much of it. */
export interface ChangeWatch {
  /** No transaction takes longer, in milliseconds, from when it writes to when others see it. */
  readonly longestTransaction: number;
  /** Asks the org for the transactions that run, however long they take. */
  readonly followsTransactions: boolean;
  /** Whether this kind of change is wanted. */
  readonly wants: (change: Change) => boolean;
  /** A fingerprint of the fields that matter; absent if all do. */
  readonly printOf?: (change: Change) => string;
  /** Changes given by one poll. */
  readonly mostGiven: number;
  /** Changes remembered; others wait. */
  readonly mostKept: number;
  /** Fingerprints remembered. */
  readonly mostPrints: number;
  /** Changes that are read again at no extra cost: with more of them, it is worth a request to need fewer. */
  readonly manyKept: number;
  /** Whether the time for this poll is used up. */
  readonly isOver: () => boolean;
}

/** What a poll gives, in the order of the changes, and what to remember. */
export interface PolledChanges {
  readonly changes: readonly Change[];
  readonly state: ChangesState;
  /** Deletions in this range of time may be missing. */
  readonly missed?: { readonly from: number; readonly until: number };
}

/** Salesforce writes times in whole seconds: until this one is over, a record can change again without a new time. */
const SECOND = 1_000;

/**
 * A deletion can have another time in the delete log than its record has: Salesforce promises none of both to be the
 * other. So two deletions of a record within this time are one.
 */
const SAME_DELETION = 10 * SECOND;

/**
 * Salesforce advises against asking more often than every five minutes; the second is what its time is rounded by.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/data_replication_polling.htm
 */
const ASK_EVERY = 300_000 - CORRECTION;

/**
 * What has changed since the last poll, each change once. A record carries the time at which it was written, but is seen
 * only when its transaction ends. So each poll reads again from as far back as a transaction can last, and leaves out
 * what was given from there on.
 */
export async function pollChanges(
  source: ChangeSource,
  from: ChangesState,
  watch: ChangeWatch,
): Promise<PolledChanges> {
  const state = source.deleteLog === undefined ? withoutLog(from) : withLog(from);
  // Before the pages: what they still show has fields, and only what they do not show is given without.
  const log = await readDeleteLog(source, state);
  const reading = new PollInProgress(state, watch, log);
  do reading.take(await source.page(reading.position));
  while (!reading.isOver && !watch.isOver());
  reading.takeDeleted();
  const next = reading.state();
  const { began, missed } = reading;
  const isWorthIt = watch.followsTransactions || next.given.size >= watch.manyKept;
  if (!isWorthIt || watch.isOver() || began - (state.askedAt ?? -Infinity) < ASK_EVERY) {
    return { changes: reading.changes, state: next, ...missed };
  }
  // What was over stays over, whatever an answer says.
  const covered = Math.max((await source.covered(began)) ?? -Infinity, next.covered ?? -Infinity);
  return {
    changes: reading.changes,
    state: { ...next, askedAt: began, ...(covered === -Infinity ? {} : { covered }) },
    ...missed,
  };
}

function withoutLog({ log, ...state }: ChangesState): ChangesState {
  return state;
}

function withLog(state: ChangesState): ChangesState {
  const from = state.from.time;
  return { log: { from, until: state.clock?.time ?? from }, ...state };
}

/**
 * The delete log up to the last poll, by the time of that: the time of this one is not known yet. What came since is read
 * later, and is not lost.
 */
async function readDeleteLog({ deleteLog }: ChangeSource, state: ChangesState): Promise<DeleteLog | undefined> {
  const { log, clock } = state;
  if (deleteLog === undefined || log === undefined || clock === undefined) return undefined;
  return clock.time - (log.askedAt ?? -Infinity) < ASK_EVERY ? undefined : await deleteLog(log);
}

/** One poll's way through the changes. */
class PollInProgress {
  readonly changes: Change[] = [];
  position: ChangePosition;
  isOver = false;
  /** When the first page was read: what comes later is the next poll's. */
  began = Infinity;
  #clock: ChangesState['clock'];
  /** The time that the first page had, believed or not. */
  #said = -Infinity;
  /** All that was written before is seen by now. */
  #settled = -Infinity;
  #isComplete = false;
  /** What was given from then on is remembered. */
  #keptFrom = -Infinity;
  /** How much that is. */
  #kept = 0;
  readonly #given: Map<string, number>;
  readonly #prints: Map<string, string>;
  #log: ChangesState['log'];
  /** Two times of a record that are no further apart belong to one change. */
  readonly #same: number;

  constructor(
    private readonly before: ChangesState,
    private readonly watch: ChangeWatch,
    private readonly deleteLog: DeleteLog | undefined,
  ) {
    this.#log = before.log;
    this.#same = before.log === undefined ? 0 : SAME_DELETION;
    this.position = before.from;
    this.#given = new Map(before.given);
    this.#prints = new Map(before.prints);
  }

  take(page: ChangePage): void {
    const { changes, isLast } = page;
    const asOf = believedTime(page, this.before.clock);
    if (this.began === Infinity) {
      this.#said = page.asOf;
      this.#begin(asOf);
      this.#clock = clockAfter(page, this.before.clock);
    }
    for (const change of changes) {
      const isYoung = change.time + SECOND > asOf;
      if (isYoung || (this.#isNew(change) && this.#isFull(change))) {
        this.#isComplete = isYoung;
        this.isOver = true;
        return;
      }
      this.position = { time: change.time, id: change.id };
      if (this.#isNew(change)) this.#consider(change);
    }
    this.#isComplete = isLast;
    this.isOver = isLast;
  }

  /** Gives the deletions that no page has shown, as far as the pages have come. */
  takeDeleted(): void {
    const { deleteLog } = this;
    const { log, clock } = this.before;
    if (log === undefined) return;
    this.#log = { ...log, until: this.#said };
    if (deleteLog === undefined || clock === undefined) return;
    const from = this.#nextLogFrom(deleteLog);
    // The log counts in minutes; before its beginning, what was given is forgotten.
    const isNew = ({ id, time }: Change): boolean =>
      time >= log.from && (this.#given.get(id) ?? -Infinity) < time - this.#same;
    for (const change of deleteLog.deletions.filter(isNew)) {
      if (!this.#isReached(change) || this.#isFull(change)) {
        // The rest is asked for again.
        this.#log = { ...this.#log, from: Math.min(change.time, from) };
        return;
      }
      this.#consider(change);
    }
    this.#log = { from, until: this.#said, askedAt: clock.time };
  }

  /** Whether the pages would have shown it. */
  #isReached({ time }: Change): boolean {
    if (time + this.#same > Math.max(this.began, this.#said)) return false;
    return this.#isComplete || time < this.position.time - this.#same;
  }

  /** What the delete log no longer has. */
  get missed(): Pick<PolledChanges, 'missed'> {
    const until = this.deleteLog?.missedUntil;
    return until === undefined ? {} : { missed: { from: this.before.log?.from ?? until, until } };
  }

  state(): ChangesState {
    const { before } = this;
    const isSettled = this.#isComplete || this.position.time >= this.#settled;
    const from = laterOf(before.from, isSettled ? { time: this.#settled } : this.position);
    const log = this.#log;
    const given = [...this.#given].filter(([id, time]) => isFrom(from, { id, time }) || time >= this.#keptOfLog(log));
    const prints = [...this.#prints].slice(-this.watch.mostPrints);
    const clock = this.#clock === undefined ? {} : { clock: this.#clock };
    return {
      ...before,
      ...clock,
      ...(log === undefined ? {} : { log }),
      from,
      given: new Map(given),
      prints: new Map(prints),
    };
  }

  #begin(asOf: number): void {
    this.began = asOf;
    const { covered = -Infinity } = this.before;
    const { followsTransactions, longestTransaction, mostKept } = this.watch;
    // Others in the same Salesforce instance can hold the covered time back for hours: it must not stop the polls.
    const follows = followsTransactions && this.#given.size < mostKept;
    const settled = follows ? covered : Math.max(asOf - longestTransaction, covered);
    this.#settled = Math.min(settled, asOf - SECOND);
    const log = this.#log;
    const next = log === undefined || this.deleteLog === undefined ? log : { from: this.#nextLogFrom(this.deleteLog) };
    this.#keptFrom = Math.min(this.#keptOfLog(next), this.#settled);
    for (const time of this.#given.values()) if (time >= this.#keptFrom) this.#kept += 1;
  }

  /** From when on the delete log can list what was given. */
  #keptOfLog(log: { readonly from: number } | undefined): number {
    return log === undefined ? Infinity : log.from - this.#same;
  }

  /**
   * From where to ask for deletions next: transactions that ran when the log was read can still add some. Whatever time
   * an answer has, it cannot have deletions from after the moment when it was asked for.
   */
  #nextLogFrom({ until, covered, missedUntil = -Infinity }: DeleteLog): number {
    const { followsTransactions, longestTransaction, mostKept } = this.watch;
    const follows = followsTransactions && this.before.given.size < mostKept;
    const asked = this.before.clock?.time ?? -Infinity;
    const { from = -Infinity } = this.before.log ?? {};
    const settled = Math.min(until, asked, follows ? covered : asked - longestTransaction);
    return Math.max(from, Math.min(missedUntil, asked), settled - this.#same);
  }

  #isNew({ id, time }: Change): boolean {
    const given = this.#given.get(id);
    return given === undefined || Math.abs(given - time) > this.#same;
  }

  #isFull({ time }: Change): boolean {
    const { mostGiven, mostKept } = this.watch;
    return this.changes.length >= mostGiven || (time >= this.#keptFrom && this.#kept >= mostKept);
  }

  #consider(change: Change): void {
    const { id, time } = change;
    // Both, because a change that is not wanted still tells what the fields were.
    const differs = this.#differs(change);
    if (!this.watch.wants(change) || !differs) return;
    this.changes.push(change);
    if (time >= this.#keptFrom && (this.#given.get(id) ?? -Infinity) < this.#keptFrom) this.#kept += 1;
    this.#given.set(id, time);
  }

  /** Whether the fields that matter differ from when the record was last met, or that is not known. */
  #differs(change: Change): boolean {
    const print = this.watch.printOf?.(change);
    if (print === undefined) return true;
    const known = this.#prints.get(change.id);
    this.#prints.delete(change.id);
    this.#prints.set(change.id, print);
    return known !== print;
  }
}
