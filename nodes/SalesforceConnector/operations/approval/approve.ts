import { answerProperties, APPROVE_OPTIONS } from '../../fields/approval';
import type { BatchOperation } from '../define';
import { answerItems } from './answerItems';

export const approvalApprove: BatchOperation = {
  value: 'approve',
  name: 'Approve',
  action: 'Approve record',
  description: 'Approve a record that waits for approval, as an approver of its pending request',
  properties: answerProperties,
  options: APPROVE_OPTIONS,
  saves: true,
  batch: answerItems('Approve'),
};
