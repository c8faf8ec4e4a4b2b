import BigNumber from 'bignumber.js';

/**
 * Numbers with every digit that was sent. Those that a double holds exactly are plain; only the others, which are rare,
 * are of this class.
 */
export const ExactNumber = BigNumber.clone({ EXPONENTIAL_AT: 1e9, ROUNDING_MODE: BigNumber.ROUND_HALF_UP });

/** What JSON texts hold in front of an exact number's digits, since no text of a record can hold it. */
const MARK = '\0';

ExactNumber.prototype.toJSON = function (this: BigNumber) {
  return exactDigits(this.toFixed());
};

/** What JSON.stringify is to write where {@link jsonText} is to have these digits. */
export const exactDigits = (digits: string): string => MARK + digits;

export type Numeric = BigNumber | number;

export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' || BigNumber.isBigNumber(value);

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** Digits that every double keeps. */
const SAFE_DIGITS = 15;

/** The number that a text is; undefined where it is none. */
export function numberIn(text: string): Numeric | undefined {
  const digits = text.trim();
  if (!NUMBER.test(digits)) return undefined;
  return digits.length <= SAFE_DIGITS ? Number(digits) : plain(new ExactNumber(digits));
}

/** As a double, where that has the same digits. */
export function plain(number: BigNumber): Numeric {
  const double = number.toNumber();
  return number.eq(double) ? double : number;
}

/** JSON text that JSON.stringify made, with all digits of its numbers. */
export const withAllDigits = (text: string): string =>
  text.includes('"\\u0000') ? text.replace(/"\\u0000([-\d.]+)"/g, '$1') : text;

/** JSON text in which all digits of numbers stand. */
export const jsonText = (value: unknown): string => withAllDigits(JSON.stringify(value));

const LONG_NUMBER = /\d[\d.]{15}/;
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/** What a JSON text holds, with all digits of its numbers. */
export function jsonIn(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG_NUMBER.test(text)) return value;
  const marked = text.replace(TEXT_OR_NUMBER, (token) =>
    token.startsWith('"') || token.length <= SAFE_DIGITS ? token : `"\\u0000${token}"`,
  );
  return JSON.parse(marked, (_, one: unknown) =>
    typeof one === 'string' && one.startsWith(MARK) ? (numberIn(one.slice(1)) ?? one) : one,
  );
}

const withFraction = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);

/** A number as Java's Double.toString writes it, `9.12260031E8`. */
export function javaDouble(value: Numeric): string {
  const size = Math.abs(Number(value));
  if (size === 0) return '0.0';
  if (size >= 1e-3 && size < 1e7) return withFraction(String(value));
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${withFraction(digits)}E${exponent.replace('+', '')}`;
}
