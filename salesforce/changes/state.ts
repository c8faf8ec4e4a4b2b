import { isRecord, isText } from '../errors';
import type { SeenClock } from './clock';

/** A place in the order of changes, which is by time and then by ID: from a time on, or after one record at that time. */
export interface ChangePosition {
  /** Milliseconds, in Salesforce's time, as all times here. */
  readonly time: number;
  readonly id?: string;
}

/** How far the delete log was read. */
export interface SeenLog {
  /** From where to read it next: what was given since then is remembered. */
  readonly from: number;
  /** Up to when: the time that the last answer had, believed or not, since a wrong one leaves out nothing for good. */
  readonly until: number;
  /** When it was read to its end. */
  readonly askedAt?: number;
}

/** What has to be remembered from one poll to the next. */
export interface ChangesState {
  /** Where the next poll begins to read. */
  readonly from: ChangePosition;
  /** The changes from there on that were given: times by ID. */
  readonly given: ReadonlyMap<string, number>;
  /** Fingerprints of the fields that matter, by ID; the one not met for longest comes first. */
  readonly prints: ReadonlyMap<string, string>;
  /** Every transaction that began before this time was over when the org was asked. */
  readonly covered?: number;
  /** When it was asked. */
  readonly askedAt?: number;
  /** At the last poll; earlier versions did not keep it. */
  readonly clock?: SeenClock;
  readonly log?: SeenLog;
}

/** Watching begins at this moment: what changes from then on is given. */
export function changesSince(clock: SeenClock): ChangesState {
  return { from: { time: Math.floor(clock.time / 1000) * 1000 }, given: new Map(), prints: new Map(), clock };
}

/** Whether a change comes at or after a position. */
export function isFrom({ time, id }: ChangePosition, change: { readonly id: string; readonly time: number }): boolean {
  if (change.time !== time) return change.time > time;
  return id === undefined || change.id > id;
}

/** The later of two positions. */
export function laterOf(one: ChangePosition, other: ChangePosition): ChangePosition {
  if (one.time !== other.time) return one.time > other.time ? one : other;
  return (one.id ?? '') >= (other.id ?? '') ? one : other;
}

/** A state as JSON that n8n can keep; some 20 to 30 characters for each record. */
export type StoredChanges = {
  from: number;
  after?: string;
  given: string;
  prints: string;
  covered?: number;
  askedAt?: number;
  clock?: { time: number; here: number };
  log?: { from: number; until: number; askedAt?: number };
};

export function storedChanges({ from, given, prints, covered, askedAt, clock, log }: ChangesState): StoredChanges {
  const byTime = new Map<number, string[]>();
  for (const [id, time] of given) {
    const ids = byTime.get(time);
    if (ids === undefined) byTime.set(time, [id]);
    else ids.push(id);
  }
  return {
    from: from.time,
    ...(from.id === undefined ? {} : { after: from.id }),
    given: [...byTime].map(([time, ids]) => `${time.toString(36)}:${ids.join(',')}`).join(' '),
    prints: [...prints].map((entry) => entry.join(':')).join(' '),
    ...(covered === undefined ? {} : { covered }),
    ...(askedAt === undefined ? {} : { askedAt }),
    ...(clock === undefined ? {} : { clock }),
    ...(log === undefined ? {} : { log }),
  };
}

const GIVEN = /^(?:[0-9a-z]+:\w+(?:,\w+)*(?: |$))*$/;
const PRINTS = /^(?:\w+:[^\s:]+(?: |$))*$/;

export function isStoredChanges(value: unknown): value is StoredChanges {
  if (!isRecord(value)) return false;
  const { from, after, given, prints, covered, askedAt, clock, log } = value;
  const isWritten = isMatch(GIVEN, given) && isMatch(PRINTS, prints);
  const isPlaced = isTime(from) && (after === undefined || isText(after));
  const isTimed = [covered, askedAt].every(isTimeOrNone);
  const isClock = clock === undefined || (isRecord(clock) && isTime(clock['time']) && isTime(clock['here']));
  const isLog =
    log === undefined || (isRecord(log) && isTime(log['from']) && isTime(log['until']) && isTimeOrNone(log['askedAt']));
  return isWritten && isPlaced && isTimed && isClock && isLog;
}

/** Empty where there is nothing to remember. */
function isMatch(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** What a date can be made of: a query with another position would fail. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

function isTimeOrNone(value: unknown): boolean {
  return value === undefined || isTime(value);
}

export function readChanges({ from, after, given, prints, covered, askedAt, clock, log }: StoredChanges): ChangesState {
  const entries = pairsIn(given).flatMap(([time, ids]) =>
    ids.split(',').map((id) => [id, Number.parseInt(time, 36)] as const),
  );
  return {
    from: { time: from, ...(after === undefined ? {} : { id: after }) },
    given: new Map(entries),
    prints: new Map(pairsIn(prints)),
    ...(covered === undefined ? {} : { covered }),
    ...(askedAt === undefined ? {} : { askedAt }),
    ...(clock === undefined ? {} : { clock }),
    ...(log === undefined ? {} : { log }),
  };
}

function pairsIn(text: string): [string, string][] {
  return text.split(' ').flatMap((entry) => {
    const [key, value] = entry.split(':');
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
}
