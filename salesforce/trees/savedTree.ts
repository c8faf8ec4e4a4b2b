import { isText, SalesforceError, type ApiErrorEntry } from '../errors';
import { canonicalId, isIdWith } from '../ids';
import type { Saved } from '../records/single';
import type { WriteOutcome } from '../write/rows';
import { nested, placeInTree, type TreeRecord } from './tree';

/**
 * The records that came of a tree, each with its ID, children in lists as they were given.
 * @param ids in the order of the records
 * @returns undefined when these cannot be the IDs of new records, each its own
 */
export function savedTree(records: readonly TreeRecord[], ids: readonly unknown[]): Saved | undefined {
  const known = ids.map((id) => canonicalId(id));
  const areTheirs = records.every(({ described }, at) => isIdWith(described.keyPrefix ?? undefined, known[at]));
  if (!areTheirs || new Set(known).size !== records.length) return undefined;
  const saved = known.map((id) => ({ id, created: true }));
  const [id = null, ...others] = known;
  return { id, created: true, result: nested(records, saved), others: others.filter(isText) };
}

/** A record's own error, by its place among the tree's records. */
export type RecordFailure = readonly [at: number, errors: readonly ApiErrorEntry[]];

/** Of a tree of which nothing is saved: each error says which record it is about. */
export function failedTree(records: readonly TreeRecord[], failures: readonly RecordFailure[]): WriteOutcome {
  const errors = failures.flatMap(([at, entries]) => {
    const place = placeInTree(records, at);
    return place === '' ? entries : entries.map((entry) => ({ ...entry, message: `${place}: ${entry.message}` }));
  });
  return { error: new SalesforceError(400, errors) };
}
