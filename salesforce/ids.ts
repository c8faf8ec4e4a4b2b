import { trimmed } from './characters';
import { InputError, shorten } from './errors';

/** Characters that an address may have. */
const LONGEST_PASTED = 2_000;

/** For each five characters, bit i of its suffix character is set where character i is upper case. */
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * A record's ID in its 18-character form, from the 15- or 18-character form or from a pasted record page's address
 * (Lightning, Classic or REST).
 * @param what what the ID belongs to, for the error
 * @throws InputError when there is no ID in it, or more than one record's
 */
export function recordId(text: string, what = 'Record ID'): string {
  const [id, other] = idsInText(text);
  if (id === undefined) throw notAnId(text, what);
  if (other === undefined) return id;
  const message = `${what}: “${shorten(text)}” names two records, ${id} and ${other}.`;
  throw new InputError(message, { reason: 'severalRecordIds' }, what);
}

function notAnId(text: string, what: string): InputError {
  const pasted = trimmed(text);
  if (pasted === '') return new InputError(`${what} is empty.`, { reason: 'notARecordId' }, what);
  const message = `${what}: “${shorten(text)}” is not a valid Salesforce ID`;
  return LONG_ID.test(pasted)
    ? new InputError(
        `${message}: its last three characters do not fit the others.`,
        { reason: 'damagedRecordId' },
        what,
      )
    : new InputError(`${message}.`, { reason: 'notARecordId' }, what);
}

/** The ID in a text or in a pasted address; undefined if there is none, or more than one record's. */
export function idIn(text: string): string | undefined {
  const [id, other] = idsInText(text);
  return other === undefined ? id : undefined;
}

/** The records that a text can be about, each once: an address names other pages too, such as the one to return to. */
function idsInText(text: string): string[] {
  const pasted = trimmed(text.slice(0, LONGEST_PASTED));
  if (!/[/?#=]/.test(pasted)) return [canonicalId(pasted)].filter(isRecordId);
  const address = unescapedAddress(pasted);
  for (const candidates of CANDIDATES) {
    const ids = candidates(address, pasted).map(canonicalId).filter(isRecordId);
    if (ids.length > 0) return [...new Set(ids)];
  }
  return [];
}

/** A console escapes the addresses of its tabs, some of them twice. */
function unescapedAddress(url: string): string {
  let address = url;
  let escaped: string;
  do {
    escaped = address;
    address = escaped.replaceAll(/%([0-7][\da-f])/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  } while (address !== escaped);
  return address;
}

/** Where addresses have the ID of what they show, surest first. */
const CANDIDATES: readonly ((address: string, escaped: string) => readonly string[])[] = [
  (address) => placesOf(pathOfAddress(address), PATH_OF_RECORD),
  (address) => partsOf(pathOfAddress(address)).filter(isWhole),
  // Its own parameters, and then those of an address in one of them.
  (_, escaped) => placesOf(escaped, PARAMETER_OF_RECORD),
  (address) => placesOf(address, PARAMETER_OF_RECORD),
  (address) => placesOf(fragmentOf(address), PATH_OF_RECORD),
  (address) => partsOf(address).filter(isWhole),
  partsOf,
];

/** Lightning, Experience Cloud, REST, and Classic on Salesforce's own hosts. */
const PATH_OF_RECORD =
  /(?:\/(?:r|sObject|sobjects|detail)(?:\/\w+)?|^(?:(?:https?:\/\/)?[^/]*\.salesforce\.(?:com|mil))?)\/(\w{15}(?:\w{3})?)(?=[/?#]|$)/gi;

/** Also of an own page or component, whose parameters begin with a namespace. */
const PARAMETER_OF_RECORD = /[?&](?:c__)?(?:id|recordId)=(\w{15}(?:\w{3})?)(?=[&#]|$)/gi;

function placesOf(address: string, place: RegExp): string[] {
  return [...address.matchAll(place)].map(([, id = '']) => id);
}

function pathOfAddress(address: string): string {
  return address.replace(/[?#][^]*$/, '');
}

/** Where older Lightning pages have their path; what precedes it can be the address of a page to return to. */
function fragmentOf(address: string): string {
  return address.replace(/^[^#]*/, '');
}

function partsOf(address: string): string[] {
  return address.split(/[/?#&=|]/);
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

const SHORT_ID = /^[A-Za-z0-9]{15}$/;
const LONG_ID = /^[A-Za-z0-9]{18}$/;

/** An ID's 18-character form; undefined for what is no ID. Every ID contains digits, unlike a word of 15 letters. */
export function canonicalId(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (isWhole(text)) return text;
  if (!/\d/.test(text.slice(0, 15))) return undefined;
  if (SHORT_ID.test(text)) return text + suffixOf(text);
  return LONG_ID.test(text) ? restoreCase(text) : undefined;
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

/**
 * The suffix lets an 18-character ID survive what ignores case, and makes all of it lower or all upper. With letters of
 * both cases, a suffix that does not fit, in any case, is a mistake: restored by it, the ID would be another record's.
 */
function restoreCase(id: string): string | undefined {
  const bits = [...id.slice(15).toUpperCase()].map((c) => SUFFIX.indexOf(c));
  const restored = [...id.slice(0, 15)]
    .map((c, i) => (((bits[Math.floor(i / 5)] ?? 0) >> (i % 5)) & 1 ? c.toUpperCase() : c.toLowerCase()))
    .join('');
  if (id !== id.toLowerCase() && id !== id.toUpperCase() && !id.startsWith(restored)) return undefined;
  const suffix = id.slice(15).toUpperCase();
  return bits.includes(-1) || suffixOf(restored) !== suffix ? undefined : restored + suffix;
}
