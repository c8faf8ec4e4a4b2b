import { findField, type ObjectDescribe } from '../describe';
import { InputError } from '../errors';

/** What happens to records. */
export type ChangeKind = 'created' | 'createdOrUpdated' | 'deleted' | 'updated';

/** Fields with the time of a change, the best one first: only SystemModstamp moves whoever makes the change. */
const TIME_FIELDS: Readonly<Record<ChangeKind, readonly string[]>> = {
  created: ['CreatedDate'],
  createdOrUpdated: ['SystemModstamp', 'LastModifiedDate', 'CreatedDate'],
  updated: ['SystemModstamp', 'LastModifiedDate'],
  deleted: ['SystemModstamp', 'LastModifiedDate'],
};

/** Fields without which this kind of change cannot be told from the others. */
const NEEDED: ReadonlyMap<ChangeKind, string> = new Map([
  ['updated', 'CreatedDate'],
  ['deleted', 'IsDeleted'],
]);

/**
 * The field that tells when a record changed, which its records are read in the order of.
 * @throws InputError when the object has none, or the change cannot be told from others
 */
export function timeFieldOf(object: ObjectDescribe, kind: ChangeKind): string {
  const usable = TIME_FIELDS[kind].find((name) => {
    const field = findField(object, name);
    return field?.filterable === true && field.sortable;
  });
  const needed = NEEDED.get(kind);
  if (usable !== undefined && (needed === undefined || findField(object, needed) !== undefined)) return usable;
  const missing = usable === undefined ? TIME_FIELDS[kind] : [String(needed)];
  throw new InputError(
    `${object.name} cannot be watched for this: it has no ${missing.join(' or ')} to filter and sort by.`,
    { reason: 'notWatchable', missing },
  );
}
