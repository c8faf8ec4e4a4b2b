import { hasFeature, requireFeature } from '../api';
import {
  AnswerError,
  expectBody,
  isFlag,
  isRecord,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  SalesforceError,
  UncertainError,
  type ApiErrorEntry,
} from '../errors';
import type { Response } from '../http';
import type { Org } from '../org';
import { dataPath } from '../path';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { Carrier } from '../write/carriers';
import type { RowsJob, WriteOutcome, WriteRow } from '../write/rows';
import { ownName, segmentsOf, type ActionRef } from './action';

/** Runs of an action that a request has room for. */
export const MOST_RUNS = 200;

/** One action for many rows, whose values are its inputs. */
interface ActionJob extends ActionRef, RowsJob {
  readonly operation: 'run';
}

export interface RunSettings extends RequestSettings {
  /** Runs per request at most. */
  readonly perRequest: number;
}

/**
 * Runs an action for each row. The runs of a request share a transaction and its limits, and have one outcome each. A
 * run that may have been carried out is reported as such, never repeated.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function runActions(
  org: Org,
  { kind, name }: ActionRef,
  rows: readonly WriteRow[],
  { perRequest, ...settings }: RunSettings,
): Promise<Map<number, WriteOutcome>> {
  requireFeature(org, 'actions');
  const job: ActionJob = { operation: 'run', allOrNone: false, kind, name };
  const size = hasFeature(org, 'manyRuns') ? perRequest : 1;
  return await writeByRequests(org, actionRuns(size), { job, rows }, settings);
}

/** Sends so many runs in a request. */
export function actionRuns(size: number): Carrier<ActionJob> {
  const interviews = new Set<string>();
  return {
    size,

    plan({ version }, job, rows) {
      const inputs = rows.map(({ values }) => values);
      return { method: 'POST', path: dataPath(version, ...segmentsOf(job)), body: { inputs } };
    },

    read(response, job, rows) {
      const results = expectBody(asAnswer(response), areRunResults, 'a result for each run', 200);
      const names = new Set(results.map(({ actionName }) => actionName));
      const isWhole =
        results.length === rows.length && names.size === 1 && results.every((result) => isCredible(result, job));
      if (!isWhole || !areNew(results, interviews))
        throw new AnswerError(response.status, 'there is not one result for each run', response.body);
      return results.map(runOutcome);
    },
  };
}

/** Whether no run is another's: each has an interview of its own, if it is a flow's. Notes the interviews. */
function areNew(results: readonly RunResult[], known: Set<string>): boolean {
  const interviews = results.map(({ outputValues }) => outputValues?.['Flow__InterviewGuid']).filter(isText);
  const isOld = interviews.some((guid) => known.has(guid));
  for (const guid of interviews) known.add(guid);
  return !isOld && new Set(interviews).size === interviews.length;
}

/** Where runs have failed, the results can come with status 400. */
function asAnswer(response: Response): Response {
  const { status, body } = response;
  const areFailures = status === 400 && areRunResults(body) && body.some(({ isSuccess }) => !isSuccess);
  return areFailures ? { ...response, status: 200 } : response;
}

interface RunResult {
  readonly actionName: string;
  readonly isSuccess: boolean;
  readonly outputValues: Record<string, unknown> | null | undefined;
  readonly errors: readonly unknown[] | null | undefined;
}

const isFilledResults = listOf(
  objectWith<RunResult>({
    actionName: isText,
    isSuccess: isFlag,
    outputValues: maybe(isRecord),
    errors: maybe(Array.isArray),
  }),
);

function areRunResults(body: unknown): body is RunResult[] {
  return isFilledResults(body) && body.length > 0;
}

/** What succeeded has no errors, and the results of a flow are the flow's. */
function isCredible({ actionName, isSuccess, errors }: RunResult, { kind, name }: ActionJob): boolean {
  if (isSuccess && (errors ?? []).length > 0) return false;
  return kind !== 'flow' || ownName(actionName) === ownName(name);
}

function runOutcome(result: RunResult): WriteOutcome {
  const { isSuccess, errors, outputValues } = result;
  if (!isSuccess) {
    return {
      error: new SalesforceError(
        400,
        (errors ?? []).length > 0 ? readErrors({ status: 400, body: result }) : [NO_REASON],
      ),
    };
  }
  // It can have done a part of its work.
  if (outputValues?.['Flow__InterviewStatus'] === 'Error') {
    return { error: new UncertainError('the flow ended with the status Error', 'run') };
  }
  return { saved: { id: null, created: null, result: { ...result } } };
}

const NO_REASON: ApiErrorEntry = {
  errorCode: 'UNKNOWN_EXCEPTION',
  message: 'Salesforce did not run it, and gives no reason.',
  fields: [],
};
