import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { Comparable } from './literals';

export interface SortKey<T> {
  read(row: T): Comparable;
  descending: boolean;
  nullsLast: boolean;
}

/** Direction and place of nulls: without a word, nulls come first when ascending and last when descending. */
export function direction(clause: OrderByClause): { descending: boolean; nullsLast: boolean } {
  const descending = clause.order === 'DESC';
  return { descending, nullsLast: clause.nulls === undefined ? descending : clause.nulls === 'LAST' };
}

/** Reads each key once for a row, so that a million rows sort in seconds. Rows that tie keep their order. */
export class Sorter<T> {
  constructor(private readonly keys: readonly SortKey<T>[]) {}

  keysOf(row: T): Comparable[] {
    return this.keys.map((key) => key.read(row));
  }

  compare(a: readonly Comparable[], b: readonly Comparable[]): number {
    for (let i = 0; i < this.keys.length; i += 1) {
      const key = this.keys[i];
      const left = a[i] ?? null;
      const right = b[i] ?? null;
      if (key === undefined || left === right) continue;
      const { descending, nullsLast } = key;
      if (left === null || right === null) return (left === null) === nullsLast ? 1 : -1;
      return left < right === descending ? 1 : -1;
    }
    return 0;
  }
}
