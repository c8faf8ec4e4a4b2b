/**
 * The one seam between what Salesforce is and whoever carries the bytes: n8n's request helper inside n8n, axios in the
 * tests, the demo and the benchmarks. Everything else in this folder plans a {@link Request} or interprets a
 * {@link Response}; only a {@link Send} does I/O.
 */

export type Method = 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';

export interface Request {
  method: Method;
  /** Absolute path on the org's own host, each segment already encoded (see `api.ts`); may carry a query string. */
  path: string;
  /** Added to the path's query string, encoded; `undefined` leaves a parameter out. */
  query?: Readonly<Record<string, boolean | number | string | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON when it is there. */
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  content?: Content;
  /** The body of an answer that is a success is wanted as a stream: see {@link bytesOf}. */
  streamed?: true;
  /** It changes nothing in the org, whatever its method says. */
  reads?: true;
}

/** Whether it can be sent twice and is the same as sent once. */
export function isRead({ method, reads }: Request): boolean {
  return method === 'GET' || reads === true;
}

/** Data too large to be held. Opened anew for each try, because a stream is read only once. */
export interface Content {
  /** MIME type. */
  readonly type: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface Response {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Parsed when the answer is JSON, text otherwise, `undefined` or '' when empty; a stream where one was asked for. */
  body: unknown;
}

/**
 * The body of an answer to a `streamed` request; what a Send without streams gives as text comes in one piece. Throws
 * {@link ConnectionError} when the stream breaks.
 */
export async function* bytesOf({ body }: Pick<Response, 'body'>): AsyncGenerator<Uint8Array, void, undefined> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) {
    if (typeof body === 'string' && body !== '') yield new TextEncoder().encode(body);
    return;
  }
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (error instanceof ConnectionError || code === CANCELLED) throw error;
    throw new ConnectionError(`The connection broke before all of the answer had come (${String(code)}).`, 'maybe');
  }
}

/** Not a failure, but the end of the execution. */
const CANCELLED = 'ERR_CANCELED';

/**
 * Carries one request to the org, signed in. Resolves for **every** HTTP status: reading it is the interpreter's
 * business. Rejects with {@link ConnectionError} when there was no answer.
 */
export type Send = (request: Request) => Promise<Response>;

/** No answer came back. `reached` tells whether the org can have acted on the request all the same. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(
    message: string,
    /** `no`: the connection was never made, so sending again is safe. `maybe`: it broke after the request left. */
    readonly reached: 'maybe' | 'no',
    /** The system's code, such as ECONNREFUSED, when there is one. */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Never connected, but the next moment can be better; a wrong certificate or a misspelled host stays wrong. */
export function canConnectLater({ reached, code }: ConnectionError): boolean {
  return reached === 'no' && ['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code ?? '');
}

/** Seconds for which the answer asks to be left alone (RFC 9110, 10.2.3); undefined where it does not say. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | undefined {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds : undefined;
}

/** How much of the org's API calls of 24 hours is used, as the Sforce-Limit-Info header of every REST answer says. */
export function apiUsage({ headers }: Pick<Response, 'headers'>): { used: number; max: number } | undefined {
  const [, used, max] = /\bapi-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '') ?? [];
  return used === undefined || max === undefined ? undefined : { used: Number(used), max: Number(max) };
}
