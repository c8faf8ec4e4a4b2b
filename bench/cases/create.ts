import {
  AUTO_MAP,
  builtin,
  BUILTIN_FIELDS,
  BUILTIN_KEY,
  collections,
  contacts,
  KEY,
  ours,
  typed,
  WRITE_BARS,
  writeNode,
} from './contacts';
import type { Case, Task } from './define';

export const items = ({ size }: Task) => contacts(size);

export const createdAll = (size: number) => ({
  soql: `SELECT COUNT() FROM Contact WHERE External_Id__c LIKE '${KEY}%'`,
  count: size,
});

const floor = collections(items, (http, records) =>
  http.post('composite/sobjects', { allOrNone: false, records: typed(records) }),
);

export const create: Case = {
  title: 'Create 10,000 contacts',
  size: 10_000,
  warm: 10_000,
  orgSize: () => 1000,
  sides: {
    floor,
    ours: ours(items, writeNode('create', AUTO_MAP)),
    builtin: builtin(items, {
      resource: 'contact',
      operation: 'create',
      lastname: '={{ $json.LastName }}',
      additionalFields: { ...BUILTIN_FIELDS, ...BUILTIN_KEY },
    }),
  },
  builtinSize: 500,
  bars: WRITE_BARS,
  proof: createdAll,
};
