import { describeReport } from '../../../../salesforce/analytics/description';
import { changedMetadata } from '../../../../salesforce/analytics/filters';
import { followInstance, runInBackground, type ReportInstance } from '../../../../salesforce/analytics/instances';
import type { ReportMetadata } from '../../../../salesforce/analytics/metadata';
import {
  checkFormat,
  readReportResults,
  runReportRequest,
  type ReportResults,
} from '../../../../salesforce/analytics/results';
import { rowCounts } from '../../../../salesforce/analytics/rows';
import { reportSlices, sliceColumn } from '../../../../salesforce/analytics/slices';
import { startingOver } from '../../../../salesforce/query';
import { asError, countText } from '../../../../salesforce/errors';
import { readReportId } from '../../fields/report';
import { readRunChanges } from '../../fields/reportFilters';
import { readBackgroundRun } from '../../fields/reportMode';
import { readSliceBy } from '../../fields/sliceBy';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { hintOnRows } from './rowHints';

/** An item's report, as it is to be run. */
export interface ReportRun {
  readonly id: string;
  readonly changed: ReportMetadata | undefined;
  readonly background: ReturnType<typeof readBackgroundRun>;
}

/** Reads how to run an item's report: what cannot be is an error before it is run. */
export async function readRun(org: NodeOrg, item: Item): Promise<ReportRun> {
  const id = readReportId(item);
  const changes = readRunChanges(item);
  const background = readBackgroundRun(item);
  if (changes === undefined) return { id, background, changed: undefined };
  if (background?.instanceId !== undefined) throw changesTooLate();
  const description = await describeReport(org, id);
  checkFormat(description.metadata);
  return { id, background, changed: changedMetadata(description, changes, org.timeZone) };
}

function changesTooLate(): AdvisedError {
  return new AdvisedError('Filters and a date range cannot be applied to a run that was started before.', {
    field: 'Instance ID',
    actions: ['Remove the filters and set Date Range to As Saved, or leave Instance ID empty to run the report again.'],
  });
}

/** A run in the background that has not ended in time. */
export class StillRunning extends AdvisedError {
  constructor(
    readonly reportId: string,
    readonly instance: ReportInstance,
  ) {
    super(`Report instance ${instance.id} is still running in Salesforce (${instance.status}).`, {
      actions: ['Get its results later with the option Instance ID, or raise Wait Up To.'],
      errorCode: 'REPORT_STILL_RUNNING',
    });
  }
}

/**
 * Runs a report, or waits for a run that was started before.
 * @throws StillRunning when the time to wait is over
 */
export async function runReport(org: NodeOrg, run: ReportRun, details: boolean): Promise<ReportResults> {
  const { id, background, changed } = run;
  if (background === undefined) {
    const wanted = { id, changed, details };
    // What came in place of the results, such as half of them, does not come again.
    return await startingOver(async () => readReportResults(await org.send(runReportRequest(org, wanted)), wanted));
  }
  const { patience, instanceId } = background;
  const settings = {
    patience,
    seen: ({ id: of, status }: ReportInstance) => org.say(`Report instance ${of}: ${status}`),
  };
  const { instance, results } =
    instanceId === undefined
      ? await runInBackground(org, { id, changed, details }, settings)
      : await followInstance(org, instanceId, { id, details: undefined }, settings);
  if (results === undefined) throw new StillRunning(id, instance);
  return results;
}

/** How many rows are wanted of a report. */
interface WantedRows {
  readonly limit: number | undefined;
}

/**
 * The results of a report with all of its rows that are wanted: in one piece, or in slices if there are more rows than
 * Salesforce gives of one run. What is missing is said in a hint.
 */
export async function* allRows(
  org: NodeOrg,
  item: Item,
  run: ReportRun,
  { limit = Infinity }: WantedRows,
): AsyncGenerator<ReportResults, void, undefined> {
  const first = await runReport(org, run, true);
  if (!first.hasRows) throw withoutRows(first);
  const { came, counted } = rowCounts(first);
  const column = first.isComplete || came >= limit ? undefined : await columnToSliceBy(org, item, run);
  if (column === undefined) {
    hintOnRows(org, { name: first.metadata.name, came, counted, isComplete: first.isComplete, limit });
    yield first;
    return;
  }
  const inSlices = { ...run, background: run.background && { ...run.background, instanceId: undefined } };
  const slices = reportSlices(first.metadata, {
    column,
    total: counted,
    run: (metadata) => runSlice(org, { ...inSlices, changed: metadata }),
  });
  let sliced = 0;
  for await (const slice of slices) {
    sliced += rowCounts(slice).came;
    org.say(`“${first.metadata.name}”: ${countText(sliced)} rows so far`);
    yield slice;
    if (sliced >= limit) return;
  }
  hintOnRows(org, { name: first.metadata.name, came: sliced, counted, isComplete: counted !== undefined, limit });
}

/** One slice is not the report: its instance is of no use to anybody. */
async function runSlice(org: NodeOrg, run: ReportRun): Promise<ReportResults> {
  return await runReport(org, run, true).catch((error: unknown) => {
    throw error instanceof StillRunning ? sliceUnfinished(error) : asError(error);
  });
}

function sliceUnfinished({ instance }: StillRunning): AdvisedError {
  return new AdvisedError(`The report was not read to its end: a slice of it is still running (${instance.status}).`, {
    field: 'Wait Up To (Minutes)',
    actions: ['Raise Wait Up To, add filters, or set Limit to 2,000 or fewer rows.'],
  });
}

async function columnToSliceBy(org: NodeOrg, item: Item, { id, changed }: ReportRun): Promise<string | undefined> {
  const description = await describeReport(org, id);
  return sliceColumn(description, changed ?? description.metadata, readSliceBy(item));
}

function withoutRows({ metadata }: ReportResults): AdvisedError {
  return new AdvisedError(`This run of “${metadata.name}” has totals alone, and no rows.`, {
    field: 'Instance ID',
    actions: ['Set Output to Totals, or run the report again with Output set to Rows.'],
  });
}
