import { AnswerError, asError, InputError, isRecord, isText } from '../errors';
import { canonicalId, isIdWith } from '../ids';
import type { Org } from '../org';
import { queryPages, type SalesforceRecord } from '../query';
import { findRecords } from '../query/find';
import { select } from '../soql/select';
import type { ApprovalAction } from './requests';

/** A pending approval request: one for each approver who is asked. */
interface WorkItem {
  readonly id: string;
  readonly actorId: string | undefined;
  readonly actorName: string | undefined;
  readonly instanceId: string | undefined;
}

const WORK_ITEM = 'ProcessInstanceWorkitem';
const RECORD = 'ProcessInstance.TargetObjectId';
/** IDs, whose case counts. */
const BY_RECORD = { name: RECORD, type: 'id', caseSensitive: true } as const;

/** What is told of a pending request. */
const PENDING_FIELDS = [
  'Id',
  'ActorId',
  'Actor.Name',
  'OriginalActorId',
  'CreatedDate',
  'ProcessInstanceId',
  RECORD,
  'ProcessInstance.TargetObject.Name',
  'ProcessInstance.TargetObject.Type',
  'ProcessInstance.SubmittedById',
  'ProcessInstance.SubmittedBy.Name',
  'ProcessInstance.ProcessDefinition.DeveloperName',
  'ProcessInstance.ProcessDefinition.Name',
];

/** What a record's pending requests are, or why they could not be read. */
type Pending<T> = Error | readonly T[];

/**
 * The pending requests of records, by the records' IDs: one query for many.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_processinstanceworkitem.htm
 */
