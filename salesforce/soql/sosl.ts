import { InputError } from '../errors';
import { textOf } from '../values/scalars';

/** The reserved characters of SOSL. */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;

/**
 * Words to search for, with SOSL's special characters escaped.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
export function soslTerm(text: string): string {
  const words = textOf(text, 'Search Term')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (words.length < 2) {
    throw new InputError('The search term needs at least two characters.', { reason: 'searchTermTooShort' });
  }
  return words.replaceAll(RESERVED, '\\$&');
}
