import { badRequest, notFound } from './call';
import { versionIn } from './versions';

/** Where a request goes: the version, the path below it, the query. */
export interface Target {
  readonly version: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** One segment, percent-decoded: an encoded slash is part of the value. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('URL_NOT_RESET', `The request URI cannot be decoded: ${segment}`);
  }
}

/** Reads `/services/data/v68.0/sobjects/Account?fields=Name` into its parts. Each segment is decoded exactly once. */
export function targetOf(url: string): Target {
  const [, path = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  const below = /^\/services\/data\/([^/]+)\/?(.*)$/s.exec(path);
  if (!below) throw notFound();
  const [, version = '', rest = ''] = below;
  return {
    version: versionIn(version),
    path: rest
      .replace(/\/$/, '')
      .split('/')
      .filter((segment, index) => index > 0 || segment !== '')
      .map(decode),
    query: new URLSearchParams(query),
  };
}
