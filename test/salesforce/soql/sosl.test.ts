import { expect, test } from '@jest/globals';

import { soslTerm } from '../../../salesforce/soql/sosl';

test('A search term keeps nothing that SOSL acts on', () => {
  expect(soslTerm(' O\'Neil {x} AND (a*b) "q" \n? ')).toBe('O\\\'Neil \\{x\\} AND \\(a\\*b\\) \\"q\\" \\?');
  expect(() => soslTerm(' a ')).toThrow('two characters');
});
