import type { IngestJob } from '../../../../salesforce/bulk/jobs';
import { isRowError } from '../../../../salesforce/bulk/rowErrors';
import { counted, JobError, mayBeSaved, NotSentError, type RowCounts } from '../../../../salesforce/errors';
import { keyText, withoutKey, type Saved } from '../../../../salesforce/records/single';
import { recordId } from '../../../../salesforce/ids';
import { AdvisedError } from '../../host/advice';
import { isEmptyKey } from '../../../../salesforce/values/blank';
import { recordValues } from '../../../../salesforce/values/record';
import { checkRecordId, findField, type ObjectDescribe } from '../../../../salesforce/describe';
import { typedKey } from '../../../../salesforce/write/keys';
import type { BulkWriteSettings } from '../../../../salesforce/write/byBulk';
import { parentProblems } from '../../../../salesforce/write/parentNames';
import { knowPicklists } from '../../../../salesforce/write/picklists';
import { loadRows } from '../../../../salesforce/write/writeRows';
import type { WriteRow } from '../../../../salesforce/write/rows';
import { emptyValues, readEmptyValues } from '../../fields/emptyValues';
import { checkValues } from '../../fields/fieldsToSend';
import { hintAtSharedKey } from '../../fields/externalId';
import { assignmentRuleToRun, ingestProperties, itemNotices, readIngest } from '../../fields/ingest';
import { inTimeZone } from '../../fields/timeZone';
import { waitForProperty } from '../../fields/waitFor';
import { readFailsWithRows, whenRowsOfItemsFail } from '../../fields/whenRowsFail';
import { readObject } from '../../fields/object';
import { plainText } from '../../fields/text';
import type { Item } from '../../host/form';
import { errorJson, withoutOwnError } from '../../host/nodeError';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { isRunning, RunningOutput, type Outcome } from '../../host/outcome';
import { writeInGroups, type ItemRow } from '../writeInGroups';
import { followSettings } from './followJobs';
import { hintAtRepeats } from './repeats';
import { warnOfWait } from './rowsFailed';

export const bulkLoadItems: BatchOperation = {
  value: 'loadItems',
  name: 'Load From Items',
  action: 'Load records from items',
  description:
    'Create, update or delete one record per item, using Salesforce field names. An empty value clears its field.',
  properties: [...ingestProperties, ...itemNotices, waitForProperty],
  options: [assignmentRuleToRun, emptyValues, whenRowsOfItemsFail],
  saves: true,
  batch: async (org, items) => {
    const jobs = new Set<string>();
    const jobOf = new Map<number, string>();
    const failsWithRows = items.slice(0, 1).some(readFailsWithRows);
    const outcomes = await writeInGroups<Load>({
      objectOf: readObject,
      read: readRowToLoad,
      unfit: async (org, { described }, rows) => await parentProblems(org, rows, described),
      write: async (_, { job, described, follow }, rows) => {
        const settings: BulkWriteSettings = {
          ...notingJobs(jobs, follow),
          repeated: (times, sentIn) => hintAtRepeats(org, times, sentIn),
          sentIn: (index, jobId) => jobOf.set(index, jobId),
        };
        return knowPicklists(await loadRows(org, { job, rows, described }, settings), described);
      },
      toJson: (saved, { job }, index) => ({ ...loadedJson(job, saved), jobId: jobOf.get(index) }),
    })(org, items);
    const told = runningTold(org, outcomes);
    return settled(org, told, { jobs: [...jobs], failsWithRows });
  },
};

type Follow = ReturnType<typeof followSettings>;

function notingJobs(jobs: Set<string>, settings: Follow): Follow {
  return {
    ...settings,
    progress: (info) => {
      jobs.add(info.id);
      settings.progress?.(info);
    },
  };
}

/**
 * Where the time to wait is over, an item gets the ID of its job, as a file does; the error of one that waits for that
 * job does not stop the node.
 */
function runningTold(org: NodeOrg, outcomes: readonly Outcome[]): readonly Outcome[] {
  const running = new Set<string>();
  let held = 0;
  const told = outcomes.map((outcome): Outcome => {
    if (!('error' in outcome)) return outcome;
    const { error } = outcome;
    if (error instanceof NotSentError && error.because === 'jobRunning') {
      held += 1;
      return org.goesOn ? outcome : { json: [{ error: errorJson(error, org.labels) }] };
    }
    if (!(error instanceof JobError) || !error.isWaitOver) return outcome;
    const [jobId = ''] = error.jobIds;
    running.add(jobId);
    return { json: [new RunningOutput({ jobId, ended: false }, `Bulk job ${jobId}`)] };
  });
  if (running.size > 0) warnOfWait(org, [...running]);
  if (held > 0) {
    org.hints.warn(
      `${counted(held, 'item was', 'items were')} not sent, because an item for the same record is in a job that has not ended: see their errors.`,
    );
  }
  return told;
}

