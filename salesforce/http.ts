import { ConnectionError } from './errors/classes';

/**
 * The only boundary between Salesforce's logic and the transport: n8n's request helper inside n8n, axios in the tests,
 * the demo and the benchmarks. Everything else in this folder plans a {@link Request} or interprets a {@link Response};
 * only a {@link Send} does I/O.
 */

export type Method = 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';

export interface Request {
  method: Method;
  /** Absolute path on the org's own host, each segment already encoded (see `path.ts`); may carry a query string. */
  path: string;
  /** Added to the path's query string, encoded; `undefined` leaves a parameter out. */
  query?: Readonly<Record<string, boolean | number | string | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON when it is there. */
  body?: unknown;
  /** JSON that is written already, in place of `body`: it can contain numbers with more digits than JavaScript keeps. */
  json?: string;
  /** Sent as it is, in place of `body`. */
  content?: Content;
  /** The same of a text, by its MIME type. */
  text?: { readonly type: string; readonly text: string };
  /** The same of a text that holds the session itself, for what looks for it there: SOAP, OAuth's own endpoints. */
  signedText?: { readonly type: string; readonly write: (session: string, grant?: Grant) => string };
  /** What it holds is all that signs it: no header does. */
  unsigned?: true;
  /** The body of a successful response is wanted as a stream: see {@link bytesOf}. */
  streamed?: true;
  /** It changes nothing in the org, whatever its method. */
  reads?: true;
  /** Nobody knows whether doing it twice is the same as doing it once, whatever its method. */
  once?: true;
  /** Milliseconds within which the whole response must be there; without it, as long as n8n waits. */
  within?: number;
}

/** What a credential signs in with, as far as it has it: each is empty where it has none. */
export interface Grant {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** Whether sending it twice has the same effect as sending it once. */
export function isRead({ method, once, reads }: Request): boolean {
  return once !== true && (method === 'GET' || method === 'HEAD' || reads === true);
}

/** Data too large to be held. Reopened for each attempt, because a stream is read only once. */
export interface Content {
  /** MIME type. */
  readonly type: string;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface Response {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Parsed (see `json.ts`) when the answer is JSON, text otherwise, `undefined` or '' when empty; a stream where one was asked for. */
  body: unknown;
  /** The Set-Cookie headers, one by one; absent when there are none. */
  setCookies?: readonly string[];
}

/** When the response was made, by the clock of whoever made it, in milliseconds; undefined if it does not say. */
export function dateOf({ headers }: Pick<Response, 'headers'>): number | undefined {
  const time = Date.parse(headers['date'] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** As much of Node's streams as is used here. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  readonly destroy?: (error?: Error) => void;
}

export function isByteStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * The body of an answer to a `streamed` request; a Send without streams returns text, which comes in one piece. Throws
 * {@link ConnectionError} when the stream breaks.
 */
export async function* bytesOf({ body }: Pick<Response, 'body'>): AsyncGenerator<Uint8Array, void, undefined> {
  if (!isByteStream(body)) {
    if (typeof body === 'string' && body !== '') yield new TextEncoder().encode(body);
    return;
  }
  try {
    yield* body;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (error instanceof ConnectionError || code === CANCELLED) throw error;
    throw new ConnectionError(`The connection was lost before the whole response arrived (${String(code)}).`, 'maybe');
  }
}

/** The code of what is thrown when the execution is stopped: nothing failed, and nothing may be tried again. */
export const CANCELLED = 'ERR_CANCELED';

/**
 * Carries one request to the org, signed in. Resolves for **every** HTTP status: interpreting it is up to the reader of
 * the response. Rejects with {@link ConnectionError} when there was no answer.
 */
export type Send = (request: Request) => Promise<Response>;
