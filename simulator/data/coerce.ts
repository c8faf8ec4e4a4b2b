import { isNumeric, numberIn, plain, type Numeric } from '../numbers';
import { ApiError, type FieldSchema, type Scalar } from '../types';
import { StoredBlob } from './blobs';
import { normalizeId } from './ids';

const bad = (errorCode: string, message: string, field: FieldSchema) =>
  new ApiError(400, { errorCode, message, fields: [field.name] });

/** By all digits: as a double, eighteen nines are already 10^18. */
const isBelow = (number: Numeric, limit: number): boolean =>
  typeof number === 'number' ? Math.abs(number) < limit : number.abs().lt(limit);

const isWhole = (number: Numeric): boolean =>
  typeof number === 'number' ? Number.isInteger(number) : number.isInteger();

function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY value [';
  if (isNumeric(value)) return `VALUE_NUMBER_${isWhole(value) ? 'INT' : 'FLOAT'} value ${String(value)}`;
  if (typeof value === 'object') return 'START_OBJECT value {';
  if (typeof value === 'boolean') return `VALUE_${String(value).toUpperCase()} value ${String(value)}`;
  return `VALUE_STRING value ${String(value)}`;
}

/** The place in the body is not known here, as values come parsed: it is always given as the beginning. */
function parserError(problem: string): ApiError {
  return new ApiError(400, { errorCode: 'JSON_PARSER_ERROR', message: `${problem} at [line:1, column:2]` });
}

const cannotDeserialize = (field: FieldSchema, value: unknown) =>
  parserError(
    `Cannot deserialize instance of ${field.type} from ${tokenOf(value)} or request may be missing a required field`,
  );

function coerceBoolean(field: FieldSchema, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw cannotDeserialize(field, value);
}

