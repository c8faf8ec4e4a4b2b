import { SalesforceError } from '../errors';
import type { Request } from '../http';
import type { Versioned } from '../org';
import { dataPath } from '../path';
import { MINUTE, toMinute } from './times';

/** From when to when to list changes, in milliseconds. Salesforce counts whole minutes. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** The object whose changes are listed. */
export interface ChangedObject {
  /** API name. */
  readonly object: string;
  /** What the IDs of its records begin with; undefined where that is not known. */
  readonly keyPrefix?: string | undefined;
}

/** The answer would have more than 600,000 IDs. */
export const TOO_MANY_IDS = 'EXCEEDED_ID_LIMIT';

/** Asks which records of an object were deleted or updated. */
export function changesRequest(
  { version }: Versioned,
  object: string,
  list: 'deleted' | 'updated',
  { start, end }: TimeRange,
): Request {
  const query = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  return { method: 'GET', path: dataPath(version, 'sobjects', object, list), query };
}

/** A range must be longer than a minute. */
export function isLongEnough({ start, end }: TimeRange): boolean {
  return end - start >= 2 * MINUTE;
}

/** The halves of a range; none where they are too short to ask for. */
export function halvesOf({ start, end }: TimeRange): [] | [TimeRange, TimeRange] {
  const middle = start + toMinute((end - start) / 2);
  const first = { start, end: middle };
  return isLongEnough(first) ? [first, { start: middle, end }] : [];
}

/** What is told of a range: up to when nothing is missing. */
export interface ToldRange {
  readonly covered: number;
}

/**
 * Reads a range as a whole, in halves where it has more than one answer can carry.
 * @param join the halves of a range; what changed in the minute between them is in both
 */
export async function readWhole<T extends ToldRange>(
  range: TimeRange,
  read: (range: TimeRange) => Promise<T>,
  join: (first: T, second: T) => T,
): Promise<T> {
  try {
    return await read(range);
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== TOO_MANY_IDS) throw error;
    const [first, second] = halvesOf(range);
    if (first === undefined || second === undefined) throw error;
    const before = await readWhole(first, read, join);
    const joined = join(before, await readWhole(second, read, join));
    // While a transaction runs, what it writes is missing in both.
    return before.covered < first.end ? { ...joined, covered: before.covered } : joined;
  }
}
