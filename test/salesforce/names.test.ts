import { describe, expect, test } from '@jest/globals';

import { InputError } from '../../salesforce/errors';
import { apiName, fieldPath } from '../../salesforce/names';

describe('Names', () => {
  test('of objects and fields are identifiers', () => {
    expect([apiName(' My_Object__c ', 'Object'), fieldPath('Owner.Manager.Name', 'Field')]).toEqual([
      'My_Object__c',
      'Owner.Manager.Name',
    ]);
  });

  test.each(['', 'a b', "a'b", 'a/b', '../a', 'a?b', 'a#b', 'a%20b', '😀', 'a\0', '1a', '_a', 'a'.repeat(100_000)])(
    '%j is none',
    (text) => {
      expect(() => apiName(text, 'Object')).toThrow(InputError);
      expect(() => fieldPath(text, 'Field')).toThrow(InputError);
    },
  );

  test('lead up five levels at most', () => {
    expect(fieldPath('A.B.C.D.E.F', 'Field')).toBe('A.B.C.D.E.F');
    expect(() => fieldPath('A.B.C.D.E.F.G', 'Field')).toThrow('goes through more than five levels');
  });
});
