import type { Clock } from './types';

const MINUTE = 60_000;
const DAY_IN_MINUTES = 1_440;

/** What was used up in the last 24 hours, kept by the minute: a million uses take no more room than one. */
export class DailyCount {
  readonly #byMinute = new Map<number, number>();

  constructor(private readonly clock: Clock) {}

  get used(): number {
    const oldest = this.#minute() - DAY_IN_MINUTES;
    let sum = 0;
    for (const [minute, amount] of this.#byMinute) {
      if (minute > oldest) sum += amount;
      else this.#byMinute.delete(minute);
    }
    return sum;
  }

  add(amount: number): void {
    const minute = this.#minute();
    this.#byMinute.set(minute, (this.#byMinute.get(minute) ?? 0) + amount);
  }

  reset(): void {
    this.#byMinute.clear();
  }

  #minute(): number {
    return Math.floor(this.clock.now().getTime() / MINUTE);
  }
}
