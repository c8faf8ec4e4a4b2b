import { describe, expect, test } from '@jest/globals';

import { instanceUrl, isOrgHost, orgHost } from '../../../salesforce/auth';
import { InputError } from '../../../salesforce/errors';

describe('The host to sign in at', () => {
  test('is the login host of production and of sandboxes', () => {
    expect([orgHost('production'), orgHost('sandbox', 'ignored')]).toEqual([
      'https://login.salesforce.com',
      'https://test.salesforce.com',
    ]);
  });

  test.each([
    ['acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['  HTTPS://Acme.My.Salesforce.com/  ', 'https://acme.my.salesforce.com'],
    ['http://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['acme.my.salesforce.com:443/', 'https://acme.my.salesforce.com'],
    ['acme.my.salesforce.com.', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/001000000000001?a=b#c', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce.com'],
    ['acme.scratch.my.salesforce.com', 'https://acme.scratch.my.salesforce.com'],
    ['agency.my.salesforce.mil', 'https://agency.my.salesforce.mil'],
    ['acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
    ['login.salesforce.com', 'https://login.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/page/home', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.lightning.force.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['agency.lightning.crmforce.mil', 'https://agency.my.salesforce.mil'],
    ['acme.lightning.sfcrmapps.cn', 'https://acme.my.sfcrmproducts.cn'],
    ['https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce-setup.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['https://acme--c.vf.force.com/apex/Page', 'https://acme.my.salesforce.com'],
    ['acme--uat--c.sandbox.vf.force.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['acme--c.na42.visual.force.com', 'https://acme.my.salesforce.com'],
    ['https://acme.file.force.com/sfc/servlet.shepherd', 'https://acme.my.salesforce.com'],
    ['Acme', 'https://acme.my.salesforce.com'],
    ['https://acme/', 'https://acme.my.salesforce.com'],
    ['acme--uat', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['https://[::1]:8080', 'https://[::1]:8080'],
  ])('is found in %s', (pasted, origin) => {
    expect(orgHost('custom', pasted)).toBe(origin);
  });

  test.each([
    '',
    ' ',
    'acme-dev-ed',
    'acme inc',
    '-acme',
    'example.com',
    'http://example.com',
    'evil.com/.my.salesforce.com',
    'evil.com?.my.salesforce.com',
    'evil.com#.my.salesforce.com',
    'evil.com\\.my.salesforce.com',
    'my.salesforce.com.evil.com',
    'acme.my.salesforce.com.evil.com',
    'evilmy.salesforce.com',
    'user@acme.my.salesforce.com',
    'acme.my.salesforce.com@evil.com',
    'acme.my.salesforce.com:8443',
    'ftp://acme.my.salesforce.com',
    'javascript:alert(1)',
    'acme.my.salesforce.com\u0000',
    'acmé.my.salesforce.com',
    'localhost:99999',
    'http://[::1]:65536',
    'localhost.evil.com',
    '127.0.0.1.evil.com',
    '127.0.0.1@evil.com',
    '10.0.0.1',
    'acme.my.site.com',
    `${'x'.repeat(100_000)}`,
  ])('is not %j', (pasted) => {
    expect(() => orgHost('custom', pasted)).toThrow(InputError);
    expect(() => orgHost('custom', pasted)).toThrow(/^My Domain: /);
  });

  test('is refused without repeating a password', () => {
    expect(() => orgHost('custom', 'https://me:secret@acme.my.salesforce.com')).toThrow(
      'My Domain: “https://acme.my.salesforce.com” is not the address of a Salesforce org.',
    );
  });
});

describe('A token goes', () => {
  const at = 'https://login.salesforce.com';

  test.each([
    'https://acme.my.salesforce.com',
    'https://na42.salesforce.com/x',
    'https://acme--uat.sandbox.my.salesforce.com/y?z',
  ])('to %s', (url) => {
    expect(isOrgHost(url, at)).toBe(true);
  });

  test.each([
    'http://acme.my.salesforce.com',
    'https://evil.com',
    'https://acme.my.salesforce.com.evil.com',
    'https://a:b@acme.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
    'http://127.0.0.1',
    'not a url',
    'https://trailhead.salesforce.com',
  ])('not to %s', (url) => {
    expect(isOrgHost(url, at)).toBe(false);
  });

  test('to the loopback only when that is where it came from', () => {
    expect(isOrgHost('http://127.0.0.1:1234/x', 'http://127.0.0.1:1234')).toBe(true);
    expect(isOrgHost('http://127.0.0.1:1234/x', 'https://acme.my.salesforce.com')).toBe(false);
  });

  test('to the instance that the answer names, and to the login host when it names none', () => {
    expect(instanceUrl('https://acme.my.salesforce.com/', at)).toBe('https://acme.my.salesforce.com');
    expect(instanceUrl(undefined, 'https://acme.my.salesforce.com')).toBe('https://acme.my.salesforce.com');
    expect(() => instanceUrl('https://evil.com', at)).toThrow(
      'names “https://evil.com” as the org, but it is not a Salesforce host.',
    );
  });
});
