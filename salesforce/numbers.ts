/**
 * Numbers as text. Salesforce keeps up to 18 digits and JavaScript's numbers 15 to 17: what they cannot hold stays the
 * text of its digits.
 */

/** More digits than any number that Salesforce keeps. */
const LONGEST_NUMBER = 400;

/** Whether a text is a number as JSON would write it, or nearly: `1.`, `.5`, `+1`. */
export function isNumberText(text: string): boolean {
  return text.length <= LONGEST_NUMBER && /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i.test(text);
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

/** How many decimal places a number has, without zeros at their end; 0 for what is no number. */
export function decimalsOf(number: number | string): number {
  const [, exponent = '0'] = canonicalNumber(String(number))?.split('e') ?? [];
  return Math.max(0, -Number(exponent));
}

/** A number without an exponent, which neither SOQL nor CSV supports, and with all its digits: `1.5E3` is `1500`. */
export function plainNumber(number: number | string): string {
  const text = String(number).trim();
  if (PLAIN.test(text) || !isNumberText(text)) return text;
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`.padEnd(point, '0');
  const place = Math.max(0, point);
  const integer = digits.slice(0, place).replace(/^0+(?=\d)/, '');
  const decimals = digits.slice(place);
  return `${mantissa.startsWith('-') ? '-' : ''}${integer === '' ? '0' : integer}${decimals === '' ? '' : `.${decimals}`}`;
}

const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** Up to 15 digits, which every JavaScript number holds. */
const FEW_DIGITS = /^-?(?:\d{1,15}|(?=[\d.]{1,16}(?:e|$))\d+\.\d+)(?:e[+-]?\d\d?)?$/i;

/** A whole number that JavaScript writes with all its digits, where it holds it. */
const WHOLE = /^[1-9]\d{0,20}$/;

/**
 * A number where it says exactly what the text says, and the text of the digits where it does not.
 * @param text see {@link isNumberText}
 */
export function exactNumber(text: string): number | string {
  const number = Number(text);
  if (FEW_DIGITS.test(text) || String(number) === text) return number;
  if (WHOLE.test(text)) return text;
  if (!Number.isFinite(number)) return plainNumber(text);
  return canonicalNumber(String(number)) === canonicalNumber(text) ? number : plainNumber(text);
}
