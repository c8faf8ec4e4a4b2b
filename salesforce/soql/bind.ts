import { InputError, shorten } from '../errors';
import { soqlLiteral, type LiteralOptions, type SoqlType } from './literals';
import { LONGEST_QUERY, tokensOf } from './scan';

export type Parameters = Readonly<Record<string, { value: unknown; type: SoqlType }>>;

/**
 * Replaces the `:name` placeholders outside string literals with values. A placeholder takes exactly one value or,
 * after IN, INCLUDES and EXCLUDES, a list.
 * @throws InputError for a name without a value, a value without a placeholder, or a string that is not closed
 */
export function bind(soql: string, parameters: Parameters, options: LiteralOptions = {}): string {
  if (soql.length > LONGEST_QUERY) {
    throw new InputError(`The query has ${soql.length} characters; Salesforce takes ${LONGEST_QUERY} at most.`, {
      reason: 'queryTooLong',
    });
  }
  const used = new Set<string>();
  let bound = '';
  /** The last word or sign before a placeholder. */
  let last = '';
  for (const { kind, text } of tokensOf(soql)) {
    if (kind === 'open') throw new InputError(NOT_CLOSED, { reason: 'textNotClosed' });
    const name = kind === 'placeholder' ? text.slice(1) : undefined;
    if (name !== undefined) used.add(name);
    bound += name === undefined ? text : boundLiteral(name, parameters, last, options);
    const words = text.trimEnd();
    last = `${last}${words}${words.length < text.length ? ' ' : ''}`.slice(-LONGEST_WORD);
  }
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  if (unused.length === 0) return bound;
  const names = unused.map((name) => `:${shorten(name)}`).join(', ');
  throw new InputError(`The query does not use the parameter ${names}.`, { reason: 'parameterUnused' });
}

const NOT_CLOSED = 'A quoted text in the query is not closed.';

/** Of the words that lists follow: EXCLUDES, and a blank on either side. */
const LONGEST_WORD = 12;

function boundLiteral(name: string, parameters: Parameters, before: string, options: LiteralOptions): string {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter === undefined) {
    throw new InputError(`The query uses the parameter :${name}, which has no value.`, {
      reason: 'parameterWithoutValue',
      name,
    });
  }
  const { value, type } = parameter;
  const literal = (given: unknown): string => soqlLiteral(given, type, { ...options, field: `:${name}` });
  if (/\b(?:IN|INCLUDES|EXCLUDES)\s*$/i.test(before)) return literal(Array.isArray(value) ? value : [value]);
  if (!Array.isArray(value)) return literal(value);
  // Inside the list's own parentheses: IN (:names), IN ('a', :names).
  if (/[(,]\s*$/.test(before)) return literal(value).slice(1, -1);
  throw new InputError(`The parameter :${name} is a list, which can only follow IN, NOT IN, INCLUDES or EXCLUDES.`, {
    reason: 'listParameterMisplaced',
  });
}
