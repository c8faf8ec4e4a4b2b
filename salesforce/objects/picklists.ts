import { hasFeature } from '../api';
import { findField, type FieldDescribe, type ObjectDescribe, type RecordTypeInfo } from '../describe';
import {
  AnswerError,
  expectShape,
  InputError,
  isCount,
  isRecord,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  SalesforceError,
  shorten,
  type Shape,
} from '../errors';
import { canBeOneRecord, canonicalId, damagedId, idIn } from '../ids';
import type { Org } from '../org';

/** A value that a picklist offers. */
export interface PicklistChoice {
  readonly value: string;
  readonly label: string;
  /** Whether a new record has it, unless another is chosen. */
  readonly isDefault: boolean;
  /** Of a dependent picklist, the values of the controlling field that it can be chosen with. */
  readonly validFor: readonly string[] | null;
}

/** A picklist of an object, and the record type that limits it. */
interface Picklist {
  readonly object: ObjectDescribe;
  readonly field: FieldDescribe;
  readonly recordType?: RecordTypeInfo | undefined;
}

/** What a picklist offers. */
export interface PicklistChoices {
  readonly choices: readonly PicklistChoice[];
  /** Whether Salesforce has told what the record type allows, and not only what the field has. */
  readonly byRecordType: boolean;
}

/**
 * The picklist of this name, in any case.
 * @throws InputError that names the object's picklists
 */
