import type { FieldSchema, Row, Scalar } from '../types';

/** Fields whose values Salesforce indexes as well. */
export function isIndexed(field: FieldSchema): boolean {
  return (
    field.unique ||
    field.externalId ||
    field.idLookup ||
    field.nameField ||
    field.type === 'email' ||
    field.type === 'reference'
  );
}

/** Salesforce compares text without regard to case, but for ids and fields that are unique by case. */
export function indexKey(field: FieldSchema, value: Scalar | bigint): string | null {
  if (value === null) return null;
  const countsCase = field.caseSensitive || field.type === 'reference' || field.type === 'id';
  return typeof value === 'string' && !countsCase ? value.toLowerCase() : String(value);
}

/** Numbers of written rows by value. */
export class WrittenIndex {
  private readonly numbers = new Map<string, Set<number>>();

  constructor(private readonly field: FieldSchema) {}

  private key(row: Row): string | null {
    return indexKey(this.field, row[this.field.name] ?? null);
  }

  add(number: number, row: Row): void {
    const key = this.key(row);
    if (key === null) return;
    const known = this.numbers.get(key);
    if (known === undefined) this.numbers.set(key, new Set([number]));
    else known.add(number);
  }

  remove(number: number, row: Row): void {
    const key = this.key(row);
    if (key === null) return;
    const known = this.numbers.get(key);
    known?.delete(number);
    if (known?.size === 0) this.numbers.delete(key);
  }

  find(key: string): Iterable<number> {
    return this.numbers.get(key) ?? [];
  }
}

/** Room for 16 million rows below 29 bits of hash, in the 53 bits that a double holds exactly. */
const rowRoom = 2 ** 24;

function hash29(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x1fffffff;
}

/**
 * Numbers of generated rows by value, in eight bytes a row: hash and row number in one double, sorted. It answers
 * candidates only: the caller looks whether the row has the value.
 */
export class SeedIndex {
  private readonly entries: Float64Array;

  constructor(field: FieldSchema, count: number, rowOf: (number: number) => Row) {
    const entries = new Float64Array(count);
    let used = 0;
    for (let number = 1; number <= count; number += 1) {
      const key = indexKey(field, rowOf(number)[field.name] ?? null);
      if (key !== null) entries[used++] = hash29(key) * rowRoom + number;
    }
    this.entries = entries.subarray(0, used).sort();
  }

  /** First place whose entry is not below this one. */
  private lowerBound(entry: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] ?? Infinity) < entry) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *candidates(key: string): Iterable<number> {
    const first = hash29(key) * rowRoom;
    for (let place = this.lowerBound(first); place < this.entries.length; place += 1) {
      const number = (this.entries[place] ?? Infinity) - first;
      if (number >= rowRoom) return;
      yield number;
    }
  }
}
