import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { fileNameOf, extended, givenFileName } from '../../salesforce/fileName';

test.each([
  ['Contract', 'pdf', 'Contract.pdf'],
  ['contract.PDF', 'pdf', 'contract.PDF'],
  ['Q1/Q2: plan?', 'xlsx', 'Q1_Q2_ plan_.xlsx'],
  ['../../etc/passwd', '', '_.._etc_passwd'],
  ['..', 'txt', 'file.txt'],
  ['.htaccess', 'htaccess', 'file.htaccess'],
  [' .txt', 'txt', 'file.txt'],
  ['.env', '', 'env'],
  ['.a.txt', 'txt', 'a.txt'],
  ['. .txt', 'txt', 'file.txt'],
  ['', '', 'file'],
  ['no extension', '', 'no extension'],
  ['👩‍👩‍👧 family', 'png', '👩‍👩‍👧 family.png'],
  ['می‌خواهم', 'pdf', 'می‌خواهم.pdf'],
  ['invoice‮fdp.exe', '', 'invoice_fdp.exe'],
  ['報'.repeat(100), 'pdf', `${'報'.repeat(66)}.pdf`],
  [`${'x'.repeat(198)}👩‍👩‍👧`, 'png', `${'x'.repeat(198)}.png`],
])('%s with the extension “%s” is stored as %s', (title, extension, name) => {
  expect(fileNameOf(title, extension)).toBe(name);
});

test('Whatever a file is called, its name is one that every system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 20 }), (title, extension) => {
      const name = fileNameOf(title, extension);
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]|^\.|^$/u);
      expect(Buffer.byteLength(name)).toBeLessThan(256);
      expect(Buffer.from(name).toString()).toBe(name);
    }),
  );
});

test.each([
  ['data', 'pdf', 'data.pdf'],
  ['Report v1.2', 'pdf', 'Report v1.2.pdf'],
  ['photo.jpeg', 'jpg', 'photo.jpeg'],
  ['archive.7z', 'zip', 'archive.7z'],
  ['data', '', 'data'],
  ['data', undefined, 'data'],
])('%s of the type %s is %s', (name, extension, whole) => {
  expect(extended(name, extension)).toBe(whole);
});

test.each([
  ['pipeline.xlsx', 'pipeline.xlsx'],
  ['.csv', 'file.csv'],
  ['..', 'file'],
  ['a\0b\r\n.csv', 'a_b__.csv'],
  ['a\ud83d', 'a_'],
  ['\u202etxt.exe', '_txt.exe'],
  ['z'.repeat(5000), 'z'.repeat(200)],
])('%j that somebody types is the name %j', (typed, name) => {
  expect(givenFileName(typed)).toBe(name);
});
