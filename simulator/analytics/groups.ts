import type { DataCell } from './cells';

type RecordRow = Readonly<Record<string, unknown>>;

/** One value of a grouping, with those within it. */
export interface Group {
  readonly key: string;
  readonly label: string;
  readonly value: unknown;
  readonly groupings: readonly Group[];
}

/** Groups side by side, and which of them the rows of a query are in: the key of the last level. */
export interface Grouped {
  readonly groupings: readonly Group[];
  readonly keyOf: ReadonlyMap<RecordRow, string>;
}

/** A level of groupings: what it groups a row by, and in which order. */
export interface Level {
  readonly of: (record: RecordRow) => DataCell;
  readonly descending: boolean;
}

/** What comes first: nothing, then by value for dates and by label for all else. */
function before(one: DataCell, other: DataCell): number {
  if (one.value === null || other.value === null) return Number(one.value !== null) - Number(other.value !== null);
  const isDate = /^\d{4}-\d\d-\d\d/.test(String(one.value));
  return isDate ? String(one.value).localeCompare(String(other.value)) : one.label.localeCompare(other.label);
}

/** Groups rows by the levels, one within the other. Keys count from 0 on each level: `0`, `0_1`. */
export function grouped(records: readonly RecordRow[], levels: readonly Level[], prefix = ''): Grouped {
  const [level, ...rest] = levels;
  const keyOf = new Map<RecordRow, string>();
  if (level === undefined) return { groupings: [], keyOf };
  const found = new Map<string, { cell: DataCell; records: RecordRow[] }>();
  for (const record of records) {
    const cell = level.of(record);
    const name = JSON.stringify([cell.label, cell.value]);
    const known = found.get(name);
    if (known) known.records.push(record);
    else found.set(name, { cell, records: [record] });
  }
  const inOrder = [...found.values()].sort((a, b) => before(a.cell, b.cell) * (level.descending ? -1 : 1));
  const groupings = inOrder.map(({ cell, records: members }, index) => {
    const key = `${prefix}${String(index)}`;
    const within = grouped(members, rest, `${key}_`);
    for (const record of members) keyOf.set(record, within.keyOf.get(record) ?? key);
    return { key, label: cell.label, value: cell.value, groupings: within.groupings };
  });
  return { groupings, keyOf };
}

/** `T` and every key of the groups: `T`, `0`, `0_0`, `0_1`, `1`… */
export function keysOf(groups: readonly Group[]): string[] {
  const within = (group: Group): string[] => [group.key, ...group.groupings.flatMap(within)];
  return ['T', ...groups.flatMap(within)];
}

/** `0_1` with all that it is within: `T`, `0`, `0_1`. */
export function ancestors(key: string | undefined): string[] {
  if (key === undefined) return ['T'];
  const parts = key.split('_');
  return ['T', ...parts.map((_, index) => parts.slice(0, index + 1).join('_'))];
}
