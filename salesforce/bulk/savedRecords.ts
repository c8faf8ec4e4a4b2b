import { canonicalId } from '../ids';
import { comparableKey } from '../values/meaning';
import { hashOf, mixed } from './hash';

/** Tables that the records are spread over: each grows by itself, so that little is held twice at a time. */
const TABLES = 64;

/**
 * The records of a load's saved rows. No record is two new ones, and none has two keys. There are many: each takes some
 * twelve bytes, and half as many again where rows have keys.
 */
export class SavedRecords {
  /** By the first characters of their IDs, which they have in common: their object and where they were created. */
  readonly #groups = new Map<number, (RecordTable | undefined)[]>();

  /** @param hasKeys whether rows are claimed with keys */
  constructor(private readonly hasKeys: boolean) {}

  /** Whether the record can have come of this row. */
  claim(id: string, isCreated: boolean, key = ''): boolean {
    const record = canonicalId(id) ?? id;
    const bits = [bitsAt(record, 5), bitsAt(record, 10)] as const;
    const tables = this.#tablesOf(bitsAt(record, 0));
    const table = (tables[hashOfBits(bits) % TABLES] ??= new RecordTable(this.hasKeys ? 3 : 2));
    const keyHash = this.hasKeys ? hashOf(canonicalId(key) ?? comparableKey(key), 0) : 0;
    return table.claim(bits, isCreated, keyHash);
  }

  /** None is there before a record is: nobody promises that there are few groups. */
  #tablesOf(group: number): (RecordTable | undefined)[] {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const tables: (RecordTable | undefined)[] = [];
    this.#groups.set(group, tables);
    return tables;
  }
}

/** The ten characters of an ID that follow the first five, in two numbers of 30 bits. */
type RecordBits = readonly [number, number];

const hashOfBits = ([second, third]: RecordBits): number => mixed(second ^ Math.imul(third, 131)) >>> 0;

/** Beside the first bits: that there is a record, and that it was created. */
const IS_KNOWN = 0x80000000;
const IS_NEW = 0x40000000;
const ID_BITS = 0x3fffffff;

/** A hash table with open addressing. */
class RecordTable {
  #entries: Uint32Array;
  #count = 0;

  /** @param width numbers of an entry: two for the ID, and one for its key; an entry that begins with zero is none */
  constructor(private readonly width: 2 | 3) {
    this.#entries = new Uint32Array(8 * width);
  }

  claim(bits: RecordBits, isCreated: boolean, keyHash: number): boolean {
    // At most three of four places are taken.
    if (this.#count * 4 >= (this.#entries.length / this.width) * 3) this.#grow();
    const entries = this.#entries;
    const at = this.#find(bits);
    const before = entries[at] ?? 0;
    entries[at] = (bits[0] | IS_KNOWN | (isCreated ? IS_NEW : 0) | (before & IS_NEW)) >>> 0;
    if (before !== 0) {
      const isSameKey = this.width === 2 || entries[at + 2] === keyHash >>> 0;
      return isSameKey && !(isCreated && (before & IS_NEW) !== 0);
    }
    entries[at + 1] = bits[1];
    if (this.width === 3) entries[at + 2] = keyHash;
    this.#count += 1;
    return true;
  }

  /** The place of the record, or the one where it would be. */
  #find(bits: RecordBits): number {
    const [second, third] = bits;
    const { width } = this;
    const entries = this.#entries;
    const size = entries.length / width;
    for (let at = Math.floor(hashOfBits(bits) / TABLES) % size; ; at = at + 1 === size ? 0 : at + 1) {
      const first = entries[at * width] ?? 0;
      if (first === 0 || ((first & ID_BITS) === second && entries[at * width + 1] === third)) return at * width;
    }
  }

  #grow(): void {
    const { width } = this;
    const full = this.#entries;
    this.#entries = new Uint32Array(Math.ceil((full.length / width) * 1.5) * width);
    for (let from = 0; from < full.length; from += width) {
      const first = full[from] ?? 0;
      if (first === 0) continue;
      const at = this.#find([first & ID_BITS, full[from + 1] ?? 0]);
      for (let nth = 0; nth < width; nth += 1) this.#entries[at + nth] = full[from + nth] ?? 0;
    }
  }
}

/** Five characters of an ID, of six bits each. */
function bitsAt(id: string, from: number): number {
  let bits = 0;
  for (let at = from; at < from + 5; at += 1) bits = (bits << 6) | sixBits(id.charCodeAt(at));
  return bits;
}

/** Digits, capitals and small letters, one after another. */
function sixBits(code: number): number {
  if (code <= 0x39) return code - 0x30;
  return code <= 0x5a ? code - 0x41 + 10 : code - 0x61 + 36;
}
