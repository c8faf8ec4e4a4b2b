import { processRequests, type ApprovalAction, type ApprovalRequest } from '../../../../salesforce/approvals/requests';
import { findWorkItems } from '../../../../salesforce/approvals/workItems';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import type { WriteOutcome } from '../../../../salesforce/write/rows';
import { readApprovalAnswer } from '../../fields/approval';
import { objectToCheckIds } from '../../fields/object';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';
import { shownResult } from './shown';

/** Answers the pending request of each item's record, found for all items at once. */
export function answerItems(action: Exclude<ApprovalAction, 'Submit'>): BatchOperation['batch'] {
  return writeInGroups<RequestSettings, ApprovalRequest>({
    objectOf: objectToCheckIds,
    read: (_, item, described) =>
      atPace(item, () => ({ index: item.index, action, ...readApprovalAnswer(item, action, described) })),
    write: answerAll,
    toJson: shownResult,
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
