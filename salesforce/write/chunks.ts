import type { WriteRow } from './rows';

/** Rows that travel in one request. */
export interface Chunk {
  readonly rows: readonly WriteRow[];
  /** Positions of the earlier chunks that must be answered before this one leaves. */
  readonly after: readonly number[];
}

/**
 * Cuts rows into as few requests as their number allows.
 *
 * Children of one parent travel together, because Salesforce locks the parent while it writes them and two requests
 * that need one lock fail with UNABLE_TO_LOCK_ROW. Where a family is cut by a chunk's end, the next chunk waits.
 * Rows with one key never share a request (Salesforce refuses that) and are sent in their order. Otherwise the order
 * is kept.
 */
export function planChunks(rows: readonly WriteRow[], size: number): Chunk[] {
  const planned: { rows: WriteRow[]; after: Set<number> }[] = [];
  /** Where a key or a parent was last put. */
  const lastOf = new Map<string, number>();
  for (const wave of wavesOf(rows)) {
    const first = planned.length;
    for (const row of familiesTogether(wave)) {
      if (planned.length === first || planned.at(-1)?.rows.length === size) planned.push({ rows: [], after: new Set() });
      const position = planned.length - 1;
      const chunk = planned[position];
      if (chunk === undefined) continue;
      for (const lock of locksOf(row)) {
        const earlier = lastOf.get(lock);
        if (earlier !== undefined && earlier !== position) chunk.after.add(earlier);
        lastOf.set(lock, position);
      }
      chunk.rows.push(row);
    }
  }
  return planned.map(({ rows: chunkRows, after }) => ({ rows: chunkRows, after: [...after] }));
}

/** The first rows of each key, then the second ones, and so on. */
function wavesOf(rows: readonly WriteRow[]): WriteRow[][] {
  const times = new Map<string, number>();
  const waves: WriteRow[][] = [];
  for (const row of rows) {
    const seen = row.key === undefined ? 0 : (times.get(sameKey(row.key)) ?? 0);
    if (row.key !== undefined) times.set(sameKey(row.key), seen + 1);
    (waves[seen] ??= []).push(row);
  }
  return waves;
}

/** Each family where its first child stands. */
function familiesTogether(rows: readonly WriteRow[]): WriteRow[] {
  const families = new Map<number | string, WriteRow[]>();
  for (const row of rows) {
    const family = row.parent ?? row.index;
    const members = families.get(family);
    if (members === undefined) families.set(family, [row]);
    else members.push(row);
  }
  return [...families.values()].flat();
}

function locksOf({ key, parent }: WriteRow): string[] {
  const locks: string[] = [];
  if (key !== undefined) locks.push(`key ${sameKey(key)}`);
  if (parent !== undefined) locks.push(`parent ${parent}`);
  return locks;
}

/** Salesforce compares external IDs without regard to case, unless told otherwise; the careful reading is the safe one. */
function sameKey(key: string): string {
  return key.toLowerCase();
}
