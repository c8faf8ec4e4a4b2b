import {
  findChildRelationship,
  findField,
  findRelationship,
  isListed,
  standardKeyPrefix,
  type FieldDescribe,
  type FieldType,
  type ObjectDescribe,
} from '../describe';
import { trimmed } from '../characters';
import { counted, InputError, isRecord, isText, show } from '../errors';
import type { ReadOnlyCause } from '../errors/problems';
import { recordId } from '../ids';
import { listInText } from '../json';
import { decimalsOf, plainNumber } from '../numbers';
import { base64Text } from './base64';
import { isBlank, isEmptyKey, type EmptyValues } from './blank';
import { dateText, datetimeText, otherDayMeant, timeText } from './dates';
import { nearestField } from './nearest';
import { developerNameIn, isRecordTypeName, recordTypeField, recordTypeId } from './recordType';
import { booleanOf, numberOf, textOf } from './scalars';
import { sendable } from './sendable';

export interface ValueOptions {
  /** IANA name of the zone that a datetime without a zone is in; UTC when absent. */
  timeZone?: string;
  /** Told of each date that is another day in the zone than the one of which it is midnight in UTC. */
  movedDay?: (field: string, meant: string, sent: string) => void;
}

/** Reads a value that is neither absent nor empty. */
type Read = (value: unknown, field: TypedName, options: ValueOptions) => unknown;

/** What a value is of: a field, or an input of an action. */
type TypedName = Partial<Pick<FieldDescribe, 'picklistValues' | 'referenceTo'>> & Pick<FieldDescribe, 'name' | 'type'>;

const READERS: ReadonlyMap<FieldType, Read> = new Map<FieldType, Read>([
  ['base64', (value, { name }) => base64Text(value, name)],
  ['boolean', (value, { name }) => booleanOf(value, name)],
  ['currency', (value, { name }) => numberOf(value, name)],
  ['date', dayOfField],
  ['datetime', (value, { name }, { timeZone }) => datetimeText(value, name, timeZone)],
  ['double', (value, { name }) => numberOf(value, name)],
  ['id', (value, { name }) => recordId(textOf(value, name), name)],
  ['int', (value, { name }) => numberOf(value, name, true)],
  ['long', (value, { name }) => numberOf(value, name, true)],
  ['multipicklist', multiplePicklist],
  ['percent', (value, { name }) => numberOf(value, name)],
  ['reference', (value, { name, referenceTo }) => recordId(textOf(value, name), name, prefixesOf(referenceTo))],
  ['time', (value, { name }, { timeZone }) => timeText(value, name, timeZone)],
]);

/** What the IDs of a lookup's records begin with; nothing where one of their objects has the org's own prefix. */
function prefixesOf(objects: readonly string[] = []): string[] {
  const prefixes = objects.map(standardKeyPrefix).filter((prefix) => prefix !== undefined);
  return prefixes.length === objects.length ? prefixes : [];
}

/** Types that describe does not specify: the value is sent to Salesforce as given. */
const OPEN = new Set<FieldType>(['anyType', 'complexvalue', 'json']);

/**
 * One value from an item, an expression or a form, as REST accepts it in JSON.
 *
 * undefined leaves the field out; what is blank clears it: see {@link isBlank}. Dates come as `2026-03-01`, datetimes in UTC, times as `14:30:00.000Z`, IDs in 18 characters, several picklist
 * values joined by `;`.
 * @throws InputError naming the field
 */
export function jsonValue(value: unknown, field: TypedName, options: ValueOptions = {}): unknown {
  if (value === undefined) return value;
  // A checkbox is never empty: its reader says so.
  if (isBlank(value) && field.type !== 'boolean') return null;
  if (OPEN.has(field.type)) return sendable(value, field.name);
  const read = READERS.get(field.type);
  return read === undefined ? textOf(value, field.name) : read(value, field, options);
}

/**
 * The value of an external ID field that identifies a record, written in the one way that its type has for it.
 * @throws InputError also for more decimal places than the field has, which Salesforce would round off: to the value of
 * another record
 */
