import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError, keepSecret, redact, SalesforceError } from '../../../salesforce/errors';

const ORG = '00D5g000004abcd';
const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._');
const token = fc.array(letters, { minLength: 40, maxLength: 96 }).map((own) => own.join(''));

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
const WAYS: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => character.toUpperCase(),
  (character) => `%${hex(character)}`,
  (character) => `%25${hex(character).toUpperCase()}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${hex(character)};`,
  (character) => `\\x${hex(character)}`,
  (character) => `\\u00${hex(character)}`,
  (character) => `\\u{${hex(character)}}`,
  (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0),
  (character) => `${character}\n`,
  (character) => `\u200B${character}`,
  (character) => `${character} `,
];

/** The token with each character written in one of the ways. */
const written = (ways: readonly number[], secret: string): string[] =>
  [...secret].map((character, at) => WAYS[ways[at % ways.length] ?? 0]?.(character) ?? character);

const drawnWays = fc.array(fc.nat(WAYS.length - 1), { minLength: 1, maxLength: 8 });
const words = fc.string({ maxLength: 30, unit: 'grapheme' });

/** Whether so many characters in a row are still there. */
function shows(text: string, pieces: readonly string[], many = 22): boolean {
  return pieces.some((_, at) => at + many <= pieces.length && text.includes(pieces.slice(at, at + many).join('')));
}

describe('A token that was sent is not shown', () => {
  test('however it is written, whole or in part, and whatever is around it', () => {
    fc.assert(
      fc.property(token, drawnWays, words, words, fc.nat(15), (own, ways, before, after, cut) => {
        keepSecret(`${ORG}!${own}`);
        const whole = written(ways, own);
        for (const pieces of [whole, whole.slice(cut), whole.slice(0, whole.length - cut)]) {
          const text = `${before}${pieces.join('')}${after}`;
          expect(shows(redact(text), pieces)).toBe(false);
        }
      }),
    );
  });

  test('as Base64, alone or with something before it', () => {
    fc.assert(
      fc.property(token, fc.string({ maxLength: 5 }), (own, before) => {
        keepSecret(`${ORG}!${own}`);
        const encoded = Buffer.from(`${before}${ORG}!${own}`).toString('base64');
        const ownPart = Buffer.from(own).toString('base64').length - 8;
        expect(shows(redact(encoded), [...encoded.slice(-ownPart)])).toBe(false);
      }),
    );
  });

  test('in any part of an error, at any status', () => {
    const own = 'AQEAQTopSecretTokenXYZ_987.abc';
    keepSecret(`${ORG}!${own}`);
    for (const status of [200, 400, 401, 500]) {
      const errors = [{ errorCode: own, message: `for ${own} and`, fields: [own] }];
      const refused = new SalesforceError(status, errors);
      const strange = new AnswerError(status, 'a record was expected', { [own]: { sid: own } });
      expect(JSON.stringify([refused, refused.message, strange.message])).not.toContain('TopSecret');
    }
  });

  test('while any that was sent of late has its characters', () => {
    const own = 'AQEAQSharedByTwo_123.abc';
    keepSecret(`${ORG}!${own}`);
    keepSecret(`${ORG}EAA!${own}`);
    const sendOthers = (from: number, count: number): void => {
      for (let n = from; n < from + count; n += 1) keepSecret(`${ORG}!another token, of many, ${n}`);
    };
    sendOthers(0, 99);
    expect(redact(`for ${own}`)).toBe('for [secret]');
    sendOthers(99, 1);
    expect(redact(`for ${own}`)).toBe(`for ${own}`);
  });

  test('and leaves everything else as it is', () => {
    keepSecret(`${ORG}!AQEAQTopSecretTokenXYZ_987.abc`);
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => expect(redact(text)).toBe(text)));
    expect(redact(`org ${ORG}EAA: 100 % of the rows`)).toBe(`org ${ORG}EAA: 100 % of the rows`);
  });
});

test.each(['!', '%21', '%2521', '&#33;', '&#x21;', '&excl;', '\\x21', '\\u0021', '\\u{21}', '！', '!\n', '\u200B!'])(
  'A token of which nobody knows is known by its form, with %j',
  (mark) => {
    for (const before of ['', 'x', '_', 'sid=']) {
      expect(redact(`${before}${ORG}${mark}AQ.unknown_Token9`)).not.toContain('unknown');
    }
  },
);

test.each([
  ['of one character', 'a'.repeat(1_000_000)],
  [
    'drawn',
    Array.from({ length: 1_000_000 }, (_, i) => ((i * 7_919) % 1_000_003).toString(36))
      .join('')
      .slice(0, 1_000_000),
  ],
])('A secret of a million characters, %s, takes no longer than its length', (_, secret) => {
  keepSecret(`${ORG}!${secret}`);
  expect(redact(`x${secret.slice(0, 200)}`)).not.toContain(secret.slice(0, 40));
});
