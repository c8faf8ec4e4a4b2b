import { answerProperties } from '../../fields/approval';
import { PACE_OPTIONS } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { answerItems } from './answerItems';

export const approvalRecall: BatchOperation = {
  value: 'recall',
  name: 'Recall',
  action: 'Recall record from approval',
  description: 'Take a record out of the approval process that it is in, as its submitter or an administrator',
  properties: answerProperties,
  options: PACE_OPTIONS,
  saves: true,
  batch: answerItems('Removed'),
};
