import { expect, test } from '@jest/globals';

import { SalesforceError } from '../../../salesforce/errors';
import { knowPicklists } from '../../../salesforce/write/picklists';
import { field, object } from '../../support/schema';

const picklistValues = ['Red', 'Green', 'Gone'].map((value) => ({
  value,
  label: value,
  active: value !== 'Gone',
  defaultValue: false,
  validFor: null,
}));
const described = object('Car__c', [field('Color__c', 'picklist', { picklistValues })]);

const refused = (): SalesforceError =>
  new SalesforceError(400, [
    { errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message: 'bad value', fields: ['Color__c'] },
  ]);

test('Rows that a restricted picklist refuses share one list of its values', () => {
  const errors = [refused(), refused()] as const;
  knowPicklists(new Map(errors.map((error, index) => [index, { error }])), described);
  const [first, second] = errors.map(({ picklists }) => picklists.get('Color__c'));
  expect(first).toEqual(['Red', 'Green']);
  expect(second).toBe(first);
});
