import { AnswerError, SalesforceError } from '../../salesforce/errors';
import type { Response } from '../../salesforce/http';

/** Secrets in the forms in which servers echo them; none may get into a message. */
export const SECRETS: Readonly<Record<string, string>> = {
  session: '00D5g000004abcd!AQEAQLnTop.Secret_Part',
  'session in an address': '00D5g000004abcd%21AQEAQLnTop.Secret_Part',
  assertion: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJTZWNyZXRfUGFydCJ9.Secret_Part',
  'refresh token': '5Aep861TopSecret_Part.abcdefghijklmnop',
};

/** In whichever secret, in whatever encoding. */
const TOLD = /Secret_Part|eyJzdWIi/;

/** 5 MB of text. */
export const LONG = 'x'.repeat(5_000_000);

const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Login | Salesforce</title><script>var a = 1 < 2;</script></head>' +
  '<body><form action="/login"><input name="un"><input name="pw"></form></body></html>';

/** A list in a list in a list. JSON.parse reads it; what goes through it by calling itself does not. */
export function nested(depth: number): unknown {
  let body: unknown = [];
  for (let level = 0; level < depth; level += 1) body = [body];
  return body;
}

/** Errors in an error in an error. */
export function nestedErrors(depth: number): unknown {
  let body: unknown = { errorCode: 'DEEP', message: 'deep' };
  for (let level = 0; level < depth; level += 1) body = { errors: [body] };
  return [body];
}

export interface Lie {
  readonly name: string;
  readonly response: Response;
}

const lie = (name: string, status: number, body: unknown, headers: Record<string, string> = {}): Lie => ({
  name: `${status}, ${name}`,
  response: { status, headers, body },
});

const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** Bodies that no resource of Salesforce's has. */
const BODIES: readonly (readonly [string, unknown, Record<string, string>?])[] = [
  ['a login page', PAGE, HTML],
  ['a login page that is called nothing', PAGE],
  ['a login page after blank lines', `\r\n \n${PAGE}`],
  ['a login page after a byte order mark', `\uFEFF${PAGE}`],
  ['a maintenance page', '<h1>We’ll be right back</h1>'],
  ['a maintenance page in plain text', 'We will be right back.\nSorry, really.'],
  ['half of a JSON text', '{"id":"003000000000001AAA","succ'],
  ['half of a JSON list', '[{"id":"003000000000001AAA"},{"i'],
  ['nothing', ''],
  ['no body', undefined],
  ['null', null],
  ['0', 0],
  ['a count', 17],
  ['true', true],
  ['false', false],
  ['an empty object', {}],
  ['an empty list', []],
  ['a list in a list', [[]]],
  ['a list of nothing', [null, null]],
  ['a list of texts', ['a', 'b']],
  ['records that are a text', { records: 'x', done: true, totalSize: 1 }],
  ['an object of nothing but nulls', { id: null, records: null, state: null, done: null, attributes: null }],
  ['5 MB of text', LONG],
  ['5 MB in an object', { id: 5, words: LONG }],
  ['5 MB of zeros', Array.from({ length: 1_250_000 }, () => 0)],
  ['lists in lists', nested(200_000)],
  ...Object.entries(SECRETS).flatMap(([name, secret]): (readonly [string, unknown, Record<string, string>?])[] => [
    [`a page with a secret: ${name}`, `<p>Signed in as ${secret}</p>`, HTML],
    [`an object with a secret: ${name}`, { sid: secret }],
    [`a property that is a secret: ${name}`, { [secret]: true }],
    [`a text that is a secret: ${name}`, `{"sid":"${secret}"`],
  ]),
  ['a token of no known form', { access_token: ['opaque-Secret_Part'], refresh_token: 'opaque-Secret_Part' }],
];

/** How many of them are in no form at all: the first ones. */
const SHORT_REFUSALS = 4;

