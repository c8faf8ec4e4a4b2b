import { InputError } from '../errors';
import { textOf } from '../values/scalars';
import { bindLiterals, bindWith, type GivenParameter, type Parameters } from './bind';
import type { LiteralOptions } from './literals';

/** The reserved characters of SOSL. */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;

/**
 * Words to search for, with SOSL's special characters escaped.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
export function soslTerm(text: unknown, field = 'Term'): string {
  const words = textOf(text, field)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (words.length < 2 || !/[\p{L}\p{N}]/u.test(words)) {
    throw new InputError(
      'The search term needs at least two characters, and a letter or digit among them.',
      { reason: 'searchTermTooShort' },
      field,
    );
  }
  return words.replaceAll(RESERVED, '\\$&');
}

/** What is searched for: in braces, or a placeholder in their place, as in Apex. */
const FIND = /^(?<find>\s*FIND\s*)(?:\{(?<query>[^\\}]*(?:\\[^][^\\}]*)*)\}|:(?<name>[A-Za-z_]\w*))/i;

/**
 * Replaces the `:name` placeholders of a SOSL query with values: in what is searched for with words, in whose text no
 * character and no operator has a meaning, and elsewhere with literals, as in SOQL.
 * @throws InputError for a name without a value, a value without a placeholder, or a string that is not closed
 */
export function bindSosl(sosl: string, parameters: Parameters, options: LiteralOptions = {}): string {
  return bindWith(sosl, parameters, (given) => {
    const { 0: head, groups } = FIND.exec(sosl) ?? { 0: '' };
    const { find = '', query, name } = groups ?? {};
    const searched = name === undefined ? boundQuery(query ?? '', given) : words(given(name).value, name);
    const rest = bindLiterals(sosl.slice(head.length), given, options);
    return head === '' ? rest : `${find}{${searched}}${rest}`;
  });
}

/** A phrase in quotes, or a placeholder. */
const TERM = /(?<phrase>"[^"\\]*(?:\\[^][^"\\]*)*")|(?<![\w\\]):(?<name>[A-Za-z_]\w*)/g;
const PLACEHOLDER = /(?<![\w\\]):([A-Za-z_]\w*)/g;

function boundQuery(query: string, given: GivenParameter): string {
  const inPhrase = (_: string, name: string): string => soslTerm(given(name).value, `:${name}`);
  return query.replaceAll(TERM, (_, phrase: string | undefined, name: string) =>
    phrase === undefined ? words(given(name).value, name) : phrase.replaceAll(PLACEHOLDER, inPhrase),
  );
}

function words(value: unknown, name: string): string {
  return soslWords(value, `:${name}`);
}

/** Words to search for, as a phrase if one of them would be an operator. */
export function soslWords(value: unknown, field: string): string {
  const term = soslTerm(value, field);
  return /(?<!\w)(?:AND|OR|NOT)(?!\w)/i.test(term) ? `"${term}"` : term;
}
