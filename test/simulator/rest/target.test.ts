import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetOf } from '../../../simulator/rest/target';

const errors = (url: string): unknown => {
  try {
    return targetOf(url);
  } catch (thrown) {
    const { status, errors: list } = thrown as { status: number; errors: { errorCode: string }[] };
    return [status, ...list.map((entry) => entry.errorCode)];
  }
};

describe('The address of a request', () => {
  test('A path is split before it is decoded', () => {
    expect(targetOf('/services/data/v68.0/sobjects/Account/Ext__c/a%2Fb?fields=Id,Name')).toEqual({
      version: '68.0',
      path: ['sobjects', 'Account', 'Ext__c', 'a/b'],
      query: new URLSearchParams('fields=Id,Name'),
    });
  });

  test('A value is decoded once: an encoded percent sign stays one', () => {
    expect(targetOf('/services/data/v68.0/sobjects/X/Ext__c/100%2525').path[3]).toBe('100%25');
  });

  test('Any value arrives as it was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const { path } = targetOf(`/services/data/v68.0/sobjects/X/Ext__c/${encodeURIComponent(value)}`);
        expect(path).toEqual(['sobjects', 'X', 'Ext__c', value]);
      }),
    );
  });

  test('Up to version 57.0 it can end in the format of the answer', () => {
    const of = (version: number) => targetOf(`/services/data/v${String(version)}.0/sobjects/X/Ext__c/a.b.XML`);
    expect(of(57)).toMatchObject({ path: ['sobjects', 'X', 'Ext__c', 'a.b'], ending: 'xml' });
    expect(of(58)).toEqual({
      version: '58.0',
      path: ['sobjects', 'X', 'Ext__c', 'a.b.XML'],
      query: new URLSearchParams(),
    });
  });

  test('A slash at the end changes nothing', () => {
    expect(targetOf('/services/data/v68.0/sobjects/').path).toEqual(['sobjects']);
    expect(targetOf('/services/data/v68.0').path).toEqual([]);
  });

  test('Retired versions are gone, unknown ones are not found, broken encodings are refused', () => {
    expect(errors('/services/data/v30.0/sobjects')).toEqual([410, 'UNSUPPORTED_API_VERSION']);
    expect(errors('/services/data/v69.0/sobjects')).toEqual([404, 'NOT_FOUND']);
    expect(errors('/services/data/latest/sobjects')).toEqual([404, 'NOT_FOUND']);
    expect(errors('/services/data/v68.0/sobjects/%E0%A4%A')).toEqual([400, 'URL_NOT_RESET']);
  });
});
