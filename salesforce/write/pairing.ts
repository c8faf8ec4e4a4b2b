import type { ObjectDescribe } from '../describe';
import { NULL } from '../bulk/jobs';
import { cellMeaning } from '../values/meaning';

/**
 * Finds the rows that results are of. Salesforce gives results in any order and without the rows' numbers, but with all
 * their cells: rows are told by those, and where Salesforce has written a cell in its own way, by their keys, or by what
 * the cells mean in fields of their types. Rows that are the same in every cell are interchangeable.
 */
export class Pairing {
  readonly #byCells = new Map<string, number[]>();
  readonly #byKey = new Map<string, number[]>();
  /** Created when needed, which is rare. */
  #byMeaning: Map<string, number[]> | undefined;
  readonly #taken = new Set<number>();
  readonly #readers: readonly ReturnType<typeof cellMeaning>[];

  /**
   * @param columns as they were uploaded
   * @param rows their cells, by the rows' numbers
   * @param keyColumn the column that identifies a record, where the operation has one
   * @param described the object, whose fields' types tell what a cell means
   */
  constructor(
    private readonly columns: readonly string[],
    private readonly rows: ReadonlyMap<number, readonly string[]>,
    private readonly keyColumn: string | undefined,
    described: ObjectDescribe,
  ) {
    this.#readers = columns.map((name) => cellMeaning(name, described));
    const key = keyColumn === undefined ? -1 : columns.indexOf(keyColumn);
    for (const [number, cells] of rows) {
      addNumber(this.#byCells, signature(cells), number);
      const keyCell = cells[key];
      if (keyCell !== undefined) addNumber(this.#byKey, this.#sameKey(keyCell), number);
    }
  }

  /** How to read the rows of results that have this header. */
  reader(header: readonly string[]): (result: readonly string[]) => number | undefined {
    const places = new Map(header.map((name, place) => [name.toLowerCase(), place]));
    const order = this.columns.map((name) => places.get(name.toLowerCase()) ?? -1);
    const key = this.keyColumn === undefined ? -1 : (places.get(this.keyColumn.toLowerCase()) ?? -1);
    const id = key < 0 || this.keyColumn !== 'Id' ? -1 : (places.get('sf__id') ?? -1);
    return (result) => {
      const cells = order.map((place) => result[place] ?? '');
      return (
        this.#take(this.#byCells.get(signature(cells))) ??
        this.#take(this.#byKey.get(this.#sameKey(result[key] ?? ''))) ??
        this.#take(this.#byKey.get(this.#sameKey(result[id] ?? ''))) ??
        this.#take(this.#meanings().get(this.#meaning(cells)))
      );
    };
  }

  #meanings(): ReadonlyMap<string, number[]> {
    if (this.#byMeaning === undefined) {
      this.#byMeaning = new Map();
      for (const [number, cells] of this.rows) addNumber(this.#byMeaning, this.#meaning(cells), number);
    }
    return this.#byMeaning;
  }

  /** Cells without what Salesforce writes in its own way. */
  #meaning(cells: readonly string[]): string {
    return signature(
      cells.map((cell, place) => {
        const text = cell.trim();
        return text === NULL ? '' : (this.#readers[place]?.(text) ?? text);
      }),
    );
  }

  /** Each row is paired once. */
  #take(numbers: number[] | undefined): number | undefined {
    for (let number = numbers?.pop(); number !== undefined; number = numbers?.pop()) {
      if (this.#taken.has(number)) continue;
      this.#taken.add(number);
      return number;
    }
    return undefined;
  }

  /** The 15- and the 18-character form of an ID are one key; the case of a 15-character ID is part of it. */
  #sameKey(key: string): string {
    return this.keyColumn === 'Id' && key.length === 18 ? key.slice(0, 15) : key;
  }
}

function addNumber(map: Map<string, number[]>, text: string, number: number): void {
  const numbers = map.get(text);
  if (numbers === undefined) map.set(text, [number]);
  else numbers.push(number);
}

/** Cells contain no NUL: the reader of values rejects it. */
function signature(cells: readonly string[]): string {
  return cells.join('\0');
}
