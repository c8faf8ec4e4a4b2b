import { adviceFor, type Advice } from './advice';
import { retryAfter, type Response } from '../http';

interface InputErrorOptions {
  /** The form field or Salesforce field it is about. */
  field?: string;
  /** What to do about it. */
  actions?: readonly string[];
}

/** Input that was refused before anything was sent. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly errorCode = 'INVALID_INPUT';
  readonly field?: string;
  readonly actions: readonly string[];

  constructor(message: string, options: InputErrorOptions = {}) {
    super(message);
    if (options.field !== undefined) this.field = options.field;
    this.actions = options.actions ?? [];
  }
}

/** One of the errors in an answer; `fields` is empty when Salesforce names none. */
export interface ApiErrorEntry {
  errorCode: string;
  message: string;
  fields: readonly string[];
}

/**
 * Salesforce said no. `message` says what happened, all of Salesforce's own errors included; `actions` say what can be
 * done now, in the words of Salesforce's screens. Nothing secret is in either.
 */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly errors: readonly ApiErrorEntry[];
  readonly actions: readonly string[];

  constructor(
    /** HTTP status. */
    readonly status: number,
    errors: readonly ApiErrorEntry[],
    advise: (entry: ApiErrorEntry, status: number) => Advice | undefined = adviceFor,
    /** Seconds after which the answer asked to be tried again, where it did. */
    readonly retryAfter?: number,
  ) {
    const entries = errors.map((entry) => ({ ...entry, message: redact(entry.message) }));
    const advices = entries.map((entry) => advise(entry, status));
    super(entries.map((entry, i) => sentence(entry, advices[i])).join('\n'));
    this.errors = entries;
    this.actions = [...new Set(advices.flatMap((advice) => advice?.actions ?? []))];
  }

  /** The first error's code. */
  get errorCode(): string {
    return this.errors[0]?.errorCode ?? `HTTP_${this.status}`;
  }

  /** The fields that any of the errors name. */
  get fields(): readonly string[] {
    return [...new Set(this.errors.flatMap((entry) => entry.fields))];
  }
}

function sentence({ errorCode, message, fields }: ApiErrorEntry, advice: Advice | undefined): string {
  const means = advice?.means === undefined ? '' : `${advice.means} `;
  const unnamed = fields.filter((field) => !message.includes(field));
  const about = unnamed.length > 0 ? ` [${unnamed.join(', ')}]` : '';
  const said = message === '' ? '' : `${message}${about} `;
  return `${means}${said}(${errorCode})`;
}

const SECRETS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [/\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![A-Za-z0-9._]+/g, '[access token]'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '[token]'],
  [/\b5Aep[\w.]{20,}/g, '[refresh token]'],
  [/\b(Bearer|OAuth)\s+(?=\S*[\d!])\S{12,}/g, '$1 [token]'],
  [/\b(access_token|assertion|client_secret|code|code_verifier|password|refresh_token)=[^&\s"]+/gi, '$1=[hidden]'],
];

/** Text that is safe to show: session ids, tokens, assertions and keys that a server echoed are taken out. */
export function redact(text: string): string {
  return SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** Longest that a Retry-After header can hold an execution. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** Milliseconds for which a refusal asks to be left alone, as far as that is heeded; undefined where it does not ask. */
export function askedPause(error: unknown): number | undefined {
  const seconds = error instanceof SalesforceError ? error.retryAfter : undefined;
  return seconds === undefined ? undefined : Math.min(seconds * 1000, LONGEST_RETRY_AFTER_MS);
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * Returns the response when its status is among those expected (any 2xx by default); otherwise throws a
 * {@link SalesforceError} made of everything the answer says.
 */
export function expectStatus(response: Response, ...statuses: number[]): Response {
  const { status } = response;
  const expected = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300;
  if (expected) return response;
  const errors = status === 300 ? [severalMatches(response.body)] : readErrors(response);
  throw new SalesforceError(status, errors, adviceFor, retryAfter(response));
}

/** SOAP's and Bulk's name for what REST answers with a bare 300. */
function severalMatches(body: unknown): ApiErrorEntry {
  const urls = Array.isArray(body) ? body.filter((url): url is string => typeof url === 'string') : [];
  const ids = urls.map((url) => url.split('/').at(-1) ?? url);
  return {
    errorCode: 'DUPLICATE_EXTERNAL_ID',
    message: ids.length > 0 ? `The matching records are ${ids.join(', ')}.` : '',
    fields: [],
  };
}

/** The errors of an answer, whatever shape it has; never empty. HTML is not repeated. */
export function readErrors({ status, body }: Pick<Response, 'body' | 'status'>): ApiErrorEntry[] {
  const entries = (Array.isArray(body) ? body : [body]).flatMap(readEntry);
  return entries.length > 0 ? entries : [{ errorCode: `HTTP_${status}`, message: '', fields: [] }];
}

function readEntry(value: unknown): ApiErrorEntry[] {
  if (typeof value === 'string') return readText(value);
  if (typeof value !== 'object' || value === null) return [];
  const entry = value as Record<string, unknown>;
  if (Array.isArray(entry['errors']) && entry['errors'].length > 0) return entry['errors'].flatMap(readEntry);
  // REST says errorCode, collections statusCode, OAuth error, Apex and Bulk exceptionCode.
  const errorCode = [entry['errorCode'], entry['statusCode'], entry['error'], entry['exceptionCode']].find(isText);
  const message = [entry['message'], entry['error_description'], entry['exceptionMessage']].find(isText);
  if (errorCode === undefined && message === undefined) return [];
  const fields = Array.isArray(entry['fields']) ? entry['fields'].filter(isText) : [];
  return [{ errorCode: errorCode ?? 'UNKNOWN_EXCEPTION', message: (message ?? '') + duplicateRecords(entry), fields }];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const LONGEST_TEXT = 500;

function readText(text: string): ApiErrorEntry[] {
  const line = text.trim();
  if (line === '' || line.startsWith('<')) return [];
  // The identity service answers a bare code, such as Bad_OAuth_Token.
  if (/^\w{1,60}$/.test(line)) return [{ errorCode: line, message: '', fields: [] }];
  return [{ errorCode: 'UNKNOWN_EXCEPTION', message: line.slice(0, LONGEST_TEXT), fields: [] }];
}

/** The ids of the records that a duplicate rule found, for the end of its message. */
function duplicateRecords(entry: Record<string, unknown>): string {
  const result = entry['duplicateResult'] as
    { matchResults?: { matchRecords?: { record?: { Id?: unknown } }[] }[] } | undefined;
  const matches = (result?.matchResults ?? []).flatMap((match) => match.matchRecords ?? []);
  const ids = [...new Set(matches.map((match) => match.record?.Id).filter(isText))];
  return ids.length > 0 ? ` (${ids.join(', ')})` : '';
}
