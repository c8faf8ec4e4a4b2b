import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { AnswerError } from '../../salesforce/errors';
import { jsonOrText, parseJson } from '../../salesforce/json';
import { canonicalNumber, decimalsOf, exactNumber, plainNumber } from '../../salesforce/numbers';
import { decimals } from '../support/decimals';

describe('A number', () => {
  test('has no exponent in its plain form, and the same digits', () => {
    const exponents = fc.integer({ min: -30, max: 30 });
    fc.assert(
      fc.property(decimals, exponents, (decimal, exponent) => {
        const plain = plainNumber(`${decimal}E${exponent}`);
        expect(plain).toMatch(/^-?\d+(\.\d+)?$/);
        expect(canonicalNumber(plain)).toBe(canonicalNumber(`${decimal}e${exponent}`));
      }),
    );
  });

  test.each([
    ['1.6147805824397E13', '16147805824397'],
    ['9.12260031E8', '912260031'],
    ['-1E-7', '-0.0000001'],
    ['+.5', '0.5'],
    ['1.', '1'],
    ['12.50', '12.50'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    ['no number', 'no number'],
  ])('%p is %s', (given, plain) => {
    expect(plainNumber(given)).toBe(plain);
  });

  test('is a number where that says the same, and the text of its digits where it does not', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        const exact = exactNumber(decimal);
        expect(canonicalNumber(String(exact))).toBe(canonicalNumber(decimal));
        if (decimal.replaceAll(/\D/g, '').length <= 15) expect(typeof exact).toBe('number');
      }),
    );
    expect(exactNumber('9007199254740993')).toBe('9007199254740993');
    expect(exactNumber('9007199254740992')).toBe(9007199254740992);
    expect(exactNumber('1234567890.12345678')).toBe('1234567890.12345678');
  });
});

test.each([
  [1.5, 1],
  ['1.50', 1],
  ['150', 0],
  ['15e-3', 3],
  ['1.5e1', 0],
  ['0.0', 0],
  ['-0.25', 2],
  [1e21, 0],
  [1e-7, 7],
  ['x', 0],
])('%p has %i decimal places', (number, places) => {
  expect(decimalsOf(number)).toBe(places);
});

describe('JSON', () => {
  test('keeps the digits of every number, and every text as it is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('":1234567890123456789,"', '\\', '[1234567890123456789]', '\\"'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts, decimals)), (entries) => {
        const json = `[${entries.map(([name, text, number]) => `{${JSON.stringify(name)}: ${JSON.stringify(text)}, "n":${number}}`).join(',')}]`;
        const read = parseJson(json) as Record<string, unknown>[];
        expect(read.map(({ n }) => canonicalNumber(String(n)))).toEqual(entries.map(([, , n]) => canonicalNumber(n)));
        const others = (values: Record<string, unknown>[]) => values.map((value) => ({ ...value, n: 0 }));
        expect(others(read)).toEqual(others(JSON.parse(json) as Record<string, unknown>[]));
      }),
    );
  });

  test('is what JSON.parse gives where no number is long', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(!/\d[\d.]{15}/.test(json));
        expect(parseJson(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test('has the digits of numbers beyond JavaScript’s largest, and never infinity', () => {
    expect(['1e400', '-1E+400', '[1e400]', '{"a":[1e99999,1.5,"1e400"]}'].map(parseJson)).toEqual([
      `1${'0'.repeat(400)}`,
      `-1${'0'.repeat(400)}`,
      [`1${'0'.repeat(400)}`],
      { a: ['1e99999', 1.5, '1e400'] },
    ]);
  });

  test.each([501, 20_000, 200_000])('is an error where lists or objects are %i levels deep', (depth) => {
    const list = '['.repeat(depth) + ']'.repeat(depth);
    const object = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    for (const json of [list, object, `{"records":[{"a":${list}}]}`]) {
      expect(() => parseJson(json)).toThrow(AnswerError);
      expect(() => jsonOrText(json)).toThrow('its JSON is nested more than 500 levels deep');
    }
  });

  test('may be as deep as answers are', () => {
    expect(parseJson('['.repeat(500) + ']'.repeat(500))).toBeInstanceOf(Array);
  });

  test('is text where it is no JSON', () => {
    expect(['', '<html>', '{"a":1234567890123456789', '[1]'].map(jsonOrText)).toEqual([
      '',
      '<html>',
      '{"a":1234567890123456789',
      [1],
    ]);
  });
});
