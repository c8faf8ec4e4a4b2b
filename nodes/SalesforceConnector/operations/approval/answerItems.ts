import { processRequests, type ApprovalAction, type ApprovalRequest } from '../../../../salesforce/approvals/requests';
import type { ObjectDescribe } from '../../../../salesforce/describe';
import { findWorkItems } from '../../../../salesforce/approvals/workItems';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import type { WriteOutcome } from '../../../../salesforce/write/rows';
import { readApprovalAnswer } from '../../fields/approval';
import { objectToCheckIds } from '../../fields/object';
import { readRecordId, recordIdProperty } from '../../fields/recordId';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';
import { shownResult } from './shown';

/** Answers the pending request of each item's record, found for all items at once. */
export function answerItems(action: Exclude<ApprovalAction, 'Submit'>): BatchOperation['batch'] {
  return async (org, items) => {
    const answered = answeredBefore(org, items);
    const read = (item: Item, described: ObjectDescribe | undefined): ApprovalRequest => {
      const request = { index: item.index, action, ...readApprovalAnswer(item, action, described) };
      const subject = request.workItemId ?? request.recordId;
      const earlier = answered.get(subject);
      if (earlier !== undefined) throw answeredAlready(request, earlier);
      answered.set(subject, item.index);
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

/** Which item of an earlier attempt has answered a record's request: the next one of the record is another step's. */
function answeredBefore({ attempts }: NodeOrg, items: readonly Item[]): Map<string, number> {
  const done = items.filter(({ index }) => attempts.outcomeOf(index) !== undefined);
  return new Map(done.map((item) => [readRecordId(item), item.index]));
}

function answeredAlready({ recordId, workItemId }: ApprovalRequest, earlier: number): AdvisedError {
  const request =
    workItemId === undefined ? `The pending approval request of record ${recordId}` : `Work item ${workItemId}`;
  return new AdvisedError(`${request} is answered already, by item ${earlier}.`, {
    field: recordIdProperty.displayName,
    actions: [
      'Leave out items that come twice, for example with Remove Duplicates. To answer the next step too, add another node after this one.',
    ],
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
