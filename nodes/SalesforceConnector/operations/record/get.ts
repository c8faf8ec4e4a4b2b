import type { FieldDescribe } from '../../../../salesforce/describe';
import { asError, SalesforceError } from '../../../../salesforce/errors';
import { findRecords, type Found } from '../../../../salesforce/query/find';
import type { SalesforceRecord } from '../../../../salesforce/query';
import { getRecord, keyText, readRecord, type RecordKey } from '../../../../salesforce/records/single';
import { onlyOne } from '../../../../salesforce/records/resolve';
import { fieldsToReturnProperties, readFieldsToReturn } from '../../fields/fieldsToReturn';
import { objectProperty, readObject } from '../../fields/object';
import { readShape, simplifyOutput } from '../../fields/options';
import { fieldOf } from '../../fields/queryField';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import type { Item } from '../../host/form';
import { describeObject, type Org } from '../../host/org';
import type { BatchOperation, Outcome } from '../define';

export const recordGet: BatchOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get record',
  description: 'Get a record by its ID or an external ID',
  properties: [objectProperty('query'), ...recordKeyProperties, ...fieldsToReturnProperties],
  options: [simplifyOutput],
  batch: async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    for (const group of groupsOf(items, outcomes)) {
      const found = await getGroup(org, group);
      for (const [item, record] of found) {
        outcomes.set(item.index, record instanceof Error ? { error: record } : { json: [readShape(item)(record)] });
      }
    }
    return items.map(({ index }) => outcomes.get(index) ?? { error: new Error(`Item ${index} was not read.`) });
  },
};

/** Records that one query can find. */
interface Group {
  readonly object: string;
  /** Of the external ID; undefined for record IDs. */
  readonly keyField: string | undefined;
  /** None for all. */
  readonly fields: readonly string[];
  readonly items: { readonly item: Item; readonly key: RecordKey }[];
}

type Read = readonly [Item, Error | SalesforceRecord];

function groupsOf(items: readonly Item[], outcomes: Map<number, Outcome>): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const item of items) {
    try {
      const object = readObject(item);
      const key = readRecordKey(item);
      const fields = readFieldsToReturn(item);
      const keyField = typeof key === 'string' ? undefined : key.field;
      const name = JSON.stringify([object, keyField, fields]);
      const group = groups.get(name) ?? { object, keyField, fields, items: [] };
      group.items.push({ item, key });
      groups.set(name, group);
    } catch (error) {
      outcomes.set(item.index, { error: asError(error) });
    }
  }
  return groups.values();
}

/** Fields of parents come by query alone, and several records in few requests do. */
async function getGroup(org: Org, group: Group): Promise<Read[]> {
  const hasParents = group.fields.some((field) => field.includes('.'));
  if (!hasParents && group.items.length === 1) return await oneByOne(org, group);
  try {
    return await together(org, group);
  } catch (error) {
    // Some objects and fields can be read and not queried.
    if (!hasParents && error instanceof SalesforceError && error.status === 400) return await oneByOne(org, group);
    return group.items.map(({ item }) => [item, asError(error)]);
  }
}

async function oneByOne(org: Org, { object, fields, items }: Group): Promise<Read[]> {
  const read: Read[] = [];
  for (const { item, key } of items) {
    if (org.cancelled()) break;
    try {
      read.push([item, readRecord(await org.send(getRecord(org.version, object, key, fields)), fields)]);
    } catch (error) {
      read.push([item, asError(error)]);
    }
  }
  return read;
}

async function together(org: Org, { object, keyField = 'Id', fields, items }: Group): Promise<Read[]> {
  const described = await describeObject(org, object);
  const by = fieldOf([described], keyField, 'External ID Field');
  const wanted = fields.length > 0 ? fields : described.fields.map(({ name }) => name);
  const keys = items.map(({ key }) => textOf(key));
  const found = await findRecords(
    org.send,
    org.version,
    { object, by, fields: wanted },
    keys.filter((key): key is string => typeof key === 'string'),
  );
  const isAsked = fields.length === 0 || fields.some((field) => field.toLowerCase() === by.name.toLowerCase());
  return items.map(({ item }, place): Read => {
    const key = keys[place];
    if (typeof key !== 'string') return [item, key ?? new Error('The record has no key.')];
    const record = recordOf(found.get(key), key, object, by);
    return [item, record instanceof Error || isAsked ? record : without(record, by.name)];
  });
}

/** A key that is none fails its own item alone. */
function textOf(key: RecordKey): Error | string {
  try {
    return typeof key === 'string' ? key : keyText(key);
  } catch (error) {
    return asError(error);
  }
}

function recordOf(found: Found | undefined, key: string, object: string, by: FieldDescribe): Error | SalesforceRecord {
  if (found !== undefined && 'error' in found) return found.error;
  const records = found?.records ?? [];
  if (records.length > 0 || by.type !== 'id') return onlyOne(records, key, object, by);
  // As REST says it of a record that is addressed by its ID.
  return new SalesforceError(404, [
    { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist', fields: [] },
  ]);
}

function without(record: SalesforceRecord, name: string): SalesforceRecord {
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== name));
}
