import { DateTime } from 'luxon';

/** A stretch of time: from `start`, up to but without `end`. */
export interface Range {
  start: DateTime;
  end: DateTime;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const NAMED = /^(LAST|THIS|NEXT)_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)$/;
const COUNTED = /^(LAST|NEXT)_N_(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S$/;
const AGO = /^N_(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/;
const DAYS = new Map([
  ['YESTERDAY', -1],
  ['TODAY', 0],
  ['TOMORROW', 1],
]);

/**
 * What a relative date literal covers. Weeks begin on Sunday, as in the en_US locale; fiscal years are calendar years.
 * @param literal `TODAY`, `LAST_N_DAYS:30`…, in any case
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export function dateRange(literal: string, now: Date, timeZone: string): Range {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const [name = '', count] = literal.toUpperCase().split(':');
  const n = Number(count ?? 0);

  const day = DAYS.get(name);
  if (day !== undefined) return span(today, 'day', day, 1);
  if (name === 'LAST_90_DAYS') return span(today, 'day', -90, 91);
  if (name === 'NEXT_90_DAYS') return span(today, 'day', 1, 90);

  const [, which, namedUnit] = NAMED.exec(name) ?? [];
  if (namedUnit !== undefined)
    return span(today, unitOf(namedUnit), which === 'LAST' ? -1 : which === 'NEXT' ? 1 : 0, 1);

  const [, direction, countedUnit] = COUNTED.exec(name) ?? [];
  if (countedUnit !== undefined) {
    if (direction === 'NEXT') return span(today, unitOf(countedUnit), 1, n);
    // The last days include today; the last weeks, months… end before the present one.
    return span(today, unitOf(countedUnit), -n, countedUnit === 'DAY' ? n + 1 : n);
  }

  const [, agoUnit] = AGO.exec(name) ?? [];
  if (agoUnit !== undefined) return span(today, unitOf(agoUnit), -n, 1);
  throw new Error(`Unknown date literal ${literal}`);
}

function unitOf(name: string): Unit {
  return name.toLowerCase() as Unit;
}

/** `length` units, the first `offset` units away from the present one. */
function span(today: DateTime, unit: Unit, offset: number, length: number): Range {
  const present = unit === 'week' ? today.minus({ days: today.weekday % 7 }) : today.startOf(unit);
  const start = plus(present, unit, offset);
  return { start, end: plus(start, unit, length) };
}

function plus(date: DateTime, unit: Unit, count: number): DateTime {
  return unit === 'quarter' ? date.plus({ months: 3 * count }) : date.plus({ [unit]: count });
}

/** As rows hold it: UTC, `2026-03-01T12:00:00.000+0000`. */
export function datetimeText(date: DateTime): string {
  return date.toUTC().toFormat("yyyy-LL-dd'T'HH:mm:ss.SSS'+0000'");
}

/** As rows hold it: `2026-03-01`. */
export function dateText(date: DateTime): string {
  return date.toFormat('yyyy-LL-dd');
}
