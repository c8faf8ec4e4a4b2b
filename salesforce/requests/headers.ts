import { InputError, shorten } from '../errors';
import type { NamedValue } from './orgPath';

/** Headers that belong to the connection, the session or the body. */
const NOT_TO_SET: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The headers of a request, each once, by their names in lower case.
 * @throws InputError for those that a request must not set, and for what is none
 */
export function requestHeaders(headers: readonly NamedValue[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const { name, value } of headers) {
    const lowerCase = name.trim().toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(lowerCase)) throw wrongHeader(name, 'is not the name of a header');
    if (NOT_TO_SET.has(lowerCase) || lowerCase.startsWith('proxy-')) throw wrongHeader(name, 'cannot be set');
    if (given.has(lowerCase)) throw wrongHeader(name, 'is there twice');
    // RFC 9110, 5.5; what is beyond Latin-1 no connection takes.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw wrongHeader(name, 'has a value that no header can have');
    given.set(lowerCase, value.trim());
  }
  return Object.fromEntries(given);
}

function wrongHeader(name: string, why: string): InputError {
  return new InputError(`Headers: “${shorten(name)}” ${why}.`, { reason: 'wrongHeader' }, 'Headers');
}
