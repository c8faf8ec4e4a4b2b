import { SalesforceError } from '../errors';
import type { Org } from '../org';
import { repeatStep } from '../retry';
import {
  abortJobRequest,
  closeJobRequest,
  getJobRequest,
  readAbortedJob,
  readClosedJob,
  readJob,
  type JobInfo,
  type JobRef,
} from './jobs';
import type { RowSum } from './rowSum';
import { waitForEnd, type FollowSettings } from './wait';

/** A job that holds its data. */
export interface LoadedJob extends Pick<JobInfo, 'id' | 'object' | 'operation'> {
  /** Its rows' places among all, from 0: from the first to before the last. */
  readonly from: number;
  readonly to: number;
  /** Of its rows, where the data has a sum. */
  readonly sum: RowSum | undefined;
}

/**
 * Lets Salesforce process a job, and waits for its end.
 * @returns the last state that was read; the job has not ended if the time ran out
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function runJob(org: Org, job: LoadedJob, settings: FollowSettings): Promise<JobInfo> {
  await repeatStep(org, () => close(org, job));
  return await waitForEnd(org, { kind: 'ingest', ...job }, { ...settings, rows: job.to - job.from });
}

/** Salesforce rejects closing a job twice, but a closed job is what was wanted. */
async function close(org: Org, job: LoadedJob): Promise<void> {
  try {
    readClosedJob(await org.sendOnce(closeJobRequest(org, job.id)), job);
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'INVALIDJOBSTATE') throw error;
    const { state } = readJob(await org.sendOnce(getJobRequest(org, { kind: 'ingest', id: job.id })), job);
    if (state === 'Open' || state === 'Aborted') throw error;
  }
}

/**
 * Best effort: a job that has ended cannot be aborted, and does not need to be.
 * @param progress called for each job if the execution was canceled: nothing else tells of it then
 */
export async function abortJobs(
  org: Org,
  jobs: readonly Pick<LoadedJob, 'id'>[],
  { progress }: Pick<FollowSettings, 'progress'>,
): Promise<void> {
  await Promise.allSettled(jobs.map(({ id }) => abortJob(org, { kind: 'ingest', id }, progress)));
}

/** @throws also when the job has ended already */
export async function abortJob(org: Org, job: JobRef, progress: FollowSettings['progress']): Promise<void> {
  const aborted = readAbortedJob(await org.lastWords(abortJobRequest(org, job)), job);
  if (org.cancelled()) progress?.(aborted);
}
