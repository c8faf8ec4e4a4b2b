import { describe, expect, test } from '@jest/globals';

import { checkRecordId, type ObjectDescribe } from '../../../salesforce/describe';

const INVOICE = { name: 'Invoice__c', keyPrefix: 'a01' } as ObjectDescribe;

describe('An ID of another object', () => {
  test.each([
    ['of a standard object', '001000000000001AAA', 'contact', undefined, 'of contact, but of Account.'],
    ['of the org’s own object', 'a01000000000001AAA', 'Contact', undefined, 'of Contact: those begin with 003.'],
    ['for an object that was described', '001000000000001AAA', 'invoice__C', INVOICE, 'of Invoice__c, but of Account.'],
    ['of a dashboard', '01Z000000000001EAA', 'Report', undefined, 'of Report, but of Dashboard.'],
    ['of a report', '00O000000000001EAA', 'Dashboard', undefined, 'of Dashboard, but of Report.'],
    ['of a folder', '00l000000000001AAA', 'Report', undefined, 'of Report, but of Folder.'],
    ['of an account', '001000000000001AAA', 'Report', undefined, 'of Report, but of Account.'],
    ['for a custom object', '00Q000000000001AAA', 'Invoice__c', undefined, 'of Invoice__c, but of Lead.'],
  ] as const)(
    '%s is refused, with the object that it is of where its prefix tells',
    (_, id, object, described, told) => {
      const expected = `“${id}” is not the ID of a record ${told}`;
      expect(() => checkRecordId(id, object, described)).toThrow(expected);
    },
  );
});

test.each([
  ['of the object', '003000000000001AAA', 'Contact', undefined],
  ['of a custom object', 'a01000000000001AAA', 'Invoice__c', INVOICE],
  ['whose prefix nobody knows', 'a01000000000001AAA', 'Other__c', undefined],
  [
    'of a standard object, for an object that may list those of others',
    '001000000000001AAA',
    'RecentlyViewed',
    undefined,
  ],
])('An ID %s is taken', (_, id, object, described) => {
  expect(() => checkRecordId(id, object, described)).not.toThrow();
});
