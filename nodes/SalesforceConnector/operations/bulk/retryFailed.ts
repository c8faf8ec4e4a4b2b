import {
  resultDelimiter,
  getJobRequest,
  hasEnded,
  ingestResultsRequest,
  readJob,
  type IngestOperation,
  type IngestJob,
  type JobInfo,
} from '../../../../salesforce/bulk/jobs';
import { AnswerError, JobError } from '../../../../salesforce/errors';
import { loadCsv } from '../../../../salesforce/bulk/loadCsv';
import { withPlainNumbers } from '../../../../salesforce/bulk/plainNumbers';
import { wholeStream } from '../../../../salesforce/bulk/results';
import { jobIdProperty, readJobId } from '../../fields/job';
import { waitForProperty } from '../../fields/waitFor';
import { whenRowsOfFileFail } from '../../fields/whenRowsFail';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';
import { followSettings } from './followJobs';
import { notEnded } from './getResults';
import { loadOutput, successfulFile } from './loadOutput';

export const bulkRetryFailed: EachOperation = {
  value: 'retryFailed',
  name: 'Retry Failed Rows',
  action: 'Retry failed rows of job',
  description:
    'Reload a job’s failed rows after a temporary error. If rows need corrections, correct the file of failed rows and use Load From File.',
  properties: [jobIdProperty, waitForProperty],
  options: [successfulFile, whenRowsOfFileFail],
  saves: true,
  each: async (org, item) => {
    const id = readJobId(item);
    const info = readJob(await org.send(getJobRequest(org, { kind: 'ingest', id })));
    if (!hasEnded(info)) throw notEnded(info);
    const job = settingsOf(info);
    const failedRows = {
      open: () => withPlainNumbers(org, failedRowsOf(org, info), info, resultDelimiter(info)),
      columnDelimiter: String(info['columnDelimiter'] ?? 'COMMA'),
      fields: new Map<string, string>(),
      described: await org.describe.object(job.object),
    };
    return await loadOutput(org, item, job, await loadCsv(org, job, failedRows, followSettings(org, item)));
  },
};

/**
 * The failed rows, as many as the job says: one that is missing would never be loaded, and one too many twice. A job that
 * says 0 has not counted.
 * @throws JobError when they are not
 */
async function* failedRowsOf(org: NodeOrg, { id, numberRecordsFailed: said = 0 }: JobInfo): AsyncGenerator<Uint8Array> {
  const counted = (rows: number): void => {
    if (said > 0 && rows > said) throw new AnswerError(200, `${rows} rows came of a job of which ${said} failed`);
  };
  try {
    yield* wholeStream(org, ingestResultsRequest(org, id, 'failedResults'), { counted, least: said });
  } catch (error) {
    throw org.cancelled() ? error : JobError.unread([id], error);
  }
}

function settingsOf({ object, operation, externalIdFieldName, assignmentRuleId }: JobInfo): IngestJob {
  return {
    object,
    operation: operation as IngestOperation,
    ...(typeof externalIdFieldName === 'string' ? { externalIdField: externalIdFieldName } : {}),
    ...(typeof assignmentRuleId === 'string' ? { assignmentRuleId } : {}),
  };
}
