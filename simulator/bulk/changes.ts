import { ApiError } from '../types';
import { hasEnded, type Job } from './jobs';

const refuse = (message: string) => new ApiError(400, { errorCode: 'INVALIDJOBSTATE', message });

/** States as Salesforce's refusals call them. */
const CALLED = new Map<string, string>([
  ['UploadComplete', 'Closed'],
  ['InProgress', 'Closed'],
  ['JobComplete', 'Completed'],
  ['Failed', 'Failed'],
  ['Aborted', 'Aborted'],
]);

/** Data can be closed once. */
export function checkClosable(job: Job): void {
  if (job.state !== 'Open') throw refuse(`Closing already ${CALLED.get(job.state) ?? job.state} Job not allowed`);
}

export function checkAbortable(job: Job): void {
  if (hasEnded(job)) throw refuse(`Aborting already ${CALLED.get(job.state) ?? job.state} Job not allowed`);
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/delete_job.htm */
export function checkIngestDeletable(job: Job): void {
  if (job.state !== 'UploadComplete' && !hasEnded(job)) throw refuse(`Deleting ${job.state} Job not allowed`);
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_delete_job.htm */
export function checkQueryDeletable(job: Job): void {
  if (hasEnded(job)) return;
  const message = 'Error encountered when deleting the job because the job is not terminated';
  throw new ApiError(400, { errorCode: 'API_ERROR', message });
}

/** Results are there once the job has ended. */
export function checkEnded(job: Job): void {
  if (!hasEnded(job)) throw refuse(`Job ${job.id} has not ended: its state is ${job.state}`);
}
