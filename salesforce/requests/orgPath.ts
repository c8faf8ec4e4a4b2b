import { checkCharacters } from '../characters';
import { InputError, shorten } from '../errors';
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
  if (!/^\/services\/[^/]/.test(way)) throw notAnOrgPath(written, 'does not begin with /services/');
  // Whatever stands between can take these for a folder's parent, encoded or not.
  if (way.split(/\/|%2f|%5c/i).some((segment) => /^(?:\.|%2e){1,2}(?:;|%3b|$)/i.test(segment))) {
    throw notAnOrgPath(written, 'has a segment of dots');
  }
  return path.replaceAll(NOT_IN_ADDRESSES, encodeURIComponent);
}

/** All but what RFC 3986 allows, and the percent sign of what is encoded. */
const NOT_IN_ADDRESSES = /%(?![\da-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]/giu;

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

/** The path with further parameters. */
export function withParameters(path: string, parameters: readonly NamedValue[]): string {
  const written = parameters.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return written.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${written.join('&')}`;
}

/** A parameter or a header. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
