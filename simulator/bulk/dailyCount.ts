import type { Clock } from '../types';

const DAY = 86_400_000;

/** What was used up in the last 24 hours. */
export class DailyCount {
  #uses: { at: number; amount: number }[] = [];

  constructor(private readonly clock: Clock) {}

  get used(): number {
    const since = this.clock.now().getTime() - DAY;
    this.#uses = this.#uses.filter(({ at }) => at > since);
    return this.#uses.reduce((sum, { amount }) => sum + amount, 0);
  }

  add(amount: number): void {
    this.#uses.push({ at: this.clock.now().getTime(), amount });
  }

  reset(): void {
    this.#uses = [];
  }
}
