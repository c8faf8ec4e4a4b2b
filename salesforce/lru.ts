/** A map of limited size that drops the least recently used entries first. */
export class Lru<V> {
  readonly #entries = new Map<string, V>();

  /** @param size entries kept */
  constructor(private readonly size: number) {}

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#refresh(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#refresh(key, value);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.size && oldest.done !== true) this.#entries.delete(oldest.value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** The value under the key, made where there is none. */
  getOrSet(key: string, make: () => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }

  /** Entries stand in the order of their use. */
  #refresh(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}