export async function pendingOfRecords(
  org: Org,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Pending<SalesforceRecord>>> {
  return await pendingBy(org, recordIds, PENDING_FIELDS);
}

/**
 * The requests that wait for this user, those that have waited longest first.
 * @param limit undefined for all
 */
export async function pendingOfUser(org: Org, userId: string, limit: number | undefined): Promise<SalesforceRecord[]> {
  const soql = select({
    object: WORK_ITEM,
    fields: PENDING_FIELDS,
    where: { match: 'all', conditions: [{ field: 'ActorId', operator: 'equals', value: userId, type: 'text' }] },
    orderBy: [{ field: 'CreatedDate', direction: 'asc' }],
    ...(limit === undefined ? {} : { limit }),
  });
  const pending: SalesforceRecord[] = [];
  for await (const { records } of queryPages(org, soql, limit === undefined ? {} : { limit })) {
    for (const record of records) {
      if (canonicalId(record['ActorId']) !== userId)
        throw new AnswerError(200, `requests for ${userId} were expected`, record);
      pending.push(expectWorkItem(record));
    }
  }
  return pending;
}

async function pendingBy(
  org: Org,
  recordIds: readonly string[],
  fields: readonly string[],
): Promise<ReadonlyMap<string, Pending<SalesforceRecord>>> {
  const found = await findRecords(org, { object: WORK_ITEM, by: BY_RECORD, fields }, recordIds).catch(asError);
  return new Map(
    recordIds.map((id) => {
      const own = found instanceof Error ? { error: found } : found.get(id);
      return [id, own === undefined ? [] : 'error' in own ? own.error : expectedWorkItems(own.records)];
    }),
  );
}

function expectedWorkItems(rows: readonly SalesforceRecord[]): Pending<SalesforceRecord> {
  try {
    return rows.map(expectWorkItem);
  } catch (error) {
    return asError(error);
  }
}

/** @throws AnswerError for a row without the ID of a work item */
function expectWorkItem(row: SalesforceRecord): SalesforceRecord {
  if (isIdWith('04i', row['Id'])) return row;
  throw new AnswerError(200, 'the ID of a pending approval request was expected', row);
}

/** What an answer is for: a record, and the request of it where somebody names one. */
export interface Answerable {
  readonly recordId: string;
  readonly workItemId?: string;
}

/**
 * Finds the requests that are to be answered: the one that is named, or else the signed-in user's own or that of a queue.
 * What is left of a step is not taken for it: a second run would sign for the next approver.
 * @returns the ID of the work item for each of `answers`, in order, or why there is none
 */
export async function findWorkItems(
  org: Org,
  action: ApprovalAction,
  answers: readonly Answerable[],
): Promise<(Error | string)[]> {
  const recordIds = [...new Set(answers.map(({ recordId }) => recordId))];
  const pending = await pendingBy(org, recordIds, ['Id', 'ActorId', 'Actor.Name', 'ProcessInstanceId', RECORD]);
  const items = new Map([...pending].map(([id, rows]) => [id, rows instanceof Error ? rows : workItemsIn(rows)]));
  const asksUser = [...items.values()].some((some) => !(some instanceof Error) && !some.every(isForQueue));
  const userId = asksUser && action !== 'Removed' ? await org.describe.userId().catch(asError) : undefined;
  return answers.map((answer) => {
    const own = items.get(answer.recordId) ?? [];
    return own instanceof Error ? own : chosenOf(own, { ...answer, action, userId });
  });
}

function workItemsIn(rows: readonly SalesforceRecord[]): readonly WorkItem[] {
  return rows.map((row) => ({
    id: canonicalId(row['Id']) ?? '',
    actorId: canonicalId(row['ActorId']),
    actorName: actorNameIn(row),
    instanceId: canonicalId(row['ProcessInstanceId']),
  }));
}

function actorNameIn({ Actor: actor }: SalesforceRecord): string | undefined {
  return isRecord(actor) && typeof actor['Name'] === 'string' ? actor['Name'] : undefined;
}

/** Salesforce knows who its members are. */
function isForQueue({ actorId }: WorkItem): boolean {
  return actorId?.startsWith('00G') === true;
}

interface Choice extends Answerable {
  readonly action: ApprovalAction;
  readonly userId: Error | string | undefined;
}

function chosenOf(items: readonly WorkItem[], choice: Choice): Error | string {
  const { recordId, workItemId, action, userId } = choice;
  const [first, ...others] = items;
  if (first === undefined) {
    return new InputError(
      `Record ${recordId} has no pending approval request.`,
      { reason: 'noPendingApproval' },
      'Record',
    );
  }
  if (workItemId !== undefined) return items.some(({ id }) => id === workItemId) ? workItemId : noneOf(choice);
  // Each of them recalls the record.
  if (action === 'Removed' || (others.length === 0 && isForQueue(first))) return first.id;
  if (userId instanceof Error) return userId;
  const [own, ...further] = items.filter(({ actorId }) => actorId === userId);
  if (own !== undefined && further.length === 0) return own.id;
  return others.length === 0 ? ofAnother(first, recordId) : severalOf(items, recordId);
}

function noneOf({ recordId, workItemId }: Choice): InputError {
  const message = `Work item ${workItemId ?? ''} is no pending approval request of record ${recordId}.`;
  return new InputError(message, { reason: 'noPendingApproval' }, 'Record');
}

function ofAnother(item: WorkItem, recordId: string): InputError {
  const message = `The pending approval request of record ${recordId} asks ${approverOf(item)}, and not the signed-in user: work item ${item.id}.`;
  return new InputError(message, { reason: 'approvalOfAnother' }, 'Record');
}

function approverOf({ actorId, actorName }: WorkItem): string {
  return [actorName, actorId === undefined ? undefined : `(${actorId})`].filter(isText).join(' ') || 'nobody';
}

const MOST_NAMED = 10;

function severalOf(items: readonly WorkItem[], recordId: string): InputError {
  const named = items.slice(0, MOST_NAMED).map((item) => `${item.id} for ${approverOf(item)}`);
  const message = `Record ${recordId} has ${items.length} pending approval requests: ${named.join(', ')}.`;
  return new InputError(message, { reason: 'severalPendingApprovals' }, 'Record');
}
