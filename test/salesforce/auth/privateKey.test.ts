import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { adviceOn } from '../../../nodes/SalesforceConnector/host/advice';
import { rsaPrivateKey } from '../../../salesforce/auth/privateKey';
import { InputError } from '../../../salesforce/errors';
import { pkcs8, rsa } from '../../support/keys';

const { privateKey, publicKey } = rsa;
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const passphrase = 'pass "phrase" é';
const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
const legacyAes = privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase }).toString();
const legacyDes = privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'des-ede3-cbc', passphrase }).toString();
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const isTheKey = (key: KeyObject): boolean => createPublicKey(key).equals(publicKey);

/** Ways in which a PEM text arrives in a form. */
const DAMAGES: [string, (pem: string) => string][] = [
  ['as it is', (pem) => pem],
  ['with Windows line ends', (pem) => pem.replaceAll('\n', '\r\n')],
  ['with old Mac line ends', (pem) => pem.replaceAll('\n', '\r')],
  ['on one line with \\n', (pem) => pem.replaceAll('\n', '\\n')],
  ['on one line with \\r\\n', (pem) => pem.replaceAll('\n', '\\r\\n')],
  ['escaped twice', (pem) => JSON.stringify(JSON.stringify(pem))],
  ['with spaces for line ends', (pem) => pem.replaceAll('\n', ' ')],
  ['without line ends', (pem) => pem.replaceAll('\n', '')],
  ['indented, with empty lines', (pem) => `\n\n   ${pem.replaceAll('\n', '\n\n   \t')}  \n`],
  ['in double quotes', (pem) => `"${pem}"`],
  ['in single quotes', (pem) => `'${pem.trim()}'`],
  ['as a JSON string', (pem) => JSON.stringify(pem)],
  ['as base64 of the file', (pem) => Buffer.from(pem).toString('base64')],
  ['as base64 of the file, in lines', (pem) => Buffer.from(pem).toString('base64').replaceAll(/.{76}/g, '$&\n')],
  ['after its certificate', (pem) => certificate + pem],
  [
    'after the attributes of a PKCS#12 file',
    (pem) => `Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n${pem}`,
  ],
];

describe('A private key is read', () => {
  test.each(DAMAGES)('%s, in PKCS#8', (_, damage) => {
    expect(isTheKey(rsaPrivateKey(damage(pkcs8)))).toBe(true);
  });

  test.each(DAMAGES)('%s, in PKCS#1', (_, damage) => {
    expect(isTheKey(rsaPrivateKey(damage(pkcs1)))).toBe(true);
  });

  test.each(DAMAGES)('%s, in encrypted PKCS#8', (_, damage) => {
    expect(isTheKey(rsaPrivateKey(damage(encrypted), passphrase))).toBe(true);
  });

  test.each(DAMAGES)('%s, in the encrypted form of old OpenSSL (AES)', (_, damage) => {
    expect(isTheKey(rsaPrivateKey(damage(legacyAes), passphrase))).toBe(true);
  });

  test.each(DAMAGES)('%s, in the encrypted form of old OpenSSL (DES)', (_, damage) => {
    expect(isTheKey(rsaPrivateKey(damage(legacyDes), passphrase))).toBe(true);
  });

  test.each([
    ['PKCS#8', pkcs8],
    ['PKCS#1', pkcs1],
  ])('without its BEGIN and END lines, in %s', (_, pem) => {
    expect(isTheKey(rsaPrivateKey(pem.replaceAll(/-----.*-----/g, '')))).toBe(true);
  });

  test('without its BEGIN and END lines, encrypted', () => {
    expect(isTheKey(rsaPrivateKey(encrypted.replaceAll(/-----.*-----/g, ''), passphrase))).toBe(true);
  });

  test('when a passphrase is given that it does not need', () => {
    expect(isTheKey(rsaPrivateKey(pkcs8, passphrase))).toBe(true);
  });
});

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const body = pkcs8.split('\n').slice(1, -2).join('\n');

describe('What is no usable private key is named', () => {
  test.each([
    ['nothing', ' \n', 'Private Key is empty.'],
    ['a certificate', certificate, 'Private Key is a certificate, not a private key.'],
    [
      'a certificate on one line',
      certificate.replaceAll('\n', '\\n'),
      'Private Key is a certificate, not a private key.',
    ],
    [
      'a certificate request',
      '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----',
      'Private Key is a certificate request, not a private key.',
    ],
    [
      'a public key',
      publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'Private Key is a public key, not a private key.',
    ],
    [
      'an RSA public key',
      publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      'Private Key is a public key, not a private key.',
    ],
    ['a public key of OpenSSH', 'ssh-rsa AAAAB3NzaC1yc2E me@here', 'Private Key is a public key, not a private key.'],
    [
      'a key of OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----',
      'Private Key is in OpenSSH format.',
    ],
    [
      'an EC key',
      ec.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'Private Key is an EC key; Salesforce requires an RSA key.',
    ],
    [
      'an EC key in its own format',
      ec.export({ type: 'sec1', format: 'pem' }).toString(),
      'Private Key is an EC key; Salesforce requires an RSA key.',
    ],
    [
      'a short key',
      short.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'Private Key has 1024 bits; it needs at least 2048.',
    ],
    ['half a key', pkcs8.slice(0, 900), 'Private Key is incomplete: its END line is missing.'],
    [
      'a damaged key',
      `-----BEGIN PRIVATE KEY-----\n${body.slice(0, 400)}\n-----END PRIVATE KEY-----`,
      'Private Key is damaged.',
    ],
    ['a consumer secret', 'C0FFEE0123456789ABCDEF', 'Private Key is not a private key in PEM format.'],
  ])('%s', (_, pasted, message) => {
    const refusal = refused(pasted);
    expect(refusal.message).toBe(message);
    const { fields, actions } = adviceOn(refusal);
    expect(fields).toEqual(['Private Key']);
    expect(actions).not.toEqual([]);
  });

  test.each([
    ['PKCS#8', encrypted],
    ['the old format', legacyAes],
  ])('an encrypted key without a passphrase, in %s', (_, pem) => {
    expect(refused(pem).message).toBe('Private Key is protected by a passphrase.');
    expect(refused(pem, 'wrong').message).toBe('Private Key cannot be decrypted with this passphrase.');
  });

  test('and looked through once, however many blanks are in it', () => {
    const begun = Date.now();
    refused(`x${' '.repeat(65_000)}y`);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  test('and never repeated', () => {
    const refusal = refused(`-----BEGIN PRIVATE KEY-----\n${body.slice(0, 400)}\n-----END PRIVATE KEY-----`);
    expect(JSON.stringify([refusal.message, adviceOn(refusal).actions, refusal.stack])).not.toContain(
      body.slice(0, 20),
    );
    expect(refusal.cause).toBeUndefined();
  });
});

function refused(pasted: string, given?: string): InputError {
  try {
    rsaPrivateKey(pasted, given);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('The key was accepted.');
}
