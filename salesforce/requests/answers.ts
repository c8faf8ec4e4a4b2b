import {
  AnswerError,
  beginningOf,
  expectCharset,
  expectStatus,
  isRecord,
  readErrors,
  refusal,
  SalesforceError,
  type Answered,
  type ApiErrorEntry,
} from '../errors';
import { givenFileName } from '../fileName';
import { isByteStream, isRead, type Request, type Response } from '../http';
import { parseJson } from '../json';
import { retryAfter } from '../limits';
import type { Org } from '../org';
import { APEX_REST } from '../path';
import { repeating, uncertainOf, verdictOn } from '../retry';
import { wholeText } from '../wholeText';
import { percentDecoded } from './orgPath';
import { expectOwnAnswer } from './ownAnswers';

/** How the body of an answer is read; `automatic`: as its content type says. */
export type BodyFormat = 'automatic' | 'file' | 'json' | 'text';

export interface SendingOptions {
  readonly format: BodyFormat;
  /** An answer of any status is an answer. */
  readonly neverError: boolean;
}

/** An answer whose body is JSON that is parsed, a text, a stream, or undefined where there is none. */
export interface BodyAnswer extends Response {
  readonly format: Exclude<BodyFormat, 'automatic'>;
}

/**
 * Sends any request. Only one that reads is sent again; what may have been carried out says so.
 * @throws SalesforceError, AnswerError, ConnectionError, UncertainError
 */
export async function sendAny(org: Org, request: Request, options: SendingOptions): Promise<BodyAnswer> {
  const once: Request = { ...request, streamed: true, ...(isRead(request) ? {} : { once: true }) };
  if (isRead(request)) {
    const send = repeating(async (again) => await readOwn(await org.sendOnce(again), again, options), org);
    return answered((await send(once)) as BodyAnswer, once, options);
  }
  try {
    return answered(await readOwn(await org.sendOnce(once), once, options), once, options);
  } catch (error) {
    if (error instanceof Error && verdictOn(error, 'create') === 'uncertain') throw uncertainOf(error, 'carriedOut');
    throw error;
  }
}

/** What was asked for only if it has changed, and has not. */
const NOT_MODIFIED = 304;

function answered(answer: BodyAnswer, { path }: Request, { neverError }: SendingOptions): BodyAnswer {
  const { status } = answer;
  if (status < 300 || status === NOT_MODIFIED || neverError) return answer;
  if (status >= 400) throw hasOwnForm(path) ? ownRefusal(answer, toOf(path)) : refusal(answer);
  return { ...expectStatus(answer), format: answer.format };
}

/** Apex REST and SOAP refuse in other forms than the data API does: what they say is Salesforce's all the same. */
function hasOwnForm(path: string): boolean {
  return !path.startsWith('/services/data/');
}

function toOf(path: string): Answered {
  return path.startsWith(APEX_REST) ? 'apexRest' : 'request';
}

function ownRefusal(answer: BodyAnswer, to: Answered): SalesforceError {
  const { status, body } = answer;
  if (body === undefined || body === '' || isWebPage(answer)) return refusal(answer);
  const fault = soapFault(body);
  const errors = fault === undefined ? readErrors(answer).map((error) => withWords(error, body)) : [fault];
  return new SalesforceError(status, errors, { to, retryAfter: retryAfter(answer) });
}

/** A class of the org's own can refuse in a form that nobody else knows: then its beginning is shown. */
function withWords(error: ApiErrorEntry, body: unknown): ApiErrorEntry {
  return /^HTTP_\d+$/.test(error.errorCode) && error.message === '' ? { ...error, message: beginningOf(body) } : error;
}

function soapFault(body: unknown): ApiErrorEntry | undefined {
  if (typeof body !== 'string') return undefined;
  const part = (name: string): string | undefined => new RegExp(`<${name}>([^<]{1,2000})</${name}>`).exec(body)?.[1];
  const [code, words] = [part('faultcode'), part('faultstring')];
  if (code === undefined || words === undefined) return undefined;
  return { errorCode: code.replace(/^.*:/, ''), message: words, fields: [] };
}