export function keyValue(value: unknown, field: FieldDescribe): unknown {
  const json = jsonValue(value, field);
  const rounded = roundedKey(json, field);
  if (rounded !== undefined) throw rounded;
  return typeof json === 'number' ? plainNumber(json) : json;
}

/**
 * The error for a key with more decimal places than its field has; undefined for all others.
 * @param name of the field, for the error
 */
export function roundedKey(
  key: unknown,
  { name: own, type, scale }: FieldDescribe,
  name = own,
): InputError | undefined {
  if (!SCALED.has(type) || !hasDecimals(key) || decimalsOf(key) <= scale) return undefined;
  const places = counted(scale, 'decimal place', 'decimal places');
  return new InputError(
    `${name}: ${show(key)} identifies no record, since this field has ${places}.`,
    { reason: 'tooManyDecimals' },
    name,
  );
}

/** Whether a key has decimal places, which not every number field keeps. */
export function hasDecimals(key: unknown): key is number | string {
  return (typeof key === 'number' || typeof key === 'string') && decimalsOf(key) > 0;
}

const SCALED: ReadonlySet<FieldType> = new Set<FieldType>(['currency', 'double', 'percent']);

function dayOfField(value: unknown, { name }: TypedName, { timeZone, movedDay }: ValueOptions): string {
  const day = dateText(value, name, timeZone);
  const meant = otherDayMeant(value, day);
  if (meant !== undefined) movedDay?.(name, meant, day);
  return day;
}

function multiplePicklist(value: unknown, { name, picklistValues = [] }: TypedName): string | null {
  const list = typeof value === 'string' ? listInText(value) : value;
  if (!Array.isArray(list)) {
    const text = textOf(value, name);
    if (isListWithCommas(text, picklistValues)) throw separatedByCommas(text, name);
    return text;
  }
  // In JSON: any other is blank.
  if (list.length === 0) return null;
  const chosen = list.map((item) => {
    if (!Array.isArray(item)) return textOf(item, name);
    throw new InputError(`${name}: the list of values contains a list.`, { reason: 'listInList' }, name);
  });
  const joined = chosen.find((item) => item.includes(';'));
  if (joined !== undefined) {
    throw new InputError(
      `${name}: ${show(joined)} contains a semicolon, which separates the values of this field.`,
      { reason: 'semicolonInPicklistValue' },
      name,
    );
  }
  return chosen.join(';');
}

/** Whether a text is no value of a picklist, and its parts between commas all are: Salesforce would take it for one value. */
function isListWithCommas(text: string, known: FieldDescribe['picklistValues']): boolean {
  if (!text.includes(',') || text.includes(';')) return false;
  return !isListed(known, text.trim()) && text.split(',').every((part) => isListed(known, part.trim()));
}

function separatedByCommas(text: string, name: string): InputError {
  return new InputError(
    `${name}: ${show(text)} has commas between values of the picklist.`,
    { reason: 'commaInPicklist' },
    name,
  );
}

export interface RecordOptions extends ValueOptions {
  /** Skips fields that the object does not have or that are read-only, instead of rejecting them. */
  writableOnly?: boolean;
  /** Told the name of each field that was skipped. */
  skipped?: (name: string) => void;
  /** What becomes of fields whose values are blank: cleared when absent. */
  emptyValues?: EmptyValues;
}

/**
 * The body that creates or updates a record, under Salesforce's own field names. Parents may be named by their
 * external ID, as `{ 'Account.Ext__c': 'x' }` or `{ Account: { Ext__c: 'x' } }`, and the record type by its developer name.
 * @throws InputError for fields that the object does not have or that cannot be written, and for values that do not fit
 */
