import type { IBinaryKeyData, INodeProperties } from 'n8n-workflow';

import { NULL, type IngestJob, type JobInfo, type ResultKind } from '../../../../salesforce/bulk/jobs';
import type { CsvLoad } from '../../../../salesforce/bulk/loadCsv';
import type { RowReason } from '../../../../salesforce/bulk/rowReasons';
import type { Likeness } from '../../../../salesforce/bulk/rowSum';
import { isTooManyFailed } from '../../../../salesforce/bulk/results';
import { AnswerError, counted, JobError, type RowCounts } from '../../../../salesforce/errors';
import { readFlag } from '../../fields/allowed';
import { readFailsWithRows } from '../../fields/whenRowsFail';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';
import { jobFailure } from './jobFailure';
import { asJson, runningJobs } from './jobs';
import { resultFile } from './resultFiles';
import { tellReasons } from './reasons';
import { warnOfRunning } from './rowsFailed';

export const successfulFile: INodeProperties = {
  displayName: 'File of Successful Rows',
  name: 'successfulFile',
  type: 'boolean',
  default: true,
  description: 'Whether to return a file of the saved rows with their record IDs',
};

/** What the form says of a load's output. */
export interface LoadReport {
  readonly item: Item;
  readonly failsWithRows: boolean;
  readonly returnsSuccessful: boolean;
}

/** Read before anything is sent: a load that is done must not fail for its form. */
export function readLoadReport(item: Item): LoadReport {
  return {
    item,
    failsWithRows: readFailsWithRows(item),
    returnsSuccessful: readFlag(item, successfulFile, 'options'),
  };
}

/** The output of a load: one item with a summary, and the results as files. */
export async function loadOutput(org: NodeOrg, report: LoadReport, job: IngestJob, load: CsvLoad): Promise<Output[]> {
  const { jobs, rows, blank = 0, cleared = [], ended } = load;
  if (blank > 0) {
    const [have, were] = blank === 1 ? ['has', 'was'] : ['have', 'were'];
    org.hints.warn(`${counted(blank, 'row')} of the file ${have} no value in any column, and ${were} left out.`);
  }
  for (const [column, count] of cleared) org.hints.inform(CLEARED, `${column} (${counted(count, 'cell')})`);
  const about = {
    object: job.object,
    operation: job.operation,
    ended,
    rows,
  };
  const described = jobs.map(asJson);
  if (!ended) {
    warnOfRunning(org, jobs);
    return [runningJobs({ ...about, jobs: described }, jobs)];
  }
  const { files, counts, likeness, reasons = [] } = await loadResults(org, report, load);
  const { errors, why } = tellReasons(org, reasons, job.object);
  if (likeness !== undefined && likeness !== 'values') org.hints.warn(OTHER_ROWS[likeness]);
  if (counts.successful + counts.failed === 0) throwFailure(jobs, counts);
  if (counts.successful < rows) reportFailed(org, report, load, { counts: { rows, ...counts }, why });
  return [new FileOutput({ ...about, ...counts, errors, jobs: described }, files)];
}

const CLEARED = `Cells that contain ${NULL} clear their fields; an empty cell changes nothing. Columns:`;

/** Warnings about results that are not like the rows that were sent. */
const OTHER_ROWS: Readonly<Record<Exclude<Likeness, 'values'>, string>> = {
  keys: 'The results have the keys of the rows that were sent, but other values: compare the output’s files with yours.',
  none: 'The results are not of the rows that were sent: look in Salesforce for the records before you load the file again.',
};

function reportFailed(
  { hints }: NodeOrg,
  { failsWithRows }: LoadReport,
  { jobs }: CsvLoad,
  { counts, why }: { readonly counts: RowCounts; readonly why: string },
): void {
  const ids = jobs.map(({ id }) => id);
  const error = JobError.rowsFailed(ids, counts, why);
  if (failsWithRows) throw error;
  hints.warn([error.message, ...filesTold(counts)].join(' '));
}

function filesTold({ failed, unprocessed }: RowCounts): string[] {
  const files = [
    ...(failed > 0 ? ['a file of the rows that failed'] : []),
    ...(unprocessed > 0 ? ['a file of the rows that were not processed'] : []),
  ];
  return files.length === 0 ? [] : [`The output has ${files.join(' and ')}.`];
}

interface LoadCounts extends Omit<RowCounts, 'rows'> {
  readonly successful: number;
}

/** As the jobs themselves have them, which can lag behind. */
function toldCounts({ jobs, rows }: CsvLoad): LoadCounts {
  const processed = sum(jobs, 'numberRecordsProcessed');
  const failed = sum(jobs, 'numberRecordsFailed');
  return { successful: Math.max(0, processed - failed), failed, unprocessed: Math.max(0, rows - processed) };
}

