import { deleteRecord, getRecord, readDeleted, readRecord, type RecordKey } from '../../../../salesforce/records';
import { objectProperty, readObject } from '../../fields/object';
import { optionsProperty } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import type { Org } from '../../host/org';
import type { EachOperation } from '../define';

export const remove: EachOperation = {
  value: 'delete',
  name: 'Delete',
  action: 'Delete record',
  description: 'Move a record to the recycle bin, by its ID or an external ID',
  properties: [objectProperty, ...recordKeyProperties, optionsProperty()],
  each: async (org, item) => {
    const object = readObject(item);
    const id = await idOf(org, object, readRecordKey(item));
    readDeleted(await org.send(deleteRecord(org.version, object, id)));
    return [{ id, deleted: true }];
  },
};

/** Salesforce does not say which record it deleted by an external ID, so that one is looked up first. */
async function idOf(org: Org, object: string, key: RecordKey): Promise<string> {
  if (typeof key === 'string') return key;
  return String(readRecord(await org.send(getRecord(org.version, object, key, ['Id'])), ['Id'])['Id']);
}
