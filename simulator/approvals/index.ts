import { badRequest, isObject, objectBody, ok, parserError, type Answer, type Call } from '../rest/call';
import { statusEntry } from '../rest/composite/saveResults';
import { ApiError } from '../types';
import { APPROVAL_PROCESSES } from './processes';
import { answerRequest, entityOf, submit, type Processed } from './requests';

/** What of approvals can be set from outside. */
export interface ApprovalSettings {
  /** The status of an answer in which requests have failed. */
  failedStatus: 200 | 400;
  /** Whether a result that failed names the record of its request. */
  failedNamed: boolean;
  /** Whether REST takes the action Removed, which only the SOAP API's guide has. */
  recalls: boolean;
}

const STANDARD_SETTINGS: Readonly<ApprovalSettings> = { failedStatus: 200, failedNamed: false, recalls: true };

/** The org's approvals, as far as they are no records. */
export class ApprovalProcesses {
  readonly settings: ApprovalSettings = { ...STANDARD_SETTINGS };

  reset(): void {
    Object.assign(this.settings, STANDARD_SETTINGS);
  }
}

/**
 * GET process/approvals
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals.htm
 */
export function listApprovalProcesses(): Answer {
  const objects = [...new Set(APPROVAL_PROCESSES.map(({ object }) => object))];
  const ofObject = (name: string) =>
    APPROVAL_PROCESSES.filter(({ object }) => object === name).map(({ id, description, ...process }, index) => ({
      description,
      id: id.slice(0, 15),
      name: process.name,
      object: name,
      sortOrder: index + 1,
    }));
  return ok({ approvals: Object.fromEntries(objects.map((name) => [name, ofObject(name)])) });
}

const MOST_REQUESTS = 200;

/**
 * POST process/approvals: each request stands for itself. The results come in another order than the requests, as in
 * the guide's example of bulk approvals.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals_bulk.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_process_approvals_post.htm
 */
export function processApprovals(call: Call): Answer {
  const { requests } = objectBody(call);
  if (!Array.isArray(requests) || !requests.every(isObject)) throw parserError('requests must be a list of objects.');
  if (requests.length === 0) throw badRequest('MISSING_ARGUMENT', 'No requests were given.');
  if (requests.length > MOST_REQUESTS)
    throw badRequest('LIMIT_EXCEEDED', `At most ${String(MOST_REQUESTS)} requests can be processed at once.`);
  const { approvals, choices } = call.org;
  const results = requests.map((request) => resultOf(call, request));
  const hasFailed = results.some(({ success }) => !success);
  const body = [...choices.shuffled(results.length)].map((place) => results[place]);
  return { status: hasFailed ? approvals.settings.failedStatus : 200, body };
}

function processOne(call: Call, request: Readonly<Record<string, unknown>>): Processed {
  const { actionType } = request;
  if (actionType === 'Submit') return submit(call, request);
  const { recalls } = call.org.approvals.settings;
  if (actionType === 'Approve' || actionType === 'Reject' || (actionType === 'Removed' && recalls))
    return answerRequest(call, actionType, request);
  throw badRequest('INVALID_API_INPUT', `Invalid action type: ${String(actionType)}`);
}

/** In the order of the guide's examples. */
function resultOf(call: Call, request: Readonly<Record<string, unknown>>) {
  try {
    const { actorIds, entityId, ...rest } = processOne(call, request);
    return { actorIds, entityId, errors: null, ...rest, success: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const entityId = call.org.approvals.settings.failedNamed ? entityOf(call, request) : null;
    const errors = error.errors.map(statusEntry);
    return {
      actorIds: null,
      entityId,
      errors,
      instanceId: null,
      instanceStatus: null,
      newWorkitemIds: null,
      success: false,
    };
  }
}
