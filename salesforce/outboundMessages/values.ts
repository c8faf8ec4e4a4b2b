import { findField, type FieldType, type ObjectDescribe } from '../describe';
import { canonicalId } from '../ids';
import { exactNumber, isNumberText } from '../numbers';
import type { Notification, SentValue } from './message';

type Value = boolean | number | string | null;
/** A record as REST would answer it. */
export type NotifiedRecord = Record<string, Value | Record<string, Value>>;

/**
 * The fields of a notification with the values that REST has for them. What a description does not know, or what is no
 * value of its type, stays the text that was sent: the field may have been changed since.
 */
export function recordOfElement({ fields }: Notification, object: ObjectDescribe): NotifiedRecord {
  return Object.fromEntries(
    [...fields].map(([name, value]) => [name, restValue(value, findField(object, name)?.type)]),
  );
}

/** Whether the description has all fields of a notification. */
export function knowsFields(object: ObjectDescribe, { fields }: Notification): boolean {
  return [...fields.keys()].every((name) => findField(object, name) !== undefined);
}

function restValue(value: SentValue, type: FieldType | undefined): Value | Record<string, Value> {
  if (value === null || typeof value === 'string') return value === null ? null : typedValue(value, type);
  return Object.fromEntries([...value].map(([name, part]) => [name, partIn(name, part)]));
}

/** The numbers of an address or a location; all others are text. */
const NUMERIC_PARTS: ReadonlySet<string> = new Set(['latitude', 'longitude']);

function partIn(name: string, part: string | null): Value {
  return part !== null && NUMERIC_PARTS.has(name) ? number(part) : part;
}

const VALUE_READERS: Readonly<Partial<Record<FieldType, (text: string) => Value>>> = {
  boolean: (text) => BOOLEANS.get(text.trim()) ?? text,
  currency: number,
  // xsd:dateTime may name the zone in three ways; REST has one.
  datetime: (text) => text.trim().replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?)(?:Z|[+-]00:00)$/, '$1+0000'),
  double: number,
  id: (text) => canonicalId(text.trim()) ?? text,
  int: number,
  long: number,
  percent: number,
  reference: (text) => canonicalId(text.trim()) ?? text,
};

/** https://www.w3.org/TR/xmlschema-2/#boolean */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function typedValue(text: string, type: FieldType | undefined): Value {
  const read = type === undefined ? undefined : VALUE_READERS[type];
  return read === undefined ? text : read(text);
}

function number(text: string): Value {
  return isNumberText(text) ? exactNumber(text.trim()) : text;
}
