import { apiName, fieldPath, shorten } from '../api';
import { InputError } from '../errors';
import { likeLiteral, soqlLiteral, type LiteralOptions, type SoqlType } from './literals';
import { textOf } from '../values/scalars';

export { isRelativeDateLiteral } from '../values/dates';

export type Operator =
  | 'contains'
  | 'endsWith'
  | 'equals'
  | 'excludes'
  | 'greaterOrEqual'
  | 'greaterThan'
  | 'in'
  | 'includes'
  | 'isEmpty'
  | 'isNotEmpty'
  | 'lessOrEqual'
  | 'lessThan'
  | 'notContains'
  | 'notEquals'
  | 'notIn'
  | 'startsWith';

export interface Condition {
  /** API name, or a parent's field by path: `Owner.Name`. */
  field: string;
  operator: Operator;
  /** A list for in, notIn, includes and excludes; nothing for isEmpty and isNotEmpty. */
  value?: unknown;
  type: SoqlType;
}

export interface Select {
  object: string;
  fields: readonly string[];
  where?: { match: 'all' | 'any'; conditions: readonly Condition[] };
  orderBy?: readonly { field: string; direction: 'asc' | 'desc'; nulls?: 'first' | 'last' }[];
  limit?: number;
}

/** Writes one condition; the field is checked already. */
type Write = (field: string, condition: Condition, options: LiteralOptions) => string;

const compare =
  (sign: string): Write =>
  (field, { value, type }, options) => {
    if (Array.isArray(value)) {
      throw new InputError(`${field}: a list was given where one value is compared.`, {
        field,
        actions: ['Choose Is One Of (or Is None Of) to compare with a list.'],
      });
    }
    return `${field} ${sign} ${soqlLiteral(value, type, options)}`;
  };

const order =
  (sign: string): Write =>
  (field, condition, options) => {
    if (condition.value === null) {
      throw new InputError(`${field}: there is no value to compare with.`, {
        field,
        actions: ['Check the expression.'],
      });
    }
    return compare(sign)(field, condition, options);
  };

const list =
  (word: string): Write =>
  (field, { value, type }, options) =>
    `${field} ${word} ${soqlLiteral(Array.isArray(value) ? value : [value], type, options)}`;

const like =
  (before: boolean, after: boolean): Write =>
  (field, { value }) =>
    `${field} LIKE ${likeLiteral(value, { before, after }, field)}`;

const WRITERS: ReadonlyMap<Operator, Write> = new Map<Operator, Write>([
  ['contains', like(true, true)],
  ['endsWith', like(true, false)],
  ['equals', compare('=')],
  ['excludes', list('EXCLUDES')],
  ['greaterOrEqual', order('>=')],
  ['greaterThan', order('>')],
  ['in', list('IN')],
  ['includes', list('INCLUDES')],
  ['isEmpty', (field) => `${field} = null`],
  ['isNotEmpty', (field) => `${field} != null`],
  ['lessOrEqual', order('<=')],
  ['lessThan', order('<')],
  ['notContains', (...condition) => `(NOT ${like(true, true)(...condition)})`],
  ['notEquals', compare('!=')],
  ['notIn', list('NOT IN')],
  ['startsWith', like(false, true)],
]);

/**
 * A query in SOQL. Names that are no identifiers and values that are none of their type are refused: nothing in the
 * input can become part of the query's own text.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
 * @throws InputError naming the field
 */
export function select({ object, fields, where, orderBy = [], limit }: Select, options: LiteralOptions = {}): string {
  if (fields.length === 0) throw new InputError('Choose at least one field to return.', { field: 'Fields to Return' });
  const clauses = [
    `SELECT ${distinct(fields.map((field) => fieldPath(field, 'Field'))).join(', ')}`,
    `FROM ${apiName(object, 'Object')}`,
  ];
  const conditions = (where?.conditions ?? []).map((condition) => writeCondition(condition, options));
  if (conditions.length > 0) clauses.push(`WHERE ${conditions.join(where?.match === 'any' ? ' OR ' : ' AND ')}`);
  if (orderBy.length > 0) clauses.push(`ORDER BY ${orderBy.map(writeOrder).join(', ')}`);
  if (limit !== undefined) clauses.push(`LIMIT ${wholeNumber(limit)}`);
  return clauses.join(' ');
}

