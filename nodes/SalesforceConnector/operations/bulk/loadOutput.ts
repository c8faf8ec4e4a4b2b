import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { IngestJob, JobInfo, ResultKind } from '../../../../salesforce/bulk/jobs';
import type { CsvLoad } from '../../../../salesforce/bulk/loadCsv';
import { JobError } from '../../../../salesforce/errors';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../define';
import { resultFiles } from './resultFiles';

export const successfulFile: INodeProperties = {
  displayName: 'File of Successful Rows',
  name: 'successfulFile',
  type: 'boolean',
  default: true,
  description: 'Whether to return a file of the saved rows with their record IDs',
};

/** The output of a load: one item with a summary, and the results as files. */
export async function loadOutput(org: NodeOrg, item: Item, job: IngestJob, load: CsvLoad): Promise<Output[]> {
  const { jobs, rows, ended } = load;
  const processed = sum(jobs, 'numberRecordsProcessed');
  const failed = sum(jobs, 'numberRecordsFailed');
  const summary: IDataObject = {
    object: job.object,
    operation: job.operation,
    ended,
    rows,
    successful: processed - failed,
    failed,
    unprocessed: rows - processed,
    jobs: jobs.map(({ id, state, errorMessage }) => ({
      id,
      state,
      ...(errorMessage === undefined ? {} : { errorMessage }),
    })),
  };
  if (!ended) return [summary];
  throwFailure(jobs, processed);
  const kinds: ResultKind[] = [
    ...(processed > failed && item.param('options.successfulFile', true) ? (['successfulResults'] as const) : []),
    ...(failed > 0 ? (['failedResults'] as const) : []),
    ...(rows > processed ? (['unprocessedrecords'] as const) : []),
  ];
  const ids = jobs.map(({ id }) => id);
  try {
    return [new FileOutput(summary, await resultFiles(org, item, ids, kinds))];
  } catch (error) {
    // The records are saved: if this looked like a failed load, users would load them again.
    throw org.cancelled() ? error : JobError.unread(ids, error);
  }
}

/** A load that processed nothing is a failure; one that stopped halfway has results. */
function throwFailure(jobs: readonly JobInfo[], processed: number): void {
  const failed = jobs.find(({ state }) => state !== 'JobComplete');
  if (failed === undefined || processed > 0) return;
  const { id, state, errorMessage = '' } = failed;
  const message = `Bulk job ${id} ${state === 'Failed' ? 'failed' : 'was aborted'}. ${errorMessage}`.trim();
  throw new AdvisedError(message, {
    errorCode: 'BULK_JOB_FAILED',
    actions: [
      state === 'Failed'
        ? 'No row was processed: correct the file or the node’s fields, and load it again.'
        : 'No row was processed: the job was aborted in Salesforce, or by another workflow. Load the file again.',
    ],
  });
}

function sum(jobs: readonly JobInfo[], count: 'numberRecordsFailed' | 'numberRecordsProcessed'): number {
  return jobs.reduce((total, job) => total + (job[count] ?? 0), 0);
}
