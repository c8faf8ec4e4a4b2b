import { checkCharacters } from '../characters';
import { InputError, show } from '../errors';

/** Readers of one value, shared by JSON, SOQL and CSV. Each names the field in its InputError. */

const TRUE = new Set(['true', '1', 'yes']);
const FALSE = new Set(['false', '0', 'no']);

/** true, false, 1, 0, and the words true, false, yes and no in any case. */
export function booleanOf(value: unknown, field: string): boolean {
  const word =
    typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const wanted = word.trim().toLowerCase();
  if (TRUE.has(wanted)) return true;
  if (FALSE.has(wanted)) return false;
  throw new InputError(`${field}: ${show(value)} is neither true nor false.`, { reason: 'notABoolean' }, field);
}

/** More digits than any number that Salesforce keeps. */
const LONGEST_NUMBER = 400;

/** Whether a text is a number as JSON would write it, or nearly: `1.`, `.5`, `+1`. */
export function isNumberText(text: string): boolean {
  return text.length <= LONGEST_NUMBER && /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);
}

/**
 * A number's digits in the one way that all ways of writing it have in common, none of them lost: `1.50` and `15e-1` are
 * `15e-1`. Undefined for what is no number.
 */
export function canonicalNumber(text: string): string | undefined {
  if (!isNumberText(text)) return undefined;
  const [mantissa = '', exponent = '0'] = text.trim().toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`;
}

/** A finite number, or text that is a number in JSON's notation. */
export function numberOf(value: unknown, field: string, wholeOnly = false): number {
  const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
  const written = typeof text === 'string' && isNumberText(text) ? text.trim() : undefined;
  const number = Number(written ?? Number.NaN);
  if (!Number.isFinite(number)) {
    throw new InputError(`${field}: ${show(value)} is not a number.`, { reason: 'notANumber' }, field);
  }
  if (wholeOnly && !Number.isInteger(number)) {
    throw new InputError(`${field}: ${show(value)} is not a whole number.`, { reason: 'notAWholeNumber' }, field);
  }
  if (typeof value !== 'number' && losesDigits(written ?? '', number)) {
    throw new InputError(
      `${field}: ${show(value)} has more digits than a number can hold exactly.`,
      { reason: 'numberTooPrecise' },
      field,
    );
  }
  return number;
}

function losesDigits(text: string, number: number): boolean {
  const digits = (written: string): string =>
    (written.split(/e/i)[0] ?? '')
      .replace(/^[+-]?0*\.?0*/, '')
      .replace('.', '')
      .replace(/^0+|0+$/g, '');
  return digits(text).length > 15 && digits(text) !== digits(plainNumber(number));
}

/** Without an exponent, which neither SOQL nor CSV supports. */
export function plainNumber(number: number): string {
  const text = String(number);
  if (!text.includes('e')) return text;
  return number.toLocaleString('en-US', {
    useGrouping: false,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 17,
  });
}

/** Text as it is; numbers and booleans in words. Anything else has no text that its author would recognize. */
export function textOf(value: unknown, field: string): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') {
    throw new InputError(`${field}: ${show(value)} is not text.`, { reason: 'notText' }, field);
  }
  checkCharacters(value, `${field}: the text`, field);
  return value;
}
