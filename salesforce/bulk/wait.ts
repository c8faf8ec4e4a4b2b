import type { Org } from '../org';
import { askedPause, TRIES, verdictOn } from '../retry';
import { getJobRequest, hasEnded, readJob, type JobInfo, type JobRef } from './jobs';

/** How a job is followed. */
export interface FollowSettings {
  /** Milliseconds after which to stop waiting for the job. */
  readonly patience: number;
  /** Called each time the job is polled. */
  readonly progress?: (info: JobInfo) => void;
  /** Rows of the job, if known: its pace then tells when it will end. */
  readonly rows?: number;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
const GROWTH = 1.4;

/**
 * Polls a job, at growing intervals, until it has ended or the time is over; a failed poll does not mean that the job
 * failed. Each poll costs one of the org's API calls, so there are few; a job of known size is polled when it should
 * end.
 * @returns the last state that was read; the job has not ended if the time ran out
 * @throws what `org.wait` throws; the error of a poll if it is permanent, or if many polls in a row have failed
 */
export async function waitForEnd(org: Org, job: JobRef, settings: FollowSettings): Promise<JobInfo> {
  const { now, wait } = org;
  const { patience, progress, rows } = settings;
  const begun = now();
  const end = begun + patience;
  let failures = 0;
  let last: JobInfo | undefined;
  let pause = FIRST_WAIT_MS;
  // Polls in a row that found nothing more done: the job is about to end, or hangs.
  let stalled = 0;
  for (;;) {
    try {
      const before = last?.numberRecordsProcessed;
      last = readJob(await org.sendOnce(getJobRequest(org, job)), job);
      failures = 0;
      const { numberRecordsProcessed: done = 0 } = last;
      stalled = done === before || done >= (rows ?? Infinity) ? stalled + 1 : 0;
      progress?.(last);
      if (hasEnded(last)) return last;
    } catch (error) {
      failures += 1;
      if (verdictOn(error, 'bulkStep') !== 'again' || failures >= TRIES.looks) throw error;
      pause = Math.max(pause, askedPause(error) ?? 0);
    }
    if (now() >= end && last !== undefined) return last;
    // After the deadline only for the first poll, if it has failed so far.
    const rest =
      last === undefined || failures > 0
        ? Infinity
        : Math.max(FIRST_WAIT_MS * 2 ** stalled, timeLeft(last, rows, now() - begun));
    await wait(now() >= end ? pause : Math.min(pause, rest, end - now()));
    pause = Math.min(LONGEST_WAIT_MS, Math.round(pause * GROWTH));
  }
}

/** Milliseconds until the job should end, at its pace so far; infinite if unknown. */
function timeLeft({ numberRecordsProcessed: done = 0 }: JobInfo, rows: number | undefined, elapsed: number): number {
  return rows === undefined || done === 0 ? Infinity : Math.round((elapsed * (rows - done)) / done);
}
