import type { FieldSchema, ObjectSchema, Row, Scalar } from '../types';
import { eventValue } from './payload';

/** What no change event has: the flag of deletion, the system's stamp, and what is derived from elsewhere. */
const LEFT_OUT = new Set([
  'Id',
  'IsDeleted',
  'LastActivityDate',
  'LastReferencedDate',
  'LastViewedDate',
  'PhotoUrl',
  'SystemModstamp',
]);

export const isInChangeEvents = ({ name, calculated, type }: FieldSchema): boolean =>
  !LEFT_OUT.has(name) && !calculated && type !== 'base64';

/** A field of a record, and where an event has it. */
interface Place {
  readonly field: FieldSchema;
  /** The compound field that it is in. */
  readonly compound: string | undefined;
  /** Its name, within the compound field if it is in one. */
  readonly name: string;
}

/** `MailingCity` in `MailingAddress` → `City`; `Location__Latitude__s` in `Location__c` → `Latitude`. */
function componentName({ name }: FieldSchema, { name: compound, type }: FieldSchema): string {
  if (type === 'location') return name.split('__').at(-2) ?? name;
  return type === 'address' ? name.slice(compound.length - 'Address'.length) : name;
}

const isCompound = (field: FieldSchema, object: ObjectSchema): boolean =>
  field.type === 'address' ||
  field.type === 'location' ||
  (field.name === 'Name' && object.fields.some(({ compoundFieldName }) => compoundFieldName === 'Name'));

const placesByObject = new WeakMap<ObjectSchema, readonly Place[]>();

/** Where an event has the fields of an object. Found once: a million changes ask for it. */
function placesOf(object: ObjectSchema): readonly Place[] {
  const found = placesByObject.get(object);
  if (found !== undefined) return found;
  const compounds = new Map(
    object.fields.filter((field) => isCompound(field, object)).map((field) => [field.name, field]),
  );
  const places = object.fields
    .filter((field) => isInChangeEvents(field) && !compounds.has(field.name))
    .map((field) => {
      const compound = compounds.get(field.compoundFieldName ?? '');
      return { field, compound: compound?.name, name: compound ? componentName(field, compound) : field.name };
    });
  placesByObject.set(object, places);
  return places;
}

/** As `changedFields` names it: `Name.FirstName`. */
const pathOf = ({ compound, name }: Place): string => (compound === undefined ? name : `${compound}.${name}`);

/** Fields with their values, those of compound fields nested. */
function nested(places: readonly Place[], row: Row): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { field, compound, name } of places) {
    const value: Scalar = eventValue(field, row[field.name] ?? null);
    if (compound === undefined) body[name] = value;
    else body[compound] = { ...(body[compound] as object | undefined), [name]: value };
  }
  return body;
}

/** A part of a record as an event has it. */
export interface ChangePayload {
  readonly changedFields: readonly string[];
  body(): Readonly<Record<string, unknown>>;
}

export const NO_FIELDS: ChangePayload = { changedFields: [], body: () => ({}) };

/** All fields that are not empty. */
export const wholeRecord = (object: ObjectSchema, row: Row): ChangePayload => ({
  changedFields: [],
  body: () =>
    nested(
      placesOf(object).filter(({ field }) => (row[field.name] ?? null) !== null),
      row,
    ),
});

/** The fields that have changed; LastModifiedDate is always one of them. */
export function changedPart(object: ObjectSchema, before: Row, after: Row): ChangePayload {
  const changed = placesOf(object).filter(
    ({ field: { name } }) => String(before[name] ?? null) !== String(after[name] ?? null),
  );
  const isTouched = changed.some(({ field }) => field.name === 'LastModifiedDate');
  const stamp = isTouched ? [] : placesOf(object).filter(({ field }) => field.name === 'LastModifiedDate');
  const places = [...changed, ...stamp];
  return { changedFields: places.map(pathOf), body: () => nested(places, after) };
}
