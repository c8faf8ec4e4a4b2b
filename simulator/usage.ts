import type { Clock } from './types';

const HOUR = 3_600_000;
const DAY_IN_HOURS = 24;

/** API requests of the last 24 hours, kept by the hour, against the org's allowance. */
export class ApiUsage {
  #byHour = new Map<number, number>();
  /** Calls that were really made. */
  total = 0;

  constructor(
    private readonly clock: Clock,
    public max: number,
  ) {}

  get used(): number {
    const oldest = this.#hour() - DAY_IN_HOURS;
    let sum = 0;
    for (const [hour, count] of this.#byHour) {
      if (hour > oldest) sum += count;
    }
    return sum;
  }

  set used(count: number) {
    this.total += count - this.used;
    this.assume(count);
  }

  /** Lets the last 24 hours have had so many, without anyone having called. */
  assume(count: number): void {
    const hour = this.#hour();
    const elsewhere = this.used - (this.#byHour.get(hour) ?? 0);
    this.#byHour.set(hour, count - elsewhere);
  }

  get exhausted(): boolean {
    return this.used >= this.max;
  }

  /** As the header Sforce-Limit-Info says it. */
  get limitInfo(): string {
    return `api-usage=${this.used}/${this.max}`;
  }

  reset(): void {
    this.#byHour = new Map();
  }

  #hour(): number {
    return Math.floor(this.clock.now().getTime() / HOUR);
  }
}
