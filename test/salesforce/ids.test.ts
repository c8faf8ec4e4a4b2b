import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { InputError } from '../../salesforce/errors';
import { canonicalId, damagedId, idIn, recordId } from '../../salesforce/ids';

type AddressOf = (one: string, other: string) => string;

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

  test.each([
    `https://acme.lightning.force.com/lightning/r/Report/00O5g000004ABCdEAO/view?fv0=${id}`,
    `https://acme.lightning.force.com/lightning/r/Account/${id}/related/Contacts/view`,
    'https://acme.lightning.force.com/0015g00000AbCdE?retURL=%2F0035g00000AbCdFAAV',
    `https://acme.lightning.force.com/lightning/setup/ManageUsers/page?address=%2F${id}%2Fe%3FretURL%3D%252F${other}`,
    `https://acme.lightning.force.com/lightning/setup/CaseRules/page?address=%2Fsetup%2Fown%2Fdetail.jsp%3Fid%3D${id}%26retURL%3D%252F${other}`,
    `https://acme.lightning.force.com/lightning/page/filePreview?recordIds=${other},${id}&selectedRecordId=${id}`,
    `https://acme.my.salesforce.com/servlet/servlet.ImageServer?oid=00D5g000000AbCdEAK&lastMod=1&file=${id}`,
    `https://acme.my.salesforce.com/x?networkId=000000000000000&someone=${id}`,
    `https://acme.file.force.com/sfc/servlet.shepherd/version/renditionDownload?rendition=THUMB&versionId=${id}&contentId=05T5g00000AbCdEEAV`,
    `https://acme.lightning.force.com/flow/My_Flow?recordId=${id}&retURL=%2F${other}`,
    `https://acme.my.site.com/s/relatedlist/${id}/Contacts`,
    `salesforce1://sObject/${id}/view`,
  ])('is that of what the page shows: %s', (text) => {
    const isReport = text.includes('/Report/');
    expect(recordId(text)).toBe(isReport ? '00O5g000004ABCdEAO' : id);
  });

  const KINDS: readonly (readonly [what: string, kinds: Readonly<Record<string, string>>, addressOf: AddressOf])[] = [
    ['a report and its run', { '00O': 'report', '0LG': 'run' }, (a, b) => `/analytics/reports/${a}/instances/${b}`],
    ['a job and its batch', { '750': 'job', '751': 'batch' }, (a, b) => `/services/async/67.0/job/${a}/batch/${b}`],
    ['a version and its file', { '068': 'version', '069': 'file' }, (a, b) => `/sfc/x?version=${a}&document=${b}`],
    ['a version and its content', { '068': 'version', '05T': 'content' }, (a, b) => `/sfc/x?v=${a}&contentId=${b}`],
    [
      'an object and its record type',
      { '01I': 'object', '012': 'type' },
      (a, b) => `/lightning/setup/ObjectManager/${a}/RecordTypes/${b}/view`,
    ],
    [
      'a site and a post',
      { '0DB': 'site', '0D5': 'post' },
      (a, b) => `/connect/communities/${a}/chatter/feed-elements/${b}`,
    ],
    [
      'a dashboard and a user',
      { '01Z': 'dashboard', '005': 'user' },
      (a, b) => `/dashboardApp.app?dashboardId=${a}&userId=${b}`,
    ],
    ['two tabs of the console', { '001': 'account', '500': 'case' }, (a, b) => `/console#%2F${a}|%2F${b}`],
  ];

  test.each(KINDS)('is that of the wanted kind where an address has %s', (_, kinds, addressOf) => {
    const prefixes = Object.keys(kinds);
    const [one = '', another = ''] = prefixes.map((prefix) => `${prefix}5g00000AbCdE`);
    // Short and whole, in all four ways.
    for (const [first, second] of [one, recordId(one)].flatMap((a) =>
      [another, recordId(another)].map((b) => [a, b]),
    )) {
      const address = `https://acme.my.salesforce.com${addressOf(first ?? '', second ?? '')}`;
      expect(prefixes.map((prefix) => recordId(address, 'ID', [prefix]))).toEqual([recordId(one), recordId(another)]);
      expect(idIn(address, [prefixes[0] ?? ''])).toBe(recordId(one));
    }
  });

  test('is not guessed where the page shows another record than one of the wanted kind', () => {
    const beside = `https://acme.lightning.force.com/lightning/r/Account/${id}/view?ws=%2Flightning%2Fr%2FContact%2F${other}%2Fview`;
    expect(recordId(beside, 'Contact', ['003'])).toBe(id);
  });

  test('is in no address of a page without a record', () => {
    for (const page of [
      'o/Account/home',
      'page/home',
      'o/Account/list?filterName=Recent',
      'n/My_Page',
      'setup/SetupOneHome/home',
    ])
      expect(() => recordId(`https://acme.lightning.force.com/lightning/${page}`)).toThrow(
        'is not a valid Salesforce ID.',
      );
  });

  test.each([
    ['0015g00000AbCdEAA', 'it has 17 characters, and an ID has 15 or 18'],
    ['0015g00000AbCd', 'it has 14 characters, and an ID has 15 or 18'],
    ['a015g00000AbCdEAAVX', 'it has 19 characters, and an ID has 15 or 18'],
    ['0015g00000AbCdEAAW', 'its last three characters do not fit the others'],
    [' aBc5g0000000001AAZ ', 'its last three characters do not fit the others'],
  ])('that is damaged is told how: %s', (text, how) => {
    expect(() => recordId(text, 'Owner')).toThrow(`“${text}” is not a valid Salesforce ID: ${how}.`);
    expect(damagedId(text, 'Owner')).toMatchObject({ problem: { reason: 'damagedRecordId' } });
  });

  test.each([id, id.slice(0, 15), 'Acme', 'Partner_Account', 'PartnerAccount2024', '2024', 'My_Process_0001', ''])(
    'is not damaged: %j',
    (text) => {
      expect(damagedId(text, 'Owner')).toBeUndefined();
    },
  );

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
