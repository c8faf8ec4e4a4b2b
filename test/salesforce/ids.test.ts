import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../salesforce/errors';
import { canonicalId, idIn, recordId } from '../../salesforce/ids';

describe('A record ID', () => {
  const id = '0015g00000AbCdEAAV';

  test.each([
    id,
    '0015g00000AbCdE',
    `  ${id}\n`,
    id.toLowerCase(),
    id.toUpperCase(),
    '0015g00000AbCdEaav',
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

  const other = '0035g00000AbCdFAAV';

  test.each([
    `https://acme.my.site.com/customerportal1/s/detail/${id}`,
    `https://acme.my.site.com/customerportal1/s/account/${id}/acme`,
    `https://acme.my.site.com/customerportal1/s/detail/0015g00000AbCdE`,
    `https://acme.my.site.com/customerportal1/s/case?recordId=${id}`,
    `https://acme.my.salesforce.com/apex/customerportal1?retURL=%2F${other}&id=${id}`,
    `https://acme.my.salesforce.com/${id}/e?retURL=%2F${other}`,
    `https://acme.my.salesforce.com/0015g00000AbCdE/e?retURL=%2F${other}`,
    `https://acme.lightning.force.com/lightning/r/Account/${id}/view?ws=%2Flightning%2Fr%2FContact%2F${other}%2Fview`,
    `https://acme.my.salesforce.com/apex/page?id=${id}&retURL=%2Fapex%2Fother%3Fid%3D${other}`,
    `https://acme.lightning.force.com/lightning/n/Page?c__recordId=${id}&ws=%2Flightning%2Fr%2FContact%2F${other}%2Fview`,
    'https://acme.my.salesforce.com/console#%2F0015g00000AbCdE%3Fisdtp%3Dvw',
    `https://acme.my.salesforce.com/console#%252F${id}%253Fisdtp%253Dvw%2526nonce%253Dabcdefghijklmn1`,
    `\u200b\ufeff${id}\u202c\u200e\n`,
  ])('is the one that the address shows: %s', (text) => {
    expect(recordId(text)).toBe(id);
    expect(idIn(text)).toBe(id);
  });

  test.each([
    `https://acme.my.salesforce.com/console#%2F${id}|%2F${other}`,
    `https://acme.my.salesforce.com/apex/page?one=${id}&other=${other}`,
    `https://acme.lightning.force.com/lightning/n/Page?c__account=${id}&ws=%2Flightning%2Fr%2FContact%2F${other}%2Fview`,
    `https://acme.my.site.com/s/page?one=0015g00000AbCdE&other=0035g00000AbCdF`,
  ])('is not chosen among two: %s', (text) => {
    expect(() => recordId(text)).toThrow(`names two records, ${id} and ${other}.`);
    expect(idIn(text)).toBeUndefined();
  });

  test('is never another record’s, whatever its suffix says: what is neither lower nor upper throughout has to fit', () => {
    const letters = fc.array(fc.constantFrom(...'abcXYZ019'), { minLength: 15, maxLength: 15 });
    const suffixes = fc.array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345abc'), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(letters, suffixes, (parts, end) => {
        const given = parts.join('') + end.join('');
        fc.pre(given !== given.toLowerCase() && given !== given.toUpperCase());
        const found = canonicalId(given);
        if (found !== undefined) expect(found.slice(0, 15)).toBe(given.slice(0, 15));
      }),
      { numRuns: 2_000 },
    );
  });

  test('with a suffix that does not fit is refused, and the error says which part is wrong', () => {
    expect(canonicalId('0015g00000AbCdEAAV')).toBe(id);
    expect(() => recordId('0015g00000AbCdEAAW')).toThrow('its last three characters do not fit the others.');
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
