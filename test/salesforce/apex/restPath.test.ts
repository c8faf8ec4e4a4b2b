import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { apexRestPath } from '../../../salesforce/apex/restPath';
import { InputError } from '../../../salesforce/errors';

const BASE = { version: '67.0', origin: 'https://acme.my.salesforce.com' };

/** Where a server, or whatever stands before it, can take a path to be, decoding as often as it likes. */
function places(path: string): string[] {
  const found = [path];
  for (let text = path; /%[\da-f]{2}/i.test(text);) {
    const next = text.replaceAll(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    if (next === text) break;
    found.push((text = next));
  }
  return found.map((one) => new URL(one.replaceAll('\\', '/').replaceAll('#', '%23'), BASE.origin).pathname);
}

describe('The path of an Apex class', () => {
  test.each([
    ['orders', '/services/apexrest/orders'],
    ['/orders/1', '/services/apexrest/orders/1'],
    [' orders/ ', '/services/apexrest/orders/'],
    ['ns/orders?status=open', '/services/apexrest/ns/orders?status=open'],
    ['services/apexrest/orders', '/services/apexrest/orders'],
    ['/services/apexrest/orders', '/services/apexrest/orders'],
    ['https://acme.my.salesforce.com/services/apexrest/orders', '/services/apexrest/orders'],
    ['orders/Zoë #1', '/services/apexrest/orders/Zo%C3%AB%20%231'],
    // A regular expression that ignores case takes these two for the letters s and k.
    ['orders/\u017F\u212A', '/services/apexrest/orders/%C5%BF%E2%84%AA'],
    ['servicesOf/1', '/services/apexrest/servicesOf/1'],
  ])('of “%s” is %s', (text, path) => {
    expect(apexRestPath(text, BASE)).toBe(path);
  });

  test.each([
    '',
    '/',
    '?a=1',
    'services',
    '/services/data/v67.0/sobjects/Account',
    'services/data/v67.0/query?q=SELECT Id FROM User',
    '/services/Soap/u/67.0',
    '/services/apexrest',
    '/services/apexrest/',
    '/services/apexrest//data',
    '/SERVICES/apexrest/orders',
    '../data/v67.0/sobjects',
    'orders/../../data/v67.0',
    'orders/%2e%2e/%2E%2E/data',
    'orders/%252e%252e/%252e%252e/data',
    'orders/%25%32%65%25%32%65/x',
    'orders/..;/x',
    'orders\\..\\..\\data',
    'orders%2f..%2f..%2fdata',
    'orders%252f..%252f..%252fdata',
    '//evil.example/orders',
    'https://evil.example/services/apexrest/orders',
    'https://acme.my.salesforce.com/services/data/v67.0/limits',
    'https://acme.my.salesforce.com@evil.example/services/apexrest/x',
    'javascript:alert(1)',
    'orders\r\nHost: evil.example',
  ])('is never made of “%s”', (text) => {
    expect(() => apexRestPath(text, BASE)).toThrow(
      expect.objectContaining({ problem: { reason: 'notAnApexPath' }, fields: ['Path'] }),
    );
  });

  test('leads to a class, whatever a model or an expression puts into it', () => {
    const piece = fc.constantFrom(
      ...['..', '.', '/', '//', '%2e', '%2E%2e', '%252e', '%2f', '%5c', '\\', ';', ':', '@', '?', '#', '&', '%', '25'],
      ...[
        'services',
        'data',
        'apexrest',
        'v67.0',
        'https://',
        'evil.example',
        'acme.my.salesforce.com',
        'ö',
        '\n',
        ' ',
      ],
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 12 });
    fc.assert(
      fc.property(text, fc.constantFrom('', 'orders/', '/services/apexrest/orders/'), (pieces, start) => {
        let path: string;
        try {
          path = apexRestPath(start + pieces.join(''), BASE);
        } catch (error) {
          return error instanceof InputError;
        }
        const [way = ''] = path.split('?');
        return /^[\x21-\x7e]+$/.test(path) && places(way).every((place) => place.startsWith('/services/apexrest/'));
      }),
      { numRuns: 5_000 },
    );
  });
});
