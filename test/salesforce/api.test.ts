import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { apiName, apiVersion, dataPath, fieldPath, nextPath, recordId, target } from '../../salesforce/api';
import { InputError } from '../../salesforce/errors';

describe('A path', () => {
  test.each([
    ["O'Neil", "O'Neil"],
    ['a/../b', 'a%2F..%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['100%', '100%25'],
    ['%2e%2e', '%252e%252e'],
    ['a\\b', 'a%5Cb'],
    ['😀 é', '%F0%9F%98%80%20%C3%A9'],
    ['line\nbreak', 'line%0Abreak'],
    ['a@b.com', 'a%40b.com'],
    ['...', '...'],
  ])('carries %j', (value, encoded) => {
    expect(dataPath('67.0', 'sobjects', 'Account', 'Ext__c', value)).toBe(
      `/services/data/v67.0/sobjects/Account/Ext__c/${encoded}`,
    );
  });

  test('gives every value back exactly, past a URL parser that tidies paths, or refuses it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        const path = pathOrRefusal(value);
        if (path === undefined) return;
        const { pathname } = new URL(path, 'https://acme.my.salesforce.com');
        expect(pathname.split('/').slice(4).map(decodeURIComponent)).toEqual(['x', value, 'y']);
      }),
    );
  });

  const pathOrRefusal = (value: string): string | undefined => {
    try {
      return dataPath('67.0', 'x', value, 'y');
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return undefined;
    }
  };

  test.each([
    ['', 'An ID or external ID value is empty.'],
    [' \n', 'An ID or external ID value is empty.'],
    ['.', 'The value “.” cannot be part of a web address, so no record can be reached by it.'],
    ['..', 'The value “..” cannot be part of a web address, so no record can be reached by it.'],
    ['a\0b', '“a b” contains a NUL character, which Salesforce does not accept.'],
    ['\ud83d', '“\ud83d” contains half of a character (a lone surrogate).'],
    ['x'.repeat(100_000), 'A value of 100000 characters is too long for a web address.'],
  ])('refuses %j', (value, message) => {
    expect(() => dataPath('67.0', value)).toThrow(new InputError(message));
  });

  test('has one of Salesforce’s versions in it', () => {
    expect(['67', 'v67.0', ' 67.0 '].map(apiVersion)).toEqual(['67.0', '67.0', '67.0']);
    for (const wrong of ['', '67.5', '../67', '1e1', '0x43'])
      expect(() => apiVersion(wrong)).toThrow('is no API version');
  });

  test('carries its query', () => {
    const request = { method: 'GET' as const, path: '/p', query: { q: "a+b & 'c'", none: undefined, flag: true } };
    expect(target(request)).toBe("/p?q=a%2Bb%20%26%20'c'&flag=true");
    expect(target({ method: 'GET', path: '/p?x=1', query: { y: 2 } })).toBe('/p?x=1&y=2');
    expect(target({ method: 'GET', path: '/p' })).toBe('/p');
  });
});

describe('A record ID', () => {
  const id = '0015g00000AbCdEAAV';

  test.each([
    id,
    '0015g00000AbCdE',
    `  ${id}\n`,
    id.toLowerCase(),
    id.toUpperCase(),
    `https://acme.lightning.force.com/lightning/r/Account/${id}/view`,
    `https://acme.lightning.force.com/lightning/r/${id}/view`,
    `https://acme.lightning.force.com/lightning/r/Account/${id}/related/Contacts/view?ws=%2Flightning`,
    `https://acme.lightning.force.com/one/one.app#/sObject/${id}/view`,
    `https://acme.my.salesforce.com/${id}`,
    'https://acme.my.salesforce.com/0015g00000AbCdE/e?retURL=%2F0015g00000AbCdE',
    `https://acme.my.salesforce.com/servlet/x?id=${id}&v=1`,
    `/services/data/v67.0/sobjects/Account/${id}`,
  ])('is found in %s', (text) => {
    expect(recordId(text)).toBe(id);
  });

  test('is not an object’s name that is as long', () => {
    expect(recordId('https://a.lightning.force.com/lightning/r/ContentDocument/0690000000000AB/view')).toBe(
      '0690000000000ABAAY',
    );
  });

  test('gets its suffix from the case of its letters, and its case from the suffix', () => {
    const letters = fc.array(fc.constantFrom(...'abcXYZ019'), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(letters, (parts) => {
        const short = `0${parts.join('')}`;
        const full = recordId(short);
        expect(full).toMatch(new RegExp(`^${short}[A-Z0-5]{3}$`));
        expect(recordId(full.toLowerCase())).toBe(full);
      }),
    );
  });

  test.each([
    '',
    'Acme',
    "001'; DROP",
    '0015g00000AbCd',
    '0015g00000AbCdEAA',
    '0015g00000AbCdE999',
    'AcmeCorporation',
    '../../x',
    '0015g00000AbCd\0',
    'https://acme.my.salesforce.com/',
    'x'.repeat(100_000),
  ])('is not in %j', (text) => {
    expect(() => recordId(text, 'Owner')).toThrow(InputError);
    expect(() => recordId(text, 'Owner')).toThrow(/^Owner: /);
  });
});

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
    expect(() => fieldPath('A.B.C.D.E.F.G', 'Field')).toThrow('goes up more than five levels');
  });
});

describe('A next page', () => {
  test.each([
    ['/services/data/v67.0/query/01gxx0000000001-2000', '/services/data/v67.0/query/01gxx0000000001-2000'],
    ['services/data/v67.0/jobs/ingest/750xx/batches', '/services/data/v67.0/jobs/ingest/750xx/batches'],
    ['/services/data/v67.0/jobs/query?locator=a%3D', '/services/data/v67.0/jobs/query?locator=a%3D'],
  ])('at %s is followed', (url, path) => {
    expect(nextPath(url)).toBe(path);
  });

  test.each([
    'https://evil.com/services/data/v67.0/query/x',
    '//evil.com/services/data/v67.0/x',
    '/\\evil.com',
    '/services/data/v67.0/../../x',
    '/services/data/v67.0/%2e%2e/x',
    '/services/data/v67.0/x\\y',
    '/services/oauth2/token',
    '/services/data/v67.0/x#y',
    '',
    '/services/data/v67.0/a b',
  ])('at %s is not', (url) => {
    expect(() => nextPath(url)).toThrow('not on the org itself');
  });
});
