import { keyText, withoutKey } from '../../../../salesforce/records';
import { externalIdFieldProperty, externalIdValueProperty, readExternalKey } from '../../fields/externalId';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, WRITE_OPTIONS } from '../../fields/options';
import { describePath } from '../../fields/queryField';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty, readValues } from '../../fields/values';
import { describeObject } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const upsert: BatchOperation = {
  value: 'upsert',
  name: 'Create or Update',
  action: 'Create or update record',
  description: 'Create a new record, or update the current one if it already exists (upsert)',
  properties: [
    objectProperty,
    externalIdFieldProperty,
    externalIdValueProperty,
    fieldsProperty,
    sendAsProperty,
    optionsProperty(...WRITE_OPTIONS),
  ],
  batch: writeItems({
    operation: 'upsert',
    readRecord: async (org, item) => {
      const described = await describeObject(org, readObject(item));
      const key = readExternalKey(item);
      const values = withoutKey(readValues(org, item, described, 'create'), key);
      const keyField = await describePath(org, described.name, key.field, 'External ID Field');
      return { object: described.name, described, key: keyText(key), keyField, values };
    },
    toJson: ({ id, created }) => ({ id, created }),
  }),
};