export function recordValues(
  values: Readonly<Record<string, unknown>>,
  object: ObjectDescribe,
  purpose: 'create' | 'update',
  options: RecordOptions = {},
): Record<string, unknown> {
  const target = { object, purpose, options };
  const body = new Body();
  const orphanedBy: string[] = [];
  const problems = new Problems();
  for (const given of Object.keys(values)) {
    const value = values[given];
    if (value === undefined) continue;
    const meaning = nameMeaning(given, object);
    if (isType(meaning, value) || isEmptyId(meaning, value)) continue;
    if (options.writableOnly === true && isLeftOut(meaning, value, purpose)) {
      options.skipped?.(meaning.name);
      continue;
    }
    if (value === null && isReadParent(meaning)) {
      orphanedBy.push(meaning.parent?.reference.name ?? '');
      continue;
    }
    try {
      const entry = bodyEntry(meaning, value, target);
      if (entry !== undefined) body.put(meaning, entry);
    } catch (error) {
      problems.note(error);
      if (problems.areMany) break;
    }
  }
  problems.settle();
  // What a query gives of a record without this parent; its lookup says the same, or names another parent.
  if (options.emptyValues !== 'keep') for (const name of orphanedBy) body.clear(name);
  return body.values;
}

/** What a query gives with each record: its type and address. */
function isType({ name, field }: NameMeaning, value: unknown): boolean {
  return name === 'attributes' && field === undefined && isRecord(value) && isText(value['type']);
}

/** An ID that is empty names no record. */
function isEmptyId({ field }: NameMeaning, value: unknown): boolean {
  return field?.type === 'id' && isEmptyKey(value);
}

function isReadParent({ field, parent, recordType }: NameMeaning): boolean {
  return field === undefined && recordType === undefined && parent !== undefined && parent.externalId === undefined;
}

/** What values are read for. */
interface Target {
  readonly object: ObjectDescribe;
  readonly purpose: 'create' | 'update';
  readonly options: RecordOptions;
}

/** What a body has for a value. */
type Entry = [name: string, json: unknown];

/** The values of a record, each field set once: a lookup by its ID or by its parent's external ID. */
class Body {
  readonly values: Record<string, unknown> = {};
  /** What each field was set by. */
  readonly #given = new Map<string, { readonly name: string; readonly json: unknown }>();

  /** @throws InputError naming both, unless both clear the field */
  put({ name: given, field, parent }: NameMeaning, [name, json]: Entry): void {
    const filled = field?.name ?? parent?.reference.name ?? name;
    const other = this.#given.get(filled);
    if (other !== undefined && (other.json !== null || json !== null)) throw setTwice(filled, [other.name, given]);
    this.#given.set(filled, { name: given, json });
    this.values[name] = json;
  }

  /** Clears a field that nothing has set. */
  clear(name: string): void {
    if (!this.#given.has(name)) this.values[name] = null;
  }
}

/** The error for values of which only one can be saved. */
export function setTwice(field: string, given: readonly string[], where = ''): InputError {
  return new InputError(
    `${where}${field} is set twice: by ${given.join(' and by ')}.`,
    { reason: 'fieldGivenTwice' },
    field,
  );
}

function isWritable(field: FieldDescribe | undefined, purpose: Target['purpose']): boolean {
  return (purpose === 'create' ? field?.createable : field?.updateable) === true;
}

/** Read-only fields; and what a query gives of a parent, unless that can be its external ID. */
function isLeftOut(meaning: NameMeaning, value: unknown, purpose: Target['purpose']): boolean {
  const { field, parent, recordType } = meaning;
  if (!isWritable(field ?? recordType ?? parent?.reference, purpose)) return true;
  if (recordType !== undefined) return developerNameIn(value) === undefined;
  return isReadParent(meaning) && !isByExternalId(value);
}

/** Whether a parent has one field, of the org's own: the fields of Salesforce's that it can be read with are no keys. */
function isByExternalId(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [name, ...more] = Object.keys(value).filter((key) => key !== 'attributes');
  return name !== undefined && more.length === 0 && /__c$/i.test(name);
}

/** As many as a person reads at once. */
const MOST_UNUSABLE = 10;

/** What is wrong with the names of values, and with the values. */
class Problems {
  readonly #names: InputError[] = [];
  #first: unknown;

  note(error: unknown): void {
    if (error instanceof InputError && OF_NAMES.has(error.problem.reason)) this.#names.push(error);
    else this.#first ??= error;
  }

  get areMany(): boolean {
    return this.#names.length === MOST_UNUSABLE;
  }

