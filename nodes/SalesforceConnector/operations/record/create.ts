import { objectProperty } from '../../fields/object';
import { WRITE_OPTIONS } from '../../fields/options';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty } from '../../fields/fieldsToSend';
import { chooseObjectNotice, emptyValuesNotice } from '../../fields/notices';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const recordCreate: BatchOperation = {
  value: 'create',
  name: 'Create',
  action: 'Create record',
  description: 'Create a record of any object',
  properties: [
    objectProperty('create'),
    chooseObjectNotice,
    fieldsProperty('create'),
    emptyValuesNotice,
    sendAsProperty,
  ],
  options: WRITE_OPTIONS,
  saves: true,
  batch: writeItems({
    operation: 'create',
    toJson: ({ id }) => ({ id, created: true }),
  }),
};
