import type { ChangeKind } from '../../../salesforce/changes';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A record as it was saved once. */
export interface Version {
  readonly id: string;
  /** Counts all saves in the org: no two versions share it. */
  readonly number: number;
  readonly time: number;
  readonly created: number;
  readonly deleted: boolean;
  /** It is not in the Recycle Bin, or not any more. */
  readonly purged: boolean;
  /** It came back from the recycle bin, which does not create it. */
  readonly undeleted: boolean;
  /** When the delete log says that it was deleted. */
  readonly logged: number;
  readonly field: number;
}

export type Write =
  | { readonly do: 'create'; readonly field: number }
  | { readonly do: 'delete' | 'hardDelete' | 'purge' | 'undelete'; readonly pick: number }
  | { readonly do: 'update'; readonly pick: number; readonly field: number };

interface Transaction {
  readonly began: number;
  readonly endsAt: number;
  readonly versions: readonly Version[];
}

const toSecond = (time: number): number => Math.floor(time / 1000) * 1000;

/** Records, and transactions that are seen when they end. Times are whole seconds, as Salesforce writes them. */
export class ModelOrg {
  now = Date.UTC(2026, 0, 1);
  readonly versions = new Map<string, Version>();
  #open: Transaction[] = [];
  #saves = 0;
  #ids = 0;

  /** @param logSkew by how much the delete log's times differ from those of the records, at most, before and after */
  constructor(private readonly logSkew = 0) {}

  /** A transaction that writes now and ends after so many milliseconds. */
  write(writes: readonly Write[], lasts: number): void {
    const locked = new Set(this.#open.flatMap(({ versions }) => versions.map(({ id }) => id)));
    // Nobody can tell two saves in one second from their times, if the second one is seen when that second is over.
    const second = toSecond(this.now);
    if (toSecond(this.now + lasts) !== second) {
      for (const { id, time } of this.versions.values()) if (time === second) locked.add(id);
    }
    const versions: Version[] = [];
    for (const write of writes) {
      const version = this.#versionBy(write, locked);
      if (version === undefined) continue;
      locked.add(version.id);
      versions.push(version);
    }
    this.#open.push({ began: this.now, endsAt: this.now + lasts, versions });
    this.advance(0);
  }

  advance(milliseconds: number): void {
    this.now += milliseconds;
    const over = this.#open.filter(({ endsAt }) => endsAt <= this.now).sort((a, b) => a.endsAt - b.endsAt);
    this.#open = this.#open.filter(({ endsAt }) => endsAt > this.now);
    for (const { versions } of over) for (const version of versions) this.versions.set(version.id, version);
  }

  /** What a query for this kind of change finds, in order. */
  found(kind: ChangeKind): { version: Version; time: number }[] {
    return [...this.versions.values()]
      .filter(({ deleted, purged }) => deleted === (kind === 'deleted') && !purged)
      .map((version) => ({ version, time: kind === 'created' ? version.created : version.time }))
      .sort((a, b) => a.time - b.time || (a.version.id < b.version.id ? -1 : 1));
  }

  /** What the delete log lists. */
  deletions(): { version: Version; time: number }[] {
    return [...this.versions.values()]
      .filter(({ deleted }) => deleted)
      .map((version) => ({ version, time: version.logged }))
      .sort((a, b) => a.time - b.time || (a.version.id < b.version.id ? -1 : 1));
  }

  get latestDateCovered(): number {
    const oldest = Math.min(this.now, ...this.#open.map(({ began }) => began));
    return Math.floor(oldest / MINUTE) * MINUTE;
  }

  #versionBy(write: Write, locked: ReadonlySet<string>): Version | undefined {
    const time = toSecond(this.now);
    const number = (this.#saves += 1);
    // Different from deletion to deletion, in whole seconds.
    const logged = time + toSecond(((number % 5) - 2) * (this.logSkew / 2));
    if (write.do === 'create') {
      const id = `003${String((this.#ids += 1)).padStart(15, '0')}`;
      // New records come in any order of their IDs.
      const own = { id: [...id].reverse().join(''), number, time, logged, created: time, field: write.field };
      return { ...own, deleted: false, purged: false, undeleted: false };
    }
    const candidates = [...this.versions.values()].filter(
      ({ id, deleted, purged }) =>
        !locked.has(id) && !purged && deleted === (write.do === 'undelete' || write.do === 'purge'),
    );
    const before = candidates[write.pick % Math.max(1, candidates.length)];
    if (before === undefined) return undefined;
    // The Recycle Bin is emptied: the deletion stays the one that it was.
    if (write.do === 'purge') return { ...before, purged: true };
    const field = write.do === 'update' ? write.field : before.field;
    const undeleted = before.undeleted || write.do === 'undelete';
    return {
      ...before,
      number,
      time,
      logged,
      field,
      undeleted,
      deleted: write.do === 'delete' || write.do === 'hardDelete',
      purged: write.do === 'hardDelete',
    };
  }
}
