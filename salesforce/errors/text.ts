import { withoutSecrets } from './secrets';

/** Texts in errors: bounded, on one line, and without secrets. */

/** A session ID in any form of writing: the org's ID, an exclamation mark, and the secret. */
const SESSION =
  /00D[a-z0-9]{12}(?:[a-z0-9]{3})?[\s\p{Cf}]{0,9}(?:[!！]|%(?:25)*21|&#0*33;|&#x0*21;|&excl;|\\+(?:x|u00|u\{0*)21\}?)[\s\p{Cf}]{0,9}[a-z0-9._]+/giu;

const SECRETS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [SESSION, '[access token]'],
  // What is long enough is one without its second part too: it may have been cut off.
  [/\beyJ(?:[\w-]{20,}|[\w-]{1,19}(?=\.[\w-]))(?:\.[\w-]*)*/g, '[token]'],
  [/\b5Aep[\w.]{20,}/g, '[refresh token]'],
  [/\b(Bearer|OAuth|Basic)\s+(?=\S*[\d!=_])\S{12,}/gi, '$1 [token]'],
  [
    /\b(access_token|assertion|client_secret|code|code_verifier|password|refresh_token)(=|%3D)[^&\s"]+/gi,
    '$1$2[hidden]',
  ],
  [
    /\b(access_?token|assertion|client_?secret|id_?token|password|refresh_?token)(\\?["']?)\s{0,9}:[\s[]{0,9}(?:\\?["'])?[^"'\\\s,}&]+/gi,
    '$1$2:[hidden]',
  ],
];

/** More than anybody reads of an error; what is behind it is not looked at. */
const LONGEST_SHOWN = 10_000;

/**
 * Text that is safe to show: session IDs, tokens, assertions and keys that a server echoed are taken out, and what is
 * longer than a person reads is cut off.
 */
export function redact(text: string): string {
  const readable = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  const byForm = SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), readable);
  return withoutSecrets(byForm);
}

/** A text of any length without session IDs, of whatever session, and without the secrets that were sent. */
export function withoutSessions(text: string): string {
  return withoutSecrets(text.replace(SESSION, '[access token]'));
}

/** A pasted value: enough to recognize it by. */
export function shorten(text: string): string {
  return inOneLine(text, 60);
}

/** The beginning of a text on one line, of so many characters at most. */
export function inOneLine(text: string, most: number): string {
  const line = text.slice(0, 500).replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return line.length > most ? `${line.slice(0, most - 3)}…` : line;
}

/** `19,980` */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 row`, `19,980 rows` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `the row`, `the 19,980 rows` */
export function theCounted(count: number, one: string): string {
  return count === 1 ? `the ${one}` : `the ${counted(count, one)}`;
}

/** Any value: a text by its beginning, anything else by its kind. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'Empty text' : `“${shorten(value)}”`;
  if (value === null || value === undefined) return 'No value';
  if (Array.isArray(value)) return 'A list';
  return typeof value === 'object' ? 'An object' : shorten(String(value));
}

/** That a value is not what a form's field takes: `Limit: “x” is not a number`, or that there is none. */
export function isNot(label: string, value: unknown, wanted: string): string {
  const isEmpty = value === null || value === undefined || value === '';
  return isEmpty ? `${label}: there is no value.` : `${label}: ${show(value)} is not ${wanted}.`;
}

/** Any value of an answer as text. An object of JSON can have a `toString` of its own, which is no function. */
export function answerText(value: unknown): string {
  return typeof value === 'object' && value !== null ? jsonText(value) : String(value);
}

/** Characters that are looked at for the beginning of a text, and that are shown of it. */
const BEGINNING = 4_000;
const SHOWN = 200;

/** The beginning of an answer's body as a person would read it: without tags, on one line, without secrets. */
export function beginningOf(body: unknown): string {
  const text = typeof body === 'string' ? body : jsonText(body);
  const words = redact(text.slice(0, BEGINNING))
    .replaceAll(/<(?:style|script)\b[^<]*|<[^<>]*>?/gi, ' ')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
}

/** Empty for a stream and whatever else has no text, such as lists nested too deep to be written. */
function jsonText(body: unknown): string {
  try {
    return isPlain(body) ? JSON.stringify(body) : '';
  } catch {
    return '';
  }
}

/** Not a stream, nor anything else that has no text. */
function isPlain(body: unknown): boolean {
  return (
    Array.isArray(body) ||
    (typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype)
  );
}
