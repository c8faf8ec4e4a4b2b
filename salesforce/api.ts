import { InputError } from './errors';
import type { Request } from './http';

/** The version used unless the user chooses another: the newest that every org has. */
export const DEFAULT_API_VERSION = '67.0';

/** Salesforce answers 414 above 16,384 bytes of address and headers together; the rest is room for the headers. */
const LONGEST_PATH = 12_000;

/**
 * A path under `/services/data/vNN.0`. Every segment arrives at Salesforce exactly as given, or is refused here.
 * @param version such as `67.0`
 * @param segments not encoded; a slash inside a segment is part of its value
 * @throws InputError when a segment cannot be part of an address
 */
export function dataPath(version: string, ...segments: string[]): string {
  const path = ['/services/data', `v${apiVersion(version)}`, ...segments.map(encodeSegment)].join('/');
  if (path.length > LONGEST_PATH) {
    throw new InputError(
      `A value of ${Math.max(...segments.map((segment) => segment.length))} characters is too long for a web address.`,
      { actions: ['Check the ID or external ID value: external ID fields hold 255 characters at most.'] },
    );
  }
  return path;
}

/** `67`, `67.0` or `v67.0` as `67.0`. */
export function apiVersion(text: string): string {
  const match = /^\s*v?(\d{2,3})(?:\.0)?\s*$/i.exec(text);
  if (match?.[1] === undefined) {
    throw new InputError(`“${shorten(text)}” is no API version.`, {
      field: 'API Version',
      actions: [`Write the version as a number, such as ${DEFAULT_API_VERSION}.`],
    });
  }
  return `${match[1]}.0`;
}

function encodeSegment(segment: string): string {
  if (segment.trim() === '') {
    throw new InputError('An ID or external ID value is empty.', {
      actions: ['Give the value, or filter out the items that have none before this node.'],
    });
  }
  // Everything on the way (proxies, HTTP clients, Salesforce) takes these for the folder itself or its parent, and
  // treats %2E%2E just the same.
  if (segment === '.' || segment === '..') {
    throw new InputError(`The value “${segment}” cannot be part of a web address, so no record can be reached by it.`, {
      actions: ['Use the record ID instead.'],
    });
  }
  return encode(segment);
}

/** Percent-encoding that loses nothing: what cannot be encoded is refused. */
function encode(text: string): string {
  if (text.includes('\0')) {
    throw new InputError(`“${shorten(text)}” contains a NUL character, which Salesforce does not accept.`);
  }
  if (/\p{Surrogate}/u.test(text)) {
    throw new InputError(`“${shorten(text)}” contains half of a character (a lone surrogate).`, {
      actions: ['The text was probably cut in the middle of an emoji: cut it elsewhere.'],
    });
  }
  return encodeURIComponent(text);
}

/** The request's path with its query string: what a {@link Send} appends to the org's origin. */
export function target({ path, query = {} }: Request): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encode(String(value))}`],
  );
  if (parameters.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${parameters.join('&')}`;
}

/** A pasted value in an error: enough to recognise it by. */
export function shorten(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

const NAME = /^[A-Za-z]\w{0,254}$/;

/**
 * An object's or field's API name, such as `Account` or `My_Object__c`.
 * @param what what the name is of, for the error: `Object`, `Field`
 * @throws InputError when it is none
 */
export function apiName(text: string, what: string): string {
  const name = text.trim();
  if (!NAME.test(name)) {
    throw new InputError(`${what}: “${shorten(text)}” is no API name.`, {
      field: what,
      actions: [
        'Use the API name, such as Account or My_Object__c: Salesforce Setup > Object Manager shows it beside the label.',
      ],
    });
  }
  return name;
}

const DEEPEST_PATH = 6;

/** A field, or a parent's field up to five levels up: `Owner.Name`. */
export function fieldPath(text: string, what: string): string {
  const parts = text.trim().split('.');
  if (parts.length > DEEPEST_PATH) {
    throw new InputError(`${what}: “${shorten(text)}” goes up more than five levels of parents.`, { field: what });
  }
  return parts.map((part) => apiName(part, what)).join('.');
}

/**
 * The path of a further page, as an answer names it (`nextRecordsUrl`, a Bulk `contentUrl`).
 * @throws InputError when it leads anywhere but to the data API of the org's own host
 */
export function nextPath(url: string): string {
  const path = url.startsWith('/') ? url : `/${url}`;
  const sound = /^\/services\/data\/v\d{2,3}\.0(?:\/[\w.~%!$&'()*+,;=:@-]+)+(?:\?[^#\\\s]*)?$/.test(path);
  if (!sound || path.split(/[/?]/).some((part) => /^(?:\.|%2e){1,2}$/i.test(part))) {
    throw new InputError('The answer names a next page that is not on the org itself. It was not followed.');
  }
  return path;
}

/** For each five characters, bit i of its suffix character is set where character i is upper case. */
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * A record's ID in its 18-character form, from the 15- or 18-character form or from a pasted record page's address
 * (Lightning, Classic or REST).
 * @param what what the ID is of, for the error
 * @throws InputError when there is no ID in it
 */
export function recordId(text: string, what = 'Record ID'): string {
  const pasted = text.trim();
  const candidates = /[/?#=]/.test(pasted) ? partsOf(pasted) : [pasted];
  const id = candidates.map(canonicalId).find((candidate) => candidate !== undefined);
  if (id !== undefined) return id;
  const given = pasted === '' ? 'is empty' : `“${shorten(pasted)}” is no Salesforce ID`;
  throw new InputError(`${what}: ${given}.`, {
    field: what,
    actions: ['Give the 15 or 18 characters of the record ID, or the address of the record’s page in Salesforce.'],
  });
}

function partsOf(url: string): string[] {
  return url.replaceAll(/%2f/gi, '/').split(/[/?#&=]/);
}

/** Undefined when the text is no ID. Every ID has digits in it: that tells it from a word of 15 letters. */
function canonicalId(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})$/.test(text) || !/\d/.test(text.slice(0, 15))) return undefined;
  const id = text.slice(0, 15);
  const suffix = suffixOf(id);
  return text.length === 15 || text.endsWith(suffix) ? id + suffix : restoreCase(text);
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

/** The suffix is there so that an 18-character ID survives spreadsheets that do not tell `a` from `A`. */
function restoreCase(id: string): string | undefined {
  const bits = [...id.slice(15).toUpperCase()].map((c) => SUFFIX.indexOf(c));
  const restored = [...id.slice(0, 15)]
    .map((c, i) => (((bits[Math.floor(i / 5)] ?? 0) >> (i % 5)) & 1 ? c.toUpperCase() : c.toLowerCase()))
    .join('');
  const suffix = id.slice(15).toUpperCase();
  return bits.includes(-1) || suffixOf(restored) !== suffix ? undefined : restored + suffix;
}
