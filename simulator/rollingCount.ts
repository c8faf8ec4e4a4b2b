import type { Clock } from './types';

const MINUTE = 60_000;
const DAY_IN_MINUTES = 1_440;

/** What was used up in the last 24 hours, or another time, kept by the minute: a million uses take no more room than one. */
export class RollingCount {
  readonly #byMinute = new Map<number, number>();

  constructor(
    private readonly clock: Clock,
    private readonly minutes = DAY_IN_MINUTES,
  ) {}

  get used(): number {
    const oldest = this.#minute() - this.minutes;
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
