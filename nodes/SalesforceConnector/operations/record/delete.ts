import { keyText } from '../../../../salesforce/records';
import { objectProperty, readObject } from '../../fields/object';
import { DELETE_OPTIONS, optionsProperty } from '../../fields/options';
import { describePath } from '../../fields/queryField';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import { sendAsProperty } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const remove: BatchOperation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete record',
  description: 'Move a record to the recycle bin, by its ID or an external ID',
  properties: [objectProperty, ...recordKeyProperties, sendAsProperty, optionsProperty(...DELETE_OPTIONS)],
  batch: writeItems({
    operation: 'delete',
    readRecord: async (org, item) => {
      const object = readObject(item);
      const key = readRecordKey(item);
      if (typeof key === 'string') return { object, key, values: {} };
      const keyField = await describePath(org, object, key.field, 'External ID Field');
      return { object, key: keyText(key), keyField, values: {} };
    },
    toJson: ({ id }) => ({ id, deleted: true }),
  }),
};
