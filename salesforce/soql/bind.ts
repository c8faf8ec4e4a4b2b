import { counted, countText, InputError, shorten } from '../errors';
import { listInText } from '../json';
import { soqlLiteral, type LiteralOptions, type SoqlType } from './literals';
import { LONGEST_QUERY, tokensOf } from './scan';

export type Parameters = Readonly<Record<string, { value: unknown; type: SoqlType }>>;

/**
 * Replaces the `:name` placeholders outside string literals with values. A placeholder takes exactly one value or,
 * after IN, INCLUDES and EXCLUDES, a list.
 * @throws InputError for a name without a value, a value without a placeholder, or a string that is not closed
 */
export function bind(soql: string, parameters: Parameters, options: LiteralOptions = {}): string {
  return bindWith(soql, parameters, (given) => bindLiterals(soql, given, options));
}

/** A parameter by its name, which is thereby used. */
export type GivenParameter = (name: string) => Parameters[string];

/** Binds a query in one way or another, and checks that it uses every parameter. */
export function bindWith(text: string, parameters: Parameters, write: (given: GivenParameter) => string): string {
  if (text.length > LONGEST_QUERY) {
    throw new InputError(
      `The query has ${counted(text.length, 'character')}; Salesforce takes ${countText(LONGEST_QUERY)} at most.`,
      {
        reason: 'queryTooLong',
      },
    );
  }
  const used = new Set<string>();
  const bound = write((name) => {
    used.add(name);
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter !== undefined) return parameter;
    throw new InputError(`The query uses the parameter :${name}, which has no value.`, {
      reason: 'parameterWithoutValue',
      name,
    });
  });
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  if (unused.length === 0) return bound;
  const names = unused.map((name) => `:${shorten(name)}`).join(', ');
  throw new InputError(`The query does not use the parameter ${names}.`, { reason: 'parameterUnused' });
}

/** Text with its placeholders replaced by literals. */
export function bindLiterals(text: string, given: GivenParameter, options: LiteralOptions): string {
  let bound = '';
  /** The last word or sign before a placeholder. */
  let last = '';
  /** For each parenthesis that is open, whether it is of a list. */
  const open: boolean[] = [];
  for (const { kind, text: piece } of tokensOf(text)) {
    if (kind === 'open') throw new InputError(NOT_CLOSED, { reason: 'textNotClosed' });
    const place = { before: last, isInList: open.at(-1) === true && /[(,]\s*$/.test(last) };
    bound += kind === 'placeholder' ? boundLiteral(piece.slice(1), given, place, options) : piece;
    if (piece === '(') open.push(BEFORE_LIST.test(last));
    if (piece === ')') open.pop();
    const words = piece.trimEnd();
    last = `${last}${words}${words.length < piece.length ? ' ' : ''}`.slice(-LONGEST_WORD);
  }
  return bound;
}

const NOT_CLOSED = 'A quoted text in the query is not closed.';

/** Of the words that lists follow: EXCLUDES, and a blank on either side. */
const LONGEST_WORD = 12;

/** Of what follows, a text can be a list in JSON. */
const BEFORE_LIST = /\b(?:IN|INCLUDES|EXCLUDES)\s*$/i;

/** Where a placeholder is. */
interface TextPlace {
  readonly before: string;
  /** In the parentheses of a list, which can be those of a subquery, it is one of the values. */
  readonly isInList: boolean;
}

function valuesOfList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return (typeof value === 'string' ? listInText(value) : undefined) ?? [value];
}

function boundLiteral(
  name: string,
  given: GivenParameter,
  { before, isInList }: TextPlace,
  options: LiteralOptions,
): string {
  const { value, type } = given(name);
  const literal = (one: unknown): string => soqlLiteral(one, type, { ...options, field: `:${name}` });
  if (BEFORE_LIST.test(before)) return literal(valuesOfList(value));
  // IN (:names), IN ('a', :names)
  if (isInList) return literal(valuesOfList(value)).slice(1, -1);
  if (!Array.isArray(value)) return checkedLimit(name, literal(value), before);
  throw new InputError(`The parameter :${name} is a list, which can only follow IN, NOT IN, INCLUDES or EXCLUDES.`, {
    reason: 'listParameterMisplaced',
  });
}

/** @throws InputError for what is no number where a query takes nothing else */
function checkedLimit(name: string, literal: string, before: string): string {
  const [, word = ''] = /\b(LIMIT|OFFSET)\s*$/i.exec(before) ?? [];
  if (word === '' || /^\d+$/.test(literal)) return literal;
  throw new InputError(`The parameter :${name} must be a whole number after ${word.toUpperCase()}.`, {
    reason: 'limitParameter',
  });
}
