import {
  AUTO_MAP,
  builtin,
  BUILTIN_FIELDS,
  collections,
  contacts,
  existing,
  ours,
  typed,
  WRITE_BARS,
  writeNode,
} from './contacts';
import type { Case, Task } from './define';

/** Every second one is there already. */
const items = async (task: Task) => {
  const there = await existing({ ...task, size: Math.floor(task.size / 2) }, 'External_Id__c');
  return contacts(task.size).map((record, index) => ({
    ...record,
    ...(index % 2 === 1 ? there[(index - 1) / 2] : {}),
  }));
};

export const upsert: Case = {
  title: 'Create or update 10,000 contacts by external ID',
  size: 10_000,
  warm: 10_000,
  orgSize: (size) => Math.floor(size / 2),
  sides: {
    floor: collections(items, (http, records) =>
      http.patch('composite/sobjects/Contact/External_Id__c', { allOrNone: false, records: typed(records) }),
    ),
    ours: ours(
      items,
      writeNode('upsert', {
        externalIdField: { __rl: true, mode: 'name', value: 'External_Id__c' },
        externalIdValue: '={{ $json.External_Id__c }}',
        ...AUTO_MAP,
      }),
    ),
    builtin: builtin(items, {
      resource: 'contact',
      operation: 'upsert',
      externalId: 'External_Id__c',
      externalIdValue: '={{ $json.External_Id__c }}',
      lastname: '={{ $json.LastName }}',
      additionalFields: BUILTIN_FIELDS,
    }),
  },
  builtinSize: 500,
  bars: WRITE_BARS,
  proof: (size) => ({ soql: "SELECT COUNT() FROM Contact WHERE LastName LIKE 'Lovelace %'", count: size }),
};
