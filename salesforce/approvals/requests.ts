import {
  AnswerError,
  expectBody,
  isFlag,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  SalesforceError,
  type ApiErrorEntry,
  type Shape,
} from '../errors';
import type { Response } from '../http';
import { canonicalId, isIdWith, isRecordId } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';
import type { Saved } from '../records/single';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { Carrier } from '../write/carriers';
import type { RowsJob, WriteOutcome, WriteRow } from '../write/rows';

/** As Salesforce calls it: `Removed` recalls a record. */
export type ApprovalAction = 'Approve' | 'Reject' | 'Removed' | 'Submit';

/** One step of a record through its approval process. */
export interface ApprovalRequest {
  readonly index: number;
  readonly action: ApprovalAction;
  readonly recordId: string;
  /** The pending request that is answered; none for a submission. */
  readonly workItemId?: string;
  readonly comments?: string;
  readonly nextApproverIds?: readonly string[];
  /** The user in whose name the record is submitted. */
  readonly submitterId?: string;
  /** Developer name or ID of the process to submit to. */
  readonly process?: string;
  /** Of the process that is named. */
  readonly skipEntryCriteria?: boolean;
}

/** Each request takes its record a step further, so that none is sent again unanswered. */
interface ApprovalJob extends RowsJob {
  readonly operation: 'approve' | 'recall' | 'reject' | 'submit';
}

const OPERATION_OF: Readonly<Record<ApprovalAction, ApprovalJob['operation']>> = {
  Approve: 'approve',
  Reject: 'reject',
  Removed: 'recall',
  Submit: 'submit',
};

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_process_approvals_post.htm */
const MOST_REQUESTS = 200;

/**
 * Submits records for approval, or approves, rejects or recalls them: all the same. A record has one request in a call at most.
 * @returns one outcome for each request, by its `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function processRequests(
  org: Org,
  requests: readonly ApprovalRequest[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const [first] = requests;
  if (first === undefined) return new Map();
  const job: ApprovalJob = { operation: OPERATION_OF[first.action], allOrNone: false };
  const rows = requests.map(({ index, recordId }) => ({ index, key: recordId, values: {} }));
  return await writeByRequests(org, approvalCarrier(requests), { job, rows }, settings);
}

/** Sends these requests, whose rows have the same `index`. */
export function approvalCarrier(requests: readonly ApprovalRequest[]): Carrier<ApprovalJob> {
  const byIndex = new Map(requests.map((request) => [request.index, request]));
  const requestOf = ({ index }: WriteRow): ApprovalRequest => {
    const request = byIndex.get(index);
    if (request === undefined) throw new Error(`Row ${index} has no request.`);
    return request;
  };
  return {
    size: MOST_REQUESTS,

    plan({ version }, _, rows) {
      const body = { requests: rows.map((row) => requestBody(requestOf(row))) };
      return { method: 'POST', path: dataPath(version, 'process', 'approvals'), body };
    },

    read(response, _, rows) {
      return outcomesIn(response, rows.map(requestOf));
    },
  };
}

/** What is undefined, JSON leaves out. */
function requestBody(request: ApprovalRequest) {
  const { action, recordId, workItemId, comments, nextApproverIds, submitterId, process, skipEntryCriteria } = request;
  return {
    actionType: action,
    contextId: workItemId ?? recordId,
    comments,
    nextApproverIds,
    contextActorId: submitterId,
    processDefinitionNameOrId: process,
    skipEntryCriteria,
  };
}

interface ProcessResult {
  readonly success: boolean;
  readonly entityId: string | null | undefined;
  readonly instanceId: string | null | undefined;
  readonly instanceStatus: string | null | undefined;
  readonly actorIds: readonly string[] | null | undefined;
  readonly newWorkitemIds: readonly string[] | null | undefined;
  readonly errors: readonly unknown[] | null | undefined;
}

const areIds = maybe(listOf(isRecordId));

