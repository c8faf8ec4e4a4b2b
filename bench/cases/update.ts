import { AUTO_MAP, builtin, collections, existing, ours, RECORD_BY_ID, typed, WRITE_BARS, writeNode } from './contacts';
import type { Case, Task } from './define';

const TITLE = 'Measured';

const items = async (task: Task) =>
  (await existing(task, 'Id, Phone')).map((record) => ({ ...record, Title: TITLE, Department: 'Analysis' }));

export const update: Case = {
  title: 'Update 10,000 contacts by ID',
  size: 10_000,
  warm: 10_000,
  orgSize: (size) => size,
  sides: {
    floor: collections(items, (http, records) =>
      http.patch('composite/sobjects', { allOrNone: false, records: typed(records) }),
    ),
    ours: ours(items, writeNode('update', { ...RECORD_BY_ID, ...AUTO_MAP })),
    builtin: builtin(items, {
      resource: 'contact',
      operation: 'update',
      contactId: '={{ $json.Id }}',
      updateFields: {
        phone: '={{ $json.Phone }}',
        title: '={{ $json.Title }}',
        department: '={{ $json.Department }}',
      },
    }),
  },
  builtinSize: 500,
  bars: WRITE_BARS,
  proof: (size) => ({ soql: `SELECT COUNT() FROM Contact WHERE Title = '${TITLE}'`, count: size }),
};