interface Results {
  readonly files: IBinaryKeyData;
  readonly counts: LoadCounts;
  /** What the rows in the files have in common with those that were sent; undefined where not all were read. */
  readonly likeness?: Likeness | undefined;
  /** Why rows failed. */
  readonly reasons?: readonly RowReason[];
}

/**
 * The results as files, and how many rows are in them. If they do not add up to the rows that were sent, they are read
 * again: a list that came in part looks like a whole one.
 */
async function loadResults(org: NodeOrg, report: LoadReport, load: CsvLoad): Promise<Results> {
  const ids = load.jobs.map(({ id }) => id);
  if (ids.length === 0) return { files: {}, counts: toldCounts(load) };
  try {
    const results = await readResultFiles(org, report, load);
    const { unknown = 0 } = results.counts;
    const whole = unknown === 0 ? results : await readResultFiles(org, report, load);
    const { unknown: missing = 0 } = whole.counts;
    if (missing >= 0) return whole;
    throw new AnswerError(200, `the results have ${load.rows - missing} rows, and ${load.rows} were sent`);
  } catch (error) {
    // The records are saved: if this looked like a failed load, users would load them again.
    throw org.cancelled() ? error : JobError.unread(ids, error);
  }
}

/** Each kind is asked for where those before it do not account for all rows that were sent. */
async function readResultFiles(org: NodeOrg, report: LoadReport, load: CsvLoad): Promise<Results> {
  const files: IBinaryKeyData = {};
  const came = load.sum?.empty;
  const reasons: RowReason[] = [];
  const rowsOf = async (kind: ResultKind): Promise<number> => {
    const expected = { kind, most: load.rows, sum: load.sum };
    const { name, file, rows, sum, ...result } = await resultFile(org, report.item, load.jobs, expected);
    if (rows > 0) files[name] = file;
    reasons.push(...result.reasons);
    if (sum !== undefined) came?.add(sum);
    return rows;
  };
  const isCounted = report.returnsSuccessful;
  const told = toldCounts(load);
  const successful = isCounted ? await rowsOf('successfulResults') : told.successful;
  const isAll = successful >= load.rows && told.failed === 0;
  const failed = isCounted && isAll ? 0 : await rowsOf('failedResults');
  if (isCounted && successful > load.rows - told.failed) {
    throw new AnswerError(
      200,
      `${successful} rows are listed as saved, and ${told.failed} of ${load.rows} are counted as failed`,
    );
  }
  if (isTooManyFailed(load.jobs, load.rows, failed)) {
    throw new AnswerError(200, `${failed} rows are listed as failed, and ${told.failed} of ${load.rows} are counted`);
  }
  const unprocessed = successful + failed >= load.rows ? 0 : await rowsOf('unprocessedrecords');
  // What the jobs told of rows that were not counted gives way to what was counted.
  const known = isCounted ? successful : Math.max(0, Math.min(successful, load.rows - failed - unprocessed));
  const unknown = load.rows - known - failed - unprocessed;
  const counts = { successful: known, failed, unprocessed, ...(unknown === 0 ? {} : { unknown }) };
  if (!isCounted || unknown !== 0 || came === undefined) return { files, counts, reasons };
  const likeness = load.sum?.likeness(came);
  return { files, counts: likeness === 'none' ? { ...ALL_UNKNOWN, unknown: load.rows } : counts, likeness, reasons };
}

const ALL_UNKNOWN = { successful: 0, failed: 0, unprocessed: 0 };

/** A load that processed nothing is a failure; one that stopped halfway has results. */
function throwFailure(jobs: readonly JobInfo[], { unknown = 0 }: LoadCounts): void {
  const failed = jobs.find(({ state }) => state !== 'JobComplete');
  if (failed === undefined) return;
  throw jobFailure(failed, unknown > 0 ? LOOK_FIRST : NOTHING_PROCESSED);
}

const NOTHING_PROCESSED = {
  failed: 'No row was processed: correct the file or the node’s fields, and load it again.',
  failedForAMoment: 'No row was processed, and nothing is wrong with the file: load it again in a few minutes.',
  aborted: 'No row was processed: the job was aborted in Salesforce, or by another workflow. Load the file again.',
};
const LOOK =
  'Its results do not say which rows were processed: look in Salesforce for the records before you load the file again.';
const LOOK_FIRST = { failed: LOOK, failedForAMoment: LOOK, aborted: LOOK };

function sum(jobs: readonly JobInfo[], count: 'numberRecordsFailed' | 'numberRecordsProcessed'): number {
  return jobs.reduce((total, job) => total + (job[count] ?? 0), 0);
}
