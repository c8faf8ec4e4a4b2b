import type { ObjectDescribe } from '../describe';
import { cellMeaning } from '../values/meaning';
import type { CsvWatch } from './csvScan';
import { hashOf, mixed } from './hash';
import { NULL } from './jobs';

/** A column of a load's data. */
interface SummedColumn {
  /** Sets its cells apart from those of other columns. */
  readonly seed: number;
  readonly meaning: (text: string) => string;
  readonly isKey: boolean;
  /** Its place among the columns. */
  readonly index: number;
}

/** What rows have in common with others: all their cells, their keys alone, or neither. */
export type Likeness = 'keys' | 'none' | 'values';

/**
 * What the rows of a load say, whatever their order and that of their columns, in a few bytes: too many to be held, they
 * are compared by the sum of their hashes. What Salesforce may write in its own way does not count.
 */
export class RowSum {
  #values = 0;
  #keys = 0;
  /** Of each column, and those that a CSV did not have: Salesforce says that results only have columns that match a field. */
  readonly #columnSums: Int32Array;
  readonly #missing = new Set<SummedColumn>();

  private constructor(private readonly columns: ReadonlyMap<string, SummedColumn>) {
    this.#columnSums = new Int32Array(columns.size);
  }

  /**
   * Of no rows yet.
   * @param keyColumn the column that identifies a record, where the operation has one
   */
  static of(names: readonly string[], keyColumn: string | undefined, described: ObjectDescribe): RowSum {
    const key = keyColumn?.toLowerCase();
    return new RowSum(
      new Map(
        [...new Set(names.map((name) => name.toLowerCase()))].map((name, index) => [
          name,
          { seed: hashOf(name, 1), meaning: cellMeaning(name, described), isKey: name === key, index },
        ]),
      ),
    );
  }

  /** One of the same columns, and of no rows. */
  get empty(): RowSum {
    return new RowSum(this.columns);
  }

  /** Adds the rows of a CSV as they pass by; columns that the load's data does not have do not count. */
  watch(): CsvWatch {
    let columns: readonly (SummedColumn & { readonly place: number })[] = [];
    return {
      columns: (header) => {
        const names = header.map((name) => name.toLowerCase());
        // Results may name their records in Salesforce's own column alone.
        if (!names.includes('id')) names[names.indexOf('sf__id')] = 'id';
        columns = names.flatMap((name, place) => {
          const column = this.columns.get(name);
          return column === undefined ? [] : [{ ...column, place }];
        });
        const given = new Set(names);
        for (const [name, column] of this.columns) if (!given.has(name)) this.#missing.add(column);
        return columns.map(({ place }) => place);
      },
      row: (cells) => {
        let values = 0;
        let keys = 0;
        for (const { place, seed, meaning, isKey, index } of columns) {
          const text = (cells[place] ?? '').trim();
          // Neither does a column that is not there.
          if (text === '' || text === NULL) continue;
          const hash = hashOf(meaning(text), seed);
          values = (values + hash) | 0;
          this.#columnSums[index] = (this.#columnSums[index] ?? 0) + mixed(hash);
          if (isKey) keys = hash;
        }
        this.#values = (this.#values + mixed(values)) | 0;
        this.#keys = (this.#keys + mixed(keys)) | 0;
      },
    };
  }

  add(other: RowSum): void {
    this.#values = (this.#values + other.#values) | 0;
    this.#keys = (this.#keys + other.#keys) | 0;
    for (const [index, sum] of other.#columnSums.entries()) {
      this.#columnSums[index] = (this.#columnSums[index] ?? 0) + sum;
    }
    for (const column of other.#missing) this.#missing.add(column);
  }

  /** What these rows have in common with as many others. */
  likeness(other: RowSum): Likeness {
    if (this.#values === other.#values) return 'values';
    const compared = [...this.columns.values()].filter(
      (column) => !this.#missing.has(column) && !other.#missing.has(column),
    );
    const isAlike = compared.every(({ index }) => this.#columnSums[index] === other.#columnSums[index]);
    if (compared.length < this.columns.size && isAlike) return 'values';
    return compared.some(({ isKey }) => isKey) && this.#keys === other.#keys ? 'keys' : 'none';
  }
}
