import type { Response } from '../http';
import { retryAfter } from '../limits';
import type { Answered } from './meanings';
import { AnswerError, MOST_ERRORS, SalesforceError, type ApiErrorEntry } from './classes';
import { isRecord, isText, listOf, objectWith, type Shape } from './shapes';

/**
 * Returns the response when its status is among those expected (any 2xx by default).
 * @throws SalesforceError made of everything the answer says, when it is a refusal
 * @throws AnswerError for any other status: what is neither the success that was expected nor a refusal, such as a
 * redirect to a login page, is not Salesforce's
 */
export function expectStatus(response: Response, ...statuses: number[]): Response {
  const { body, status } = response;
  const expected = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300;
  if (expected) return response;
  if (status === 300 && isMatches(body)) throw new SalesforceError(status, [severalMatches(body)]);
  if (status < 400) throw new AnswerError(status, 'neither the success that was expected nor a refusal', body);
  throw refusal(response);
}

/**
 * The body of an answer, once its status and its shape are those that Salesforce documents.
 * @param what what the answer should have been, for the error: “a saved record”
 * @throws SalesforceError, AnswerError
 */
export function expectBody<T>(response: Response, is: Shape<T>, what: string, ...statuses: number[]): T {
  const { body, status } = expectCharset(expectStatus(response, ...statuses));
  return expectShape(body, is, what, status);
}

/** The charset that a response names, if it is not UTF-8, which is the one that all are read in. */
export function foreignCharset({ headers }: Response): string | undefined {
  const [, charset = 'utf-8'] = /;\s*charset="?([\w-]{1,40})/i.exec(headers['content-type'] ?? '') ?? [];
  return /^(?:utf-?8|us-ascii)$/i.test(charset) ? undefined : charset;
}

/** @throws AnswerError when the response names another charset than UTF-8 */
export function expectCharset(response: Response): Response {
  const charset = foreignCharset(response);
  if (charset === undefined) return response;
  throw new AnswerError(response.status, `UTF-8 was expected, and not the charset ${charset}`);
}

/**
 * A body, once its shape is the one that Salesforce documents.
 * @throws AnswerError
 */
export function expectShape<T>(body: unknown, is: Shape<T>, what: string, status = 200): T {
  if (is(body)) return body;
  throw new AnswerError(status, `${what} was expected`, body);
}

/** The error that a refusal is, whatever it was the answer to. */
export function refusal(response: Response, to: Answered = 'request'): SalesforceError {
  const { status } = response;
  return new SalesforceError(status, readErrors(response), {
    to,
    retryAfter: retryAfter(response),
    isForeign: !isOwn(response),
  });
}

/**
 * Whether a refusal has the form that REST documents. Nothing else proves that Salesforce has refused, and done nothing:
 * a word or an object of errors can be anybody's.
 */
function isOwn({ body, headers }: Response): boolean {
  const { 'content-type': type } = headers;
  const isJson = type === undefined || /^\s*application\/json\b/i.test(type);
  return isJson && isErrorList(body);
}

/**
 * Whether a body is how REST refuses: a list of errors, each with a code and a message.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export function isErrorList(body: unknown): boolean {
  return Array.isArray(body) && body.length > 0 && body.slice(0, MOST_ERRORS).every(isOwnError);
}

const isOwnError = objectWith({
  errorCode: (value): value is string => typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,99}$/.test(value),
  message: (value): value is string => typeof value === 'string',
});

/** Deeper in one another than Salesforce puts its errors. */
const DEEPEST_ERRORS = 3;

function listed(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? body.slice(0, MOST_ERRORS) : [body];
}

/** REST says errorCode, collections statusCode, OAuth error, Apex and Bulk exceptionCode. */
const CODES = ['errorCode', 'statusCode', 'error', 'exceptionCode'] as const;
const isPathList = listOf(
  (value): value is string => isText(value) && /^\/services\/data\/v\d+\.\d\/sobjects\/\w+\/\w+$/.test(value),
);

/** The addresses of the records that have an external ID's value. */
function isMatches(body: unknown): body is string[] {
  return isPathList(body) && body.length > 1;
}

/** SOAP's and Bulk's name for what REST answers with a bare 300. */
function severalMatches(urls: readonly string[]): ApiErrorEntry {
  const ids = urls.slice(0, MOST_ERRORS).map((url) => url.split('/').at(-1) ?? url);
  return {
    errorCode: 'DUPLICATE_EXTERNAL_ID',
    message: `The matching records are ${ids.join(', ')}.`,
    fields: [],
  };
}

/** The errors in a response of any shape; never empty. HTML is not repeated. */
export function readErrors({ status, body }: Pick<Response, 'body' | 'status'>): ApiErrorEntry[] {
  const entries = listed(body).flatMap((entry) => readEntry(entry));
  return entries.length > 0
    ? entries.slice(0, MOST_ERRORS)
    : [{ errorCode: `HTTP_${status}`, message: '', fields: [] }];
}

function readEntry(value: unknown, depth = 0): ApiErrorEntry[] {
  if (typeof value === 'string') return readWords(value);
  if (typeof value !== 'object' || value === null) return [];
  const entry = value as Record<string, unknown>;
  if (Array.isArray(entry['errors']) && entry['errors'].length > 0 && depth < DEEPEST_ERRORS) {
    return listed(entry['errors']).flatMap((error) => readEntry(error, depth + 1));
  }
  const errorCode = CODES.map((name) => entry[name]).find(isText);
  const message = [entry['message'], entry['error_description'], entry['exceptionMessage']].find(isText);
  if (errorCode === undefined && message === undefined) return [];
  const fields = Array.isArray(entry['fields']) ? entry['fields'].filter(isText) : [];
  return [
    {
      errorCode: errorCode ?? 'UNKNOWN_EXCEPTION',
      message: (message ?? '').slice(0, LONGEST_ENTRY) + duplicateRecords(entry),
      fields,
    },
  ];
}

const LONGEST_ENTRY = 2_000;
const LONGEST_WORDS = 500;

function readWords(text: string): ApiErrorEntry[] {
  const line = text.trim();
  if (line === '' || line.startsWith('<')) return [];
  // The identity service returns only a code, such as Bad_OAuth_Token.
  if (/^\w{1,60}$/.test(line)) return [{ errorCode: line, message: '', fields: [] }];
  return [{ errorCode: 'UNKNOWN_EXCEPTION', message: line.slice(0, LONGEST_WORDS), fields: [] }];
}

/** The IDs of the records that a duplicate rule found, for the end of its message. */
function duplicateRecords(entry: Record<string, unknown>): string {
  const matches = listUnder(entry['duplicateResult'], 'matchResults').flatMap((match) =>
    listUnder(match, 'matchRecords'),
  );
  const records = matches.map((match) => (isRecord(match) ? match['record'] : undefined)).filter(isRecord);
  const ids = [...new Set(records.map((record) => record['Id']).filter(isText))];
  return ids.length > 0 ? ` (${ids.join(', ')})` : '';
}

/** The list under a name, as far as it is one. */
function listUnder(value: unknown, name: string): readonly unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.slice(0, MOST_ERRORS) : [];
}
