import { expect, test } from '@jest/globals';

import { thingsNamedIn } from '../../../salesforce/errors';

test.each([
  [
    'Foreign key external ID: my entity x not found for field Ext__c in entity Account',
    ['Foreign key external ID', 'Ext__c', 'Account'],
  ],
  ["No such column 'Nope' on sobject of type Contact", ['Nope', 'Contact']],
  ['Account ID: id value of incorrect type: 003000000000001AAA', ['Account ID', '003']],
  ['insufficient access rights on cross-reference id: 0018d0000000zzzAAA', ['001']],
  ['“a”: 12 is wrong', []],
  ['invalid cross reference id', []],
  ['', []],
])('What is named in %p', (message, things) => {
  expect(thingsNamedIn(message)).toEqual(expect.arrayContaining(things));
});

test('A message of any length is looked through in no time', () => {
  for (const part of ['field ', 'a_', '__', "'", '0018d0000000001 ', ' entity', 'x', ' ']) {
    const text = part.repeat(100_000);
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) thingsNamedIn(text);
    expect(performance.now() - start).toBeLessThan(500);
  }
});
