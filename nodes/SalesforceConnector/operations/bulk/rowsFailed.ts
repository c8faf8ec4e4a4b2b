import { hasEnded, type JobInfo } from '../../../../salesforce/bulk/jobs';
import { JobError, redact } from '../../../../salesforce/errors';
import type { NodeOrg } from '../../host/org';

/**
 * Warns of rows that a job has not saved, as far as the job itself tells.
 * @param why a sentence, where its results were read
 */
export function warnOfFailures(org: NodeOrg, info: JobInfo, why = ''): void {
  if (!hasEnded(info)) {
    warnOfRunning(org, [info]);
    return;
  }
  const { id, state, numberRecordsProcessed: rows = 0, numberRecordsFailed: failed = 0, errorMessage = '' } = info;
  if (failed > 0) org.hints.warn(JobError.rowsFailed([id], { rows, failed, unprocessed: 0 }, why).message);
  if (state === 'Failed' || state === 'Aborted') {
    org.hints.warn(`Bulk job ${id} ended in the state ${state}. ${redact(errorMessage)}`.trim());
  }
}

/** Warns of jobs that are no longer waited for. */
export function warnOfRunning(org: NodeOrg, jobs: readonly JobInfo[]): void {
  warnOfWait(
    org,
    jobs.filter((job) => !hasEnded(job)).map(({ id }) => id),
  );
}

/** Says what to do about jobs that are no longer waited for. */
export function warnOfWait({ hints }: NodeOrg, ids: readonly string[]): void {
  hints.warn(
    `The wait time is over, and Bulk job ${ids.join(', ')} has not ended: it continues in Salesforce. ` +
      'Use the operation Wait until it has ended, and then Get Job Results.',
  );
}
