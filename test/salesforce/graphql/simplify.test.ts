import { expect, test } from '@jest/globals';

import { simplifyNode } from '../../../salesforce/graphql/simplify';

test.each([
  [{ Name: { value: 'Acme' } }, { Name: 'Acme' }],
  [{ Name: { value: null, displayValue: null } }, { Name: null }],
  [{ Rating: { value: 'Hot', displayValue: 'Hot', label: 'Hot' } }, { Rating: 'Hot' }],
  [
    { Id: '001', Owner: { Name: { value: 'Ada' } } },
    { Id: '001', Owner: { Name: 'Ada' } },
  ],
  [
    { Contacts: { edges: [{ node: { Id: '003', Name: { value: 'A' } } }, null], totalCount: 1 } },
    { Contacts: [{ Id: '003', Name: 'A' }, null] },
  ],
  // Edges without nodes have what was asked for.
  [{ Contacts: { edges: [{ cursor: 'a' }] } }, { Contacts: { edges: [{ cursor: 'a' }] } }],
  [{ Contacts: { edges: [{ node: null }] } }, { Contacts: [null] }],
  [
    { Owner: null, Tags: ['a'] },
    { Owner: null, Tags: ['a'] },
  ],
  // A record that has a field of this name among others.
  [
    { value: { value: 1 }, Other__c: { value: 2 } },
    { value: 1, Other__c: 2 },
  ],
])('The simplified form of %j', (node, simple) => {
  expect(simplifyNode(node)).toEqual(simple);
});