export function isWebPage({ headers, body }: Response): boolean {
  return (
    mediaType(headers) === 'text/html' ||
    (typeof body === 'string' && /^\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b/i.test(body))
  );
}

/** @throws AnswerError for what is not what was asked for, unless any answer is one */
async function readOwn(response: Response, request: Request, options: SendingOptions): Promise<BodyAnswer> {
  const answer = await readAs(response, options.format, request);
  if (!options.neverError && answer.format === 'json') expectOwnAnswer(request, answer);
  return answer;
}

/** @throws AnswerError for what has not the form that was asked for */
async function readAs(response: Response, wanted: BodyFormat, { path }: Request): Promise<BodyAnswer> {
  const { status, headers } = response;
  const format = wanted === 'automatic' ? formatOf(mediaType(headers)) : wanted;
  if (status >= 300) return { ...response, format: 'json' };
  if (format === 'file' && isByteStream(response.body)) return { ...response, format };
  if (!isByteStream(response.body) && typeof response.body === 'object') return { ...response, format: 'json' };
  const text = await wholeText(expectCharset(response));
  if (text === '') return { ...response, format: 'json', body: undefined };
  const answer = { ...response, format: 'text', body: text } as const;
  if (format === 'json') {
    const json = jsonIn(text);
    if (json !== undefined) return { ...response, format, body: json.value };
    if (wanted === 'json' || !isApexText(answer, path)) {
      throw new AnswerError(status, 'JSON was expected', text, toOf(path));
    }
  }
  // Only Apex, and what somebody asks for as text, can be a page.
  const canBePage = wanted === 'text' && hasOwnForm(path);
  if (!canBePage && isWebPage(answer)) throw new AnswerError(status, 'text was expected, and not a web page', text);
  return answer;
}

/**
 * Whether it can be the text of a class of the org’s own, which Apex calls JSON unless the class says otherwise
 * (restforce/restforce#208): no page, nor the beginning of JSON.
 */
function isApexText(answer: Response & { readonly body: string }, path: string): boolean {
  return toOf(path) === 'apexRest' && !isWebPage(answer) && !/^\s*[[{"]/.test(answer.body);
}

function jsonIn(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The media type, in lower case. */
function mediaType({ 'content-type': type = '' }: Response['headers']): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

/** A page is read as JSON, which it is not: no resource of Salesforce's answers with one unless it is a file. */
function formatOf(type: string): BodyAnswer['format'] {
  if (type === '' || type === 'text/html' || /[/+]json$/.test(type)) return 'json';
  return /^text\/|[/+]xml$/.test(type) ? 'text' : 'file';
}

/** What a file is called by whoever sends it, and of what type it is. */
export function fileOfAnswer(
  { headers }: Response,
  path: string,
): { fileName: string; mimeType: string; isWebPage: boolean } {
  const mimeType = mediaType(headers) === '' ? 'application/octet-stream' : mediaType(headers);
  const named = dispositionName(headers['content-disposition'] ?? '');
  const last = path.split('?')[0]?.split('/').filter(Boolean).at(-1) ?? 'file';
  const fileName = givenFileName(named ?? last);
  return { fileName, mimeType, isWebPage: mimeType === 'text/html' };
}

/** RFC 6266: the encoded name, which can tell its language, before the plain one. */
function dispositionName(disposition: string): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)+)"|(?!"")([^;\s]+))/i.exec(disposition);
  // In quotes, a backslash stands before what is meant literally (RFC 9110, 5.6.4).
  const quoted = plain?.[1]?.replaceAll(/\\(.)/g, '$1');
  return (encoded === undefined ? undefined : percentDecoded(encoded)) ?? quoted ?? plain?.[2];
}

/** The list at a path of property names, such as `records`; undefined where there is none. */
export function listAt(body: unknown, path: string): readonly unknown[] | undefined {
  let value = body;
  for (const name of path.split('.')) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return Array.isArray(value) ? value : undefined;
}
