import { SalesforceError } from '../errors';
import type { Org } from '../org';
import { repeatStep } from '../retry';
import { abortJobRequest, closeJobRequest, getJobRequest, readJob, type JobInfo } from './jobs';
import type { RowSum } from './rowSum';
import { waitForEnd, type FollowSettings } from './wait';

/** A job that holds its data. */
export interface LoadedJob {
  readonly id: string;
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
export async function runJob(org: Org, { id, from, to }: LoadedJob, settings: FollowSettings): Promise<JobInfo> {
  await repeatStep(org, () => close(org, id));
  return await waitForEnd(org, { kind: 'ingest', id }, { ...settings, rows: to - from });
}

/** Salesforce rejects closing a job twice, but a closed job is what was wanted. */
async function close(org: Org, id: string): Promise<void> {
  try {
    readJob(await org.sendOnce(closeJobRequest(org, id)), { id });
  } catch (error) {
    if (!(error instanceof SalesforceError) || error.errorCode !== 'INVALIDJOBSTATE') throw error;
    const { state } = readJob(await org.sendOnce(getJobRequest(org, { kind: 'ingest', id })), { id });
    if (state === 'Open' || state === 'Aborted') throw error;
  }
}

/** Best effort: a job that has ended cannot be aborted, and does not need to be. */
export async function abortJobs(org: Org, jobs: readonly Pick<LoadedJob, 'id'>[]): Promise<void> {
  await Promise.allSettled(jobs.map(({ id }) => org.lastWords(abortJobRequest(org, { kind: 'ingest', id }))));
}
