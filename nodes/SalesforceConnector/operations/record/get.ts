import { checkRecordId } from '../../../../salesforce/describe';
import { asError } from '../../../../salesforce/errors';
import { getRecords, type WantedRecords } from '../../../../salesforce/records/getMany';
import type { RecordKey } from '../../../../salesforce/records/single';
import { fieldsToReturnProperties, readFieldsToReturn } from '../../fields/fieldsToReturn';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { readShape, simplifyOutput } from '../../fields/options';
import { readRecordKey, recordKeyProperties } from '../../fields/recordKey';
import type { Item } from '../../host/form';
import type { BatchOperation } from '../define';
import type { Outcome } from '../../host/outcome';

export const recordGet: BatchOperation = {
  value: 'get',
  name: 'Get',
  action: 'Get record',
  description: 'Get a record by its ID or an external ID',
  properties: [objectProperty('query'), chooseObjectNotice, ...recordKeyProperties, ...fieldsToReturnProperties],
  options: [simplifyOutput],
  batch: async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    for (const { items: wanting, ...wanted } of itemsByQuery(items, outcomes)) {
      const records = await getRecords(org, wanted);
      for (const [place, { index, shape }] of wanting.entries()) {
        const record = records[place];
        if (record === undefined) continue;
        outcomes.set(index, record instanceof Error ? { error: record } : { json: [shape(record)] });
      }
    }
    return items.map(({ index }) => outcomes.get(index) ?? { error: new Error(`Item ${index} was not read.`) });
  },
};

interface WantingItem {
  readonly index: number;
  readonly shape: ReturnType<typeof readShape>;
}

/** Items whose records can be read together, and their keys in the same order. */
interface ItemsOfQuery extends WantedRecords {
  readonly keys: RecordKey[];
  readonly items: WantingItem[];
}

function itemsByQuery(items: readonly Item[], outcomes: Map<number, Outcome>): Iterable<ItemsOfQuery> {
  const queries = new Map<string, ItemsOfQuery>();
  for (const item of items) {
    try {
      const object = readObject(item);
      const key = readRecordKey(item);
      if (typeof key === 'string') checkRecordId(key, object, undefined);
      const fields = readFieldsToReturn(item);
      const keyField = typeof key === 'string' ? undefined : key.field;
      const name = JSON.stringify([object, keyField, fields]);
      const query = queries.get(name) ?? { object, keyField, fields, keys: [], items: [] };
      query.items.push({ index: item.index, shape: readShape(item) });
      query.keys.push(key);
      queries.set(name, query);
    } catch (error) {
      outcomes.set(item.index, { error: asError(error) });
    }
  }
  return queries.values();
}
