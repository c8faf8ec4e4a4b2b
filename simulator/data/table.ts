import type { Change, FieldSchema, ObjectSchema, Row, Scalar, WriteOptions } from '../types';
import { SeedIndex, WrittenIndex, indexKey, isIndexed } from './fieldIndex';
import { idOf } from './ids';

/** Generated rows: each a function of its number, 1 to count, so that a million of them take no memory. */
export interface SeedRows {
  readonly count: number;
  row(number: number): Row;
  /** Fields whose values end in the row's number, as in `C-0000042`: they are found without an index. */
  readonly numbered?: ReadonlySet<string>;
}

export const noRows: SeedRows = { count: 0, row: () => ({}) };

/** One write of a transaction. */
export interface Step {
  /** What it did to a row, if it wrote one. */
  readonly change?: Change;
  undo(): void;
  redo(): void;
}

/** Where the steps of a transaction are noted while it runs. */
export interface StepLog {
  note(step: Step): void;
  /** Whose write it is. */
  author(): WriteOptions | undefined;
}

/** What was written in a row's place: null where it has been purged. */
type Written = Row | null | undefined;

/**
 * The rows of one object: generated ones, and over them what has been written. Rows are named by number, as in their ids.
 */
export class Table {
  /** Generated rows that have been written to. */
  private readonly overlay = new Map<number, Row | null>();
  private readonly added: Written[] = [];
  private readonly writtenIndexes = new Map<string, WrittenIndex>();
  private readonly seedIndexes = new Map<string, SeedIndex>();
  private readonly seededFields: ReadonlySet<string>;
  private liveCount: number;

  constructor(
    readonly object: ObjectSchema,
    private readonly seed: SeedRows,
    private readonly log: StepLog,
  ) {
    this.liveCount = seed.count;
    this.seededFields = new Set(seed.count > 0 ? Object.keys(seed.row(1)) : []);
  }

  get live(): number {
    return this.liveCount;
  }

  /** Numbers are used once, even where the insert is rolled back. */
  reserve(): number {
    return this.seed.count + this.added.push(undefined);
  }

  idOf(number: number): string {
    return idOf(this.object.keyPrefix, number);
  }

  get(number: number): Row | undefined {
    const written = this.writtenAt(number);
    if (written !== undefined || !this.isSeeded(number)) return written ?? undefined;
    return this.seed.row(number);
  }

  /** Writes a row; null purges it. */
  put(number: number, row: Row | null): void {
    const before = this.writtenAt(number);
    const change = {
      object: this.object,
      id: this.idOf(number),
      before: this.get(number),
      after: row ?? undefined,
      by: this.log.author(),
    };
    this.write(number, row);
    this.log.note({
      change,
      undo: () => this.write(number, before),
      redo: () => this.write(number, row),
    });
  }

  private isSeeded(number: number): boolean {
    return number >= 1 && number <= this.seed.count;
  }

  private writtenAt(number: number): Written {
    return number > this.seed.count ? this.added[number - this.seed.count - 1] : this.overlay.get(number);
  }

  private write(number: number, row: Written): void {
    const before = this.writtenAt(number);
    const wasLive = isLive(this.get(number));
    for (const index of this.writtenIndexes.values()) {
      if (before) index.remove(number, before);
      if (row) index.add(number, row);
    }
    if (!this.isSeeded(number)) this.added[number - this.seed.count - 1] = row;
    else if (row === undefined) this.overlay.delete(number);
    else this.overlay.set(number, row);
    this.liveCount += Number(isLive(this.get(number))) - Number(wasLive);
  }

  *rows(includeDeleted: boolean): Iterable<Row> {
    for (let number = 1; number <= this.seed.count; number += 1) {
      const written = this.overlay.size > 0 ? this.overlay.get(number) : undefined;
      if (written === undefined) yield this.seed.row(number);
      else if (written !== null && (includeDeleted || isLive(written))) yield written;
    }
    for (const row of this.added) if (row && (includeDeleted || isLive(row))) yield row;
  }

  /** Rows that have been written, with their numbers, deleted ones too. */
  *written(): Iterable<[number, Row]> {
    for (const [number, row] of this.overlay) if (row !== null) yield [number, row];
    for (const [index, row] of this.added.entries()) if (row) yield [this.seed.count + index + 1, row];
  }

  /** Live rows with this value, in Id order; through an index where the field has one. */
  find(field: FieldSchema, value: Scalar | bigint): Row[] {
    const key = indexKey(field, value);
    const matches = (row: Row) => isLive(row) && indexKey(field, row[field.name] ?? null) === key;
    if (key === null || !isIndexed(field)) return [...this.rows(false)].filter(matches);
    const found: [number, Row][] = [];
    for (const number of this.candidates(field, key)) {
      const row = this.get(number);
      if (row !== undefined && matches(row)) found.push([number, row]);
    }
    return found.sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  private *candidates(field: FieldSchema, key: string): Iterable<number> {
    if (this.seededFields.has(field.name)) {
      for (const number of this.seedCandidates(field, key)) if (!this.overlay.has(number)) yield number;
    }
    yield* this.writtenIndex(field).find(key);
  }

  private seedCandidates(field: FieldSchema, key: string): Iterable<number> {
    if (!this.seed.numbered?.has(field.name)) return this.seedIndex(field).candidates(key);
    const number = Number(/(\d+)\D*$/.exec(key)?.[1] ?? 0);
    return this.isSeeded(number) ? [number] : [];
  }

  private seedIndex(field: FieldSchema): SeedIndex {
    let index = this.seedIndexes.get(field.name);
    if (index === undefined) {
      index = new SeedIndex(field, this.seed.count, (number) => this.seed.row(number));
      this.seedIndexes.set(field.name, index);
    }
    return index;
  }

  private writtenIndex(field: FieldSchema): WrittenIndex {
    let index = this.writtenIndexes.get(field.name);
    if (index === undefined) {
      index = new WrittenIndex(field);
      for (const [number, row] of this.written()) index.add(number, row);
      this.writtenIndexes.set(field.name, index);
    }
    return index;
  }
}

export const isLive = (row: Row | undefined): row is Row => row !== undefined && row['IsDeleted'] !== true;
