import { exactNumber } from './numbers';

/** A number of so many characters may have more digits than JavaScript keeps. */
const LONG = 16;

/**
 * JSON as `JSON.parse` reads it, except that a number with more digits than JavaScript keeps is the text of its digits.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(mayHaveLongNumber(text) ? withDigitsAsText(text) : text);
}

/** What a response's text says: JSON, or else the text itself. */
export function jsonOrText(text: string): unknown {
  if (text === '') return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
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
  const code = json.charCodeAt(at);
  return (code >= ZERO && code <= NINE) || code === POINT;
}

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;

const NUMBERS = /-?\d[\d.eE+-]{15,}/g;

/** Goes from string to string, because what they contain are no numbers. */
function withDigitsAsText(json: string): string {
  let written = '';
  let copied = 0;
  for (let at = 0; at < json.length;) {
    const open = json.indexOf('"', at);
    const end = open < 0 ? json.length : open;
    if (end - at >= LONG) {
      written += json.slice(copied, at) + json.slice(at, end).replaceAll(NUMBERS, exactJson);
      copied = end;
    }
    at = open < 0 ? end : afterString(json, open);
  }
  return written + json.slice(copied);
}

function exactJson(number: string): string {
  return typeof exactNumber(number) === 'string' ? JSON.stringify(exactNumber(number)) : number;
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
