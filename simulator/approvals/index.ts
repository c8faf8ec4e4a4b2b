import { badRequest, isObject, objectBody, ok, parserError, type Answer, type Call } from '../rest/call';
import { statusEntry } from '../rest/composite/saveResults';
import { ApiError } from '../types';
import { APPROVAL_PROCESSES } from './processes';
import { answer, submit, type Processed } from './requests';

/** What of approvals can be set from outside. */
export interface ApprovalSettings {
  /** The status of an answer in which requests have failed. */
  failedStatus: 200 | 400;
  /** Whether REST takes the action Removed, which only the SOAP API's guide has. */
  recalls: boolean;
}

const STANDARD_SETTINGS: Readonly<ApprovalSettings> = { failedStatus: 200, recalls: true };

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
 * POST process/approvals: each request stands for itself.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_process_approvals_post.htm
 */
export function processApprovals(call: Call): Answer {
  const { requests } = objectBody(call);
  if (!Array.isArray(requests) || !requests.every(isObject)) throw parserError('requests must be a list of objects.');
  if (requests.length === 0) throw badRequest('MISSING_ARGUMENT', 'No requests were given.');
  if (requests.length > MOST_REQUESTS)
    throw badRequest('LIMIT_EXCEEDED', `At most ${String(MOST_REQUESTS)} requests can be processed at once.`);
  const results = requests.map((request) => resultOf(() => processOne(call, request)));
  const hasFailed = results.some(({ success }) => !success);
  return { status: hasFailed ? call.org.approvals.settings.failedStatus : 200, body: results };
}

function processOne(call: Call, request: Readonly<Record<string, unknown>>): Processed {
  const { actionType } = request;
  if (actionType === 'Submit') return submit(call, request);
  const { recalls } = call.org.approvals.settings;
  if (actionType === 'Approve' || actionType === 'Reject' || (actionType === 'Removed' && recalls))
    return answer(call, actionType, request);
  throw badRequest('INVALID_API_INPUT', `Invalid action type: ${String(actionType)}`);
}

const NOTHING: Processed = {
  actorIds: null,
  entityId: null,
  instanceId: null,
  instanceStatus: null,
  newWorkitemIds: null,
};

/** In the order of the guide's examples. */
function resultOf(work: () => Processed) {
  try {
    const { actorIds, entityId, ...rest } = work();
    return { actorIds, entityId, errors: null, ...rest, success: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { actorIds, entityId, ...rest } = NOTHING;
    return { actorIds, entityId, errors: error.errors.map(statusEntry), ...rest, success: false };
  }
}
