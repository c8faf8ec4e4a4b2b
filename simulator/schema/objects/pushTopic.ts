import { runQuery } from '../../soql';
import type { ObjectDefinition } from '../define';
import { checkbox, number, restrictedPicklist, text, textArea } from '../fields';

const notify = (operation: string) => checkbox(`NotifyForOperation${operation}`, { defaultValue: true });

/** https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/pushtopic.htm */
export const pushTopic: ObjectDefinition = {
  name: 'PushTopic',
  label: 'Push Topic',
  keyPrefix: '0IF',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 25, { nameField: true, required: true, unique: true }),
    textArea('Query', 1300, { required: true }),
    number('ApiVersion', 18, 1, { required: true }),
    checkbox('IsActive', { defaultValue: true }),
    restrictedPicklist('NotifyForFields', ['All', '*Referenced', 'Select', 'Where']),
    ...['Create', 'Update', 'Delete', 'Undelete'].map(notify),
    textArea('Description', 400),
  ],
  flags: { searchable: false, layoutable: false, replicateable: false },
  rules: {
    // A query that cannot be run is refused when it is saved.
    derive: (row, _, database) => {
      const context = { userId: '', now: new Date(), timeZone: 'UTC', includeDeleted: false, version: '68.0' };
      if (typeof row['Query'] === 'string') runQuery(database, row['Query'], context);
      return {};
    },
  },
};
