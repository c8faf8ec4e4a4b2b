/**
 * How many requests may be under way at once: as many as asked for while the org keeps up, fewer when it says that it
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

  /** Runs the work when there is room. */
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

  /** The org answered well: one more at a time after as many good answers as are allowed at once. */
  faster(): void {
    this.allowed = Math.min(this.most, this.allowed + 1 / this.allowed);
    this.admit();
  }

  /** The org was in its own way: half as many at a time. */
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
