import { describe, expect, test } from '@jest/globals';

import { parentReader } from '../../../salesforce/write/parents';
import { field, object } from '../../support/schema';

const reference = (name: string, relationshipName: string | null, referenceTo: string[], cascadeDelete = false) =>
  field(name, 'reference', { relationshipName, referenceTo, cascadeDelete });

const line = object('Line__c', [
  field('Name', 'string'),
  reference('OwnerId', 'Owner', ['Group', 'User']),
  reference('RecordTypeId', 'RecordType', ['RecordType']),
  reference('Contact__c', 'Contact__r', ['Contact']),
  reference('Account__c', 'Account__r', ['Account']),
  reference('Invoice__c', 'Invoice__r', ['Invoice__c'], true),
]);

describe('The record that is locked while a row is written', () => {
  const parentOf = parentReader(line);

  test('is a standard master, of which describe does not say that records go with it', () => {
    const member = object('CampaignMember', [
      reference('ContactId', 'Contact', ['Contact']),
      { ...reference('CampaignId', 'Campaign', ['Campaign']), nillable: false, updateable: false },
    ]);
    expect(parentReader(member)({ ContactId: 'c', CampaignId: 'p' })).toBe('p');
  });

  test.each([
    ['is its master before all others', { Contact__c: 'c', Account__c: 'a', Invoice__c: 'i' }, 'i'],
    ['is its account before other lookups', { Contact__c: 'c', Account__c: 'a', Invoice__c: null }, 'a'],
    ['is what it looks up otherwise', { Contact__c: 'c', OwnerId: 'o' }, 'c'],
    ['can be named by its external ID', { Account__r: { Key__c: 'K' } }, '{"Key__c":"K"}'],
    ['is neither its owner nor its record type', { OwnerId: 'o', RecordTypeId: 'r', Name: 'n' }, undefined],
  ])('%s', (_, values, parent) => {
    expect(parentOf(values)).toBe(parent);
  });
});
