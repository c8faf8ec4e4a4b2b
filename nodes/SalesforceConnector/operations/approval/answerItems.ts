import { processRequests, type ApprovalAction, type ApprovalRequest } from '../../../../salesforce/approvals/requests';
import type { ObjectDescribe } from '../../../../salesforce/describe';
import { findWorkItems } from '../../../../salesforce/approvals/workItems';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import type { WriteOutcome } from '../../../../salesforce/write/rows';
import { readApprovalAnswer } from '../../fields/approval';
import { objectToCheckIds } from '../../fields/object';
import { recordIdProperty } from '../../fields/recordId';
import type { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { comesTwice } from '../firstItems';
import { atPace, writeInGroups } from '../writeInGroups';
import { shownResult } from './shown';

/** Answers the pending request of each item's record, found for all items at once. */
export function answerItems(action: Exclude<ApprovalAction, 'Submit'>): BatchOperation['batch'] {
  return async (org, items) => {
    const before = requestsBefore(org, items, action);
    const read = (item: Item, described: ObjectDescribe | undefined): ApprovalRequest => {
      const request = { index: item.index, action, ...readApprovalAnswer(item, action, described) };
      const ofRecord = before.get(request.recordId) ?? [];
      const other = ofRecord.find((one) => canBeSameRequest(one, request));
      if (other !== undefined) throw answeredTwice(request, other.index);
      before.set(request.recordId, [...ofRecord, request]);
      return request;
    };
    return await writeInGroups<RequestSettings, ApprovalRequest>({
      objectOf: objectToCheckIds,
      read: (_, item, described) => atPace(item, () => read(item, described)),
      write: answerAll,
      toJson: shownResult,
    })(org, items);
  };
}

/** What an item is to answer. */
type RequestOfItem = Pick<ApprovalRequest, 'index' | 'recordId' | 'workItemId'>;

/**
 * What items of an earlier attempt have answered, or may have, by their records: the next request of a record is another
 * step's.
 */
function requestsBefore(
  { attempts }: NodeOrg,
  items: readonly Item[],
  action: ApprovalAction,
): Map<string, readonly RequestOfItem[]> {
  const done = items.filter(({ index }) => attempts.outcomeOf(index) !== undefined);
  const requests = done.map((item): RequestOfItem => ({
    index: item.index,
    ...readApprovalAnswer(item, action, undefined),
  }));
  const byRecord = new Map<string, RequestOfItem[]>();
  for (const one of requests) byRecord.set(one.recordId, [...(byRecord.get(one.recordId) ?? []), one]);
  return byRecord;
}

/** Of one record: where no work item is named, any can be found. */
function canBeSameRequest({ workItemId: one }: RequestOfItem, { workItemId: other }: RequestOfItem): boolean {
  return one === undefined || other === undefined || one === other;
}

function answeredTwice({ recordId, workItemId }: RequestOfItem, other: number): AdvisedError {
  const request =
    workItemId === undefined ? `The pending approval request of record ${recordId}` : `Work item ${workItemId}`;
  return comesTwice(request, other, {
    field: recordIdProperty.displayName,
    otherwise: ' To answer the next step too, add another node after this one.',
  });
}

async function answerAll(
  org: NodeOrg,
  pace: RequestSettings,
  requests: readonly ApprovalRequest[],
): Promise<Map<number, WriteOutcome>> {
  const [{ action } = { action: 'Approve' as const }] = requests;
  const found = await findWorkItems(org, action, requests);
  const outcomes = new Map<number, WriteOutcome>();
  const answers = requests.flatMap((request, position): ApprovalRequest[] => {
    const workItemId = found[position];
    if (typeof workItemId === 'string') return [{ ...request, workItemId }];
    outcomes.set(request.index, { error: workItemId ?? new Error('No request was looked for.') });
    return [];
  });
  return new Map([...outcomes, ...(await processRequests(org, answers, pace))]);
}
