import type { Response } from '../http';
import { retryAfter } from '../limits';
import { SalesforceError, type ApiErrorEntry } from './classes';

/**
 * Returns the response when its status is among those expected (any 2xx by default); otherwise throws a
 * {@link SalesforceError} made of everything the answer says.
 */
export function expectStatus(response: Response, ...statuses: number[]): Response {
  const { status } = response;
  const expected = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300;
  if (expected) return response;
  const errors = status === 300 ? [severalMatches(response.body)] : readErrors(response);
  throw new SalesforceError(status, errors, { retryAfter: retryAfter(response) });
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

/** The errors in a response of any shape; never empty. HTML is not repeated. */
export function readErrors({ status, body }: Pick<Response, 'body' | 'status'>): ApiErrorEntry[] {
  const entries = (Array.isArray(body) ? body : [body]).flatMap(readEntry);
  return entries.length > 0 ? entries : [{ errorCode: `HTTP_${status}`, message: '', fields: [] }];
}

function readEntry(value: unknown): ApiErrorEntry[] {
  if (typeof value === 'string') return readWords(value);
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
  const result = entry['duplicateResult'] as
    { matchResults?: { matchRecords?: { record?: { Id?: unknown } }[] }[] } | undefined;
  const matches = (result?.matchResults ?? []).flatMap((match) => match.matchRecords ?? []);
  const ids = [...new Set(matches.map((match) => match.record?.Id).filter(isText))];
  return ids.length > 0 ? ` (${ids.join(', ')})` : '';
}
