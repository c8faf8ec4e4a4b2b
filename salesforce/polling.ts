import type { Org } from './org';
import { askedPause, TRIES, verdictOn } from './retry';

/** How something is followed that Salesforce does in the background. */
export interface Polling<State> {
  readonly look: () => Promise<State>;
  readonly hasEnded: (state: State) => boolean;
  /** Milliseconds after which to stop waiting. */
  readonly patience: number;
  /** Called each time that its state was read. */
  readonly seen?: (state: State) => void;
  /** Milliseconds after which it should have ended, once it has been going on for so many. */
  readonly due?: (state: State, elapsed: number) => number;
}

export const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
const GROWTH = 1.4;

/**
 * Polls at growing intervals until it has ended or the time is over; a failed poll does not mean that it failed. Each
 * poll costs one of the org's API calls, so there are few.
 * @returns the last state that was read; it has not ended if the time ran out
 * @throws what `org.wait` throws; the error of a poll if it is permanent, or if many polls in a row have failed
 */
export async function pollUntilEnd<State>(
  { now, wait }: Pick<Org, 'now' | 'wait'>,
  { look, hasEnded, patience, seen, due }: Polling<State>,
): Promise<State> {
  const begun = now();
  const end = begun + patience;
  let failures = 0;
  let last: State | undefined;
  let pause = FIRST_WAIT_MS;
  for (;;) {
    try {
      last = await look();
      failures = 0;
      seen?.(last);
      if (hasEnded(last)) return last;
    } catch (error) {
      failures += 1;
      if (verdictOn(error, 'bulkStep') !== 'again' || failures >= TRIES.looks) throw error;
      pause = Math.max(pause, askedPause(error) ?? 0);
    }
    if (now() >= end && last !== undefined) return last;
    // After the deadline only for the first poll, if it has failed so far.
    const rest = last === undefined || failures > 0 ? Infinity : (due?.(last, now() - begun) ?? Infinity);
    await wait(now() >= end ? pause : Math.min(pause, rest, end - now()));
    pause = Math.min(LONGEST_WAIT_MS, Math.round(pause * GROWTH));
  }
}