const areResults: Shape<ProcessResult[]> = listOf(
  objectWith<ProcessResult>({
    success: isFlag,
    entityId: maybe(isRecordId),
    instanceId: maybe(isRecordId),
    instanceStatus: maybe(isText),
    actorIds: areIds,
    newWorkitemIds: areIds,
    errors: maybe(Array.isArray),
  }),
);

/** Results with a status of their own, where requests have failed. */
function asResults(response: Response): Response {
  const { status, body } = response;
  const areFailures = status === 400 && areResults(body) && body.some(({ success }) => !success);
  return areFailures ? { ...response, status: 200 } : response;
}

/**
 * The outcomes in the order of the requests. Results come in another one: each is found by its record, and a failure
 * that names none is that of a request without a result.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals_bulk.htm
 */
function outcomesIn(response: Response, requests: readonly ApprovalRequest[]): WriteOutcome[] {
  const results = expectBody(asResults(response), areResults, 'a result for each approval request', 200);
  const found = new Map<string, ProcessResult>();
  const unnamed: ProcessResult[] = [];
  for (const result of results) {
    const named = canonicalId(result.entityId);
    // A failure can name what the request named.
    const asked = result.success ? undefined : requests.find(({ workItemId }) => workItemId === (named ?? ''));
    if (named !== undefined) found.set(asked?.recordId ?? named, result);
    else if (!result.success) unnamed.push(result);
  }
  const unfound = requests.filter(({ recordId }) => !found.has(recordId));
  const isWhole = results.length === requests.length && unfound.length === unnamed.length;
  if (!isWhole || !requests.every((request) => isOfRequest(found.get(request.recordId), request)))
    throw new AnswerError(response.status, 'there is not one result for each approval request', response.body);
  const unnamedError = unnamed.length === 0 ? undefined : processRefusal(unnamed);
  return requests.map(({ recordId, action }) => requestOutcome(found.get(recordId), action, unnamedError));
}

/** Whether a result can be that of the request; there is none where it named no record. */
function isOfRequest(result: ProcessResult | undefined, { action }: ApprovalRequest): boolean {
  if (result?.success !== true) return true;
  const { errors, instanceId, instanceStatus } = result;
  const isTold = isIdWith('04g', instanceId) && isText(instanceStatus) && (errors ?? []).length === 0;
  return isTold && (instanceStatus === 'Removed') === (action === 'Removed') && !isContrary(action, instanceStatus);
}

/** A rejection leads back to an earlier step, or to the end; never to an approval. */
function isContrary(action: ApprovalAction, status: string): boolean {
  return action === 'Reject' && status === 'Approved';
}

function requestOutcome(
  result: ProcessResult | undefined,
  action: ApprovalAction,
  unnamed: SalesforceError | undefined,
): WriteOutcome {
  if (result?.success === true) return { saved: savedOf(result, action) };
  const error = result === undefined ? unnamed : processRefusal([result]);
  if (error === undefined) throw new Error('A request has no result.');
  return { error };
}

/** A submission makes an instance of the process, which no other one has. */
function savedOf(
  { entityId, instanceId, instanceStatus, actorIds, newWorkitemIds }: ProcessResult,
  action: ApprovalAction,
): Saved {
  const isNew = action === 'Submit';
  return {
    id: isNew ? (instanceId ?? null) : null,
    created: isNew ? true : null,
    result: {
      recordId: canonicalId(entityId),
      instanceId,
      instanceStatus,
      actorIds: actorIds ?? [],
      newWorkitemIds: newWorkitemIds ?? [],
    },
  };
}

/** What became of requests that nothing tells apart: all their errors, each once. */
function processRefusal(results: readonly ProcessResult[]): SalesforceError {
  const all = results.flatMap((result) =>
    (result.errors ?? []).length > 0 ? readErrors({ status: 400, body: result }) : [NO_REASON_GIVEN],
  );
  const distinct = new Map(all.map((entry) => [JSON.stringify(entry), entry]));
  return new SalesforceError(400, [...distinct.values()]);
}

const NO_REASON_GIVEN: ApiErrorEntry = {
  errorCode: 'UNKNOWN_EXCEPTION',
  message: 'Salesforce did not process the request, and gives no reason.',
  fields: [],
};
