import { checkCharacters, trimmed } from '../characters';
import { InputError, show } from '../errors';
import { canonicalNumber, exactNumber, isNumberText, plainNumber } from '../numbers';

/** Readers of one value, shared by JSON, SOQL and CSV. Each names the field in its InputError. */

const TRUE = new Set(['true', '1', 'yes']);
const FALSE = new Set(['false', '0', 'no']);

/** true, false, 1, 0, and the words true, false, yes and no in any case. */
export function booleanOf(value: unknown, field: string): boolean {
  const word =
    typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const wanted = trimmed(word).toLowerCase();
  if (TRUE.has(wanted)) return true;
  if (FALSE.has(wanted)) return false;
  throw new InputError(`${field}: ${show(value)} is neither true nor false.`, { reason: 'notABoolean' }, field);
}

/**
 * A finite number, or text that is a number in JSON's notation.
 * @returns the text of the digits where a JavaScript number cannot hold all of them
 */
export function numberOf(value: unknown, field: string, wholeOnly = false): number | string {
  const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : trimmedText(value);
  const number = typeof text === 'string' && isNumberText(text) && Number.isFinite(Number(text)) ? text : undefined;
  if (number === undefined) {
    throw new InputError(`${field}: ${show(value)} is not a number.`, { reason: 'notANumber' }, field);
  }
  if (wholeOnly && canonicalNumber(number)?.includes('e-') === true) {
    throw new InputError(`${field}: ${show(value)} is not a whole number.`, { reason: 'notAWholeNumber' }, field);
  }
  return exactNumber(number);
}

function trimmedText(value: unknown): unknown {
  return typeof value === 'string' ? trimmed(value) : value;
}

/** Text as it is; numbers in digits and booleans in words. Anything else has no text that its author would recognize. */
export function textOf(value: unknown, field: string): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'number' && Number.isFinite(value)) return plainNumber(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) {
    throw new InputError(`${field} takes one value, not a list.`, { reason: 'oneValueOnly' }, field);
  }
  if (typeof value !== 'string') {
    throw new InputError(`${field}: ${show(value)} is not text.`, { reason: 'notText' }, field);
  }
  checkCharacters(value, () => `${field}: the text`, field);
  return value;
}
