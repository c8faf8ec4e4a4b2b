import type { FieldDescribe } from '../describe';
import { AnswerError, answerText, isNotFound, SalesforceError } from '../errors';
import { canonicalId, isIdWith } from '../ids';
import type { Org } from '../org';
import type { SalesforceRecord } from '../query';
import { comparable, findRecords, type Found } from '../query/find';
import { keyText, type RecordKey, type Saved } from './single';

/** The record that an external ID value identifies: its ID, or why it identifies none. */
export type Resolved = { readonly error: Error } | { readonly id: NonNullable<Saved['id']> };

/** The object whose records are looked up. */
export interface LookupTarget {
  /** API name. */
  readonly object: string;
  /** What the IDs of its records begin with, where that is known. */
  readonly keyPrefix?: string | undefined;
}

/**
 * Looks up the records that have these values in an external ID field: with as many values per query as fit.
 * @param field of the object, as describe gives it
 * @returns the results by value; a value that no record or several records have gets its own error
 * @throws SalesforceError, ConnectionError when a query fails
 * @throws AnswerError when the IDs that it gives cannot be those of the records: they are about to be written to
 */
export async function resolveIds(
  org: Org,
  { object, keyPrefix }: LookupTarget,
  field: FieldDescribe,
  values: readonly string[],
): Promise<Map<string, Resolved>> {
  const found = await findRecords(org, { object, by: field, fields: ['Id'] }, values);
  const all = new Map([...found].map(([value, what]) => [value, resolvedTo(what, value, object, field)]));
  const strange = [...all.values()].find((one) => 'id' in one && !isIdWith(keyPrefix, one.id));
  if (strange !== undefined) throw new AnswerError(200, `IDs of records of ${object} were expected`, strange);
  const ids = [...all.values()].flatMap((one) => ('id' in one ? [one.id] : []));
  // Each value is another record's, unless two of them are one value to Salesforce.
  const keys = new Set([...all].flatMap(([value, one]) => ('id' in one ? [comparable(value, field)] : [])));
  if (new Set(ids).size === keys.size) return all;
  throw new AnswerError(200, 'the records that it has were not asked for: several values have one ID');
}

function resolvedTo(found: Found, value: string, object: string, field: FieldDescribe): Resolved {
  if ('error' in found) return found;
  const one = onlyOne(found.records, value, object, field);
  return one instanceof Error ? { error: one } : { id: canonicalId(one['Id']) ?? '' };
}

/** The record that a value identifies, or why it identifies none, as REST reports it. */
export function onlyOne(
  records: readonly SalesforceRecord[],
  value: string,
  object: string,
  { name }: Pick<FieldDescribe, 'name'>,
): SalesforceError | SalesforceRecord {
  const [record, ...others] = records;
  if (record === undefined) return keyRefusal(404, 'NOT_FOUND', `No ${object} has “${value}” in ${name}.`, name);
  if (others.length === 0) return record;
  const ids = records.map(({ Id }) => answerText(Id)).join(', ');
  return keyRefusal(300, 'DUPLICATE_EXTERNAL_ID', `The matching records are ${ids}.`, name);
}

/** The error of a record that does not exist, which Salesforce itself does not name; any other error as it is. */
export function namingRecord(error: Error, object: string, key: RecordKey): Error {
  if (!(error instanceof SalesforceError) || !isNotFound(error) || error.kinds[0] !== 'NOT_FOUND') return error;
  const { errors, status, to, retryAfter } = error;
  const named = typeof key === 'string' ? key : `with “${keyText(key)}” in ${key.field}`;
  const [first, ...others] = errors.map((entry) => ({ ...entry, fields: [...entry.fields] }));
  if (first === undefined) return error;
  const told = { ...first, message: `${object} ${named}: ${first.message}` };
  return new SalesforceError(status, [told, ...others], { to, retryAfter });
}

function keyRefusal(status: number, errorCode: string, message: string, field: string): SalesforceError {
  return new SalesforceError(status, [{ errorCode, message, fields: [field] }]);
}
