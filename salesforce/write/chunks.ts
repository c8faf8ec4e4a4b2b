import { canonicalNumber } from '../numbers';
import type { WriteRow } from './rows';

/** Rows that are sent in one request. */
export interface Chunk {
  readonly rows: readonly WriteRow[];
  /** Positions of the earlier chunks that must be answered before this one is sent. */
  readonly after: readonly number[];
}

export interface ChunkOptions {
  /** Keeps neighbors together instead of children of one parent. */
  readonly inOrder?: boolean;
  /** Records in a request at most, where rows have several. */
  readonly most?: number | undefined;
  /** The rows' waves, where they are known already. */
  readonly waves?: readonly WriteRow[][];
}

/**
 * Divides rows into as few requests as possible.
 *
 * Children of one parent are sent together, because Salesforce locks the parent while it writes them, and two requests
 * that need the same lock fail with UNABLE_TO_LOCK_ROW. If a request has no room for a whole family, the rest waits and
 * goes with the rest of other families, after everything that can be sent in parallel. Rows with the same key never
 * share a request (Salesforce rejects that) and are sent in order.
 */
export function planChunks(
  rows: readonly WriteRow[],
  size: number,
  { inOrder = false, most = Infinity, waves = wavesOf(rows) }: ChunkOptions = {},
): Chunk[] {
  const chunks = waves.flatMap((wave) => cut(inOrder ? [wave] : familiesOf(wave), size, most));
  /** The last chunk that contains a key or a parent. */
  const lastOfKey = new Map<string, number>();
  const lastOfParent = new Map<string, number>();
  return chunks.map((chunk, position) => {
    const after = new Set<number>();
    const takeTurn = (last: Map<string, number>, lock: string | undefined): void => {
      if (lock === undefined) return;
      const earlier = last.get(lock);
      if (earlier !== undefined && earlier !== position) after.add(earlier);
      last.set(lock, position);
    };
    for (const { key, parent } of chunk) {
      takeTurn(lastOfParent, parent);
      // In one wave, no key appears twice.
      if (waves.length > 1 && key !== undefined) takeTurn(lastOfKey, sameKey(key));
    }
    return { rows: chunk, after: [...after] };
  });
}

/** The first rows of each key, then the second ones, and so on. */
export function wavesOf(rows: readonly WriteRow[]): WriteRow[][] {
  const times = new Map<string, number>();
  const waves: WriteRow[][] = [];
  for (const row of rows) {
    const key = row.key === undefined ? undefined : sameKey(row.key);
    const seen = key === undefined ? 0 : (times.get(key) ?? 0);
    if (key !== undefined) times.set(key, seen + 1);
    (waves[seen] ??= []).push(row);
  }
  return waves;
}

/** Each family at the position of its first child; a row without a parent is its own family. */
function familiesOf(rows: readonly WriteRow[]): WriteRow[][] {
  const families: WriteRow[][] = [];
  const byParent = new Map<string, WriteRow[]>();
  for (const row of rows) {
    const members = row.parent === undefined ? undefined : byParent.get(row.parent);
    if (members !== undefined) {
      members.push(row);
      continue;
    }
    const family = [row];
    families.push(family);
    if (row.parent !== undefined) byParent.set(row.parent, family);
  }
  return families;
}

/** Fills chunk after chunk; the rest of a family that does not fit comes after all families. */
function cut(families: readonly WriteRow[][], size: number, most: number): WriteRow[][] {
  const chunks: WriteRow[][] = [];
  let open: WriteRow[] = [];
  let weight = 0;
  const hasRoom = (row: WriteRow): boolean =>
    open.length === 0 || (open.length < size && weight + weightOf(row) <= most);
  const close = (): void => {
    chunks.push(open);
    open = [];
    weight = 0;
  };
  let turn = families.map((members) => ({ members, from: 0 }));
  while (turn.length > 0) {
    const rests: typeof turn = [];
    for (const { members, from } of turn) {
      let to = from;
      for (const member of members.slice(from, from + size)) {
        if (!hasRoom(member)) {
          if (to > from) break;
          close();
        }
        open.push(member);
        weight += weightOf(member);
        to += 1;
      }
      if (to < members.length) rests.push({ members, from: to });
    }
    turn = rests;
  }
  return open.length === 0 ? chunks : [...chunks, open];
}

function weightOf({ weight = 1 }: WriteRow): number {
  return weight;
}

/**
 * The same for all spellings of a key that Salesforce can take for one: by default it ignores case and the blanks at the
 * ends, and a field of numbers does not know how a number was written. Where it does tell them apart, two requests
 * instead of one are all it costs.
 */
export function sameKey(key: string): string {
  const text = key.trim().toLowerCase();
  return canonicalNumber(text) ?? text;
}
