import { processRequests, type ApprovalRequest } from '../../../../salesforce/approvals/requests';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { readSubmission, SUBMIT_OPTIONS, submitProperties } from '../../fields/approval';
import { objectToCheckIds } from '../../fields/object';
import type { BatchOperation } from '../define';
import { atPace, writeInGroups } from '../writeInGroups';
import { shownResult } from './shown';

export const approvalSubmit: BatchOperation = {
  value: 'submit',
  name: 'Submit',
  action: 'Submit record for approval',
  description: 'Submit a record for approval, to the first approval process that it fits or to one of your choice',
  properties: submitProperties,
  options: SUBMIT_OPTIONS,
  saves: true,
  batch: writeInGroups<RequestSettings, ApprovalRequest>({
    objectOf: objectToCheckIds,
    read: (_, item, described) =>
      atPace(item, () => ({ index: item.index, action: 'Submit', ...readSubmission(item, described) })),
    write: (org, pace, requests) => processRequests(org, requests, pace),
    toJson: shownResult,
  }),
};
