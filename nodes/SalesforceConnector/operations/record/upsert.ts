import { readSaved, upsertRecord } from '../../../../salesforce/records';
import { externalIdFieldProperty, externalIdValueProperty, readExternalKey } from '../../fields/externalId';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, readWriteHeaders, WRITE_OPTIONS } from '../../fields/options';
import { fieldsProperty, readValues } from '../../fields/values';
import type { EachOperation } from '../define';

export const upsert: EachOperation = {
  value: 'upsert',
  name: 'Create or Update',
  action: 'Create or update record',
  description: 'Create a new record, or update the current one if it already exists (upsert)',
  properties: [
    objectProperty,
    externalIdFieldProperty,
    externalIdValueProperty,
    fieldsProperty,
    optionsProperty(...WRITE_OPTIONS),
  ],
  each: async (org, item) => {
    const object = readObject(item);
    const { field, value } = readExternalKey(item);
    const values = await readValues(org, item, object, 'create');
    const request = upsertRecord(org.version, object, field, value, values, readWriteHeaders(item));
    const { id, created } = readSaved(await org.send(request));
    return [{ id, created }];
  },
};
