/** A well mixed 32 bit number for row and column: the same in every run, and needing no state between rows. */
export function mix(row: number, column: number): number {
  let hash = Math.imul(row, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One of the list, chosen by row and column. */
export function pick<T>(list: readonly [T, ...T[]] | readonly T[], row: number, column: number): T {
  return list[mix(row, column) % list.length] as T;
}

/** A whole number from 0 to below `limit`. */
export function below(limit: number, row: number, column: number): number {
  return mix(row, column) % limit;
}

const daysKept = 4000;

/** Text of the days around an anchor, looked up rather than formatted: seeding formats millions of dates. */
export class Calendar {
  private readonly days: string[] = [];

  constructor(anchor: Date) {
    const start = Math.floor(anchor.getTime() / 86_400_000) - daysKept;
    for (let day = 0; day <= 2 * daysKept; day += 1) {
      this.days.push(new Date((start + day) * 86_400_000).toISOString().slice(0, 10));
    }
  }

  /** The date so many days after the anchor (before it, if negative). */
  date(offset: number): string {
    return this.days[offset + daysKept] ?? '2000-01-01';
  }

  /** That date at a second of the day. */
  datetime(offset: number, second: number): string {
    const two = (value: number) => (value < 10 ? `0${String(value)}` : String(value));
    const hours = Math.floor(second / 3600);
    return `${this.date(offset)}T${two(hours)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}.000+0000`;
  }
}
