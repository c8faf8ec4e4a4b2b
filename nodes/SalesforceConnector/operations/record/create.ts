import { createRecord, readSaved } from '../../../../salesforce/records';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, readWriteHeaders, WRITE_OPTIONS } from '../../fields/options';
import { fieldsProperty, readValues } from '../../fields/values';
import type { EachOperation } from '../define';

export const create: EachOperation = {
  value: 'create',
  name: 'Create',
  action: 'Create record',
  description: 'Create a record of any object',
  properties: [objectProperty, fieldsProperty, optionsProperty(...WRITE_OPTIONS)],
  each: async (org, item) => {
    const object = readObject(item);
    const values = await readValues(org, item, object, 'create');
    const { id } = readSaved(await org.send(createRecord(org.version, object, values, readWriteHeaders(item))));
    return [{ id, created: true }];
  },
};
