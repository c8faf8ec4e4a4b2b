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
 * @param prefixes what the wanted IDs begin with, where that is known: an address can name other records beside
 * @throws InputError when there is no ID in it, or more than one record's
 */
export function recordId(text: string, what = 'Record ID', prefixes: readonly string[] = []): string {
  const [id, other] = idsInText(text, prefixes);
  if (id === undefined) throw notAnId(text, what);
  if (other === undefined) return id;
  const message = `${what}: “${shorten(text)}” names two records, ${id} and ${other}.`;
  throw new InputError(message, { reason: 'severalRecordIds' }, what);
}

function notAnId(text: string, what: string): InputError {
  if (trimmed(text) === '') return new InputError(`${what} is empty.`, { reason: 'notARecordId' }, what);
  const message = `${what}: “${shorten(text)}” is not a valid Salesforce ID.`;
  return damagedId(text, what) ?? new InputError(message, { reason: 'notARecordId' }, what);
}

/**
 * Says what is wrong with a text that looks like an ID and is none; undefined for any other. API names begin with a letter.
 * @param what what the ID belongs to, for the error
 */
export function damagedId(text: string, what: string): InputError | undefined {
  const pasted = trimmed(text);
  if (!LIKE_AN_ID.test(pasted) || canonicalId(pasted) !== undefined) return undefined;
  const damage =
    pasted.length === 18
      ? 'its last three characters do not fit the others'
      : `it has ${pasted.length} characters, and an ID has 15 or 18`;
  const message = `${what}: “${shorten(text)}” is not a valid Salesforce ID: ${damage}.`;
  return new InputError(message, { reason: 'damagedRecordId' }, what);
}

/** An ID with a few characters more or less. Nearly all IDs begin with a digit or have zeros in a row. */
const LIKE_AN_ID = /^(?=\d|[a-z]\w{0,9}000)[A-Za-z0-9]{12,21}$/;

/** The ID in a text or in a pasted address, as {@link recordId}; undefined if there is none, or more than one record's. */
export function idIn(text: string, prefixes: readonly string[] = []): string | undefined {
  const [id, other] = idsInText(text, prefixes);
  return other === undefined ? id : undefined;
}

/**
 * The records that a text can be about, each once: an address names other pages too, such as the one to return to. Of
 * several in one place, such as a report and its run, those of the wanted kind.
 */
function idsInText(text: string, prefixes: readonly string[]): string[] {
  const pasted = shownAddress(trimmed(text.slice(0, LONGEST_PASTED)));
  if (!/[/?#=]/.test(pasted)) return [canonicalId(pasted)].filter(isRecordId);
  const address = unescapedAddress(pasted);
  const isWanted = (part: string) => prefixes.some((prefix) => isIdWith(prefix, part));
  for (const candidates of CANDIDATES) {
    const found = candidates(address, pasted, (part) => isWhole(part) || isWanted(part));
    const ids = [...new Set(found.map(canonicalId).filter(isRecordId))];
    const wanted = [ids.filter(isWanted), ids.filter(isOfRecord), ids].find((some) => some.length > 0);
    if (wanted !== undefined) return wanted;
  }
  return [];
}

/** Not of the org, which addresses have to say where something is, and not of nothing. */
function isOfRecord(id: string): boolean {
  return !/^(?:00D|0{15})/.test(id);
}

/** Setup shows pages of Classic, and has their addresses in a parameter. */
const SHOWN_IN_SETUP = /\/lightning\/setup\/[^?#]*\?(?:[^#]*&)?address=([^&#]+)/i;

function shownAddress(pasted: string): string {
  const shown = SHOWN_IN_SETUP.exec(pasted)?.[1];
  return shown === undefined ? pasted : unescapedAddress(shown);
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

/** Finds IDs in an address, and perhaps names that are as long. */
type Candidates = (address: string, escaped: string, isSureId: (part: string) => boolean) => readonly string[];

/** Where addresses have the ID of what they show, surest first. */
const CANDIDATES: readonly Candidates[] = [
  (address) => placesOf(pathOfAddress(address), PATH_OF_RECORD),
  (address, _, isSureId) => partsOf(pathOfAddress(address)).filter(isSureId),
  // Its own parameters, and then those of an address in one of them.
  (_, escaped) => placesOf(escaped, PARAMETER_OF_RECORD),
  (address) => placesOf(address, PARAMETER_OF_RECORD),
  (address) => placesOf(fragmentOf(address), PATH_OF_RECORD),
  (address, _, isSureId) => partsOf(address).filter(isSureId),
  (address) => partsOf(address),
];

/** Lightning, Experience Cloud, REST, and Classic on Salesforce's own hosts. */
const PATH_OF_RECORD =
  /(?:\/(?:r|sObject|sobjects|detail)(?:\/\w+)?|^(?:(?:https?:\/\/)?[^/]*\.(?:salesforce\.(?:com|mil)|lightning\.force\.com))?)\/(\w{15}(?:\w{3})?)(?=[/?#]|$)/gi;

/** Also of an own page or component, whose parameters begin with a namespace. */
const PARAMETER_OF_RECORD = /[?&](?:c__)?(?:id|recordId|selectedRecordId|versionId)=(\w{15}(?:\w{3})?)(?=[&#]|$)/gi;

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
  return address.split(/[/?#&=|,]/);
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
