import { builtin, collections, existing, ours, RECORD_BY_ID, WRITE_BARS, writeNode } from './contacts';
import type { Case, Task } from './define';

/** A contact with cases cannot be deleted. */
const items = (task: Task) => existing(task, 'Id', 'WHERE Id NOT IN (SELECT ContactId FROM Case)');

const orgSize = (size: number): number => 2 * size;

export const remove: Case = {
  title: 'Delete 10,000 contacts',
  size: 10_000,
  warm: 10_000,
  orgSize,
  sides: {
    floor: collections(items, (http, records) =>
      http.delete('composite/sobjects', { params: { ids: records.map(({ Id }) => Id).join(), allOrNone: false } }),
    ),
    ours: ours(items, writeNode('delete', RECORD_BY_ID)),
    builtin: builtin(items, { resource: 'contact', operation: 'delete', contactId: '={{ $json.Id }}' }),
  },
  builtinSize: 500,
  bars: WRITE_BARS,
  proof: (done, size) => ({ soql: 'SELECT COUNT() FROM Contact', count: orgSize(size) - done }),
};
