import { externalIdFieldProperty, externalIdValueProperty, readExternalKey } from '../../fields/externalId';
import { objectProperty } from '../../fields/object';
import { WRITE_OPTIONS } from '../../fields/options';
import { sendAsProperty } from '../../fields/sendAs';
import { fieldsProperty } from '../../fields/fieldsToSend';
import { chooseObjectNotice, emptyValuesNotice } from '../../fields/notices';
import type { BatchOperation } from '../define';
import { writeItems } from './writeItems';

export const recordUpsert: BatchOperation = {
  value: 'upsert',
  name: 'Create or Update',
  action: 'Create or update record',
  description: 'Create a new record, or update the current one if it already exists (upsert)',
  properties: [
    objectProperty('upsert'),
    chooseObjectNotice,
    externalIdFieldProperty,
    externalIdValueProperty,
    fieldsProperty('upsert'),
    emptyValuesNotice,
    sendAsProperty,
  ],
  options: WRITE_OPTIONS,
  saves: true,
  batch: writeItems({
    operation: 'upsert',
    readKey: readExternalKey,
    toJson: ({ id, created }) => ({ id, created }),
  }),
};
