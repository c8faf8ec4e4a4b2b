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

  /** Whether the record can have come of this row; it is this row's from then on. */
  claim({ id: text, created }: Saved, { index, key }: WriteRow): boolean {
    const id = canonicalId(text) ?? text;
    if (id === null) return true;
    const origin = this.#byId.get(id);
    if (origin === undefined) this.#byId.set(id, { index, key: key && comparableKey(key) });
    if (origin === undefined || origin.index === index) return true;
    return created !== true && origin.key !== undefined && origin.key === comparableKey(key ?? '');
  }
}
