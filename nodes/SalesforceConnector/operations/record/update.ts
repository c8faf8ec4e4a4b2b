import { objectProperty } from '../../fields/object';
import { WRITE_OPTIONS } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty } from '../../fields/fieldsToSend';
import { chooseObjectNotice, emptyValuesNotice } from '../../fields/notices';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const recordUpdate: BatchOperation = {
  value: 'update',
  name: 'Update',
  action: 'Update record',
  description: 'Update a record by its ID or an external ID',
  properties: [
    objectProperty('update'),
    chooseObjectNotice,
    ...recordKeyProperties,
    fieldsProperty('update'),
    emptyValuesNotice,
    sendAsProperty,
  ],
  options: WRITE_OPTIONS,
  saves: true,
  batch: writeItems({
    operation: 'update',
    readKey: readRecordKey,
    toJson: ({ id }) => ({ id, updated: true }),
  }),
};
