import { canonicalId } from '../ids';
import { comparableKey } from '../values/meaning';
import { hashOf, mixed } from './hash';

/** Numbers of an entry: three for the ID, five of its characters each, and one for what is known of the record. */
const WIDTH = 4;
const SMALLEST = 1_024;

/**
 * The records of a load's saved rows. No record is two new ones, and none has two keys. There are many: each takes a few
 * dozen bytes.
 */
export class SavedRecords {
  /** A hash table with open addressing; an entry of zeros is none. */
  #entries = new Uint32Array(SMALLEST * WIDTH);
  #count = 0;

  /** Whether the record can have come of this row. */
  claim(id: string, isCreated: boolean, key = ''): boolean {
    if (this.#count * 2 >= this.#entries.length / WIDTH) this.#grow();
    const parts = partsOfId(canonicalId(id) ?? id);
    const at = this.#find(parts);
    const before = this.#entries[at + 3] ?? 0;
    // The key's hash, whether the record was created, and that there is one.
    const own = (hashOf(canonicalId(key) ?? comparableKey(key), 0) & ~3) | (isCreated ? 2 : 0) | 1;
    this.#keep(at, parts, own | (before & 2));
    if (before !== 0) return ((before ^ own) & ~3) === 0 && (before & own & 2) === 0;
    this.#count += 1;
    return true;
  }

  /** The place of the record, or the one where it would be. */
  #find([first, second, third]: IdParts): number {
    const entries = this.#entries;
    const size = entries.length / WIDTH;
    let at = (mixed(first ^ Math.imul(second, 31) ^ Math.imul(third, 131)) >>> 0) % size;
    for (;;) {
      const from = at * WIDTH;
      const isSame = entries[from] === first && entries[from + 1] === second && entries[from + 2] === third;
      if (isSame || entries[from + 3] === 0) return from;
      at = (at + 1) % size;
    }
  }

  #keep(at: number, [first, second, third]: IdParts, known: number): void {
    const entries = this.#entries;
    entries[at] = first;
    entries[at + 1] = second;
    entries[at + 2] = third;
    entries[at + 3] = known;
  }

  #grow(): void {
    const full = this.#entries;
    this.#entries = new Uint32Array(full.length * 2);
    for (let from = 0; from < full.length; from += WIDTH) {
      const [first = 0, second = 0, third = 0, known = 0] = full.subarray(from, from + WIDTH);
      const parts: IdParts = [first, second, third];
      if (known !== 0) this.#keep(this.#find(parts), parts, known);
    }
  }
}

type IdParts = readonly [number, number, number];

/** The 15 characters of an ID that count. */
function partsOfId(id: string): IdParts {
  return [partAt(id, 0), partAt(id, 5), partAt(id, 10)];
}

/** Five characters, of six bits each. */
function partAt(id: string, from: number): number {
  let bits = 0;
  for (let at = from; at < from + 5; at += 1) bits = (bits << 6) | sixBits(id.charCodeAt(at));
  return bits;
}

/** Digits, capitals and small letters, one after another. */
function sixBits(code: number): number {
  if (code <= 0x39) return code - 0x30;
  return code <= 0x5a ? code - 0x41 + 10 : code - 0x61 + 36;
}