/** A JSON number, or a text that is one. */
function coerceNumber(field: FieldSchema, value: unknown): Numeric {
  const number = typeof value === 'string' ? numberIn(value) : value;
  if (!isNumeric(number) || (field.type === 'int' && !isWhole(number))) throw cannotDeserialize(field, value);
  const limit = field.type === 'int' ? 2 ** 31 : 10 ** (field.precision - field.scale);
  if (!isBelow(number, limit)) {
    throw bad(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${String(number)}`,
      field,
    );
  }
  if (field.type === 'int') return number;
  return typeof number === 'number' ? roundHalfUp(number, field.scale) : plain(number.decimalPlaces(field.scale));
}

/** Decimal places beyond the field's are rounded off, halves away from zero. */
function roundHalfUp(value: number, scale: number): number {
  if (scale > 15) return value;
  const shifted = Number(`${String(Math.abs(value))}e${String(scale)}`);
  if (!Number.isFinite(shifted) || Number.isNaN(shifted)) return value;
  return Math.sign(value) * Number(`${String(Math.round(shifted))}e-${String(scale)}`) || 0;
}

const dateForm = /^\d{4}-\d\d-\d\d$/;
const datetimeForm = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)$/;
const timeForm = /^(\d\d:\d\d:\d\d)(\.\d{1,3})?Z?$/;

/** @param text `2026-03-01` */
function isCalendarDate(text: string): boolean {
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  const daysOfMonth = new Date(Date.UTC(Number(text.slice(0, 4)), month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth;
}

/** Years that Salesforce can store. */
function checkYear(field: FieldSchema, text: string): void {
  const year = Number(text.slice(0, 4));
  if (year < 1700 || year > 4000)
    throw bad('FIELD_INTEGRITY_EXCEPTION', `${field.label}: invalid date: ${text}`, field);
}

function coerceDate(field: FieldSchema, value: unknown): string {
  if (typeof value !== 'string') throw cannotDeserialize(field, value);
  if (!dateForm.test(value) || !isCalendarDate(value)) throw cannotDeserialize(field, value);
  checkYear(field, value);
  return value;
}

/** REST's text of a point in time. */
export const datetimeText = (at: Date): string => `${at.toISOString().slice(0, -1)}+0000`;

/** The point in time of REST's text. */
export const datetimeOf = (text: string): Date => new Date(text.replace(/\+0000$/, 'Z'));

function coerceDatetime(field: FieldSchema, value: unknown): string {
  const parts = typeof value === 'string' ? datetimeForm.exec(value) : null;
  if (parts === null) throw cannotDeserialize(field, value);
  const [, day = '', clock = '', fraction = '', zone = ''] = parts;
  const at = new Date(`${day}T${clock}${fraction}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  if (Number.isNaN(at.getTime()) || !isCalendarDate(day)) throw cannotDeserialize(field, value);
  checkYear(field, day);
  // Datetimes are kept to the second.
  return datetimeText(new Date(Math.floor(at.getTime() / 1000) * 1000));
}

function coerceTime(field: FieldSchema, value: unknown): string {
  const parts = typeof value === 'string' ? timeForm.exec(value) : null;
  const [, clock = '', fraction = ''] = parts ?? [];
  if (parts === null || Number.isNaN(Date.parse(`2000-01-01T${clock}Z`))) throw cannotDeserialize(field, value);
  return `${clock}.${fraction.slice(1).padEnd(3, '0')}Z`;
}

/** What XML, and so the SOAP API, cannot carry: most control characters, and half surrogate pairs. */
const unstorable = /(?![\t\n\r])\p{Cc}(?<![\x7f-\x9f])|\p{Surrogate}/u;

/** A text is stored without the white space around it; an empty one is null. */
function coerceText(field: FieldSchema, value: unknown): string | null {
  if (typeof value !== 'string') throw cannotDeserialize(field, value);
  const illegal = unstorable.exec(value);
  if (illegal !== null) {
    throw parserError(`Illegal character (code ${String(illegal[0].charCodeAt(0))}) in the value of ${field.name}`);
  }
  const text = value.trim();
  if (text === '') return null;
  if (text.length > field.length) {
    throw bad(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${text} (max length=${String(field.length)})`,
      field,
    );
  }
  return text;
}

// What Salesforce documents for email fields: RFC 2822's dot-atom before the @, a host with a dot after it.
const emailForm =
  /^[\w!#$%&'*/=?^+`{|}~-]+(\.[\w!#$%&'*/=?^+`{|}~-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i;

function coerceEmail(field: FieldSchema, value: unknown): string | null {
  const text = coerceText(field, value);
  if (text !== null && !emailForm.test(text)) {
    throw bad('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field);
  }
  return text;
}

function coerceReference(field: FieldSchema, value: unknown): string | null {
  if (typeof value !== 'string') throw cannotDeserialize(field, value);
  if (value === '') return null;
  const id = normalizeId(value);
  if (id === undefined) throw bad('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, field);
  return id;
}

function coerceBase64(field: FieldSchema, value: unknown): string | null {
  if (value instanceof StoredBlob) return value.text;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value)) throw cannotDeserialize(field, value);
  return value === '' ? null : value.replaceAll(/\s/g, '');
}

type Coerce = (field: FieldSchema, value: unknown) => Scalar;

const byType = new Map<string, Coerce>([
  ['boolean', coerceBoolean],
  ['int', coerceNumber],
  ['long', coerceNumber],
  ['double', coerceNumber],
  ['currency', coerceNumber],
  ['percent', coerceNumber],
  ['date', coerceDate],
  ['datetime', coerceDatetime],
  ['time', coerceTime],
  ['email', coerceEmail],
  ['multipicklist', coerceMultiPicklist],
  ['reference', coerceReference],
  ['base64', coerceBase64],
]);

/** Chosen values in the order of the field's definition, each once. */
function coerceMultiPicklist(field: FieldSchema, value: unknown): string | null {
  const text = coerceText(field, value);
  if (text === null) return null;
  const chosen = new Set(
    text
      .split(';')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
  const defined = field.picklistValues.map((entry) => entry.value).filter((entry) => chosen.delete(entry));
  return [...defined, ...chosen].join(';') || null;
}

/** A value from a JSON body as it is stored; ApiError in Salesforce's words for one of the wrong type, size or form. */
export function coerce(field: FieldSchema, value: unknown): Scalar {
  if (value === null || value === undefined) {
    if (field.type !== 'boolean') return null;
    throw bad('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: `, field);
  }
  return (byType.get(field.type) ?? coerceText)(field, value);
}
