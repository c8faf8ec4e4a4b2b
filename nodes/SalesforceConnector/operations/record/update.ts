import { readSaved, updateRecord } from '../../../../salesforce/records';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, readWriteHeaders, WRITE_OPTIONS } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import { fieldsProperty, readValues } from '../../fields/values';
import type { EachOperation } from '../define';

export const update: EachOperation = {
  value: 'update',
  name: 'Update',
  action: 'Update record',
  description: 'Update a record by its ID or an external ID',
  properties: [objectProperty, ...recordKeyProperties, fieldsProperty, optionsProperty(...WRITE_OPTIONS)],
  each: async (org, item) => {
    const object = readObject(item);
    const key = readRecordKey(item);
    const values = await readValues(org, item, object, 'update');
    const response = await org.send(updateRecord(org.version, object, key, values, readWriteHeaders(item)));
    const { id } = readSaved(response, typeof key === 'string' ? key : undefined);
    return [{ id, updated: true }];
  },
};
