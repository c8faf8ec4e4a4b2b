import { InputError } from '../errors';
import { textOf } from '../values/scalars';
import { bindLiterals, bindWith, type GivenParameter, type Parameters } from './bind';
import { ownWords } from './clauses';
import type { LiteralOptions } from './literals';
import { LONGEST_QUERY } from './scan';

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

/** What a search asks for, as far as its text tells. */
export interface SearchScope {
  /** Undefined where any object's records can be found. */
  readonly objects?: readonly { readonly name: string; readonly limit?: number | undefined }[] | undefined;
  /** Records in total. */
  readonly limit?: number | undefined;
}

const RETURNING = /(?<!\w)RETURNING\s([^]*?)(?=\s(?:LIMIT|UPDATE|WITH)(?!\w)|$)/i;
const LIMIT = /(?<!\w)LIMIT\s+(\d{1,10})(?!\w)/i;

/** The scope of a SOSL query. */
export function soslScope(sosl: string): SearchScope {
  const head = FIND.exec(sosl)?.[0];
  const text = sosl.slice(head?.length);
  const own = head === undefined || sosl.length > LONGEST_QUERY ? undefined : ownWords(text);
  if (own === undefined) return {};
  const objects = objectsIn(own, text);
  return { objects: objects?.every(({ name }) => name !== '') === true ? objects : undefined, limit: limitIn(own) };
}

function objectsIn(own: string, text: string): { name: string; limit: number | undefined }[] | undefined {
  const returning = RETURNING.exec(own);
  const list = returning?.[1];
  if (list === undefined || returning === null) return undefined;
  let at = returning.index + returning[0].length - list.length;
  return list.split(',').map((entry) => {
    const from = at;
    at += entry.length + 1;
    const name = /^\s*(\w+)/.exec(entry)?.[1] ?? '';
    return { name, limit: limitIn(ownWords(inParentheses(text.slice(from, at - 1)))) };
  });
}

function inParentheses(entry: string): string {
  return entry.slice(entry.indexOf('(') + 1, entry.lastIndexOf(')'));
}

function limitIn(own = ''): number | undefined {
  const digits = LIMIT.exec(own)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
