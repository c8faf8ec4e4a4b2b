import { AnswerError } from './errors';
import { exactNumber } from './numbers';

/** A number of so many characters may have more digits than JavaScript keeps. */
const LONG = 16;

/** Far deeper than any answer of Salesforce's; whoever reads a value by calling himself gets as deep. */
const DEEPEST_NESTING = 500;

/**
 * JSON as `JSON.parse` reads it, except that a number with more digits than JavaScript keeps, or beyond its largest, is
 * the text of its digits.
 * @throws SyntaxError
 * @throws AnswerError for lists and objects that are nested too deep to be read, and numbers too long for it
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(mayHaveLongNumber(text) ? withDigitsAsText(text, LONG) : text);
  return hasInfinity(value, 0) ? JSON.parse(withDigitsAsText(text, 1)) : value;
}

/** Whether a number in it is beyond JavaScript's largest. */
function hasInfinity(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  if (depth === DEEPEST_NESTING)
    throw new AnswerError(200, `its JSON is nested more than ${DEEPEST_NESTING} levels deep`);
  let found = false;
  for (const name in value) {
    const inner = (value as Record<string, unknown>)[name];
    if (typeof inner === 'object' || typeof inner === 'number') found = hasInfinity(inner, depth + 1) || found;
  }
  return found;
}

/** What a response's text says: JSON, or else the text itself. */
export function jsonOrText(text: string): unknown {
  if (text === '') return text;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** The list that a text is when it is JSON, as of an expression within other text; undefined where it is none. */
export function listInText(text: string): unknown[] | undefined {
  if (!/^\s*\[[^]*\]\s*$/.test(text)) return undefined;
  const value = jsonOrText(text);
  return Array.isArray(value) ? value : undefined;
}

/** Looks at every sixteenth character alone: a long number has one of them. */
function mayHaveLongNumber(json: string): boolean {
  for (let at = LONG - 1; at < json.length; at += LONG) {
    if (!isOfNumber(json, at)) continue;
    let from = at;
    let to = at + 1;
    while (at - from < LONG && isOfNumber(json, from - 1)) from -= 1;
    while (to - at < LONG && isOfNumber(json, to)) to += 1;
    if (to - from >= LONG && json[from - 1] !== '"') return true;
  }
  return false;
}

/** A digit or a decimal point. */
function isOfNumber(json: string, at: number): boolean {
  return isDigit(json, at) || json.charCodeAt(at) === POINT;
}

function isDigit(json: string, at: number): boolean {
  const code = json.charCodeAt(at);
  return code >= ZERO && code <= NINE;
}

const QUOTE_CODE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;

/**
 * Goes from string to string, because what they contain are no numbers.
 * @param shortest characters of the numbers that are looked at
 */
function withDigitsAsText(json: string, shortest: number): string {
  let written = '';
  let copied = 0;
  for (let at = 0; at < json.length;) {
    const code = json.charCodeAt(at);
    const end = code === QUOTE_CODE ? afterString(json, at) : afterNumber(json, at);
    if (code !== QUOTE_CODE && end - at >= shortest) {
      written += json.slice(copied, at) + exactJson(json.slice(at, end));
      copied = end;
    }
    at = Math.max(end, at + 1);
  }
  return written + json.slice(copied);
}

/** The place after a number; the same place where none begins. */
function afterNumber(json: string, at: number): number {
  if (!isDigit(json, at) && !(json[at] === '-' && isDigit(json, at + 1))) return at;
  let end = at + 1;
  while (isOfNumber(json, end) || (end < json.length && EXPONENT_AND_SIGNS.includes(json.charAt(end)))) end += 1;
  return end;
}

const EXPONENT_AND_SIGNS = 'eE+-';
/** Far more digits than any number of Salesforce's has. */
const LONGEST_JSON_NUMBER = 400;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What is no number stays what it is, and no JSON. */
function exactJson(text: string): string {
  if (text.length > LONGEST_JSON_NUMBER)
    throw new AnswerError(200, `a number in its JSON has more than ${LONGEST_JSON_NUMBER} digits`);
  const number = JSON_NUMBER.test(text) ? exactNumber(text) : 0;
  return typeof number === 'string' ? JSON.stringify(number) : text;
}

/** The place after the quote that closes a string; the end of the text if none does. */
function afterString(json: string, open: number): number {
  let at = open + 1;
  for (;;) {
    const quote = json.indexOf('"', at);
    if (quote < 0) return json.length;
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
    at = quote + 1;
    if (backslashes % 2 === 0) return at;
  }
}
