import type { Org } from '../org';
import { FIRST_WAIT_MS, pollUntilEnd } from '../polling';
import { getJobRequest, hasEnded, readJob, type JobInfo, type JobRef, type KnownJob } from './jobs';

/** How a job is followed. */
export interface FollowSettings {
  /** Milliseconds after which to stop waiting for the job. */
  readonly patience: number;
  /** Called each time the job is polled. */
  readonly progress?: (info: JobInfo) => void;
  /** Rows of the job, if known: its pace then tells when it will end. */
  readonly rows?: number;
}

/**
 * Polls a job until it has ended or the time is over. A job of known size is polled when it should end.
 * @returns the last state that was read; the job has not ended if the time ran out
 * @throws what `org.wait` throws; the error of a poll if it is permanent, or if many polls in a row have failed
 */
export async function waitForEnd(org: Org, job: JobRef & KnownJob, settings: FollowSettings): Promise<JobInfo> {
  const { patience, progress, rows } = settings;
  // Polls in a row that found nothing more done: the job is about to end, or hangs.
  let stalled = 0;
  let before: number | undefined;
  return await pollUntilEnd(org, {
    patience,
    hasEnded,
    look: async () => readJob(await org.sendOnce(getJobRequest(org, job)), job),
    seen: (info) => {
      const { numberRecordsProcessed: done = 0 } = info;
      stalled = done === before || done >= (rows ?? Infinity) ? stalled + 1 : 0;
      before = info.numberRecordsProcessed;
      progress?.(info);
    },
    due: (info, elapsed) => Math.max(FIRST_WAIT_MS * 2 ** stalled, timeLeft(info, rows, elapsed)),
  });
}

/** Milliseconds until the job should end, at its pace so far; infinite if unknown. */
function timeLeft({ numberRecordsProcessed: done = 0 }: JobInfo, rows: number | undefined, elapsed: number): number {
  return rows === undefined || done === 0 ? Infinity : Math.round((elapsed * (rows - done)) / done);
}
