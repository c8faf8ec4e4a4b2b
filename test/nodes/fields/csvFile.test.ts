import { expect, test } from '@jest/globals';

import { readCsvFile } from '../../../nodes/SalesforceConnector/fields/csvFile';
import { inputItems } from '../../../nodes/SalesforceConnector/operations/items';
import { host } from '../support/host';

const fieldOf = (field: unknown) => {
  const parameters = { binaryPropertyName: 'data', columns: { column: [{ name: 'A', field }] }, options: {} };
  const [item] = inputItems(host({ items: [{}], parameters: () => parameters as never, written: {} }).context, []);
  return item === undefined ? undefined : readCsvFile(item).fields.get('A');
};

test.each(['list', 'name'])(
  'The field of a column is chosen or typed, also as workflows of earlier versions have it: %s',
  (mode) => {
    for (const name of ['LastName', 'Account.Ext__c', 'User:Owner.Username', '']) {
      expect(fieldOf({ __rl: true, mode, value: name })).toBe(name);
      expect(fieldOf(name)).toBe(name);
    }
    expect(() => fieldOf({ __rl: true, mode, value: 'Last Name' })).toThrow('Column Mapping > Field');
  },
);

test('A field whose expression has no result is an error, and not a column to skip', () => {
  for (const nothing of [
    { __rl: true, mode: 'name' },
    { __rl: true, mode: 'name', value: undefined },
  ])
    expect(() => fieldOf(nothing)).toThrow('Column Mapping > Field: its expression gave undefined.');
});
