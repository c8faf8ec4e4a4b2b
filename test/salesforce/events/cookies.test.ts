import { describe, expect, test } from '@jest/globals';

import { Cookies } from '../../../salesforce/events/cookies';

const NOW = Date.parse('2026-03-01T12:00:00Z');

function after(...headers: string[]): Record<string, string> {
  const cookies = new Cookies();
  for (const header of headers) cookies.keep({ setCookies: [header] }, NOW);
  return cookies.headers();
}

describe('Cookies are sent back', () => {
  test.each([
    ['without their attributes', ['BAYEUX_BROWSER=a1b2; Path=/; Secure; HttpOnly'], 'BAYEUX_BROWSER=a1b2'],
    ['byte for byte', ['sfdc-stream="!//QiK= C%20g,t:Rz/=="; path=/'], 'sfdc-stream="!//QiK= C%20g,t:Rz/=="'],
    ['all of them', ['a=1', 'b=2', 'a=3'], 'a=3; b=2'],
    ['until they expire', ['a=1; Expires=Sun, 01-Mar-2026 13:00:00 GMT', 'b=2; Max-Age=60'], 'a=1; b=2'],
    ['without a value', ['a='], 'a='],
  ])('%s', (_, headers, expected) => {
    expect(after(...headers)).toEqual({ Cookie: expected });
  });

  test.each([
    ['deleted by its time', ['a=1', 'a=; Expires=Thu, 01-Jan-1970 00:00:00 GMT']],
    ['deleted by its age', ['a=1', 'a=x; max-age=0; Expires=Sun, 01-Mar-2037 12:00:00 GMT']],
    ['without a name', ['=1', 'x', '', ';']],
    ['longer than a header may be', [`a=${'x'.repeat(10_000)}`]],
  ])('but not one that is %s', (_, headers) => {
    expect(after(...headers)).toEqual({});
  });

  test('but only so many as fit into a request', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `c${n}=x`);
    expect(after(...many)['Cookie']?.split('; ')).toHaveLength(30);
  });
});
