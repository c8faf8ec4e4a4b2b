import { adminWrite } from '../data';
import { normalizeId } from '../data/ids';
import { badRequest, writeOptions, type Call, type JsonObject } from '../rest/call';
import type { ObjectSchema, Row } from '../types';
import { APPROVAL_PROCESSES, type ApprovalDefinition, type Approvers } from './processes';

/** What has become of a request. */
export interface Processed {
  readonly actorIds: readonly string[] | null;
  readonly entityId: string | null;
  readonly instanceId: string | null;
  readonly instanceStatus: string | null;
  readonly newWorkitemIds: readonly string[] | null;
}

function objectOf(call: Call, name: string): ObjectSchema {
  const object = call.org.store.schema.object(name);
  if (object === undefined) throw badRequest('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return object;
}

/** Live rows of an object that have a value in a field. */
function rowsBy(call: Call, name: string, fieldName: string, value: string): readonly Row[] {
  const object = objectOf(call, name);
  const field = call.org.store.schema.field(object, fieldName);
  return field === undefined ? [] : call.org.store.byField(object, field, value);
}

const noSuchId = (id: string) => badRequest('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);

/** A record by an ID in a request. */
function recordIn(call: Call, request: JsonObject, name: string): { readonly object: ObjectSchema; readonly row: Row } {
  const given = request[name];
  const id = typeof given === 'string' ? normalizeId(given) : undefined;
  if (id === undefined) throw badRequest('MALFORMED_ID', `${name}: id value of incorrect type: ${String(given)}`);
  const object = call.org.store.schema.byKeyPrefix(id.slice(0, 3));
  const row = object && call.org.store.byId(object, id);
  if (object === undefined || row === undefined) throw noSuchId(id);
  if (row['IsDeleted'] === true) throw badRequest('ENTITY_IS_DELETED', 'entity is deleted');
  return { object, row };
}

/** A record is in one process at most. */
export function submit(call: Call, request: JsonObject): Processed {
  const { object, row } = recordIn(call, request, 'contextId');
  const recordId = String(row['Id']);
  const isPending = rowsBy(call, 'ProcessInstance', 'TargetObjectId', recordId).some(
    (one) => one['Status'] === 'Pending',
  );
  if (isPending) {
    const message =
      'This record is currently in an approval process. A record can be in only one approval process at a time.';
    throw badRequest('ALREADY_IN_PROCESS', message);
  }
  const process = processFor(object, row, request);
  const submitter = request['contextActorId'] === undefined ? call.session.userId : userIn(call, request);
  const { store } = call.org;
  return store.transaction(() => {
    const values = {
      ProcessDefinitionId: process.id,
      TargetObjectId: recordId,
      Status: 'Pending',
      SubmittedById: submitter,
      LastActorId: submitter,
    };
    const instanceId = store.issue(objectOf(call, 'ProcessInstance'), values, writeOptions(call));
    noteStep(call, instanceId, { status: 'Started', actorId: submitter, comments: request['comments'] });
    return { entityId: recordId, instanceId, ...askStep(call, request, { instanceId, approvers: process.steps[0] }) };
  });
}

function userIn(call: Call, request: JsonObject): string {
  const { object, row } = recordIn(call, request, 'contextActorId');
  if (object.name === 'User') return String(row['Id']);
  throw noSuchId(String(row['Id']));
}

/** The entry criteria are skipped of a process that is named, and of no other. */
function processFor(object: ObjectSchema, record: Row, request: JsonObject): ApprovalDefinition {
  const { processDefinitionNameOrId: named, skipEntryCriteria: skip } = request;
  const all = APPROVAL_PROCESSES.filter((process) => process.object === object.name);
  const isNamed = typeof named === 'string' && named !== '';
  const skips = isNamed && (skip === true || skip === 'true');
  const found = all
    .filter(({ id, developerName }) => !isNamed || named === developerName || normalizeId(named) === id)
    .find((process) => skips || process.accepts(record));
  if (found === undefined) throw badRequest('NO_APPLICABLE_PROCESS', 'No applicable approval process was found.');
  return found;
}

interface Step {
  readonly instanceId: string;
  /** Undefined after the last step. */
  readonly approvers: Approvers | undefined;
}

/** Asks the approvers of a step, or ends the instance where there is none. */
function askStep(call: Call, request: JsonObject, { instanceId, approvers }: Step) {
  if (approvers === undefined) return ended(call, instanceId, 'Approved');
  const actorIds = approvers === 'named' ? namedIn(call, request) : approvers;
  const object = objectOf(call, 'ProcessInstanceWorkitem');
  const newWorkitemIds = actorIds.map((ActorId) =>
    call.org.store.issue(
      object,
      { ProcessInstanceId: instanceId, ActorId, OriginalActorId: ActorId, ElapsedTimeInDays: 0 },
      writeOptions(call),
    ),
  );
  return { actorIds, instanceStatus: 'Pending', newWorkitemIds };
}

function namedIn(call: Call, { nextApproverIds }: JsonObject): string[] {
  const given: readonly unknown[] = Array.isArray(nextApproverIds) ? nextApproverIds : [];
  if (given.length === 0)
    throw badRequest('REQUIRED_FIELD_MISSING', 'missing required field: [nextApproverIds]', ['nextApproverIds']);
  return given.map((id) => String(recordIn(call, { id }, 'id').row['Id']));
}

function ended(call: Call, instanceId: string, status: string) {
  call.org.store.stamp(objectOf(call, 'ProcessInstance'), instanceId, {
    Status: status,
    LastActorId: call.session.userId,
    CompletedDate: call.org.clock.now().toISOString().replace('Z', '+0000'),
  });
  return { actorIds: null, instanceStatus: status, newWorkitemIds: [] };
}

interface StepNote {
  readonly status: string;
  readonly actorId: string;
  readonly originalActorId?: string;
  readonly comments: unknown;
}

function noteStep(call: Call, instanceId: string, { status, actorId, originalActorId, comments }: StepNote): void {
  const values = {
    ProcessInstanceId: instanceId,
    StepStatus: status,
    ActorId: actorId,
    OriginalActorId: originalActorId ?? actorId,
    Comments: typeof comments === 'string' && comments !== '' ? comments : null,
  };
  call.org.store.issue(objectOf(call, 'ProcessInstanceStep'), values, writeOptions(call));
}

const STATUSES = { Approve: 'Approved', Reject: 'Rejected', Removed: 'Removed' } as const;

/** Who is asked can answer, and each user for a queue; an administrator, as each user is, can recall. */
export function answerRequest(call: Call, action: keyof typeof STATUSES, request: JsonObject): Processed {
  const { store } = call.org;
  const { object, row: item } = recordIn(call, request, 'contextId');
  if (object.name !== 'ProcessInstanceWorkitem') throw noSuchId(String(item['Id']));
  const actor = String(item['ActorId']);
  if (action !== 'Removed' && actor.startsWith('005') && actor !== call.session.userId)
    throw badRequest(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      'insufficient access rights on cross-reference id',
    );
  const instanceId = String(item['ProcessInstanceId']);
  const instance = store.byId(objectOf(call, 'ProcessInstance'), instanceId) ?? {};
  const entityId = String(instance['TargetObjectId']);
  return store.transaction(() => {
    const status = STATUSES[action];
    noteStep(call, instanceId, {
      status,
      actorId: call.session.userId,
      originalActorId: actor,
      comments: request['comments'],
    });
    const left = rowsBy(call, 'ProcessInstanceWorkitem', 'ProcessInstanceId', instanceId).map(({ Id }) => String(Id));
    const done = action === 'Approve' ? left.filter((id) => id === item['Id']) : left;
    for (const id of done) store.purge(object, id, adminWrite(call.org.clock));
    if (action !== 'Approve') return { entityId, instanceId, ...ended(call, instanceId, status) };
    if (done.length < left.length) return { entityId, instanceId, ...stillAsked(call, instanceId) };
    return { entityId, instanceId, ...askStep(call, request, { instanceId, approvers: nextStep(call, instance) }) };
  });
}

function stillAsked(call: Call, instanceId: string) {
  const rows = rowsBy(call, 'ProcessInstanceWorkitem', 'ProcessInstanceId', instanceId);
  return { actorIds: rows.map(({ ActorId }) => String(ActorId)), instanceStatus: 'Pending', newWorkitemIds: [] };
}

/** The step after those for which all approvals are there. */
function nextStep(call: Call, instance: Row): Approvers | undefined {
  const process = APPROVAL_PROCESSES.find(({ id }) => id === instance['ProcessDefinitionId']);
  let approvals = rowsBy(call, 'ProcessInstanceStep', 'ProcessInstanceId', String(instance['Id'])).filter(
    (step) => step['StepStatus'] === 'Approved',
  ).length;
  return process?.steps.find((approvers) => {
    if (approvals <= 0) return true;
    approvals -= approvers === 'named' ? 1 : approvers.length;
    return false;
  });
}

/** The record that a request is about; null where it is about none. */
export function entityOf(call: Call, { contextId }: JsonObject): string | null {
  const id = typeof contextId === 'string' ? normalizeId(contextId) : undefined;
  if (id?.startsWith('04i') !== true) return id ?? null;
  const item = call.org.store.byId(objectOf(call, 'ProcessInstanceWorkitem'), id);
  const instance = call.org.store.byId(objectOf(call, 'ProcessInstance'), String(item?.['ProcessInstanceId']));
  return instance === undefined ? null : String(instance['TargetObjectId']);
}