/** Salesforce refuses a field that is selected twice, in whatever case. */
function distinct(names: readonly string[]): string[] {
  const lowerCase = names.map((name) => name.toLowerCase());
  return names.filter((_, i) => lowerCase.indexOf(lowerCase[i] ?? '') === i);
}

function writeCondition(condition: Condition, options: LiteralOptions): string {
  const field = fieldPath(condition.field, 'Condition');
  const write = WRITERS.get(condition.operator);
  if (write === undefined) throw new InputError(`“${shorten(condition.operator)}” is no operator.`, { field });
  return write(field, condition, { ...options, field });
}

function writeOrder({ field, direction, nulls }: NonNullable<Select['orderBy']>[number]): string {
  const placed = nulls === undefined ? '' : ` NULLS ${nulls === 'first' ? 'FIRST' : 'LAST'}`;
  return `${fieldPath(field, 'Sort')} ${direction === 'desc' ? 'DESC' : 'ASC'}${placed}`;
}

function wholeNumber(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new InputError('Limit must be a whole number.', { field: 'Limit' });
}

export type Parameters = Readonly<Record<string, { value: unknown; type: SoqlType }>>;

/** A string literal (or one that is never closed), or a `:name` that is no part of a word, as `LAST_N_DAYS:n` is. */
const TOKENS = /'(?:[^'\\]|\\[\s\S])*('?)|(?<!\w):([A-Za-z_]\w*)/g;

/**
 * Puts values in place of the `:name` placeholders outside string literals. A placeholder takes exactly one value or,
 * after IN, INCLUDES and EXCLUDES, a list.
 * @throws InputError for a name without a value, a value without a place, a string that is not closed
 */
export function bind(soql: string, parameters: Parameters, options: LiteralOptions = {}): string {
  const used = new Set<string>();
  const bound = soql.replaceAll(
    TOKENS,
    (token: string, close: string | undefined, name: string | undefined, at: number) => {
      if (name === undefined) return close === "'" ? token : refuseOpenString();
      used.add(name);
      return boundLiteral(name, parameters, soql.slice(0, at), options);
    },
  );
  const unused = Object.keys(parameters).filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw new InputError(
      `The query does not use the parameter ${unused.map((name) => `:${shorten(name)}`).join(', ')}.`,
      {
        field: 'Query Parameters',
        actions: ['Write the parameter into the query where its value belongs, without quotes, or remove it.'],
      },
    );
  }
  return bound;
}

function refuseOpenString(): never {
  throw new InputError('A text in the query begins with a quote and never ends.', {
    field: 'Query',
    actions: ["Close it with ', and write a quote inside a text as \\'. Better: pass values as query parameters."],
  });
}

function boundLiteral(name: string, parameters: Parameters, before: string, options: LiteralOptions): string {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (parameter === undefined) {
    throw new InputError(`The query names the parameter :${name}, which has no value.`, {
      field: 'Query Parameters',
      actions: [`Add a query parameter with the name ${name}.`],
    });
  }
  const { value, type } = parameter;
  const literal = (given: unknown): string => soqlLiteral(given, type, { ...options, field: `:${name}` });
  if (/\b(?:IN|INCLUDES|EXCLUDES)\s*$/i.test(before)) return literal(Array.isArray(value) ? value : [value]);
  if (!Array.isArray(value)) return literal(value);
  // Inside the list's own parentheses: IN (:names), IN ('a', :names).
  if (/[(,]\s*$/.test(before)) return literal(value).slice(1, -1);
  throw new InputError(`The parameter :${name} is a list, which can only follow IN, NOT IN, INCLUDES or EXCLUDES.`, {
    field: 'Query Parameters',
  });
}

/** The reserved characters of SOSL. */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;

/**
 * Words to search for, with nothing in them that SOSL would act on.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
export function soslTerm(text: string): string {
  const words = textOf(text, 'Search Term')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (words.length < 2) {
    throw new InputError('The search term needs two characters at least.', { field: 'Search Term' });
  }
  return words.replaceAll(RESERVED, '\\$&');
}
