import { DateTime } from 'luxon';

/** `17:30:45.000Z`: a time of day, with a zone as dates with times have one. */
export const isTime = (text: string): boolean => /^\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/i.test(text);

/** Where the first digit of a time is put, so that no other string is taken for one. */
const PRIVATE_USE = 0xe000;

/** A time as a string of its length: without two colons, in quotes. */
export const asString = (time: string): string =>
  `'${String.fromCharCode(PRIVATE_USE + time.charCodeAt(0))}${time.slice(1).replace(':', '').replace(':', '')}'`;

/** The time that such a string stands for, as it is stored; undefined for any other string. Null where there is none. */
export function timeOf(literal: string): string | null | undefined {
  const digit = literal.charCodeAt(1) - PRIVATE_USE;
  if (!(digit >= 0x30 && digit <= 0x39)) return undefined;
  const [, hours, minutes, rest] = /^(..)(..)(.*)$/.exec(String.fromCharCode(digit) + literal.slice(2, -1)) ?? [];
  const moment = DateTime.fromISO(`1970-01-01T${String(hours)}:${String(minutes)}:${String(rest)}`, { zone: 'utc' });
  return moment.isValid ? moment.toFormat("HH:mm:ss.SSS'Z'") : null;
}
