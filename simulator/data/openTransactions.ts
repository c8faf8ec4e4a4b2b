import { ApiError } from '../types';
import type { Step } from './table';

interface Open {
  since: Date;
  steps: readonly Step[];
  rows: ReadonlySet<string>;
}

/** Transactions that have written and are not committed yet: nobody else sees what they wrote, and they lock its rows. */
export class OpenTransactions {
  private readonly open = new Map<string, Open>();
  private begun = 0;

  /** @param steps what it wrote, taken back */
  add(since: Date, steps: readonly Step[]): string {
    const id = String((this.begun += 1));
    this.open.set(id, { since, steps, rows: new Set(steps.flatMap(({ change }) => change?.id ?? [])) });
    return id;
  }

  /** @returns what it wrote, as far as it stays */
  end(id: string, how: 'commit' | 'rollback'): readonly Step[] {
    const transaction = this.open.get(id);
    if (transaction === undefined)
      throw new ApiError(400, { errorCode: 'INVALID_REQUEST', message: `There is no open transaction ${id}` });
    this.open.delete(id);
    if (how === 'rollback') return [];
    for (const step of transaction.steps) step.redo();
    return transaction.steps;
  }

  locks(row: string): boolean {
    // Every save asks.
    for (const { rows } of this.open.values()) if (rows.has(row)) return true;
    return false;
  }

  /** When the one began that has been open for longest. */
  get oldest(): Date | undefined {
    return [...this.open.values()].map(({ since }) => since).sort((a, b) => a.getTime() - b.getTime())[0];
  }

  clear(): void {
    this.open.clear();
  }
}