export function picklistField({ label, name, fields }: ObjectDescribe, wanted: string): FieldDescribe {
  const picklists = fields.filter(isPicklist);
  const found = picklists.find((field) => field.name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw new InputError(
    `${label} (${name}) has no picklist “${shorten(wanted)}”.`,
    { reason: 'unknownPicklist', known: picklists.map((field) => field.name) },
    'Field',
  );
}

export function isPicklist({ type, picklistValues }: FieldDescribe): boolean {
  return type === 'picklist' || type === 'multipicklist' || (type === 'combobox' && picklistValues.length > 0);
}

/**
 * The record type with this ID, developer name or label.
 * @throws InputError that names the object's record types
 */
export function recordTypeOf({ label, name, recordTypeInfos }: ObjectDescribe, wanted: string): RecordTypeInfo {
  const id = idIn(wanted, ['012']);
  const text = wanted.trim().toLowerCase();
  const found =
    recordTypeInfos.find((type) => id !== undefined && canonicalId(type.recordTypeId) === id) ??
    recordTypeInfos.find(({ developerName }) => developerName.toLowerCase() === text) ??
    recordTypeInfos.find((type) => type.name.toLowerCase() === text);
  if (found !== undefined) return found;
  throw (
    damagedId(wanted, 'Record Type') ??
    new InputError(
      `${label} (${name}) has no record type “${shorten(wanted)}” that the signed-in user can see.`,
      { reason: 'unknownRecordType', known: recordTypeInfos.map((type) => type.developerName || type.name) },
      'Record Type',
    )
  );
}

/**
 * The values of a picklist that a record type allows or, without one, all that the field has.
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function picklistChoices(org: Org, { object, field, recordType }: Picklist): Promise<PicklistChoices> {
  if (recordType !== undefined) {
    const allowed = (await picklistsOf(org, object, recordType))?.get(field.name.toLowerCase());
    if (allowed !== undefined) return { choices: allowed.map((choice) => shaped(choice, field)), byRecordType: true };
  }
  return { choices: describedChoices(object, field), byRecordType: false };
}

/** A value that depends on no other field is for all. */
function shaped(choice: PicklistChoice, { controllerName }: FieldDescribe): PicklistChoice {
  return controllerName === null ? { ...choice, validFor: null } : choice;
}

/** All picklists of a record type, by their names in lower case. Undefined where the User Interface API cannot tell. */
async function picklistsOf(org: Org, object: ObjectDescribe, { recordTypeId }: RecordTypeInfo) {
  if (!hasFeature(org, 'userInterface')) return undefined;
  const segments = ['ui-api', 'object-info', object.name, 'picklist-values', recordTypeId];
  return await org.describe
    .kept(segments, (body) => readPicklists(body, recordTypeId))
    .catch((error: unknown) => {
      if (isUnsupported(error)) return undefined;
      throw error;
    });
}

/** The object is there, since it has been described: it is one of those that the User Interface API does not have. */
function isUnsupported(error: unknown): boolean {
  return (
    error instanceof SalesforceError && error.status === 400 && !error.isForeign && error.errorCode === 'INVALID_TYPE'
  );
}

interface GivenPicklist {
  /** Its address, which ends with the record type and the field. */
  readonly url?: string | null | undefined;
  readonly controllerValues: Readonly<Record<string, number>>;
  readonly defaultValue?: { readonly value: string } | null | undefined;
  readonly values: readonly {
    readonly value: string;
    readonly label?: string | null | undefined;
    readonly validFor: readonly number[];
  }[];
}

const isIndexes: Shape<Record<string, number>> = (value): value is Record<string, number> =>
  isRecord(value) && Object.values(value).every(isCount);

const isGivenPicklist = objectWith<GivenPicklist>({
  url: maybe(isText),
  controllerValues: isIndexes,
  defaultValue: maybe(objectWith({ value: isWords })),
  values: listOf(objectWith({ value: isWords, label: maybe(isWords), validFor: listOf(isCount) })),
});

const isGivenPicklists = objectWith({ picklistFieldValues: isRecord });

/**
 * https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_picklist_values_collection.htm
 * @throws AnswerError
 */
export function readPicklists(body: unknown, recordTypeId: string): ReadonlyMap<string, readonly PicklistChoice[]> {
  const { picklistFieldValues } = expectShape(body, isGivenPicklists, 'the picklists of a record type');
  return new Map(
    Object.entries(picklistFieldValues).map(([name, given]) => {
      const picklist = expectShape(given, isGivenPicklist, `the values of the picklist ${name}`);
      if (canBeOneRecord(picklist.url?.split('/').at(-2), recordTypeId))
        return [name.toLowerCase(), choicesOf(picklist)];
      throw new AnswerError(200, 'it has the picklists of another record type', body);
    }),
  );
}

function choicesOf({ controllerValues, defaultValue, values }: GivenPicklist): PicklistChoice[] {
  const controlling = new Map(Object.entries(controllerValues).map(([value, index]) => [index, value]));
  return values.map(({ value, label, validFor }) => ({
    value,
    label: isText(label) ? label : value,
    isDefault: defaultValue?.value === value,
    // The record type may not allow a value of the controlling field.
    validFor: validFor.map((index) => controlling.get(index)).filter((one) => one !== undefined),
  }));
}

/** What the object's description says, of whatever record type: the values that are in use. */
export function describedChoices(object: ObjectDescribe, field: FieldDescribe): PicklistChoice[] {
  const controlling = field.controllerName === null ? null : controllingValues(object, field.controllerName);
  return field.picklistValues
    .filter(({ active }) => active)
    .map(({ value, label, defaultValue, validFor }) => ({
      value,
      label,
      isDefault: defaultValue,
      validFor: controlling === null ? null : valuesAt(controlling, validFor),
    }));
}

/** The values that the bits of `validFor` stand for, by their places; undefined those that are no longer in use. */
function controllingValues(object: ObjectDescribe, name: string): readonly (string | undefined)[] {
  const controller = findField(object, name);
  if (controller === undefined) {
    throw new AnswerError(200, `the description of ${object.name} was expected to have its field ${name}`);
  }
  if (controller.type === 'boolean') return ['false', 'true'];
  return controller.picklistValues.map(({ value, active }) => (active ? value : undefined));
}

/**
 * The highest bit of the first byte is the first value.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesobjects_describesobjectresult.htm
 */
function valuesAt(values: readonly (string | undefined)[], bitmap: string | null): string[] {
  const bytes = Buffer.from(bitmap ?? '', 'base64');
  return values.filter(
    (value, index): value is string => value !== undefined && ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0,
  );
}
