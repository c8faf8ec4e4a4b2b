import { objectProperty } from '../../fields/object';
import { DELETE_OPTIONS } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import { sendAsProperty } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const recordDelete: BatchOperation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete record',
  description: 'Move a record to the Recycle Bin by its ID or an external ID',
  properties: [objectProperty('delete'), ...recordKeyProperties, sendAsProperty],
  options: DELETE_OPTIONS,
  saves: true,
  batch: writeItems({
    operation: 'delete',
    readKey: readRecordKey,
    toJson: ({ id }) => ({ id, deleted: true }),
  }),
};
