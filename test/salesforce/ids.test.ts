import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../salesforce/errors';
import { recordId } from '../../salesforce/ids';

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
    expect(() => recordId(text, 'Owner')).toThrow(/^Owner(?:: | is empty\.$)/);
  });
});
