/** Salesforce counts in whole minutes where it lists what was updated or deleted. */
export const MINUTE = 60_000;

/** The beginning of a time's minute. */
export function toMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

/** As Salesforce writes it: `2026-03-01T12:00:00.000+0000`. */
const WRITTEN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds of a time in an answer; undefined if it is none, though JavaScript would read one out of it. */
export function timeIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || !WRITTEN_TIME.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
