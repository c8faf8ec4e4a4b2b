import type { JobInfo } from '../../../../salesforce/bulk/jobs';
import { AdvisedError } from '../../host/advice';

/** How a job ended that did not do its work. */
type Ending = 'aborted' | 'failed' | 'failedForAMoment';

/**
 * The error that a job is which failed or was aborted, and what to do about it.
 * @param actions by how it ended
 */
export function jobFailure(job: JobInfo, actions: Readonly<Record<Ending, string>>): AdvisedError {
  const { id, state, errorMessage = '' } = job;
  const message = `Bulk job ${id} ${state === 'Failed' ? 'failed' : 'was aborted'}. ${errorMessage}`.trim();
  return new AdvisedError(message, { errorCode: 'BULK_JOB_FAILED', actions: [actions[endingOf(job)]] });
}

function endingOf({ state, errorMessage = '' }: JobInfo): Ending {
  if (state !== 'Failed') return 'aborted';
  return /^\s*(?:InternalServerError|TooManyLockFailure)\b/.test(errorMessage) ? 'failedForAMoment' : 'failed';
}
