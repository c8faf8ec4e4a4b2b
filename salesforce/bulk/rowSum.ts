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

  private constructor(private readonly columns: ReadonlyMap<string, SummedColumn>) {}

  /**
   * Of no rows yet.
   * @param keyColumn the column that identifies a record, where the operation has one
   */
  static of(names: readonly string[], keyColumn: string | undefined, described: ObjectDescribe): RowSum {
    const key = keyColumn?.toLowerCase();
    return new RowSum(
      new Map(
        names.map((given) => {
          const name = given.toLowerCase();
          return [name, { seed: hashOf(name, 1), meaning: cellMeaning(name, described), isKey: name === key }];
        }),
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
        return columns.map(({ place }) => place);
      },
      row: (cells) => {
        let values = 0;
        let keys = 0;
        for (const { place, seed, meaning, isKey } of columns) {
          const text = (cells[place] ?? '').trim();
          // Neither does a column that is not there.
          if (text === '' || text === NULL) continue;
          const hash = hashOf(meaning(text), seed);
          values = (values + hash) | 0;
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
  }

  /** What these rows have in common with as many others. */
  likeness(other: RowSum): Likeness {
    if (this.#values === other.#values) return 'values';
    const hasKey = [...this.columns.values()].some(({ isKey }) => isKey);
    return hasKey && this.#keys === other.#keys ? 'keys' : 'none';
  }
}
