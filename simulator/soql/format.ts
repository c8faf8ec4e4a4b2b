import { DateTime } from 'luxon';
import { isNumeric } from '../numbers';
import type { FieldSchema } from '../types';

const LOCALE = 'en-US';

/**
 * What FORMAT() shows of a value: as the en_US locale writes numbers, US dollars, dates and times.
 * @param timeZone IANA name, for datetimes
 */
export function format(value: unknown, field: FieldSchema, timeZone: string): unknown {
  if (isNumeric(value)) return formatNumber(Number(value), field);
  if (typeof value !== 'string') return value;
  if (field.type === 'date') return DateTime.fromISO(value, { locale: LOCALE }).toFormat('L/d/yyyy');
  if (field.type === 'datetime')
    return DateTime.fromISO(value, { zone: timeZone, locale: LOCALE }).toFormat('L/d/yyyy, h:mm a');
  return value;
}

function formatNumber(value: number, { type, scale }: FieldSchema): string {
  const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale };
  if (type === 'currency') return value.toLocaleString(LOCALE, { style: 'currency', currency: 'USD', ...digits });
  return type === 'percent'
    ? `${value.toLocaleString(LOCALE, digits)}%`
    : value.toLocaleString(LOCALE, type === 'int' ? {} : digits);
}
