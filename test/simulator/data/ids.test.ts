import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idOf, normalizeId, numberOf, to18 } from '../../../simulator/data/ids';

const idCharacters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const id15 = fc.string({ unit: fc.constantFrom(...idCharacters), minLength: 15, maxLength: 15 });

/** The suffix as Salesforce's documentation puts it: a bit for each upper case letter, read from the right. */
function suffixByDocumentation(id: string): string {
  return [0, 5, 10]
    .map((start) => {
      const bits = [...id.slice(start, start + 5)]
        .reverse()
        .map((character) => (/[A-Z]/.test(character) ? '1' : '0'))
        .join('');
      return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'.charAt(parseInt(bits, 2));
    })
    .join('');
}

describe('Record ids', () => {
  test('Known ids get their known suffix', () => {
    expect(to18('001D000000IRFma')).toBe('001D000000IRFmaIAH');
    expect(to18('0016000000aaaaa')).toBe('0016000000aaaaaAAA');
    expect(to18('00DABCDEFGHIJKL')).toBe('00DABCDEFGHIJKL255');
  });

  test('The suffix is the documented checksum of the 15 characters', () => {
    fc.assert(fc.property(id15, (id) => expect(to18(id)).toBe(id + suffixByDocumentation(id))));
  });

  test('Both lengths, and 18 characters in any case, name one record', () => {
    fc.assert(
      fc.property(id15, (id) => {
        expect(normalizeId(id)).toBe(to18(id));
        expect(normalizeId(to18(id))).toBe(to18(id));
        expect(normalizeId(to18(id).toLowerCase())).toBe(to18(id));
        expect(normalizeId(to18(id).toUpperCase())).toBe(to18(id));
      }),
    );
  });

  test.each([
    '',
    '001',
    '001D000000IRFm',
    '001D000000IRFmaIA',
    "001D000000IRFm'",
    '001D000000IRFmaIA9',
    '001D000000IRFma\n',
    '001000000000001BAA',
  ])('%j is no id', (text) => expect(normalizeId(text)).toBeUndefined());

  test('Numbers come back from ids, and ids ascend as numbers do', () => {
    const number = fc.integer({ min: 0, max: 62 ** 8 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(numberOf(idOf('001', a))).toBe(a);
        expect(idOf('001', a)).toBe(to18(idOf('001', a).slice(0, 15)));
        expect(idOf('001', a) < idOf('001', b)).toBe(a < b);
      }),
    );
  });

  test('The first account of the simulated org has a fixed id', () => {
    expect(idOf('001', 1)).toBe('0018d0000000001AAA');
    expect(idOf('a02', 1_000_000)).toBe('a028d0000004C92AAE');
  });
});
