import { getRecord, readRecord } from '../../../../salesforce/records';
import { fieldsToReturnProperties, readFieldsToReturn } from '../../fields/fieldsToReturn';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty, shown, simplifyOutput } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import type { EachOperation } from '../define';

export const get: EachOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get record',
  description: 'Get a record by its ID or an external ID',
  properties: [objectProperty, ...recordKeyProperties, ...fieldsToReturnProperties, optionsProperty(simplifyOutput)],
  each: async (org, item) => {
    const fields = readFieldsToReturn(item);
    const request = getRecord(org.version, readObject(item), readRecordKey(item), fields);
    return [shown(item, readRecord(await org.send(request), fields))];
  },
};
