import { apiVersion } from './api';
import { checkCharacters } from './characters';
import { AnswerError, InputError, shorten } from './errors';
import type { Request } from './http';

/** Salesforce answers 414 above 16,384 bytes of address and headers together; the rest is room for the headers. */
export const LONGEST_ADDRESS = 12_000;

/**
 * Where the org's own Apex classes answer.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_classes_annotation_rest_resource.htm
 */
export const APEX_REST = '/services/apexrest/';

/**
 * A path under `/services/data/vNN.0`. Every segment reaches Salesforce exactly as given, or is rejected here.
 * @param version such as `67.0`
 * @param segments not encoded; a slash inside a segment is part of its value
 * @throws InputError when a segment cannot be part of an address
 */
export function dataPath(version: string, ...segments: string[]): string {
  const path = ['/services/data', `v${apiVersion(version)}`, ...segments.map(encodeSegment)].join('/');
  if (path.length <= LONGEST_ADDRESS) return path;
  const longest = Math.max(...segments.map((segment) => segment.length));
  throw new InputError(`A value of ${longest} characters is too long for a URL.`, { reason: 'keyTooLong' });
}

/** The SOAP APIs by the letter in their addresses: Apex and partner. */
export type SoapLetter = 's' | 'u';

/** Where a version of a SOAP API is called. */
export function soapPath(version: string, letter: SoapLetter): string {
  return `/services/Soap/${letter}/${apiVersion(version)}`;
}

/**
 * Whether a value surely reaches Salesforce as part of a path. What stands between can take an encoded slash for a real
 * one, and Salesforce takes the end of `x@shop.inc` for a file’s extension and answers 404. Up to version 57.0 it takes `.json`
 * and `.xml` at the end for the format to answer in, and what stands before for the value.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-sobject-upsert-get.html
 * https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest-architecture.html
 */
export function isAddressable(value: string): boolean {
  return (
    /^[\p{L}\p{N}_@.,:+ -]+$/u.test(value) && value === value.trim() && !/^\.{1,2}$|\.(?:inc|json|xml)$/i.test(value)
  );
}

function encodeSegment(segment: string): string {
  if (segment.trim() === '') throw new InputError('An ID or external ID value is empty.', { reason: 'keyEmpty' });
  // Everything on the way (proxies, HTTP clients, Salesforce) takes these for the folder itself or its parent, and
  // treats %2E%2E just the same.
  if (segment === '.' || segment === '..') {
    throw new InputError(`The value “${segment}” cannot be part of a URL, so it cannot identify a record.`, {
      reason: 'keyHasNoAddress',
    });
  }
  return encode(segment);
}

/** Percent-encoding that loses nothing: what cannot be encoded is rejected. */
function encode(text: string): string {
  checkCharacters(text, () => `“${shorten(text)}”`);
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

/**
 * The path of the next page, as named by a response (`nextRecordsUrl`, a Bulk `contentUrl`).
 * @throws AnswerError when it leads anywhere but to the data API of the org's own host
 */
export function nextPath(url: string): string {
  const path = url.startsWith('/') ? url : `/${url}`;
  const sound = /^\/services\/data\/v\d{2,3}\.0(?:\/[\w.~%!$&'()*+,;=:@-]+)+(?:\?[^#\\\s]*)?$/.test(path);
  if (!sound || path.split(/[/?]|%2f|%5c/i).some((part) => /^(?:\.|%2e){1,2}$/i.test(part))) {
    throw new AnswerError(200, 'its link to the next page does not lead to the org’s data API; it was not followed');
  }
  return path;
}
