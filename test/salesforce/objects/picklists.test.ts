import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../../salesforce/errors';
import { describedChoices, readPicklists } from '../../../salesforce/objects/picklists';
import { field, object } from '../../support/schema';

const value = (text: string, more: object = {}) => ({
  value: text,
  label: text,
  active: true,
  defaultValue: false,
  validFor: null,
  ...more,
});

/** The bitmap as Salesforce's guide reads it: bit 0 is the highest of the first byte. */
function bitmap(bits: readonly boolean[]): string {
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    parseInt(Array.from({ length: 8 }, (_bit, bit) => (bits[byte * 8 + bit] === true ? '1' : '0')).join(''), 2),
  );
  return Buffer.from(bytes).toString('base64');
}

describe('The values that a dependent value is for', () => {
  test('are those at the places of its bits, of whatever number, without those that are out of use', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ isFor: fc.boolean(), active: fc.boolean() }), { maxLength: 40 }), (given) => {
        const controlling = given.map(({ active }, n) => value(`c${n}`, { active }));
        const dependent = value('d', { validFor: bitmap(given.map(({ isFor }) => isFor)) });
        const city = field('City__c', 'picklist', { controllerName: 'Country__c', picklistValues: [dependent] });
        const described = object('Site__c', [city, field('Country__c', 'picklist', { picklistValues: controlling })]);
        expect(describedChoices(described, city)[0]?.validFor).toEqual(
          given.flatMap(({ isFor, active }, n) => (isFor && active ? [`c${n}`] : [])),
        );
      }),
    );
  });

  test.each([
    ['gA==', ['false']],
    ['QA==', ['true']],
    ['wA==', ['false', 'true']],
    [null, []],
  ])('are false and true of a checkbox: %s', (validFor, expected) => {
    const reason = field('Reason__c', 'picklist', {
      controllerName: 'Lost__c',
      picklistValues: [value('Price', { validFor }), value('Old', { active: false })],
    });
    const described = object('Site__c', [reason, field('Lost__c', 'boolean')]);
    expect(describedChoices(described, reason)).toEqual([
      { value: 'Price', label: 'Price', isDefault: false, validFor: expected },
    ]);
  });

  test('cannot be told of a description that lacks the controlling field', () => {
    const city = field('City__c', 'picklist', { controllerName: 'Country__c', picklistValues: [value('Graz')] });
    expect(() => describedChoices(object('Site__c', [city]), city)).toThrow(AnswerError);
  });
});

describe('The picklists of a record type', () => {
  const ID = '012000000000001AAA';
  const url = (id: string) => `/services/data/v67.0/ui-api/object-info/Site__c/picklist-values/${id}/State__c`;
  const given = (id: string) => ({
    picklistFieldValues: {
      State__c: {
        controllerValues: { BR: 30, US: 233 },
        defaultValue: { value: 'SP', label: 'São Paulo', validFor: [30] },
        url: url(id),
        values: [
          { label: 'São Paulo', value: 'SP', validFor: [30] },
          { label: '', value: 'TX', validFor: [233, 7] },
        ],
      },
    },
  });

  test('name controlling values by indexes with gaps, and leave out those that the record type does not have', () => {
    expect(readPicklists(given(ID), ID).get('state__c')).toEqual([
      { value: 'SP', label: 'São Paulo', isDefault: true, validFor: ['BR'] },
      { value: 'TX', label: 'TX', isDefault: false, validFor: ['US'] },
    ]);
  });

  test('of another record type are none', () => {
    expect(() => readPicklists(given('012000000000002AAA'), ID)).toThrow(AnswerError);
  });
});
