import { canonicalId } from '../ids';
import type { Saved } from '../records/single';
import { comparableKey } from '../values/meaning';
import type { WriteRow } from './rows';

interface Origin {
  readonly index: number;
  readonly key: string | undefined;
}

/** Which row each saved record came of. No record is two new ones, and none has two keys. */
export class Origins {
  readonly #byId = new Map<string, Origin>();

  /** Whether the record, and what was created with it, can have come of this row; it is this row's from then on. */
  claim({ id, created, others = [] }: Saved, row: WriteRow): boolean {
    const isOwn = id === null || this.#claimOne(id, created === true, row);
    return isOwn && others.every((other) => this.#claimOne(other, true, row));
  }

  #claimOne(text: string, isNew: boolean, { index, key }: WriteRow): boolean {
    const id = canonicalId(text) ?? text;
    const origin = this.#byId.get(id);
    if (origin === undefined) this.#byId.set(id, { index, key: key && comparableKey(key) });
    if (origin === undefined || origin.index === index) return true;
    return !isNew && origin.key !== undefined && origin.key === comparableKey(key ?? '');
  }
}
