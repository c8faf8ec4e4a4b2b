import { describe, expect, test } from '@jest/globals';

import type { FieldDescribe, FieldType, ObjectDescribe } from '../../../salesforce/describe';
import { recordOfElement } from '../../../salesforce/outboundMessages';

const objectOf = (types: Readonly<Record<string, FieldType>>) =>
  ({
    fields: Object.entries(types).map(([name, type]) => ({ name, type, relationshipName: null }) as FieldDescribe),
  }) as unknown as ObjectDescribe;

const valueOf = (type: FieldType, value: string | null | ReadonlyMap<string, string | null>) =>
  recordOfElement({ id: '', object: 'Account', fields: new Map([['F', value]]) }, objectOf({ F: type }))['F'];

describe('A value of a message is what REST has for it:', () => {
  test.each<[FieldType, string, unknown]>([
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', '1', true],
    ['boolean', '0', false],
    ['boolean', 'maybe', 'maybe'],
    ['int', '42', 42],
    ['int', '-7', -7],
    ['double', '1.50', 1.5],
    ['double', '0.1', 0.1],
    ['double', '1.2345E7', 12345000],
    ['double', '123456789012345678', '123456789012345678'],
    ['currency', '12345678901234.5678', '12345678901234.5678'],
    ['percent', '50.0', 50],
    ['double', 'NaN', 'NaN'],
    ['double', '', ''],
    ['date', '2026-01-31', '2026-01-31'],
    ['datetime', '2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000+0000'],
    ['datetime', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00+0000'],
    ['datetime', '2026-01-31T12:00:00.000+00:00', '2026-01-31T12:00:00.000+0000'],
    ['datetime', 'soon', 'soon'],
    ['time', '12:00:00.000Z', '12:00:00.000Z'],
    ['id', '0018d0000000001', '0018d0000000001AAA'],
    ['reference', '0058D0000000001', '0058D0000000001QAA'],
    ['reference', 'nobody', 'nobody'],
    ['string', '  007  ', '  007  '],
    ['picklist', 'true', 'true'],
    ['multipicklist', 'a;b', 'a;b'],
    ['phone', '0041', '0041'],
  ])('%s %j', (type, sent, expected) => {
    expect(valueOf(type, sent)).toBe(expected);
  });

  test.each<FieldType>(['boolean', 'currency', 'datetime', 'reference', 'string'])('null for %s', (type) => {
    expect(valueOf(type, null)).toBeNull();
  });

  test('an address and a location by their parts', () => {
    const parts = new Map([
      ['city', '0815'],
      ['latitude', '46.948271'],
      ['longitude', '-7.0'],
      ['state', null],
    ]);
    const expected = { city: '0815', latitude: 46.948271, longitude: -7, state: null };
    expect(valueOf('address', parts)).toEqual(expected);
    expect(valueOf('location', parts)).toEqual(expected);
  });

  test('what the description does not have, as text', () => {
    const notification = { id: '', object: 'Account', fields: new Map([['Hidden__c', '1']]) };
    expect(recordOfElement(notification, objectOf({}))).toEqual({ Hidden__c: '1' });
  });
});
