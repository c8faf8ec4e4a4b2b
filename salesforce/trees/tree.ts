import type { ObjectDescribe } from '../describe';
import { countText, InputError } from '../errors';
import type { Values } from '../records/single';
import type { RelatedObject } from './related';

/** A record to create, with its place in its tree. */
export interface TreeRecord {
  readonly described: ObjectDescribe;
  readonly values: Values;
  /** Of the tree's records; undefined for the first, which has no parent among them. */
  readonly parent: number | undefined;
  /** The lookup that holds the parent. */
  readonly field: string;
  readonly relationship: string;
  /** Its place in the list of its parent's children, from 0. */
  readonly place: number;
}

/** A record with its children: parents come before their children. */
export interface RecordTree {
  readonly index: number;
  readonly records: readonly TreeRecord[];
}

/** A record as it is given, with the lists of its children. */
export interface GivenRecord {
  readonly values: Values;
  readonly children: readonly GivenChildren[];
}

export interface GivenChildren {
  readonly related: RelatedObject;
  readonly records: readonly GivenRecord[];
}

/** A record and all below it, parents first. */
export function treeRecords(root: ObjectDescribe, { values, children }: GivenRecord): TreeRecord[] {
  const first: TreeRecord = { described: root, values, parent: undefined, field: '', relationship: '', place: 0 };
  const records = [first];
  let level = [{ parent: 0, children }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { parent, children: lists } of level) {
      for (const { related, records: given } of lists) {
        for (const [place, record] of given.entries()) {
          next.push({ parent: records.length, children: record.children });
          const { described, field, relationship } = related;
          records.push({ described, values: record.values, parent, field, relationship, place });
        }
      }
    }
    level = next;
  }
  return records;
}

/**
 * The first of some parts, one for each record, with all others in the lists of their parents.
 * @param written a list as it is to stand there
 */
export function nested(
  records: readonly TreeRecord[],
  parts: readonly Record<string, unknown>[],
  written: (list: readonly unknown[]) => unknown = (list) => list,
): Record<string, unknown> {
  const lists = new Map<string, unknown[]>();
  for (const [at, { parent, relationship }] of records.entries()) {
    const above = parent === undefined ? undefined : parts[parent];
    if (above === undefined) continue;
    const name = `${parent} ${relationship}`;
    const list = lists.get(name) ?? [];
    if (list.length === 0) above[relationship] = written(list);
    lists.set(name, list);
    list.push(parts[at]);
  }
  return parts[0] ?? {};
}

/** `Contacts 0 > Cases 2`; empty for the first record. */
export function placeInTree(records: readonly TreeRecord[], at: number): string {
  const { parent, relationship = '', place = 0 } = records[at] ?? {};
  if (parent === undefined) return '';
  const above = placeInTree(records, parent);
  return `${above === '' ? '' : `${above} > `}${relationship} ${place}`;
}

/** How many generations there are. */
export function levelsOf(records: readonly TreeRecord[]): number {
  const levels: number[] = [];
  for (const { parent } of records) levels.push(parent === undefined ? 1 : (levels[parent] ?? 0) + 1);
  return levels.reduce((most, level) => Math.max(most, level), 0);
}

/** What a resource takes in a tree. */
export interface TreeLimits {
  readonly records: number;
  readonly levels: number;
  readonly objects: number;
}

/** @throws InputError for a tree that is larger */
export function checkTree(records: readonly TreeRecord[], limits: TreeLimits): void {
  const counts: readonly (readonly [count: number, most: number, what: string])[] = [
    [records.length, limits.records, 'records'],
    [levelsOf(records), limits.levels, 'levels'],
    [new Set(records.map(({ described }) => described.name)).size, limits.objects, 'objects'],
  ];
  for (const [count, most, what] of counts) {
    if (count <= most) continue;
    const all = countText(count);
    throw new InputError(`The record and what is related to it are ${all} ${what}; ${most} can be created together.`, {
      reason: 'treeTooLarge',
    });
  }
}
