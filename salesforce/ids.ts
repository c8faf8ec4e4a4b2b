import { InputError, shorten } from './errors';

/** Characters that an address may have. */
const LONGEST_PASTED = 2_000;

/** For each five characters, bit i of its suffix character is set where character i is upper case. */
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * A record's ID in its 18-character form, from the 15- or 18-character form or from a pasted record page's address
 * (Lightning, Classic or REST).
 * @param what what the ID belongs to, for the error
 * @throws InputError when there is no ID in it
 */
export function recordId(text: string, what = 'Record ID'): string {
  const id = idIn(text);
  if (id !== undefined) return id;
  const isEmpty = text.trim() === '';
  const message = isEmpty ? `${what} is empty.` : `${what}: “${shorten(text)}” is not a valid Salesforce ID.`;
  throw new InputError(message, { reason: 'notARecordId' }, what);
}

/** The ID in a text or in a pasted address; undefined if there is none. */
export function idIn(text: string): string | undefined {
  const pasted = text.slice(0, LONGEST_PASTED).trim();
  const candidates = /[/?#=]/.test(pasted) ? partsOf(pasted) : [pasted];
  return candidates.map(canonicalId).find((candidate) => candidate !== undefined);
}

/** Whether a text is an ID as Salesforce writes one. */
export function isRecordId(text: unknown): text is string {
  return canonicalId(text) !== undefined;
}

/** Whether a text is an ID of an object's records, whose IDs begin with this; with anything, where that is not known. */
export function isIdWith(prefix: string | undefined, text: unknown): text is string {
  return canonicalId(text)?.startsWith(prefix ?? '') ?? false;
}

/** Whether two IDs, each in any of its forms, can be those of one record; what is no ID does not tell. */
export function canBeOneRecord(one: unknown, other: unknown): boolean {
  const [id, otherId] = [canonicalId(one), canonicalId(other)];
  return id === undefined || otherId === undefined || id === otherId;
}

function partsOf(url: string): string[] {
  return url.replaceAll(/%2f/gi, '/').split(/[/?#&=]/);
}

/** An ID's 18-character form; undefined for what is no ID. Every ID contains digits, unlike a word of 15 letters. */
export function canonicalId(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (isWhole(text)) return text;
  if (!/^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(text) || !/\d/.test(text.slice(0, 15))) return undefined;
  const id = text.slice(0, 15);
  const suffix = suffixOf(id);
  return text.length === 15 || text.endsWith(suffix) ? id + suffix : restoreCase(text);
}

/** Whether it is an ID in the form in which Salesforce writes them, which nearly all are. */
function isWhole(text: string): boolean {
  if (text.length !== 18) return false;
  let hasDigit = false;
  for (let part = 0; part < 3; part += 1) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) {
      const code = text.charCodeAt(part * 5 + i);
      if (isUpperCase(code)) bits |= 1 << i;
      else if (code >= 0x30 && code <= 0x39) hasDigit = true;
      else if (code < 0x61 || code > 0x7a) return false;
    }
    if (text.charCodeAt(15 + part) !== SUFFIX.charCodeAt(bits)) return false;
  }
  return hasDigit;
}

function suffixOf(id: string): string {
  let suffix = '';
  for (let start = 0; start < 15; start += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i += 1) if (isUpperCase(id.charCodeAt(start + i))) bits |= 1 << i;
    suffix += SUFFIX.charAt(bits);
  }
  return suffix;
}

function isUpperCase(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** The suffix lets an 18-character ID survive spreadsheets that ignore case. */
function restoreCase(id: string): string | undefined {
  const bits = [...id.slice(15).toUpperCase()].map((c) => SUFFIX.indexOf(c));
  const restored = [...id.slice(0, 15)]
    .map((c, i) => (((bits[Math.floor(i / 5)] ?? 0) >> (i % 5)) & 1 ? c.toUpperCase() : c.toLowerCase()))
    .join('');
  const suffix = id.slice(15).toUpperCase();
  return bits.includes(-1) || suffixOf(restored) !== suffix ? undefined : restored + suffix;
}
