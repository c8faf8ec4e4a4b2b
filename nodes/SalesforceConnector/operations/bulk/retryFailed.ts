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
      open: () => withPlainNumbers(org, failedResults(org, id), info, resultDelimiter(info)),
      columnDelimiter: String(info['columnDelimiter'] ?? 'COMMA'),
      fields: new Map<string, string>(),
      described: await org.describe.object(job.object),
    };
    return await loadOutput(org, item, job, await loadCsv(org, job, failedRows, followSettings(org, item)));
  },
};

function failedResults(org: NodeOrg, id: string): AsyncIterable<Uint8Array> {
  return wholeStream(org, ingestResultsRequest(org, id, 'failedResults'));
}

function settingsOf({ object, operation, externalIdFieldName, assignmentRuleId }: JobInfo): IngestJob {
  return {
    object,
    operation: operation as IngestOperation,
    ...(typeof externalIdFieldName === 'string' ? { externalIdField: externalIdFieldName } : {}),
    ...(typeof assignmentRuleId === 'string' ? { assignmentRuleId } : {}),
  };
}
