import { processRequests, type ApprovalRequest } from '../../../../salesforce/approvals/requests';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { readSubmission, SUBMIT_OPTIONS, submitProperties } from '../../fields/approval';
import { readPace } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';
import { objectToDescribe, shownResult } from './shown';

export const approvalSubmit: BatchOperation = {
  value: 'submit',
  name: 'Submit',
  action: 'Submit record for approval',
  description: 'Submit a record for approval, to the first approval process that it fits or to one of your choice',
  properties: submitProperties,
  options: SUBMIT_OPTIONS,
  saves: true,
  batch: writeInGroups<RequestSettings, ApprovalRequest>({
    objectOf: objectToDescribe,
    read: (_, item, described) => {
      const pace = item.shared(readPace);
      const row = { index: item.index, action: 'Submit' as const, ...readSubmission(item, described) };
      return { row, group: JSON.stringify(pace), common: () => pace };
    },
    write: (org, pace, requests) => processRequests(org, requests, pace),
    toJson: shownResult,
  }),
};
