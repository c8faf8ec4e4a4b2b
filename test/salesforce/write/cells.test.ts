import { describe, expect, test } from '@jest/globals';

import type { IngestJob } from '../../../salesforce/bulk/jobs';
import { InputError } from '../../../salesforce/errors';
import { cellOf, tableOf } from '../../../salesforce/write/cells';
import { field, object } from '../../support/schema';

describe('Cells', () => {
  test.each([
    [null, '#N/A'],
    ['', '#N/A'],
    [' a ', ' a '],
    [1e21, '1000000000000000000000'],
    [-0.0000001, '-0.0000001'],
    [false, 'false'],
  ])('%j is written %j', (value, cell) => {
    expect(cellOf(value, 'Name')).toBe(cell);
  });

  test.each([
    ['The word for null', '#N/A'],
    ['An object', {}],
    ['A list', []],
    ['What is too long', 'x'.repeat(131_073)],
    ['A NUL', 'a\0b'],
  ])('%s is refused', (_, value) => {
    expect(() => cellOf(value, 'Name')).toThrow(InputError);
  });

  const described = object('Contact', [
    field('LastName', 'string'),
    field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
    field('OwnerId', 'reference', { relationshipName: 'Owner', referenceTo: ['Group', 'User'] }),
  ]);
  const job: IngestJob = { operation: 'upsert', object: 'Contact', externalIdField: 'Key__c' };

  test('Rows with different fields share one table; the key comes first, parents by their external IDs', () => {
    const owner = { attributes: { type: 'User' }, Username: 'ada@example.com' };
    const { columns, rows } = tableOf(
      job,
      [
        { index: 0, key: 'k0', values: { LastName: 'A', key__c: 'k0' } },
        { index: 1, key: 'k1', values: { Account: { Ext__c: 'x' }, Owner: owner } },
        { index: 2, key: 'k2', values: { AccountId: null } },
      ],
      described,
    );
    expect(columns).toEqual(['Key__c', 'LastName', 'Account.Ext__c', 'User:Owner.Username', 'AccountId']);
    expect(rows).toEqual([
      ['k0', 'A', '', '', ''],
      ['k1', '', 'x', 'ada@example.com', ''],
      ['k2', '', '', '', '#N/A'],
    ]);
  });

  test('A parent of several objects must say which one', () => {
    const values = [{ Owner: { Username: 'ada@example.com' } }, { LastName: 'Fine' }];
    const { rows } = tableOf(
      job,
      values.map((each, index) => ({ index, key: `k${index}`, values: each })),
      described,
    );
    expect(rows.map((row) => (row instanceof InputError ? row.fields : 'fine'))).toEqual([['Owner'], 'fine']);
  });
});
