import { expectBody, isText, objectWith, SalesforceError, AnswerError, type Shape } from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord, isRecordId } from '../ids';
import type { Org, Versioned } from '../org';
import { dataPath } from '../path';
import { pollUntilEnd } from '../polling';
import { readReportResults, runReportRequest, type ReportResults, type WantedRun } from './results';

/** A run in the background; Salesforce keeps its results for a day. */
export interface ReportInstance {
  readonly id: string;
  readonly status: string;
}

/** Starts a run in the background. Started twice, it gives the same results twice. */
function startReportRequest(org: Versioned, wanted: WantedRun): Request {
  const { query, body } = runReportRequest(org, wanted);
  return {
    method: 'POST',
    path: dataPath(org.version, 'analytics', 'reports', wanted.id, 'instances'),
    ...(query && { query }),
    ...(body !== undefined && { body }),
    reads: true,
  };
}

const isInstance = objectWith<ReportInstance>({ id: isRecordId as Shape<string>, status: isText });

/** @throws SalesforceError, AnswerError */
export function readStarted(response: Response): ReportInstance {
  const { id, status } = expectBody(response, isInstance, 'a report instance', 200, 201);
  return { id, status };
}

const isInstanceAnswer = objectWith({
  attributes: objectWith<ReportInstance & { reportId: string }>({
    id: isRecordId as Shape<string>,
    status: isText,
    reportId: isRecordId as Shape<string>,
  }),
});

/** A run in the background, and its results once it has some. */
export interface InstanceState {
  readonly instance: ReportInstance;
  readonly results?: ReportResults;
}

/**
 * Reads a run in the background with its results.
 * @throws SalesforceError when the run has failed; AnswerError
 */
export function readInstance(response: Response, instanceId: string, wanted: WantedRun): InstanceState {
  const { attributes } = expectBody(response, isInstanceAnswer, 'a report instance', 200);
  const { id, status, reportId } = attributes;
  if (!canBeOneRecord(id, instanceId) || !canBeOneRecord(reportId, wanted.id)) {
    throw new AnswerError(200, `it is another report instance, ${id}`);
  }
  const instance = { id, status };
  if (status === 'Error') throw runFailed(instance);
  return status === 'Success' ? { instance, results: readReportResults(response, wanted) } : { instance };
}

function runFailed({ id, status }: ReportInstance): SalesforceError {
  const message = `Salesforce ended report instance ${id} with the status ${status}, and does not say why.`;
  return new SalesforceError(200, [{ errorCode: 'REPORT_RUN_FAILED', message, fields: [] }]);
}

/** How a run in the background is followed. */
interface InstanceSettings {
  /** Milliseconds after which to stop waiting. */
  readonly patience: number;
  /** Called each time that its state was read. */
  readonly seen?: (instance: ReportInstance) => void;
}

/** Starts a run in the background, and waits for its results. */
export async function runInBackground(org: Org, wanted: WantedRun, settings: InstanceSettings): Promise<InstanceState> {
  const { id } = readStarted(await org.send(startReportRequest(org, wanted)));
  return await followInstance(org, id, wanted, settings);
}

/** Waits for the results of a run in the background; without them, the time ran out. */
export async function followInstance(
  org: Org,
  instanceId: string,
  wanted: WantedRun,
  { patience, seen }: InstanceSettings,
): Promise<InstanceState> {
  const path = dataPath(org.version, 'analytics', 'reports', wanted.id, 'instances', instanceId);
  return await pollUntilEnd(org, {
    patience,
    hasEnded: ({ results }) => results !== undefined,
    look: async () => readInstance(await org.sendOnce({ method: 'GET', path }), instanceId, wanted),
    seen: ({ instance }) => seen?.(instance),
  });
}
