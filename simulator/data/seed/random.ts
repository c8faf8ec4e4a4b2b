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

const thousands = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));

/** A number with seven digits: `0000042`. */
export function padded(number: number): string {
  return (
    String(Math.floor(number / 1_000_000)) +
    (thousands[Math.floor(number / 1000) % 1000] ?? '') +
    (thousands[number % 1000] ?? '')
  );
}

/** A whole number from 0 to below `limit`. */
export function below(limit: number, row: number, column: number): number {
  return mix(row, column) % limit;
}

const two = (value: number) => String(value).padStart(2, '0');
const minutes = Array.from({ length: 1440 }, (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}:`);
const seconds = Array.from({ length: 60 }, (_, second) => `${two(second)}.000+0000`);

/** Seeded dates lie no further back than this. */
const daysBefore = 30_000;

/** Text of the days around an anchor, made once each: seeding asks for millions of dates. */
export class Calendar {
  private readonly days: (string | undefined)[] = new Array(daysBefore + 5000).fill(undefined);
  private readonly first: number;

  constructor(anchor: Date) {
    this.first = Math.floor(anchor.getTime() / 86_400_000) - daysBefore;
  }

  /** The date so many days after the anchor (before it, if negative). */
  date(offset: number): string {
    const place = offset + daysBefore;
    const known = this.days[place];
    if (known !== undefined) return known;
    const text = new Date((this.first + place) * 86_400_000).toISOString().slice(0, 10);
    this.days[place] = text;
    return text;
  }

  /** That date at a second of the day. */
  datetime(offset: number, second: number): string {
    return `${this.date(offset)}T${minutes[Math.floor(second / 60)] ?? ''}${seconds[second % 60] ?? ''}`;
  }
}
