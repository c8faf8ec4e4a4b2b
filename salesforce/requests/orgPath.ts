import { checkCharacters } from '../characters';
import { AnswerError, InputError, redact, shorten, show } from '../errors';
import { dataPath } from '../path';

/** What a path is below, and the host that its address may name. */
export interface PathBase {
  /** API version, such as `67.0`. */
  readonly version: string;
  /** Origin of the org, where it is known. */
  readonly origin?: string | undefined;
}

/**
 * The path of a request to the org itself, with its query string: from a path below the version (`sobjects/Account`), a
 * whole one (`/services/…`), or an address on the org's own host. What an address cannot contain is encoded.
 * @throws InputError for whatever leads, or might lead, anywhere else: the session goes with the request
 */
export function orgPath(text: string, { version, origin }: PathBase): string {
  const written = text.trim();
  checkCharacters(written, () => 'Path', 'Path');
  if (/[\p{Cc}\\]/u.test(written)) throw notAnOrgPath(written, 'has a backslash or a control character in it');
  const local = withoutOrigin(written, origin);
  const path = local.startsWith('/')
    ? local
    : `${local.startsWith('services/') ? '/' : `${dataPath(version)}/`}${local}`;
  const [way = ''] = path.split('?');
  const fault = faultInWay(way);
  if (fault !== undefined) throw notAnOrgPath(written, fault);
  const query = path.slice(way.length);
  return encoded(way) + (query === '' ? '' : `?${withTimeZones(encodedQuery(query.slice(1)))}`);
}

/** Why a path without its query string is none of the org's APIs; undefined if it is. */
function faultInWay(way: string): string | undefined {
  if (!/^\/services\/[^/]/.test(way)) return 'does not begin with /services/';
  return hasDots(way) ? HAS_DOTS : undefined;
}

const HAS_DOTS = 'has a segment of dots';

/** Whatever stands between can take these for a folder's parent, however often they are encoded. */
function hasDots(way: string): boolean {
  return withoutEscapes(way)
    .split(/[/\\]/)
    .some((segment) => /^\.{1,2}(?:;|$)/.test(segment));
}

/**
 * The path of the next page, as an answer links to it: like any path of the org, or as it is from the page before.
 * @param from the path of the page that has the link
 * @throws AnswerError for what leads anywhere else, or to where sessions are given and ended
 */
