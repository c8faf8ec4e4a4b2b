import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../../salesforce/errors';
import { requestHeaders } from '../../../salesforce/requests/headers';
import { formBody, orgPath, withParameters, type NamedValue } from '../../../salesforce/requests/orgPath';

const ORIGIN = 'https://acme.my.salesforce.com';
const BASE = { version: '67.0', origin: ORIGIN };
const DATA = '/services/data/v67.0';

describe('A path', () => {
  test.each([
    ['sobjects/Account', `${DATA}/sobjects/Account`],
    ['query?q=SELECT Id FROM Account', `${DATA}/query?q=SELECT%20Id%20FROM%20Account`],
    ['query?q=SELECT+Id+FROM+Account', `${DATA}/query?q=SELECT+Id+FROM+Account`],
    ['query?q=a%', `${DATA}/query?q=a%25`],
    [
      "query?q=SELECT+Id+FROM+Lead+WHERE+Name+LIKE+'%Demo%'",
      `${DATA}/query?q=SELECT+Id+FROM+Lead+WHERE+Name+LIKE+'%25Demo%25'`,
    ],
    ['/services/apexrest/orders/1', '/services/apexrest/orders/1'],
    ['services/apexrest/orders', '/services/apexrest/orders'],
    ['  /services/Soap/u/67.0 ', '/services/Soap/u/67.0'],
    ['sobjects/Account/Ext__c/a#1', `${DATA}/sobjects/Account/Ext__c/a%231`],
    ['sobjects/Account/Ext__c/Müller 😊', `${DATA}/sobjects/Account/Ext__c/M%C3%BCller%20%F0%9F%98%8A`],
    ['sobjects/Account/Ext__c/a%2Fb', `${DATA}/sobjects/Account/Ext__c/a%2Fb`],
    ['sobjects/Account/Ext__c/a:b@c', `${DATA}/sobjects/Account/Ext__c/a:b@c`],
    [`${ORIGIN}/services/data/v60.0/limits?x=1`, '/services/data/v60.0/limits?x=1'],
    ['HTTPS://ACME.my.salesforce.com/services/apexrest/x', '/services/apexrest/x'],
  ])('%s is %s', (text, path) => {
    expect(orgPath(text, BASE)).toBe(path);
  });

  test.each([
    'https://evil.example/services/data/v67.0/limits',
    'https://acme.my.salesforce.com.evil.example/services/x',
    'https://acme.my.salesforce.com@evil.example/services/x',
    'https://user:secret@acme.my.salesforce.com/services/x',
    'https://acme.my.salesforce.com:8443/services/x',
    'http://acme.my.salesforce.com/services/x',
    'https:/evil.example/services/x',
    'https:evil.example',
    'ftp://acme.my.salesforce.com/services/x',
    'javascript:alert(1)',
    '//evil.example/services/x',
    '\\\\evil.example/services/x',
    '/\\evil.example',
    '/services/\\..\\x',
    '/services//evil.example',
    '/services/',
    '/sobjects/Account',
    '/',
    '/services/../secur/frontdoor.jsp',
    '/services/%2e%2e/secur/frontdoor.jsp',
    '/services/.%2E/secur',
    '/services/..;/secur',
    '/services/..%2f..%2Fsecur',
    '/services/%2e%2e%5csecur',
    'sobjects%2f..%2f..%2f..%2f..%2fsecur',
    '/services/./x',
    'sobjects/../../../../secur',
    'sobjects/Account\nHost: evil.example',
    'sobjects/\0',
    'sobjects/\ud800',
  ])('%j is refused', (text) => {
    expect(() => orgPath(text, BASE)).toThrow(InputError);
  });

  const pieces = [
    ...['%', '%De', '%20', '%25', '+', '&', '&x=', '=', "'", "\\'", ' ', '#', '?', '/', 'é', '😊', 'a', 'SELECT', '%2'],
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

  function valueSent(query: string): string | null {
    return new URL(orgPath(`query?q=${query}`, BASE), ORIGIN).searchParams.get('q');
  }

  test('A parameter that is encoded arrives as it is', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(valueSent(encodeURIComponent(text))).toBe(text);
      }),
    );
  });

  test('A parameter that a person writes as it is arrives so, or is refused', () => {
    let arrived = 0;
    fc.assert(
      fc.property(texts, (any) => {
        const text = any.replaceAll(/\\?'/g, '');
        const written = `SELECT Id FROM Lead WHERE Name = '${text}'`;
        try {
          expect(valueSent(written)).toBe(written);
          arrived += 1;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
    );
    expect(arrived).toBeGreaterThan(10);
  });

  test.each([
    ["query?q=SELECT Id FROM Lead WHERE Name LIKE '%Demo%'", "SELECT Id FROM Lead WHERE Name LIKE '%Demo%'"],
    ["query?q=SELECT Id FROM Lead WHERE Email = 'a+b@shop.com'", "SELECT Id FROM Lead WHERE Email = 'a+b@shop.com'"],
    ["query?q=SELECT Id FROM Lead WHERE Name = 'A&B'&x=1", "SELECT Id FROM Lead WHERE Name = 'A&B'"],
    ['query?q=SELECT+Id+FROM+Lead+WHERE+NumberOfEmployees+=+5', 'SELECT Id FROM Lead WHERE NumberOfEmployees = 5'],
  ])('%s asks for %s', (text, query) => {
    expect(new URL(orgPath(text, BASE), ORIGIN).searchParams.get('q')).toBe(query);
  });

  test.each([
    ["query?q=SELECT Id FROM Lead WHERE Name = 'A&b=c'", '&'],
    ["query?q=SELECT Id FROM Lead WHERE Name LIKE '%25 off'", '%25'],
    ['query?q=a%20b%', '%20'],
    ['/services/apexrest/x?phone=+4312345', '+'],
    ['/services/apexrest/x?a=1&phone=+4312345', '+'],
    ['/services/apexrest/x?email=a+b@shop.com', '+'],
    ['/services/apexrest/x?email=a+b@shop.com&a=1', '+'],
  ])('%s could mean two things, so it is refused', (text, sign) => {
    expect(() => orgPath(text, BASE)).toThrow(
      `Path: what “${sign}” means behind the “?” is not clear. Add the parameter to Parameters, where you write it as it is.`,
    );
  });

  // As mike4aday/SwiftlySalesforce#58 found.
  test('The plus sign of a time zone stays one, however the rest is written', () => {
    const two = fc.integer({ min: 10, max: 23 }).map(String);
    const zone = fc.tuple(two, fc.constantFrom(':', ''), two).map((parts) => `+${parts.join('')}`);
    const time = fc
      .tuple(fc.constantFrom('2026-03-01T12:00', '2026-03-01T12:00:59', '2026-03-01T12:00:59.123'), zone)
      .map((parts) => parts.join(''));
    const sent = (query: string): string | null =>
      new URL(orgPath(`/services/apexrest/x?${query}`, BASE), ORIGIN).searchParams.get('t');
    fc.assert(
      fc.property(time, fc.constantFrom('', '&a=1', '&a=b+c', '&a=%20', '&a=b c'), (text, after) => {
        expect(sent(`t=${text}${after}`)).toBe(text);
        expect(sent(`a=1&t=${text}${after}`)).toBe(text);
        expect(sent(`t=${encodeURIComponent(text)}${after.replace(' ', '+')}`)).toBe(text);
        expect(sent(`t=${text.replaceAll(':', '%3A')}`)).toBe(text);
        expect(sent(`t=WHERE+A>${text}+LIMIT+1`)).toBe(`WHERE A>${text} LIMIT 1`);
      }),
    );
  });

  test('A whole address is refused where the org’s host is not known', () => {
    expect(() => orgPath(`${ORIGIN}/services/x`, { version: '67.0' })).toThrow('names a host');
  });

  test('Whatever is written, the request stays on the org’s host and below /services/', () => {
    const parts = fc.constantFrom(
      ...['/', '//', '\\', '.', '..', '%2e', '%2F', '%5c', '@', ':', '?', '#', ';', '%', ' ', '\t', 'é', 'services'],
      ...['https:', 'evil.example', ORIGIN, 'sobjects', 'acme.my.salesforce.com', '[::1]', '%00', '%0a', '\u2028'],
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), fc.boolean(), (pieces, whole) => {
        const text = (whole ? '/services/' : '') + pieces.join('');
        let path: string;
        try {
          path = orgPath(text, BASE);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        for (const url of [new URL(`${ORIGIN}${path}`), new URL(path, ORIGIN)]) {
          expect([url.origin, url.username, url.password, url.hash]).toEqual([ORIGIN, '', '', '']);
          expect(url.pathname.startsWith('/services/')).toBe(true);
          expect(url.pathname).toBe(path.split('?')[0]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('has parameters that mean what they say', () => {
    const path = withParameters('/services/x?a=1', [
      { name: 'q', value: 'a&b=c #é' },
      { name: 'q', value: '2' },
    ]);
    expect([...new URL(path, ORIGIN).searchParams]).toEqual([
      ['a', '1'],
      ['q', 'a&b=c #é'],
      ['q', '2'],
    ]);
    expect(withParameters('/services/x', [])).toBe('/services/x');
  });
});

describe('Headers', () => {
  test('are sent by their names in lower case', () => {
    expect(requestHeaders([{ name: ' Sforce-Query-Options ', value: 'batchSize=200' }])).toEqual({
      'sforce-query-options': 'batchSize=200',
    });
  });

  test.each([
    ['Authorization', 'Bearer x'],
    ['authorization ', 'x'],
    ['HOST', 'evil.example'],
    ['Cookie', 'sid=1'],
    ['Content-Type', 'text/xml'],
    ['Content-Length', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['Proxy-Authorization', 'x'],
    ['X y', 'x'],
    ['X\r\nHost', 'x'],
    ['', 'x'],
    ['X', 'a\r\nHost: evil.example'],
    ['X', 'a\0b'],
    ['X', '😊'],
  ])('cannot be %j: %j', (name, value) => {
    expect(() => requestHeaders([{ name, value }])).toThrow(InputError);
  });

  test('come once each', () => {
    const twice = [
      { name: 'X', value: '1' },
      { name: 'x', value: '2' },
    ];
    expect(() => requestHeaders(twice)).toThrow('is there twice');
  });
});

describe('Names and values', () => {
  const units = fc.array(fc.constantFrom('a', ' ', '&', '%', 'é', '😊', '\ud83d', '\udc00', '\0'), { maxLength: 4 });
  const texts = units.map((parts) => parts.join(''));
  const pair = fc.record({ name: texts, value: texts });

  test.each([
    ['behind a path', (named: NamedValue) => withParameters('/x', [named]).slice('/x?'.length)],
    ['in a form', (named: NamedValue) => formBody([named], 'Form Fields')],
  ])('%s arrive as they are, or are refused', (_, written) => {
    fc.assert(
      fc.property(pair, ({ name, value }) => {
        const isFit = [name, value].every((text) => !/[\0\p{Surrogate}]/u.test(text));
        if (isFit) expect([...new URLSearchParams(written({ name, value }))]).toEqual([[name, value]]);
        else expect(() => written({ name, value })).toThrow(InputError);
      }),
    );
  });

  test('that cannot arrive are named with their field', () => {
    expect(() => withParameters('/x', [{ name: 'q', value: 'Zoë \ud83d' }])).toThrow(
      'Parameters > q: the value contains half of a character (a lone surrogate).',
    );
    expect(() => formBody([{ name: '\0', value: '' }], 'Form Fields')).toThrow(
      expect.objectContaining({ fields: ['Form Fields'] }),
    );
  });
});
