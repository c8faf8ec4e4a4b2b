import { InputError, shorten } from '../errors';

/**
 * Dates and times as JavaScript, luxon and people write them, converted to Salesforce's format.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */

const RELATIVE = new RegExp(
  '^(?:YESTERDAY|TODAY|TOMORROW' +
    '|(?:LAST|THIS|NEXT)_(?:WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))' +
    '|(?:LAST|NEXT)_90_DAYS' +
    '|(?:LAST|NEXT)_N_(?:DAYS|WEEKS|MONTHS|(?:FISCAL_)?(?:QUARTERS|YEARS)):\\d{1,5}' +
    '|N_(?:DAYS|WEEKS|MONTHS|(?:FISCAL_)?(?:QUARTERS|YEARS))_AGO:\\d{1,5})$',
);

/** `TODAY`, `LAST_N_DAYS:30` and the like, in any case. */
export function isRelativeDateLiteral(text: string): boolean {
  return RELATIVE.test(text.trim().toUpperCase());
}

const TEXT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const FIRST_YEAR = 1700;
const LAST_YEAR = 4000;

interface Moment {
  /** Milliseconds of the calendar date and clock time, read as if they were UTC. */
  local: number;
  /** Minutes east of UTC; undefined when the text names no zone. */
  offset: number | undefined;
}

/** A luxon DateTime, known by what it can do: n8n's expressions run with a luxon of their own. */
interface DateTimeLike {
  toISO(): string | null;
}

function isDateTime(value: unknown): value is DateTimeLike {
  return typeof value === 'object' && value !== null && 'toISO' in value && typeof value.toISO === 'function';
}

export function isDate(value: unknown): boolean {
  return value instanceof Date || isDateTime(value);
}

/**
 * `2026-03-01`. A DateTime or text gives the date it shows. A Date is an instant, and so is a text in UTC, which is what
 * a Date is in JSON and what Salesforce returns for a date/time: they give the date in `timeZone` at that instant.
 * @throws InputError naming the field
 */
export function dateText(value: unknown, field: string, timeZone = 'UTC'): string {
  return shownText(value, 'a date such as 2026-03-01', field, timeZone).slice(0, 10);
}

/**
 * The day that a value is midnight of in UTC, where that is not the day it gives: most likely, the day was meant, and
 * not the instant.
 * @param day what {@link dateText} made of it
 */
export function otherDayMeant(value: unknown, day: string): string | undefined {
  const text = value instanceof Date ? value.toISOString() : value;
  const [, meant] = (typeof text === 'string' ? UTC_MIDNIGHT.exec(text) : null) ?? [];
  return meant === day ? undefined : meant;
}

const UTC_MIDNIGHT = /^\s*(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:[.,]0+)?)?\s*(?:Z|[+-]00(?::?00)?)\s*$/i;

/** The local date and time that a value shows, or, if it is an instant, that the zone’s clocks show then. */
function shownText(value: unknown, example: string, field: string, timeZone: string): string {
  if (value instanceof Date) return localText(validInstant(value, field), timeZone);
  const { local, offset } = parse(value, field, example);
  return offset === 0 && !isDateTime(value) ? localText(local, timeZone) : new Date(local).toISOString();
}

function dayOf(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}

/** Whether a text is a date without a time. */
export function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\s*\d{4}-\d\d-\d\d\s*$/.test(value);
}

/**
 * When a day begins in a zone and when it is over, as datetimes.
 * @param day a date without a time: see {@link isDay}
 * @throws InputError naming the field
 */
export function dayBounds(day: string, field: string, timeZone = 'UTC'): { from: string; to: string } {
  const { local } = parse(day, field, 'a date such as 2026-03-01');
  const next = dayOf(local + DAY_MS);
  return { from: datetimeText(dayOf(local), field, timeZone), to: datetimeText(next, field, timeZone) };
}

const DAY_MS = 86_400_000;

/**
 * `2026-03-01T12:00:00.000Z`. A text without a zone is in `timeZone`.
 * @throws InputError naming the field
 */
export function datetimeText(value: unknown, field: string, timeZone = 'UTC'): string {
  if (value instanceof Date) return new Date(validInstant(value, field)).toISOString();
  const { local, offset } = parse(value, field, 'a date and time such as 2026-03-01T12:00:00Z');
  return new Date(offset === undefined ? instantOf(local, timeZone) : local - offset * 60_000).toISOString();
}

/**
 * `12:00:00.000Z`; a time has no zone in Salesforce. What has a date too gives the time that it shows, or, if it is an
 * instant, the time in `timeZone`: as for {@link dateText}.
 * @throws InputError naming the field
 */
export function timeText(value: unknown, field: string, timeZone = 'UTC'): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?Z?$/.exec(text);
  if (match === null) return `${shownText(value, 'a time such as 14:30:00', field, timeZone).slice(11, 19)}.000Z`;
  const [, hours, minutes, seconds = '00', fraction = ''] = match;
  return `${hours}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}Z`;
}

function parse(value: unknown, field: string, example: string): Moment {
  const text = isDateTime(value) ? value.toISO() : value;
  const match = typeof text === 'string' ? TEXT.exec(text.trim()) : null;
  if (match === null) throw notThis(value, field, example);
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds);
  const shown = new Date(local).toISOString();
  const exists = shown.startsWith(`${match[1]}-${match[2]}-${match[3]}T`) && hours < 24 && minutes < 60 && seconds < 60;
  if (!exists) throw notThis(value, field, 'a date that exists');
  checkYear(year, value, field);
  const offset = offsetOf(match[8]);
  if (Number.isNaN(offset)) throw notThis(value, field, 'in a time zone that exists');
  return { local, offset };
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  // No place on Earth is further from UTC.
  if (minutes > 14 * 60 || Number(match[3] ?? 0) > 59) return Number.NaN;
  return match[1] === '-' ? -minutes : minutes;
}

function validInstant(value: Date, field: string): number {
  if (Number.isNaN(value.getTime())) throw notThis('Invalid Date', field, 'a date that exists');
  checkYear(value.getUTCFullYear(), value.toISOString(), field);
  return value.getTime();
}

function checkYear(year: number, value: unknown, field: string): void {
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    throw notThis(value, field, `within the years ${FIRST_YEAR} to ${LAST_YEAR} that Salesforce can store`);
  }
}

function notThis(value: unknown, field: string, wanted: string): InputError {
  const shown = typeof value === 'string' ? `“${shorten(value)}”` : `A value of type ${typeof value}`;
  return new InputError(`${field}: ${shown} is not ${wanted}.`, { reason: 'notADate' }, field);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, made);
    return made;
  } catch {
    throw new InputError(`“${shorten(timeZone)}” is not a valid time zone.`, { reason: 'notATimeZone' });
  }
}

/** What the clocks of the zone show at an instant: `2026-03-01T13:00:00`. */
function localText(instant: number, timeZone: string): string {
  const parts = new Map(
    format(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** The instant at which the zone's clocks show `local`; of two (the clocks go back) the earlier. */
function instantOf(local: number, timeZone: string): number {
  const offsetAt = (instant: number): number => {
    const whole = Math.floor(instant / 1000) * 1000;
    return Date.parse(`${localText(whole, timeZone)}Z`) - whole;
  };
  const candidates = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)].map((offset) => local - offset);
  const shown = candidates.filter((instant) => instant + offsetAt(instant) === local);
  // A time that is skipped (when clocks go forward) is read with the offset before the change.
  return shown.length > 0 ? Math.min(...shown) : (candidates[0] ?? local);
}
