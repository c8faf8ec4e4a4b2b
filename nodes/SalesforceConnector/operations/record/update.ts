import { keyText, withoutKey } from '../../../../salesforce/records';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, WRITE_OPTIONS } from '../../fields/options';
import { describePath } from '../../fields/queryField';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty, readValues } from '../../fields/values';
import { describeObject } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const update: BatchOperation = {
  value: 'update',
  name: 'Update',
  action: 'Update record',
  description: 'Update a record by its ID or an external ID',
  properties: [
    objectProperty,
    ...recordKeyProperties,
    fieldsProperty,
    sendAsProperty,
    optionsProperty(...WRITE_OPTIONS),
  ],
  batch: writeItems({
    operation: 'update',
    readRecord: async (org, item) => {
      const described = await describeObject(org, readObject(item));
      const key = readRecordKey(item);
      const values = readValues(org, item, described, 'update');
      const record = { object: described.name, described };
      if (typeof key === 'string') return { ...record, key, values };
      const keyField = await describePath(org, described.name, key.field, 'External ID Field');
      return { ...record, key: keyText(key), keyField, values: withoutKey(values, key) };
    },
    toJson: ({ id }) => ({ id, updated: true }),
  }),
};
