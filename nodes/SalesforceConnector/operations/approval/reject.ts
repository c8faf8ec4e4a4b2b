import { answerProperties, REJECT_OPTIONS } from '../../fields/approval';
import type { BatchOperation } from '../define';
import { answerItems } from './answerItems';

export const approvalReject: BatchOperation = {
  value: 'reject',
  name: 'Reject',
  action: 'Reject record',
  description: 'Reject a record that waits for approval, as an approver of its pending request',
  properties: answerProperties,
  options: REJECT_OPTIONS,
  saves: true,
  batch: answerItems('Reject'),
};
