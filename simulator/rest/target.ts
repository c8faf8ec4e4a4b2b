import { badRequest, notFound } from './call';
import { SINCE, versionIn } from './versions';

/** Where a request goes: the version, the path below it, the query. */
export interface Target {
  readonly version: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The format that the address ends in, where the version reads it so. */
  readonly ending?: 'json' | 'xml';
}

/** One segment, percent-decoded: an encoded slash is part of the value. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('URL_NOT_RESET', `The request URI cannot be decoded: ${segment}`);
  }
}

/**
 * `sobjects/Account/001….xml` without its ending, up to version 57.0: there, a key that ends so is read without it.
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest-architecture.html
 */
function withoutEnding(path: string, version: string): [string, ending?: 'json' | 'xml'] {
  const [, before = path, ending] = /^(.+)\.(json|xml)$/i.exec(path) ?? [];
  if (ending === undefined || Number(version) >= SINCE.formatInHeader) return [path];
  return [before, ending.toLowerCase() === 'xml' ? 'xml' : 'json'];
}

/** Reads `/services/data/v68.0/sobjects/Account?fields=Name` into its parts. Each segment is decoded exactly once. */
export function targetOf(url: string): Target {
  const [, path = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const below = /^\/services\/data\/([^/]+)\/?(.*)$/s.exec(path);
  if (!below) throw notFound();
  const [, segment = '', rest = ''] = below;
  const version = versionIn(segment);
  const [whole, ending] = withoutEnding(rest.replace(/\/$/, ''), version);
  return {
    version,
    ...(ending && { ending }),
    path: whole
      .split('/')
      .filter((segment, index) => index > 0 || segment !== '')
      .map(decode),
    query: new URLSearchParams(query),
  };
}
