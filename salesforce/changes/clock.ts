import type { ChangePage } from './poll';

/** Salesforce's time at a moment, as far as it is believed, and the host's own: of that, only differences count. */
export interface SeenClock {
  readonly time: number;
  readonly here: number;
}

/** Milliseconds by which honest answers differ: servers, whole seconds, and how long a response takes. */
export const TOLERANCE = 10_000;
/** Milliseconds by which one answer can correct the clock to an earlier time: it might be the wrong one. */
export const CORRECTION = 1_000;

/** Milliseconds by which the host's own clock can be wrong. */
const WRONG_CLOCK = 86_400_000;

/**
 * Salesforce's time, where there is no time before to hold an answer against: that of the answer, unless the host's clock
 * can never be as wrong as that.
 */
export function likelyTime(told: number | undefined, here: number): number {
  return told === undefined || Math.abs(told - here) > WRONG_CLOCK ? here : told;
}

/**
 * Salesforce's time when a page was read. A proxy, a cache or one server can be hours ahead, and a window that moved
 * there would leave out all changes until then. So a later time than expected is not believed, except as far as a record
 * was written by then.
 */
export function believedTime(page: ChangePage, before: SeenClock | undefined): number {
  return timeBy(page, before, writtenOn(page));
}

/**
 * What to expect the next time by. It may be late, and is never early: the last record may have been written as late as
 * the answer came.
 */
export function clockAfter(page: ChangePage, before: SeenClock | undefined): SeenClock {
  const { here, took } = page;
  const least = before === undefined ? -Infinity : expectedTime(before, here) - CORRECTION;
  return { time: Math.max(timeBy(page, before, writtenOn(page) - took), least), here };
}

/** The time that an answer has, or if it is not believed, the one that is certain. */
function timeBy({ asOf, here }: ChangePage, before: SeenClock | undefined, certain: number): number {
  if (before === undefined) return asOf;
  const expected = expectedTime(before, here);
  if (asOf <= expected + TOLERANCE) return asOf;
  return Math.max(expected, Math.min(asOf, certain));
}

/** When the last record of a page was written. */
function writtenOn({ changes }: ChangePage): number {
  return changes.at(-1)?.time ?? -Infinity;
}

/** The host's clock may have been put back. */
function expectedTime({ time, here }: SeenClock, now: number): number {
  return time + Math.max(0, now - here);
}
