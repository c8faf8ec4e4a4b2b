import { DateTime } from 'luxon';
import type { Scalar } from '../types';
import { dateText } from './dates';

/** What is read off a day or a moment: a number, or for DAY_ONLY a date. */
type DateFunction = (date: DateTime) => Scalar;

/**
 * The date functions of SOQL. Fiscal years are calendar years.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm
 */
const DATE_FUNCTIONS = new Map<string, DateFunction>([
  ['CALENDAR_MONTH', (date) => date.month],
  ['CALENDAR_QUARTER', (date) => date.quarter],
  ['CALENDAR_YEAR', (date) => date.year],
  ['DAY_IN_MONTH', (date) => date.day],
  // Sunday is 1.
  ['DAY_IN_WEEK', (date) => (date.weekday % 7) + 1],
  ['DAY_IN_YEAR', (date) => date.ordinal],
  ['DAY_ONLY', dateText],
  ['FISCAL_MONTH', (date) => date.month],
  ['FISCAL_QUARTER', (date) => date.quarter],
  ['FISCAL_YEAR', (date) => date.year],
  ['HOUR_IN_DAY', (date) => date.hour],
  // Weeks of seven days from the first of the month or year, whatever day that is.
  ['WEEK_IN_MONTH', (date) => Math.ceil(date.day / 7)],
  ['WEEK_IN_YEAR', (date) => Math.ceil(date.ordinal / 7)],
]);

const DATETIMES_ONLY = new Set(['DAY_ONLY', 'HOUR_IN_DAY']);

export function isDateFunction(name: string): boolean {
  return DATE_FUNCTIONS.has(name.toUpperCase());
}

export function takesDates(name: string): boolean {
  return !DATETIMES_ONLY.has(name.toUpperCase());
}

/**
 * Applies a date function to a stored date or datetime.
 * @param zone IANA name: the days and hours of this zone are meant. UTC unless convertTimezone() says otherwise.
 */
export function applyDateFunction(name: string, value: Scalar, zone: string): Scalar {
  const compute = DATE_FUNCTIONS.get(name.toUpperCase());
  if (compute === undefined || typeof value !== 'string') return null;
  return compute(DateTime.fromISO(value, { zone }));
}
