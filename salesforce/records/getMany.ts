import { fieldAtPath, type FieldDescribe } from '../describe';
import { AnswerError, asError, SalesforceError } from '../errors';
import { canBeOneRecord, recordId } from '../ids';
import type { Org } from '../org';
import { isAddressable } from '../path';
import { addressedId, type SalesforceRecord } from '../query';
import { findRecords, type Found } from '../query/find';
import { expectOwnAddress, isOfObject, typeOf } from '../query/records';
import { hasDecimals, keyValue } from '../values/record';
import { namingRecord, onlyOne } from './resolve';
import { getRecordRequest, keyText, readRecord, type RecordKey } from './single';

/** Records of one object, identified by one field, of which the same fields are wanted. */
export interface WantedRecords {
  /** API name. */
  readonly object: string;
  /** API name of the external ID field; undefined for record IDs. */
  readonly keyField: string | undefined;
  /** API names, parents' by their paths; none for all. */
  readonly fields: readonly string[];
  readonly keys: readonly RecordKey[];
}

/**
 * Gets records: a single one from its own resource, several with a query for many of their keys. Only a query returns
 * parents' fields.
 * @returns for each key, in order, the record or why it was not read; undefined after the execution was canceled
 */
export async function getRecords(org: Org, wanted: WantedRecords): Promise<(Error | SalesforceRecord | undefined)[]> {
  const hasParents = wanted.fields.some((field) => field.includes('.'));
  const [key, ...others] = wanted.keys;
  const isAlone = key !== undefined && others.length === 0 && hasAddress(key);
  if (!hasParents && isAlone && !mayBeRounded(key)) return await oneByOne(org, wanted);
  try {
    return await together(org, wanted);
  } catch (error) {
    // Some objects and fields can be read but not queried.
    if (!hasParents && error instanceof SalesforceError && error.status === 400) return await oneByOne(org, wanted);
    return wanted.keys.map(() => asError(error));
  }
}

/** Whether the field has to be known: Salesforce would look for another number than the key. */
function mayBeRounded(key: RecordKey): boolean {
  return typeof key !== 'string' && hasDecimals(key.value);
}

function hasAddress(key: RecordKey): boolean {
  return typeof key === 'string' || typeof key.value !== 'string' || isAddressable(key.value);
}

async function oneByOne(
  org: Org,
  { object, fields, keys }: WantedRecords,
): Promise<(Error | SalesforceRecord | undefined)[]> {
  const records: (Error | SalesforceRecord | undefined)[] = [];
  for (const key of keys) {
    if (org.cancelled()) break;
    try {
      const record = readRecord(await org.send(getRecordRequest(org, { object, key }, fields)), fields);
      records.push(expectRecord(expectObject(record, object), key));
    } catch (error) {
      records.push(namingRecord(asError(error), object, key));
    }
  }
  return records;
}

/** @throws AnswerError for a record of another object than the one that was asked for */
function expectObject(record: SalesforceRecord, object: string): SalesforceRecord {
  const type = typeOf(record);
  if (type !== undefined && isOfObject(type, object)) return record;
  throw new AnswerError(200, `a record of ${object} was expected`, record);
}

/** @throws AnswerError for another record than the one that an ID names, and for one whose `Id` is none */
function expectRecord(record: SalesforceRecord, key: RecordKey): SalesforceRecord {
  expectOwnAddress(record);
  const id = record['Id'] ?? addressedId(record);
  if (typeof key !== 'string' || canBeOneRecord(recordId(key), id)) return record;
  throw new AnswerError(200, `the record ${recordId(key)} was expected`, record);
}

async function together(
  org: Org,
  { object, keyField = 'Id', fields, keys }: WantedRecords,
): Promise<(Error | SalesforceRecord)[]> {
  const by = await fieldAtPath(org.describe, object, keyField, 'External ID Field');
  const described = await org.describe.object(object);
  const asked = fields.length > 0 ? fields : described.fields.map(({ name }) => name);
  const texts = keys.map((key) => textOrError(key, by));
  const found = await findRecords(
    org,
    { object, by, fields: asked },
    texts.filter((text): text is string => typeof text === 'string'),
  );
  const isAsked = fields.length === 0 || fields.some((field) => field.toLowerCase() === by.name.toLowerCase());
  return texts.map((text) => {
    if (text instanceof Error) return text;
    const record = foundRecord(found.get(text), text, object, by);
    return record instanceof Error || isAsked ? record : without(record, by.name);
  });
}

/** An invalid key fails only its own record. */
function textOrError(key: RecordKey, by: FieldDescribe): Error | string {
  try {
    if (typeof key === 'string') return recordId(key);
    return keyText(mayBeRounded(key) ? { ...key, value: keyValue(key.value, by) } : key);
  } catch (error) {
    return asError(error);
  }
}

function foundRecord(
  found: Found | undefined,
  key: string,
  object: string,
  by: FieldDescribe,
): Error | SalesforceRecord {
  if (found !== undefined && 'error' in found) return found.error;
  const records = found?.records ?? [];
  if (records.length > 0 || by.type !== 'id') return onlyOne(records, key, object, by);
  // As REST reports it for a record that is requested by its ID.
  const refusal = { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist', fields: [] };
  return namingRecord(new SalesforceError(404, [refusal]), object, key);
}

function without(record: SalesforceRecord, name: string): SalesforceRecord {
  return Object.fromEntries(Object.entries(record).filter(([field]) => field !== name));
}
