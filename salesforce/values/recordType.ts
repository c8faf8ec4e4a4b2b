import { trimmed } from '../characters';
import { findField, type FieldDescribe, type ObjectDescribe } from '../describe';
import { answerText, InputError, show } from '../errors';
import { damagedId, isRecordId } from '../ids';

/** What a record type may be called in an item, in lower case. */
const NAMES: ReadonlySet<string> = new Set(['recordtype', 'recordtype.developername', 'recordtypedevelopername']);

/** The field that a record type's developer name stands for; undefined for every other name. */
export function recordTypeField(name: string, object: ObjectDescribe): FieldDescribe | undefined {
  return NAMES.has(name.toLowerCase()) ? findField(object, 'RecordTypeId') : undefined;
}

/** The developer name in a value: a text, or `{ DeveloperName: 'Partner' }`. Undefined for any other record. */
export function developerNameIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[name, developerName] = [], ...more] = Object.entries(value).filter(([key]) => key !== 'attributes');
  return more.length === 0 && name?.toLowerCase() === 'developername' ? developerName : undefined;
}

/** Whether what is given for the ID of a record type is its name, or no ID of anything. */
export function isRecordTypeName(value: unknown, object: ObjectDescribe): boolean {
  if (typeof value !== 'string' || trimmed(value) === '') return false;
  return recordTypeNamed(value, object) !== undefined || !(isRecordId(trimmed(value)) || value.includes('/'));
}

/**
 * The ID of a record type by its developer name, in any case, or by its label. Salesforce identifies parents by ID or
 * external ID, and these are neither.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm
 * @throws InputError that lists the object's record types, or says that it is a damaged ID
 */
export function recordTypeId(name: unknown, object: ObjectDescribe): string {
  const found = recordTypeNamed(name, object);
  if (isRecordId(found?.recordTypeId)) return found.recordTypeId;
  throw (
    damagedId(String(name), 'RecordTypeId') ??
    new InputError(
      `${object.label} (${object.name}) has no record type with the developer name ${show(name)}.`,
      { reason: 'unknownRecordType', known: ownTypes(object).map((type) => type.developerName) },
      'RecordType',
    )
  );
}

/** All but the master, which stands for no record type. */
function ownTypes({ recordTypeInfos }: ObjectDescribe): ObjectDescribe['recordTypeInfos'] {
  return recordTypeInfos.filter(({ master }) => !master);
}

/** A label that two record types have names none of them. */
function recordTypeNamed(name: unknown, object: ObjectDescribe): ObjectDescribe['recordTypeInfos'][number] | undefined {
  const wanted = typeof name === 'string' ? trimmed(name).toLowerCase() : undefined;
  const types = ownTypes(object);
  const [labeled, ...others] = types.filter((type) => type.name.toLowerCase() === wanted);
  return (
    types.find((type) => answerText(type.developerName).toLowerCase() === wanted) ??
    (others.length === 0 ? labeled : undefined)
  );
}
