import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { Parameters } from '../../../salesforce/soql/bind';
import { bindSosl, soslTerm } from '../../../salesforce/soql/sosl';

test('A search term keeps nothing that SOSL acts on', () => {
  expect(soslTerm(' O\'Neil {x} AND (a*b) "q" \n? ')).toBe('O\\\'Neil \\{x\\} AND \\(a\\*b\\) \\"q\\" \\?');
  expect(() => soslTerm(' a ')).toThrow('two characters');
});

const values = (given: Readonly<Record<string, unknown>>): Parameters =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value, type: 'auto' }]));

describe('The parameters of a search', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['FIND {:name} RETURNING Contact(Id)', { name: 'Ada Lovelace' }, 'FIND {Ada Lovelace} RETURNING Contact(Id)'],
    ['FIND :name RETURNING Contact', { name: 'a}b' }, 'FIND {a\\}b} RETURNING Contact'],
    ['find{:name* OR Hopper}', { name: "O'Neil" }, "find{O\\'Neil* OR Hopper}"],
    ['FIND {:name}', { name: 'black and white' }, 'FIND {"black and white"}'],
    ['FIND {"Dr. :name" AND :town}', { name: 'No or "X"', town: 'Ulm' }, 'FIND {"Dr. No or \\"X\\"" AND Ulm}'],
    ['FIND {12:30 and\\:then}', {}, 'FIND {12:30 and\\:then}'],
    [
      "FIND {x:y} RETURNING Account(Id WHERE Industry IN :kinds AND Name != ':no' AND Employees > :n LIMIT :most)",
      { kinds: ['a', "b'"], n: 5, most: 10 },
      "FIND {x:y} RETURNING Account(Id WHERE Industry IN ('a', 'b\\'') AND Name != ':no' AND Employees > 5 LIMIT 10)",
    ],
    [
      "FIND {it's} RETURNING Account(Id WHERE Name = :name)",
      { name: "it's" },
      "FIND {it's} RETURNING Account(Id WHERE Name = 'it\\'s')",
    ],
  ])('%s with %j', (sosl, given, bound) => {
    expect(bindSosl(sosl, values(given))).toBe(bound);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['FIND {:name}', {}, 'The query uses the parameter :name, which has no value.'],
    ['FIND {name}', { name: 'x' }, 'The query does not use the parameter :name.'],
    ['FIND {:name}', { name: ['x'] }, ':name takes one value, not a list.'],
    ['FIND {:name}', { name: '' }, 'The search term needs at least two characters, and a letter or digit among them.'],
    ["FIND {ab} RETURNING Account(Id WHERE Name = 'x)", {}, 'A quoted text in the query is not closed.'],
  ])('are refused: %s with %j', (sosl, given, message) => {
    expect(() => bindSosl(sosl, values(given))).toThrow(message);
  });

  test('change nothing but the text searched for, whatever they contain', () => {
    const texts = fc
      .oneof(fc.string(), fc.constantFrom('} RETURNING User', '\\} x', 'a" OR "b', ':name :other', "x' OR Name != '"))
      .filter((text) => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim().length > 1 && /[\p{L}\p{N}]/u.test(text));
    fc.assert(
      fc.property(texts, fc.constantFrom('FIND {:v}', 'FIND {a :v b}', 'FIND {":v"}', 'FIND :v'), (v, find) => {
        const bound = bindSosl(`${find} RETURNING Contact(Id)`, values({ v }));
        const bare = bound.replaceAll(/\\[^]/g, '');
        expect(bare).toMatch(/^FIND \{[^{}]*\} RETURNING Contact\(Id\)$/);
        expect(bare.replaceAll(/"[^"]*"/g, '')).not.toMatch(/["'?&|![\]^~*:+-]/);
        expect(bare.replaceAll(/"[^"]*"/g, '')).not.toMatch(/(?<!\w)(?:AND|OR|NOT)(?!\w)/i);
      }),
    );
  });
});
