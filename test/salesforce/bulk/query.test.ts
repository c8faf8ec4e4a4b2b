import { describe, expect, test } from '@jest/globals';

import { checkBulkQuery } from '../../../salesforce/bulk/query';
import { field, object } from '../../support/schema';

describe('Before a query is sent', () => {
  test.each([
    "SELECT Id FROM Account WHERE Name = 'COUNT(x) GROUP BY OFFSET 5 TYPEOF'",
    'SELECT Id, Owner.Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact) LIMIT 5',
    'SELECT toLabel(Industry) FROM Account',
    'what this cannot read',
  ])('%s may be asked', (soql) => {
    expect(() => checkBulkQuery(soql)).not.toThrow();
  });

  test('A compound field is refused by its type', () => {
    const described = object('Account', [field('Address', 'address'), field('Name', 'string')]);
    expect(() => checkBulkQuery('SELECT Name, ADDRESS FROM Account', described)).toThrow('the compound field Address');
  });
});