  /**
   * All names at once: whoever leaves out one field should not meet the next.
   * @throws InputError if anything was wrong
   */
  settle(): void {
    const [only, ...more] = this.#names;
    if (only === undefined) {
      if (this.#first !== undefined) throw this.#first;
      return;
    }
    if (more.length === 0) throw only;
    const rest = this.areMany ? ['There may be more.'] : [];
    throw new InputError(
      [...this.#names.map(({ message }) => message), ...rest].join('\n'),
      { reason: 'unusableFields', problems: this.#names.map(({ problem }) => problem) },
      ...this.#names.flatMap(({ fields }) => fields),
    );
  }
}

/** Problems that a field has whatever its value is. */
const OF_NAMES: ReadonlySet<string> = new Set(['listOfChildren', 'readOnlyField', 'unknownField']);

function bodyEntry(
  { name, field, parent, recordType }: NameMeaning,
  value: unknown,
  target: Target,
): Entry | undefined {
  const developerName = recordType === undefined ? undefined : developerNameIn(value);
  if (recordType !== undefined && developerName !== undefined) {
    const id = isEmptyKey(developerName) ? null : recordTypeId(developerName, target.object);
    return fieldEntry(recordType, id, target);
  }
  if (parent !== undefined && (parent.externalId !== undefined || isRecord(value))) {
    return parentEntry(parent, value, target.options);
  }
  if (field === undefined) throw unknownField(name, target.object, (each) => isWritable(each, target.purpose));
  if (field.name === 'RecordTypeId' && isRecordTypeName(value, target.object))
    return fieldEntry(field, recordTypeId(value, target.object), target);
  return fieldEntry(field, value, target);
}

function fieldEntry(field: FieldDescribe, value: unknown, { object, purpose, options }: Target): Entry | undefined {
  if (!isWritable(field, purpose)) throw readOnly(field, object, purpose);
  return isKept(value, options) ? undefined : [field.name, jsonValue(value, field, options)];
}

/**
 * A parent by one of its fields, as REST takes it: `{ Ext__c: 'x' }`, with `attributes: { type }` where it can be of
 * several objects. Where that is blank, the record has no parent.
 * @throws InputError
 */
function parentEntry(
  { type, relationshipName, externalId, reference }: Parent,
  value: unknown,
  options: RecordOptions,
): Entry | undefined {
  const typed = type === undefined ? {} : { attributes: { type } };
  const given = externalId === undefined ? (value as Record<string, unknown>) : { ...typed, [externalId]: value };
  const { attributes, ...fields } = given;
  const [entry, ...more] = Object.entries(fields);
  if (entry === undefined || more.length > 0) {
    throw new InputError(
      `${relationshipName}: a parent must be identified by exactly one of its fields.`,
      { reason: 'parentNamedTwice', relationship: relationshipName, idField: reference.name },
      relationshipName,
    );
  }
  const [name, key] = entry;
  if (isEmptyKey(key)) return options.emptyValues === 'keep' ? undefined : [reference.name, null];
  if (reference.referenceTo.length > 1 && !isText(isRecord(attributes) ? attributes['type'] : undefined)) {
    throw parentObjectMissing(reference, relationshipName, name);
  }
  const text = typeof key === 'number' ? key : textOf(key, `${relationshipName}.${name}`);
  return [relationshipName, { ...(attributes === undefined ? {} : { attributes }), [name]: text }];
}

/** The error for a parent that can be of several objects, and does not say of which. */
export function parentObjectMissing(
  { name, referenceTo }: FieldDescribe,
  relationship: string,
  key: string,
): InputError {
  return new InputError(
    `${relationship} can refer to ${referenceTo.join(' or ')}, and the value does not say which.`,
    { reason: 'objectOfParentMissing', example: `${referenceTo[0] ?? 'User'}:${relationship}.${key}`, idField: name },
    relationship,
  );
}

function isKept(value: unknown, { emptyValues = 'clear' }: RecordOptions): boolean {
  return emptyValues === 'keep' && isBlank(value);
}

/** A parent identified by its external ID. */
interface Parent {
  /** The object that the name says: `Contact:Who.Email`. */
  readonly type: string | undefined;
  readonly relationshipName: string;
  readonly externalId: string | undefined;
  /** The lookup that is filled so. */
  readonly reference: FieldDescribe;
}

/** What a given name refers to: a field, a parent, or a record type by its developer name. */
interface NameMeaning {
  /** As given, without space around it. */
  readonly name: string;
  readonly field: FieldDescribe | undefined;
  readonly parent: Parent | undefined;
  /** The field that takes the record type's ID. */
  readonly recordType: FieldDescribe | undefined;
}

/** Looked up once for all rows; unknown names are not kept, because there can be any number of them. */
const meanings = new WeakMap<ObjectDescribe, Map<string, NameMeaning>>();

function nameMeaning(given: string, object: ObjectDescribe): NameMeaning {
  let known = meanings.get(object);
  if (known === undefined) meanings.set(object, (known = new Map()));
  const kept = known.get(given);
  if (kept !== undefined) return kept;
  const name = trimmed(given);
  const field = findField(object, name);
  const recordType = field === undefined ? recordTypeField(name, object) : undefined;
  const meaning = { name, field, parent: parentOf(name, object), recordType };
  if (field !== undefined || meaning.parent !== undefined || recordType !== undefined) known.set(given, meaning);
  return meaning;
}

function parentOf(name: string, object: ObjectDescribe): Parent | undefined {
  const [first = '', externalId, ...rest] = name.split('.');
  const [relationship = '', type] = externalId === undefined ? [first] : first.split(':').toReversed();
  const reference = findRelationship(object, relationship);
  if (reference === undefined || reference.relationshipName === null || rest.length > 0) return undefined;
  return { type, relationshipName: reference.relationshipName, externalId, reference };
}

/**
 * The error for a name that is not a field.
 * @param isUsable whether a field can be used in its place; any field where absent
 */
export function unknownField(
  given: string,
  object: ObjectDescribe,
  isUsable?: (field: FieldDescribe) => boolean,
): InputError {
  const { label: objectLabel, name } = object;
  const children = findChildRelationship(object, given);
  if (children !== undefined) {
    const { relationshipName: relationship } = children;
    return new InputError(
      `${objectLabel} (${name}) has no field ${show(given)}: it is a child relationship.`,
      { reason: 'listOfChildren', relationship },
      given,
    );
  }
  const isOfPersonAccounts = isOfPersonAccount(given, object);
  const nearest = isOfPersonAccounts ? undefined : nearestField(given, object, isUsable);
  return new InputError(
    `${objectLabel} (${name}) has no field ${show(given)} that you can see.`,
    {
      reason: 'unknownField',
      given,
      objectLabel,
      nearest: nearest === undefined ? undefined : { name: nearest.name, label: nearest.label },
      isOfPersonAccounts,
    },
    given,
  );
}

/**
 * Whether accounts would have the field if the org had person accounts, which only such orgs describe with IsPersonAccount.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm
 */
function isOfPersonAccount(given: string, object: ObjectDescribe): boolean {
  return (
    object.name === 'Account' &&
    findField(object, 'IsPersonAccount') === undefined &&
    /^(person[a-z]+|ispersonaccount|salutation|firstname|middlename|lastname|suffix|\w+__pc)$/i.test(given.trim())
  );
}

/** The error for a field that cannot be written. */
export function readOnly(field: FieldDescribe, object: ObjectDescribe, purpose: 'create' | 'update'): InputError {
  const verb = purpose === 'create' ? 'set when a record is created' : 'changed';
  return new InputError(
    `${field.name} (${field.label}) cannot be ${verb}.`,
    { reason: 'readOnlyField', because: causeOf(field, object, purpose) },
    field.name,
  );
}

function causeOf(field: FieldDescribe, object: ObjectDescribe, purpose: 'create' | 'update'): ReadOnlyCause {
  const parts = object.fields.filter(({ compoundFieldName }) => compoundFieldName === field.name);
  if (parts.length > 1) return { madeOf: parts.map(({ name }) => name) };
  if (field.calculated) return 'calculated';
  if (field.autoNumber) return 'autoNumber';
  if (field.type === 'id') return 'recordId';
  return purpose === 'update' && field.createable ? 'createOnly' : 'givenBySalesforce';
}
