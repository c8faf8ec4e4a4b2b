import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../salesforce/errors';
import { dataPath, nextPath, target } from '../../salesforce/path';

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
    ['.', 'The value “.” cannot be part of a URL, so it cannot identify a record.'],
    ['..', 'The value “..” cannot be part of a URL, so it cannot identify a record.'],
    ['a\0b', '“a b” contains a NUL character, which Salesforce does not accept.'],
    ['\ud83d', '“\ud83d” contains half of a character (a lone surrogate).'],
    ['x'.repeat(100_000), 'A value of 100000 characters is too long for a URL.'],
  ])('refuses %j', (value, message) => {
    expect(() => dataPath('67.0', value)).toThrow(new Error(message));
  });

  test('carries its query', () => {
    const request = { method: 'GET' as const, path: '/p', query: { q: "a+b & 'c'", none: undefined, flag: true } };
    expect(target(request)).toBe("/p?q=a%2Bb%20%26%20'c'&flag=true");
    expect(target({ method: 'GET', path: '/p?x=1', query: { y: 2 } })).toBe('/p?x=1&y=2');
    expect(target({ method: 'GET', path: '/p' })).toBe('/p');
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
    expect(() => nextPath(url)).toThrow('does not lead to the org’s data API');
  });
});
