import type { FieldDescribe, FieldType } from '../describe';
import { InputError, show } from '../errors';
import { recordId } from '../ids';
import { plainNumber } from '../numbers';
import { dateText, datetimeText, isDate, isRelativeDateLiteral, timeText } from '../values/dates';
import { booleanOf, numberOf, textOf } from '../values/scalars';

/**
 * How a value is written in SOQL. `auto` follows the JavaScript value, never what a text looks like; `date` and
 * `datetime` take relative literals such as TODAY too, `dateLiteral` takes nothing else.
 */
export type SoqlType = 'auto' | 'boolean' | 'date' | 'dateLiteral' | 'datetime' | 'id' | 'number' | 'text' | 'time';

export interface LiteralOptions {
  /** IANA name of the zone that a datetime without a zone is in; UTC when absent. */
  timeZone?: string;
  /** What the value belongs to, for errors. */
  field?: string;
}

const TYPES = new Map<FieldType, SoqlType>([
  ['boolean', 'boolean'],
  ['currency', 'number'],
  ['date', 'date'],
  ['datetime', 'datetime'],
  ['double', 'number'],
  ['id', 'id'],
  ['int', 'number'],
  ['long', 'number'],
  ['percent', 'number'],
  ['reference', 'id'],
  ['time', 'time'],
]);

/** How values of this field are written in SOQL. */
export function soqlTypeOf(field: Pick<FieldDescribe, 'type'>): SoqlType {
  return TYPES.get(field.type) ?? 'text';
}

/**
 * A SOQL literal: nothing in the value can end it. A list gives `('a', 'b')`, null gives `null`.
 * @throws InputError when the value is missing, is an empty list, or does not have this type
 */
export function soqlLiteral(value: unknown, type: SoqlType, options: LiteralOptions = {}): string {
  if (!Array.isArray(value)) return scalarLiteral(value, type, options);
  if (value.length === 0) {
    const field = options.field ?? 'Value';
    throw new InputError(`${field}: the list is empty.`, { reason: 'emptyList' }, field);
  }
  return `(${value.map((item, i) => scalarLiteral(given(item, i, options), type, options)).join(', ')})`;
}

/**
 * An entry of a list. A blank one would find all records that are empty too, or, after NOT IN, none.
 * @throws InputError when there is nothing in it
 */
function given(item: unknown, place: number, { field = 'Value' }: LiteralOptions): unknown {
  if (item !== null && item !== undefined && item !== '') return item;
  throw new InputError(`${field}: value ${place + 1} of the list is empty.`, { reason: 'blankInList' }, field);
}

function scalarLiteral(value: unknown, type: SoqlType, { timeZone, field = 'Value' }: LiteralOptions): string {
  if (value === null) return 'null';
  if (value === undefined || (value === '' && type !== 'text' && type !== 'auto')) {
    throw new InputError(`${field}: the value is missing.`, { reason: 'missingValue' }, field);
  }
  switch (type) {
    case 'boolean':
      return String(booleanOf(value, field));
    case 'number':
      return plainNumber(numberOf(value, field));
    case 'id':
      return quotedText(recordId(textOf(value, field), field));
    case 'date':
      return relative(value) ?? dateText(value, field, timeZone);
    case 'datetime':
      return relative(value) ?? datetimeText(value, field, timeZone);
    case 'time':
      return timeText(value, field);
    case 'dateLiteral':
      return relative(value) ?? refuseLiteral(value, field);
    case 'text':
      return stringLiteral(value, field);
    case 'auto':
      return scalarLiteral(value, literalTypeOf(value), { field, ...(timeZone === undefined ? {} : { timeZone }) });
  }
}

function literalTypeOf(value: unknown): SoqlType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return isDate(value) ? 'datetime' : 'text';
}

function relative(value: unknown): string | undefined {
  return typeof value === 'string' && isRelativeDateLiteral(value) ? value.trim().toUpperCase() : undefined;
}

function refuseLiteral(value: unknown, field: string): never {
  throw new InputError(`${field}: ${show(value)} is not a relative date.`, { reason: 'notARelativeDate' }, field);
}

const LONGEST_STRING = 4_000;

function stringLiteral(value: unknown, field: string): string {
  const text = textOf(value, field);
  if (text.length > LONGEST_STRING) {
    throw new InputError(
      `${field}: text in a query can have at most ${LONGEST_STRING} characters; this one has ${text.length}.`,
      { reason: 'textTooLongForQuery' },
      field,
    );
  }
  return quotedText(text);
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
const ESCAPES = new Map([
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);

/** Text in quotes, which nothing in it can end: the same in SOQL and in Apex. */
export function quotedText(text: string): string {
  return `'${text.replaceAll(/[\\'\n\r\t\b\f]/g, (c) => ESCAPES.get(c) ?? c)}'`;
}

/** A LIKE pattern that matches `text` itself, including its wildcards, with `%` before and after as requested. */
export function likeLiteral(
  value: unknown,
  { before, after }: { before: boolean; after: boolean },
  field: string,
): string {
  const literal = stringLiteral(value, field).slice(1, -1).replaceAll(/[%_]/g, '\\$&');
  if (literal === '') {
    throw new InputError(`${field}: there is no text to search for.`, { reason: 'noComparedValue' }, field);
  }
  return `'${before ? '%' : ''}${literal}${after ? '%' : ''}'`;
}
