import { findField, type FieldDescribe, type ObjectDescribe } from '../describe';
import { InputError, show } from '../errors';
import { isRecordId } from '../ids';

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

/**
 * The ID of a record type by its developer name, in any case. Salesforce identifies parents by ID or external ID, and a
 * developer name is neither.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm
 * @throws InputError that lists the object's record types
 */
export function recordTypeId(developerName: unknown, { label, name, recordTypeInfos }: ObjectDescribe): string {
  const types = recordTypeInfos.filter(({ master }) => !master);
  const wanted = typeof developerName === 'string' ? developerName.trim().toLowerCase() : undefined;
  const found = types.find((type) => String(type.developerName).toLowerCase() === wanted);
  if (isRecordId(found?.recordTypeId)) return found.recordTypeId;
  throw new InputError(
    `${label} (${name}) has no record type with the developer name ${show(developerName)}.`,
    { reason: 'unknownRecordType', known: types.map((type) => type.developerName) },
    'RecordType',
  );
}
