import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import { DateTime } from 'luxon';
import { normalizeId } from '../data/ids';
import { numberIn } from '../numbers';
import type { FieldType, Scalar } from '../types';
import { dateRange, dateText, datetimeText } from './dates';
import type { QueryContext } from './scope';
import { unquote } from './source';
import { timeOf } from './times';

/** How values of a field are compared. */
export type Kind = 'text' | 'exactText' | 'multi' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'time';

/** What values are compared as: whole numbers with all their digits, and fractions as doubles. */
export type Comparable = bigint | boolean | number | string | null;

/** A literal made comparable: one value, or the stretch that a relative date literal covers. */
export type Target = { value: Comparable } | { start: string; end: string };

/** A literal that does not fit the field: what Salesforce says of it. */
export class Misfit {
  constructor(
    readonly errorCode: string,
    readonly message: string,
  ) {}
}

export interface Literal {
  text: string;
  type: LiteralType;
}

const NUMBERS = new Set<FieldType>(['int', 'long', 'double', 'currency', 'percent']);
const IDS = new Set<FieldType>(['id', 'reference']);
const SAME_NAME = new Set<FieldType>(['boolean', 'date', 'datetime', 'time']);

export function kindOf(field: { type: FieldType; caseSensitive: boolean }): Kind {
  if (NUMBERS.has(field.type)) return 'number';
  if (IDS.has(field.type)) return 'id';
  if (field.type === 'multipicklist') return 'multi';
  if (SAME_NAME.has(field.type)) return field.type as Kind;
  return field.caseSensitive ? 'exactText' : 'text';
}

/** The value as it is compared: text without case, and no checkbox without a value, not even a missing parent's. */
export function comparable(value: Scalar, kind: Kind): Comparable {
  if (value === null) return kind === 'boolean' ? false : null;
  if (typeof value === 'object') return value.isInteger() ? BigInt(value.toFixed()) : value.toNumber();
  if (typeof value !== 'string') return value;
  // An empty text is no value.
  if (value === '') return null;
  return kind === 'text' || kind === 'multi' ? value.toLowerCase() : value;
}

/** The literal as something to compare a value of this kind with, or why that is impossible. */
export function target(
  literal: Literal,
  kind: Kind,
  field: { name: string; type: FieldType },
  context: QueryContext,
): Target | Misfit {
  if (literal.type === 'NULL') return { value: null };
  const time = timeOf(literal.text);
  switch (kind) {
    case 'text':
    case 'exactText':
    case 'multi':
      return literal.type === 'STRING' && time === undefined
        ? { value: comparable(unquote(literal.text), kind) }
        : wrongType(field, 'string', true);
    case 'id':
      return literal.type === 'STRING' && time === undefined
        ? idTarget(unquote(literal.text))
        : wrongType(field, 'ID', true);
    case 'number':
      return numberTarget(literal, field);
    case 'boolean':
      return literal.type === 'BOOLEAN'
        ? { value: literal.text.toLowerCase() === 'true' }
        : wrongType(field, 'boolean', false);
    case 'time':
      if (time === undefined) return wrongType(field, 'time', false);
      return time === null ? new Misfit('INVALID_FIELD', 'invalid time') : { value: time };
    default:
      return dateTarget(literal, kind, field, context);
  }
}

function wrongType(field: { name: string }, type: string, quotes: boolean): Misfit {
  const advice = quotes ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  return new Misfit(
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${type} and ${advice}`,
  );
}

function idTarget(id: string): Target | Misfit {
  if (id === '') return { value: null };
  const normal = normalizeId(id);
  return normal === undefined
    ? new Misfit('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${id}`)
    : { value: normal };
}

const NUMERIC = new Set<LiteralType>([
  'INTEGER',
  'DECIMAL',
  'INTEGER_WITH_CURRENCY_PREFIX',
  'DECIMAL_WITH_CURRENCY_PREFIX',
]);

function numberTarget(literal: Literal, field: { name: string; type: FieldType }): Target | Misfit {
  const type = field.type === 'int' || field.type === 'long' ? 'int' : 'double';
  const isCurrency = literal.type.endsWith('PREFIX');
  if (!NUMERIC.has(literal.type) || (isCurrency && field.type !== 'currency')) return wrongType(field, type, false);
  return { value: comparable(numberIn(literal.text.replace(/^[a-z]+/i, '')) ?? null, 'number') };
}

function dateTarget(literal: Literal, kind: Kind, field: { name: string }, context: QueryContext): Target | Misfit {
  const text = kind === 'datetime' ? datetimeText : dateText;
  if (literal.type === 'DATE_LITERAL' || literal.type === 'DATE_N_LITERAL') {
    const { start, end } = dateRange(literal.text, context.now, context.timeZone);
    return { start: text(start), end: text(end) };
  }
  if (literal.type !== (kind === 'datetime' ? 'DATETIME' : 'DATE')) {
    return wrongType(field, kind === 'datetime' ? 'dateTime' : 'date', false);
  }
  const moment = DateTime.fromISO(literal.text, { setZone: true });
  return moment.isValid
    ? { value: text(moment) }
    : new Misfit('INVALID_FIELD', `invalid ${kind === 'datetime' ? 'dateTime' : 'date'}: ${literal.text}`);
}
