import {
  LOAD_OPERATIONS,
  resultDelimiter,
  hasEnded,
  type IngestJob,
  type JobInfo,
} from '../../../../salesforce/bulk/jobs';
import { AnswerError, answerText, JobError } from '../../../../salesforce/errors';
import { canonicalId } from '../../../../salesforce/ids';
import { loadCsv } from '../../../../salesforce/bulk/loadCsv';
import { withPlainNumbers } from '../../../../salesforce/bulk/plainNumbers';
import { expectRows, holdResults, type HeldResults } from '../../../../salesforce/bulk/results';
import { jobIdProperty, readJobId } from '../../fields/job';
import { waitForProperty } from '../../fields/waitFor';
import { whenRowsOfFileFail } from '../../fields/whenRowsFail';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { EachOperation } from '../define';
import { followSettings } from './followJobs';
import { notEnded } from './getResults';
import { getNamedJob } from './jobs';
import { loadOutput, readLoadReport, successfulFile } from './loadOutput';

export const bulkRetryFailed: EachOperation = {
  value: 'retryFailed',
  name: 'Retry Failed Rows',
  action: 'Retry failed rows of job',
  description:
    'Reload a job’s failed rows after a temporary error. Retry a job once, and after that the new jobs of the output. If rows need corrections, correct the file of failed rows and use Load From File.',
  properties: [jobIdProperty, waitForProperty],
  options: [successfulFile, whenRowsOfFileFail],
  saves: true,
  refused: repeatedJobs,
  each: async (org, item) => {
    const report = readLoadReport(item);
    const id = readJobId(item);
    const follow = followSettings(org, item);
    const info = await getNamedJob(org, { id, kinds: ['ingest'] });
    if (!hasEnded(info)) throw notEnded(info);
    const job = settingsOf(info);
    // At most an upload, and in another order each time that they are asked for.
    const held = await holdResults(org, info, 'failedResults');
    expectRows([info], 'failedResults', held);
    expectNoMore(info, held);
    if (held.rows === 0) return await loadOutput(org, report, job, { rows: 0, jobs: [], ended: true });
    const failedRows = {
      open: () => withPlainNumbers(org, heldBytes(held.chunks), info, resultDelimiter(info)),
      columnDelimiter: answerText(info['columnDelimiter'] ?? 'COMMA'),
      fields: new Map<string, string>(),
      described: await org.describe.object(job.object),
    };
    return await loadOutput(org, report, job, await loadCsv(org, job, failedRows, follow));
  },
};

/** Salesforce does not tell that a job was retried; its rows would be loaded twice. */
function repeatedJobs(items: readonly Item[]): ReadonlyMap<number, Error> {
  const first = new Map<string, number>();
  const repeated = new Map<number, Error>();
  for (const item of items) {
    const id = namedJob(item);
    if (id === undefined) continue;
    const other = first.get(id);
    if (other === undefined) first.set(id, item.index);
    else repeated.set(item.index, repeatedJob(id, other));
  }
  return repeated;
}

/** Undefined for what fails when the item itself is run. */
function namedJob(item: Item): string | undefined {
  try {
    return canonicalId(readJobId(item));
  } catch {
    return undefined;
  }
}

function repeatedJob(id: string, item: number): AdvisedError {
  return new AdvisedError(`Item ${item} retries Bulk job ${id} already: its rows would be loaded twice.`, {
    field: 'Job',
    actions: [
      'Give each job once, for example with a Remove Duplicates node before this one.',
      'To retry rows that failed again, use the IDs of the new jobs, which are in the output.',
    ],
  });
}

/**
 * A row too many would be loaded twice. A job of which no row is processed has not counted.
 * @throws JobError
 */
function expectNoMore(info: JobInfo, { rows }: HeldResults): void {
  const { id, numberRecordsFailed: said = 0, numberRecordsProcessed: processed = 0 } = info;
  if (processed === 0 || rows <= said) return;
  throw JobError.unread([id], new AnswerError(200, `${rows} rows came of a job of which ${said} failed`));
}

async function* heldBytes(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
}

/** @throws AnswerError for a job that does not say what it did, or did something else than load */
function settingsOf(info: JobInfo): IngestJob {
  const { object, operation, externalIdFieldName, assignmentRuleId } = info;
  const loads = LOAD_OPERATIONS.find((one) => one === operation);
  const isWhole = loads === 'upsert' ? typeof externalIdFieldName === 'string' : loads !== undefined;
  if (loads === undefined || !isWhole || typeof object !== 'string') {
    throw new AnswerError(200, 'a load job with its object and operation was expected', info);
  }
  return {
    object,
    operation: loads,
    ...(typeof externalIdFieldName === 'string' ? { externalIdField: externalIdFieldName } : {}),
    ...(typeof assignmentRuleId === 'string' ? { assignmentRuleId } : {}),
  };
}
