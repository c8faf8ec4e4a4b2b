import { createPrivateKey, type KeyObject } from 'crypto';

import { trimmed } from '../characters';
import { InputError, type KeyProblem } from '../errors';

const SMALLEST_MODULUS = 2048;
/** A key of 16,384 bits has 13,000 characters; there may be certificates beside it. */
const LONGEST_KEY = 65_536;

/**
 * The RSA key that an admin pasted, in any of the forms it can have after copying: PKCS#8 or PKCS#1, encrypted or not,
 * as PEM with its line breaks, with `\n` in their place, with spaces or nothing in their place, in quotes, as base64 of
 * the whole file or of the key alone.
 * @throws InputError that says what was pasted instead, or what is wrong with the key
 */
export function rsaPrivateKey(pasted: string, passphrase = ''): KeyObject {
  if (pasted.length > LONGEST_KEY) throw refuse('is longer than any key', 'keyNotPem');
  const text = unwrap(pasted);
  if (text === '') throw refuse('is empty', 'keyMissing');
  const pem = privatePem(text) ?? bareKey(text);
  if (pem === undefined) throw wrongKind(text);
  return checked(openKey(pem, passphrase));
}

function refuse(what: string, reason: KeyProblem): InputError {
  return new InputError(`Private Key ${what}.`, { reason });
}

/** What stands for a character, by its letter after any number of backslashes. */
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['r', ''],
  ['n', '\n'],
  ['"', '"'],
]);

/** Undoes JSON strings, environment files and base64 of whole files. */
function unwrap(pasted: string): string {
  const unescaped = pasted.replaceAll(/\\+([^]?)/g, (written, next: string) => ESCAPED.get(next) ?? written);
  const text = trimmed(unescaped)
    .replace(/^(["'`])([^]*)\1,?$/, '$2')
    .trim();
  if (text.includes('-----BEGIN') || !/^[\w+/=\s-]+$/.test(text)) return text;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return decoded.includes('-----BEGIN') ? unwrap(decoded) : text;
}

const BEGIN = /-----BEGIN ((?:RSA |EC |DSA |ENCRYPTED |OPENSSH )?PRIVATE KEY)-----/g;
const LEGACY = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*([\w-]+),\s*/;

/** The first private key in the text (there may be a certificate beside it), with its lines as OpenSSL wants them. */
function privatePem(text: string): string | undefined {
  const { label, inside } = firstBlock(text);
  if (label === '' || label === 'OPENSSH PRIVATE KEY') return undefined;
  const legacy = LEGACY.exec(inside);
  if (legacy === null) return armour(label, '', inside);
  const cipher = legacy[1] ?? '';
  const rest = inside.slice(legacy[0].length).replaceAll(/\s+/g, '');
  // The initialisation vector has as many bytes as a block of the cipher; spaces around it may be gone.
  const ivLength = cipher.startsWith('AES') ? 32 : 16;
  const header = `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher},${rest.slice(0, ivLength)}\n\n`;
  return armour(label, header, rest.slice(ivLength));
}

/** The first key that is there from its BEGIN to its END line; each END line is looked for once. */
function firstBlock(text: string): { label: string; inside: string } {
  const endless = new Set<string>();
  for (const { 0: begin, 1: label = '', index } of text.matchAll(BEGIN)) {
    if (endless.has(label)) continue;
    const from = index + begin.length;
    const to = text.indexOf(`-----END ${label}-----`, from);
    if (to >= 0) return { label, inside: text.slice(from, to) };
    endless.add(label);
  }
  return { label: '', inside: '' };
}

function armour(label: string, header: string, base64: string): string {
  const lines = base64.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${header}${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The base64 between the dashed lines, pasted without them. */
function bareKey(text: string): string | undefined {
  const base64 = text.replaceAll(/\s+/g, '');
  if (!/^MI[\w+/]+={0,2}$/.test(base64)) return undefined;
  if (isEncryptedKey(Buffer.from(base64, 'base64'))) return armour('ENCRYPTED PRIVATE KEY', '', base64);
  return ['PRIVATE KEY', 'RSA PRIVATE KEY'].map((label) => armour(label, '', base64)).find(isKey);
}

/** OIDs of the ways to encrypt a key, without their last parts (RFC 8018, RFC 7292). */
const ENCRYPTIONS = ['2a864886f70d0105', '2a864886f70d010c01'].map((oid) => Buffer.from(oid, 'hex'));
/** Bytes in which an encrypted key names its encryption (RFC 5958, EncryptedPrivateKeyInfo). */
const ALGORITHM_BYTES = 40;

/** By what the key says of itself: trying to open it with a wrong passphrase seems to work now and then. */
function isEncryptedKey(der: Buffer): boolean {
  const algorithm = der.subarray(0, ALGORITHM_BYTES);
  return ENCRYPTIONS.some((oid) => algorithm.includes(oid));
}

function isKey(pem: string): boolean {
  try {
    createPrivateKey({ key: pem });
    return true;
  } catch {
    return false;
  }
}

function openKey(pem: string, passphrase: string): KeyObject {
  const isEncrypted = pem.includes('ENCRYPTED');
  if (isEncrypted && passphrase === '') {
    throw refuse('is protected by a passphrase', 'keyPassphraseMissing');
  }
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch {
    // OpenSSL's reasons name bytes and routines: they do not help, and must not be repeated for a secret.
    throw isEncrypted
      ? refuse('cannot be decrypted with this passphrase', 'keyPassphraseWrong')
      : refuse('is damaged', 'keyDamaged');
  }
}

function checked(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') {
    const type = (key.asymmetricKeyType ?? 'unknown').toUpperCase();
    throw refuse(`is an ${type} key; Salesforce requires an RSA key`, 'keyNotRsa');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < SMALLEST_MODULUS) {
    throw refuse(`has ${bits} bits; it needs at least ${SMALLEST_MODULUS}`, 'keyTooShort');
  }
  return key;
}

/** What people paste in place of a private key, by the label of its PEM. */
const OTHERS: readonly (readonly [RegExp, string, KeyProblem])[] = [
  [/BEGIN (?:NEW )?CERTIFICATE REQUEST/, 'is a certificate request, not a private key', 'keyIsPublicPart'],
  [/BEGIN (?:TRUSTED |X509 )?CERTIFICATE/, 'is a certificate, not a private key', 'keyIsCertificate'],
  [/BEGIN (?:RSA )?PUBLIC KEY|^ssh-(?:rsa|ed25519) /, 'is a public key, not a private key', 'keyIsPublicPart'],
  [/BEGIN OPENSSH PRIVATE KEY/, 'is in OpenSSH format', 'keyInOpenSshFormat'],
  [/BEGIN [A-Z ]{0,20}PRIVATE KEY/, 'is incomplete: its END line is missing', 'keyIncomplete'],
];

function wrongKind(text: string): InputError {
  const [, what, reason] = OTHERS.find(([pattern]) => pattern.test(text)) ?? [];
  if (what === undefined || reason === undefined) return refuse('is not a private key in PEM format', 'keyNotPem');
  return refuse(what, reason);
}