/**
 * What the node does about rows that failed, as with a file: where Salesforce has processed any row, the option decides.
 * @throws JobError if the form says so
 */
function settled(
  { goesOn, hints, labels }: NodeOrg,
  outcomes: readonly Outcome[],
  { jobs, failsWithRows }: { jobs: readonly string[]; failsWithRows: boolean },
): readonly Outcome[] {
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  const failed = errors.filter(isRowError).length;
  const isProcessed = failed > 0 || errors.length < outcomes.length;
  if (errors.length === 0 || !isProcessed) return outcomes;
  const error = JobError.rowsFailed(jobs, rowCountsOf(outcomes, errors));
  if (goesOn) {
    // The run gives each item its own error.
    hints.warn(error.message);
    return outcomes;
  }
  if (failsWithRows) throw error;
  hints.warn(`${error.message} The output has their errors.`);
  return outcomes.map((outcome) =>
    'error' in outcome ? { json: [{ error: errorJson(outcome.error, labels) }] } : outcome,
  );
}

function rowCountsOf(outcomes: readonly Outcome[], errors: readonly Error[]): RowCounts {
  const failed = errors.filter(isRowError).length;
  const unknown = errors.filter(mayBeSaved).length;
  const running = outcomes.filter(isRunning).length;
  const unprocessed = errors.length - failed - unknown;
  return { rows: outcomes.length, failed, unprocessed, unknown, ...(running > 0 ? { running } : {}) };
}

/** What the items of one load have in common. */
interface Load {
  readonly job: IngestJob;
  readonly described: ObjectDescribe;
  /** As the first item says. */
  readonly follow: Follow;
}

function readRowToLoad(org: NodeOrg, item: Item, described: ObjectDescribe | undefined): ItemRow<Load> {
  const job = item.shared(readIngest);
  if (described === undefined) throw new Error(`${job.object} was not described.`);
  const { key, values } = split(job, item, described);
  const purpose = job.operation === 'update' ? 'update' : 'create';
  const emptied = item.shared(readEmptyValues);
  const typed = recordValues(values, described, purpose, { ...inTimeZone(org), emptyValues: emptied });
  if (job.operation === 'insert' || job.operation === 'update')
    checkValues(typed, Object.keys(item.json), described, { purpose });
  if (job.externalIdField !== undefined) hintAtSharedKey(org, findField(described, job.externalIdField));
  return {
    row: { index: item.index, values: typed, ...(key === undefined ? {} : { key }) },
    group: JSON.stringify(job),
    common: () => ({ job, described, follow: followSettings(org, item) }),
  };
}

/** What identifies the item's record, and its other values. */
function split(
  { operation, object, externalIdField }: IngestJob,
  item: Item,
  described: ObjectDescribe,
): Pick<WriteRow, 'key' | 'values'> {
  const json = withoutOwnError(item.json);
  if (operation === 'insert') return { values: json };
  const field = externalIdField ?? 'Id';
  const name = Object.keys(json).find((each) => each.trim().toLowerCase() === field.toLowerCase()) ?? field;
  const { [name]: value, ...others } = json;
  if (isEmptyKey(value)) {
    throw new AdvisedError(`The item has no ${field}, which identifies the record.`, {
      apiName: field,
      actions: [`Give each item a field named ${field}, or filter out items without it.`],
    });
  }
  if (field === 'Id') {
    const id = recordId(plainText(value, 'Id'), 'Id');
    checkRecordId(id, object, described);
    return { key: id, values: operation.toLowerCase().endsWith('delete') ? {} : others };
  }
  const { key } = typedKey({ field, value }, described);
  return { key: keyText(key), values: withoutKey(others, key) };
}

function loadedJson({ operation }: IngestJob, { id, created }: Saved): { id: string | null } {
  switch (operation) {
    case 'update':
      return { id, ...{ updated: true } };
    case 'delete':
    case 'hardDelete':
      return { id, ...{ deleted: true } };
    default:
      return { id, ...{ created } };
  }
}