export function linkedPath(link: string, from: string, origin = UNKNOWN_ORIGIN): string {
  const fault = (why: string): AnswerError =>
    new AnswerError(200, `its link to the next page, “${shorten(redact(link))}”, ${why}; it was not followed`);
  if (/[\p{Cc}\p{Surrogate}\\]/u.test(link)) throw fault('has a backslash or another character that no link has');
  const [written = ''] = link.split(/[?#]/);
  if (hasDots(written)) throw fault(HAS_DOTS);
  const url = resolved(link.startsWith('services/') ? `/${link}` : link, origin + from);
  if (url === undefined) throw fault('is not a valid link');
  if (url.origin !== new URL(origin).origin || url.username !== '' || url.password !== '') {
    throw fault('is not on the org’s own host');
  }
  const problem = faultInWay(url.pathname);
  if (problem !== undefined) throw fault(problem);
  if (/^\/services\/oauth2(?![\w-])/i.test(withoutEscapes(url.pathname))) throw fault('leads to the sign-in');
  return url.pathname + url.search;
}

function resolved(link: string, base: string): URL | undefined {
  try {
    return new URL(link, base);
  } catch {
    return undefined;
  }
}

/** On which no link is that names its host. */
const UNKNOWN_ORIGIN = 'https://org.invalid';

/** With the characters of ASCII that are encoded, once or several times, as they are. */
function withoutEscapes(text: string): string {
  let [before, plain] = ['', text];
  while (plain !== before) {
    before = plain;
    plain = before.replaceAll(/%([0-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  }
  return plain;
}

function encoded(text: string): string {
  return text.replaceAll(NOT_IN_ADDRESSES, encodeURIComponent);
}

/** All but what RFC 3986 allows, and the percent sign of what is encoded. */
const NOT_IN_ADDRESSES = /%(?![\dA-Fa-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]/gu;

/**
 * A query string, written either as it stands in an address or as a person writes: `q=SELECT Id FROM Lead WHERE Name LIKE
 * '%Demo%'`. Percent and plus signs mean different things in the two, and so does `&`.
 * @throws InputError where it cannot be told which of them it is
 */
function encodedQuery(query: string): string {
  const isWritten = /\s/.test(query);
  const escapes = query.match(/%[\da-f]{2}/gi) ?? [];
  if (!isWritten && escapes.length === 0) {
    if (PLUS_IN_VALUE.test(query)) throw ambiguous('+');
    return encoded(query);
  }
  // What cannot be decoded is not an encoding: no text has the byte DE alone.
  const isEncoded = escapes.length > 0 && percentDecoded(query.replaceAll(/%(?![\da-f]{2})/gi, '%25')) !== undefined;
  if (!isWritten && isEncoded && escapes.length === query.split('%').length - 1) return encoded(query);
  if (isEncoded) throw ambiguous(escapes[0] ?? '%');
  const pairs = isWritten ? query.split(/&(?=[\w.$-]+=)/) : [query];
  if (pairs.slice(0, -1).some(hasOpenQuote)) throw ambiguous('&');
  const signs = isWritten ? /[%+&]/g : /%/g;
  return pairs.map((pair) => encoded(pair.replaceAll(signs, encodeURIComponent))).join('&');
}

/** A value that begins with a plus sign (`phone=+43…`), or an email address with one: no space is meant. */
const PLUS_IN_VALUE = /(?:^|&)[\w.$-]+=(?:\+|[^&+]+\+[^&+]*@[^&+]*(?:&|$))/;

/** The plus sign of a time zone, which is a space otherwise: `2026-03-01T12:00:00.000+0000`. */
function withTimeZones(query: string): string {
  return query.replaceAll(TIME_ZONE, '$1%2B');
}

const TIME_ZONE = /(T\d{2}(?::|%3A)\d{2}(?:(?::|%3A)\d{2}(?:\.\d{1,9})?)?)\+(?=\d{2}(?:(?::|%3A)?\d{2})?(?!\d))/gi;

/** Without percent-encoding; undefined for what is no encoding of text. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whether a text of SOQL goes on behind its end: `\'` does not end it. */
function hasOpenQuote(text: string): boolean {
  return (text.match(/\\.|'/g) ?? []).filter((sign) => sign === "'").length % 2 === 1;
}

function ambiguous(sign: string): InputError {
  return new InputError(
    `Path: what “${sign}” means behind the “?” is not clear. Add the parameter to Parameters, where you write it as it is.`,
    { reason: 'notAnOrgPath' },
    'Path',
  );
}

function withoutOrigin(written: string, origin: string | undefined): string {
  if (written.startsWith('//')) throw notAnOrgPath(written, 'names a host');
  if (!/^[a-z][a-z\d+.-]*:/i.test(written)) return written;
  const [, named = '', rest = ''] = /^(https?:\/\/[^/?#]*)(.*)$/i.exec(written) ?? [];
  if (named === '' || origin === undefined || named.toLowerCase() !== origin.toLowerCase()) {
    throw notAnOrgPath(written, origin === undefined ? 'names a host' : 'is not on the org’s own host');
  }
  return rest;
}

function notAnOrgPath(text: string, why: string): InputError {
  return new InputError(`Path: “${shorten(text)}” ${why}.`, { reason: 'notAnOrgPath' }, 'Path');
}

/**
 * The path with further parameters.
 * @throws InputError for a name or a value that cannot be encoded
 */
export function withParameters(path: string, parameters: readonly NamedValue[]): string {
  checkNamedValues(parameters, 'Parameters');
  const written = parameters.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return written.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${written.join('&')}`;
}

/**
 * The body that a form is sent in.
 * @param what the field that holds the names and values
 * @throws InputError for a name or a value that cannot be encoded
 */
export function formBody(fields: readonly NamedValue[], what: string): string {
  checkNamedValues(fields, what);
  return new URLSearchParams(fields.map(({ name, value }): [string, string] => [name, value])).toString();
}

/** Names and values of which each character reaches Salesforce. */
function checkNamedValues(parameters: readonly NamedValue[], what: string): void {
  for (const { name, value } of parameters) {
    checkCharacters(name, () => `${what}: the name ${show(name)}`, what);
    checkCharacters(value, () => `${what} > ${shorten(name)}: the value`, what);
  }
}

/** A parameter or a header. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