/** Refusals by somebody, in no form of Salesforce's or in a damaged one. */
const REFUSALS: readonly (readonly [string, unknown])[] = [
  ['nothing', ''],
  ['no body', undefined],
  ['a page', PAGE],
  ['words', 'upstream connect error'],
  ['a number', 5],
  ['null', null],
  ['an empty list', []],
  ['a list of nothing', [null]],
  ['a list of lists', [[[{ errorCode: 'X' }]]]],
  ['a gateway’s object', { message: 'Internal server error' }],
  ['a code that is a number', [{ errorCode: 5, message: 'x' }]],
  ['a message that is an object', [{ errorCode: 'X', message: {}, fields: 'Name' }]],
  ['fields that are objects', [{ errorCode: 'X', message: 'm', fields: [{}, null, 5] }]],
  ['errors that are a text', { errors: 'x' }],
  ['errors that are nothing', { errors: [null] }],
  ['errors in errors', nestedErrors(100_000)],
  ['duplicates that are a text', [{ errorCode: 'DUPLICATES_DETECTED', duplicateResult: 'x' }]],
  ['matches that are a text', [{ errorCode: 'DUPLICATES_DETECTED', duplicateResult: { matchResults: 'x' } }]],
  ['matches that are nothing', [{ errorCode: 'DUPLICATES_DETECTED', duplicateResult: { matchResults: [null] } }]],
  [
    'matching records that are nothing',
    [{ errorCode: 'DUPLICATES_DETECTED', duplicateResult: { matchResults: [{ matchRecords: [null, 5] }] } }],
  ],
  ['a message of 5 MB', [{ errorCode: 'X', message: LONG }]],
  ['a code of 5 MB', [{ errorCode: LONG, message: 'x' }]],
  ['50,000 errors', Array.from({ length: 50_000 }, () => ({ errorCode: 'X', message: 'what happened here' }))],
  ['50,000 errors in one', { errors: Array.from({ length: 50_000 }, () => ({ errorCode: 'X', message: 'what' })) }],
  ['50,000 fields', [{ errorCode: 'X', message: 'm', fields: Array.from({ length: 50_000 }, (_, i) => `Field_${i}`) }]],
  ...Object.entries(SECRETS).flatMap(([name, secret]): (readonly [string, unknown])[] => [
    [`a code that is a secret: ${name}`, [{ errorCode: secret, message: 'x' }]],
    [`a field that is a secret: ${name}`, [{ errorCode: 'X', message: 'x', fields: [secret] }]],
    [`a message with a secret: ${name}`, [{ errorCode: 'X', message: `session ${secret} is bad` }]],
    [`a secret alone: ${name}`, secret],
  ]),
];

const REFUSED = [400, 401, 403, 404, 405, 408, 412, 413, 415, 429, 500, 501, 502, 503, 504, 520, 521, 522, 523, 524];

/** What comes back in place of what was expected with one of the statuses that are a success. */
export const LIES: readonly Lie[] = [
  ...BODIES.flatMap(([name, body, headers]) => [200, 201].map((status) => lie(name, status, body, headers))),
  ...[100, 202, 203, 205, 206, 300, 301, 302, 303, 304, 307, 308].flatMap((status) => [
    lie('nothing', status, ''),
    lie('a page', status, PAGE, { ...HTML, location: 'https://login.salesforce.com/?startURL=x' }),
    lie('an object', status, { id: '003000000000001AAA', success: true, errors: [] }),
  ]),
  lie('nothing', 204, ''),
  lie('no body', 204, undefined),
  lie('a page', 0, PAGE),
  lie('nothing', 999, ''),
];

/** Each status with what is no refusal of Salesforce's at all, and every damaged one with a few. */
export const REFUSED_LIES: readonly Lie[] = [
  ...REFUSED.flatMap((status) => REFUSALS.slice(0, SHORT_REFUSALS).map(([name, body]) => lie(name, status, body))),
  ...REFUSALS.slice(SHORT_REFUSALS).flatMap(([name, body]) => [400, 503].map((status) => lie(name, status, body))),
];

/** What a reading came to: undefined where it succeeded. */
export async function thrownBy(read: () => unknown): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error ?? 'nothing was thrown';
  }
}

/** What is wrong with the way in which an answer was refused; undefined where it was refused well. */
export function complaintOn(thrown: unknown, longest = 1_000): string | undefined {
  if (thrown === undefined) return 'was taken for a success';
  if (!(thrown instanceof AnswerError) && !(thrown instanceof SalesforceError)) {
    return `threw ${thrown instanceof Error ? `${thrown.name}: ${thrown.message.slice(0, 100)}` : String(thrown)}`;
  }
  if (thrown.message.length >= longest) return `has a message of ${thrown.message.length} characters`;
  if (TOLD.test(thrown.message) || TOLD.test(thrown.errorCode) || TOLD.test(thrown.fields.join())) {
    return `tells a secret: ${thrown.message.slice(0, 300)}`;
  }
  return undefined;
}
