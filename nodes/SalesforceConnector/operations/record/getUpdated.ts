import { updatedBetween } from '../../../../salesforce/changes/between';
import { counted, SalesforceError } from '../../../../salesforce/errors';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { getRecords } from '../../../../salesforce/records/getMany';
import { changedOutputProperties, readChangedOutput } from '../../fields/changedOutput';
import { fieldsToReturnProperties, readFieldsToReturn } from '../../fields/fieldsToReturn';
import { loadFields, readLoadFields } from '../../fields/loadFields';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { readShape, simplifyOutput } from '../../fields/options';
import { readTimeRange, timeRangeProperties } from '../../fields/timeRange';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';
import { changedItems, changedObject, writtenTime } from './changedItems';

/** How far Salesforce looks back. */
const UPDATED_DAYS = 30;

export const recordGetUpdated: EachOperation = {
  value: 'getUpdated',
  name: 'Get Updated',
  action: 'Get updated records',
  description: 'Get the records that were created or updated in a time range of the last 30 days',
  properties: [
    objectProperty('replicate'),
    chooseObjectNotice,
    ...timeRangeProperties,
    loadFields,
    ...fieldsToReturnProperties.map((property) => ({
      ...property,
      displayOptions: { ...property.displayOptions, show: { loadFields: [true] } },
    })),
    ...changedOutputProperties,
  ],
  options: [simplifyOutput],
  each: async (org, item) => {
    const { isList, limit } = readChangedOutput(item);
    const isLoading = readLoadFields(item);
    const shape = readShape(item);
    const object = readObject(item);
    const range = readTimeRange(org, item, UPDATED_DAYS);
    const { ids, covered } = await updatedBetween(org, await changedObject(org, object), range);
    const wanted = ids.slice(0, limit);
    const times = { latestDateCovered: writtenTime(covered) };
    if (!isLoading && isList) return [{ ids: wanted, ...times }];
    const records = isLoading ? (await loaded(org, item, wanted)).map(shape) : wanted.map((id) => ({ Id: id }));
    const left = ids.length - wanted.length;
    return changedItems(org, isList, { list: 'records', total: records.length + left, records, times });
  },
};

/** The records with their fields; those that are gone, or that the user cannot see, are left out. */
async function loaded(org: NodeOrg, item: Item, ids: readonly string[]): Promise<SalesforceRecord[]> {
  if (ids.length === 0) return [];
  const fields = readFieldsToReturn(item);
  const found = await getRecords(org, { object: readObject(item), keyField: undefined, fields, keys: ids });
  const records: SalesforceRecord[] = [];
  for (const record of found) {
    if (record === undefined || isUnreadable(record)) continue;
    if (record instanceof Error) throw record;
    records.push(record);
  }
  const gone = ids.length - records.length;
  if (gone > 0)
    org.hints.warn(`${counted(gone, 'updated record')} can no longer be read. Get Deleted lists deletions.`);
  return records;
}

const UNREADABLE: ReadonlySet<string> = new Set(['ENTITY_IS_DELETED', 'NOT_FOUND']);

function isUnreadable(record: unknown): boolean {
  return record instanceof SalesforceError && !record.isForeign && UNREADABLE.has(record.errorCode);
}
