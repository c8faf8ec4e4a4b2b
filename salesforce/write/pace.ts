/**
 * How many requests may run in parallel: as many as requested while the org keeps up, fewer when it reports that it
 * does not. Additive increase, multiplicative decrease, as TCP does (RFC 5681).
 */
export class Pace {
  private allowed: number;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {
    this.allowed = most;
  }

  get underWay(): number {
    return this.running;
  }

  /** Runs the work when a slot is free. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= Math.floor(this.allowed)) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.admit();
    }
  }

  /** The org responded successfully: allow one more after as many successes as are allowed in parallel. */
  faster(): void {
    this.allowed = Math.min(this.most, this.allowed + 1 / this.allowed);
    this.admit();
  }

  /** Parallel requests blocked each other in the org: allow half as many. */
  slower(): void {
    this.allowed = Math.max(1, this.allowed / 2);
  }

  private admit(): void {
    while (this.running < Math.floor(this.allowed)) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.running += 1;
      next();
    }
  }
}
