/**
 * Finds the rows that results are of. Salesforce gives results in any order and without the rows' numbers, but with all
 * their cells: rows are told by those, and where Salesforce has written a cell in its own way, by their keys. Rows that
 * are the same in every cell are interchangeable.
 */
export class Pairing {
  readonly #byCells = new Map<string, number[]>();
  readonly #byKey = new Map<string, number[]>();
  readonly #taken = new Set<number>();

  /**
   * @param columns as they were uploaded
   * @param rows their cells, by the rows' numbers
   * @param keyColumn the column that identifies a record, where the operation has one
   */
  constructor(
    private readonly columns: readonly string[],
    rows: ReadonlyMap<number, readonly string[]>,
    private readonly keyColumn: string | undefined,
  ) {
    const key = keyColumn === undefined ? -1 : columns.indexOf(keyColumn);
    for (const [number, cells] of rows) {
      put(this.#byCells, signature(cells), number);
      const keyCell = cells[key];
      if (keyCell !== undefined) put(this.#byKey, sameKey(keyCell), number);
    }
  }

  /** How to read the rows of results that have this header. */
  reader(header: readonly string[]): (result: readonly string[]) => number | undefined {
    const places = new Map(header.map((name, place) => [name.toLowerCase(), place]));
    const order = this.columns.map((name) => places.get(name.toLowerCase()) ?? -1);
    const key = this.keyColumn === undefined ? -1 : (places.get(this.keyColumn.toLowerCase()) ?? -1);
    const id = key < 0 || this.keyColumn !== 'Id' ? -1 : (places.get('sf__id') ?? -1);
    return (result) =>
      this.#take(this.#byCells.get(signature(order.map((place) => result[place] ?? '')))) ??
      this.#take(this.#byKey.get(sameKey(result[key] ?? ''))) ??
      this.#take(this.#byKey.get(sameKey(result[id] ?? '')));
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
}

function put(map: Map<string, number[]>, text: string, number: number): void {
  const numbers = map.get(text);
  if (numbers === undefined) map.set(text, [number]);
  else numbers.push(number);
}

/** Cells hold no NUL: the reader of values refuses it. */
function signature(cells: readonly string[]): string {
  return cells.join('\0');
}

/** The 15- and the 18-character form of an ID are one key; the case of a 15-character ID is part of it. */
function sameKey(key: string): string {
  return /^[A-Za-z\d]{18}$/.test(key) ? key.slice(0, 15) : key;
}
