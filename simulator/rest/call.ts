import type { StoredBlob } from '../data/blobs';
import { isNumeric } from '../numbers';
import type { ApiErrorEntry, Org, Session, WriteOptions } from '../types';
import { ApiError } from '../types';

/**
 * One request to a resource below `/services/data/vXX.X/`, from the wire or from inside a composite request:
 * handlers cannot tell them apart.
 */
export interface Call {
  readonly org: Org;
  readonly session: Session;
  /** Without the v: `68.0`. */
  readonly version: string;
  readonly method: string;
  /** Path segments below the version, percent-decoded once. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Headers;
  /** The parsed JSON; undefined when there was none. */
  readonly body: unknown;
  /** ID of the Experience Cloud site that the resource is part of. */
  readonly siteId?: string;
  /** Binary parts of a multipart body, by their names. */
  readonly uploads?: ReadonlyMap<string, StoredBlob>;
  /** Answers another request by the same handlers: what composite requests are made of. Never throws an ApiError. */
  readonly dispatch: (call: Call) => Answer;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface Answer {
  readonly status: number;
  /** Left out for an empty body. A Buffer or a stream is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: Call, ...params: string[]) => Answer;

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
});

export const noContent: Answer = { status: 204 };

export const notFound = (message = 'The requested resource does not exist'): ApiError =>
  new ApiError(404, { errorCode: 'NOT_FOUND', message });

export const badRequest = (errorCode: string, message: string, fields?: string[]): ApiError =>
  new ApiError(400, { errorCode, message, ...(fields && { fields }) });

/** @param allowed the methods that the resource has */
export function methodNotAllowed(method: string, allowed: readonly string[]): ApiError {
  const methods = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].sort().join(',');
  return new ApiError(405, {
    errorCode: 'METHOD_NOT_ALLOWED',
    message: `HTTP Method '${method}' not allowed. Allowed are ${methods}`,
  });
}

export const parserError = (message: string): ApiError => badRequest('JSON_PARSER_ERROR', message);

/** A header's value; of one sent twice, the first. */
export function header(call: Pick<Call, 'headers'>, name: string): string | undefined {
  const value = call.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** Whether the request's version is this one or a later one: `isSince(call, 46)`. */
export const isSince = ({ version }: Pick<Call, 'version'>, since: number): boolean => Number(version) >= since;

/** `/services/data/v68.0`, for the addresses in answers. */
export const root = (call: Pick<Call, 'version'>): string => `/services/data/v${call.version}`;

export const recordUrl = (call: Pick<Call, 'version'>, type: string, id: string): string =>
  `${root(call)}/sobjects/${type}/${id}`;

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeric(value);

/** The body as a JSON object; anything else is refused as Salesforce's parser refuses it. */
export function objectBody(call: Call): JsonObject {
  if (isObject(call.body)) return call.body;
  if (call.body === undefined)
    throw parserError('The HTTP entity body is required, but this request has no entity body.');
  throw parserError('The HTTP entity body must be a JSON object.');
}

/**
 * How change events say by what a change was made.
 * @see https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm
 */
function changeOrigin(call: Call): string {
  const client = /\bclient\s*=\s*([^,;\s]+)/i.exec(header(call, 'sforce-call-options') ?? '')?.[1];
  return `com/salesforce/api/rest/${call.version}${client === undefined ? '' : `;client=${client}`}`;
}

/** What the request's headers say of a write. */
export function writeOptions(call: Call): WriteOptions {
  const assign = header(call, 'sforce-auto-assign') ?? 'TRUE';
  return {
    userId: call.session.userId,
    now: call.org.clock.now(),
    allowDuplicates: /\ballowSave\s*=\s*true\b/i.test(header(call, 'sforce-duplicate-rule-header') ?? ''),
    autoAssign: /^(true|false)$/i.test(assign) ? assign.toLowerCase() === 'true' : assign,
    origin: changeOrigin(call),
    updateMru: !/\bupdateMru\s*=\s*false\b/i.test(header(call, 'sforce-mru') ?? ''),
  };
}

/** The entry as single resources word it: `[{message, errorCode, fields}]`. */
export const errorEntry = ({ errorCode, message, fields, extra }: ApiErrorEntry): JsonObject => ({
  message,
  errorCode,
  ...(fields && { fields }),
  ...extra,
});

/** The answer to a request that failed with `error`. */
export const failure = (error: ApiError): Answer => ({ status: error.status, body: error.errors.map(errorEntry) });
