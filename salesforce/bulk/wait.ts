import type { Org } from '../org';
import { askedPause, TRIES, verdictOn } from '../retry';
import { getJobRequest, hasEnded, readJob, type JobInfo, type JobRef } from './jobs';

/** How a job is followed. */
export interface FollowSettings {
  /** Milliseconds after which the job is left be. */
  readonly patience: number;
  /** Told of every look at the job. */
  readonly progress?: (info: JobInfo) => void;
  /** Rows that the job holds, where that is known: from its pace follows when it will have ended. */
  readonly rows?: number;
}

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 30_000;
const GROWTH = 1.4;

/**
 * Looks at a job, at growing intervals, until it has ended or time is up; a look that fails is no failure of the job.
 * Each look costs one of the org's API calls, so there are few; a job of a known size is looked at when it should end.
 * @returns what was seen last; it has not ended when time was up
 * @throws what `org.wait` throws; the error of a look that cannot get better, or of many in a row
 */
export async function waitForEnd(org: Org, job: JobRef, settings: FollowSettings): Promise<JobInfo> {
  const { now, wait } = org;
  const { patience, progress, rows } = settings;
  const begun = now();
  const end = begun + patience;
  let failures = 0;
  let last: JobInfo | undefined;
  let pause = FIRST_WAIT_MS;
  for (;;) {
    try {
      last = readJob(await org.sendOnce(getJobRequest(org, job)));
      failures = 0;
      progress?.(last);
      if (hasEnded(last)) return last;
    } catch (error) {
      failures += 1;
      if (verdictOn(error, 'bulkStep') !== 'again' || failures >= TRIES.looks) throw error;
      pause = Math.max(pause, askedPause(error) ?? 0);
    }
    if (now() >= end && last !== undefined) return last;
    // After the end only for a first look, which has failed so far.
    const rest =
      last === undefined || failures > 0 ? Infinity : Math.max(FIRST_WAIT_MS, timeLeft(last, rows, now() - begun));
    await wait(now() >= end ? pause : Math.min(pause, rest, end - now()));
    pause = Math.min(LONGEST_WAIT_MS, Math.round(pause * GROWTH));
  }
}

/** Milliseconds until the job has ended, at its pace so far; what is not known takes for ever. */
function timeLeft({ numberRecordsProcessed: done = 0 }: JobInfo, rows: number | undefined, elapsed: number): number {
  return rows === undefined || done === 0 ? Infinity : Math.round((elapsed * (rows - done)) / done);
}
