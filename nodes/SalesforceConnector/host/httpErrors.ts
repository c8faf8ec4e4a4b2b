import type { AxiosError } from 'axios';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { tokenError } from '../../../salesforce/auth';
import { AnswerError, ConnectionError, InputError, SalesforceError } from '../../../salesforce/errors';
import { CANCELLED, type Response } from '../../../salesforce/http';
import { NEVER_CONNECTS } from '../../../salesforce/retry';

/** As axios returns them: in any case, with a list for a repeated header. */
export type Headers = Readonly<Record<string, unknown>>;

/** What n8n's request helper wraps: an error of axios, of the system below it, or of n8n's own OAuth2 client. */
interface HttpFailure extends Error, Partial<Pick<AxiosError<unknown>, 'code' | 'config' | 'response'>> {
  syscall?: string;
  httpCode?: unknown;
  status?: unknown;
  body?: unknown;
}

/** Said of a connection that was never made; of others (EHOSTUNREACH, ECONNRESET) the system call tells. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  ...NEVER_CONNECTS,
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Reads what n8n's request helper threw: a response when there was one, a {@link ConnectionError} when the connection
 * failed. Throws anything else: n8n's own error. A rejected token exchange is {@link signInRefusal}'s to read.
 */
export function readThrown(thrown: unknown): ConnectionError | Response {
  const causes: HttpFailure[] = [...causesOf(thrown)];
  const lost = causes.find((error) => error instanceof ConnectionError);
  if (lost !== undefined) return lost;
  for (const { response } of causes) {
    if (response === undefined || typeof response.status !== 'number') continue;
    return { status: response.status, headers: lowerCased(response.headers), body: response.data };
  }
  // n8n before 2.0 loses the cause of its NodeApiError, and keeps the code as `httpCode`.
  const codes = causes.flatMap(({ code, httpCode }) => [code, httpCode]).filter((text) => typeof text === 'string');
  const code = codes.find((text) => /^[A-Z][A-Z_\d]+$/.test(text));
  if (code !== undefined && code !== CANCELLED) return connectionError(causes, code);
  // n8n's own message, or the error it wrapped: n8n's wrapper replaces messages with guesses at their meaning.
  throw causes.find((error) => error instanceof NodeOperationError) ?? causes.at(-1) ?? thrown;
}

/** Why there is no session to send the request with, if that is what n8n's helper threw. */
export function signInRefusal(thrown: unknown): Error | undefined {
  for (const error of causesOf(thrown) as Iterable<HttpFailure>) {
    if (error instanceof SalesforceError || error instanceof AnswerError || error instanceof InputError) return error;
    const { response, config, body, code, status } = error;
    if (isTokenExchange(config?.url) && typeof response?.status === 'number') {
      return tokenError(response.data, response.status);
    }
    // n8n's OAuth2 client returns the token endpoint's response in this form.
    if (isTokenRefusal(body)) return tokenError(body, 400);
    if (typeof code === 'string' && TOKEN_CODES.has(code)) {
      return new AnswerError(typeof status === 'number' ? status : 200, 'a token was expected', body, 'signIn');
    }
    // n8n's words are the same for every reason, and often not true.
    if (isReconnect(error)) return tokenError({ error: 'invalid_grant' }, 400);
  }
  return undefined;
}

function connectionError(causes: readonly HttpFailure[], code: string): ConnectionError {
  const url = causes.find(({ config }) => config?.url !== undefined)?.config?.url;
  const host = hostNamed(url);
  // If the token exchange failed, the request itself was not sent.
  const never =
    isTokenExchange(url) || NEVER_CONNECTED.has(code) || causes.some(({ syscall }) => syscall === 'connect');
  const happened = never
    ? `${host} could not be reached`
    : `The connection to ${host} was lost before a response arrived`;
  return new ConnectionError(`${happened} (${code}).`, never ? 'no' : 'maybe', code);
}

/** The request's URL is relative if the credential sets the host. */
function hostNamed(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'Salesforce';
}

function* causesOf(thrown: unknown): Generator<Error> {
  // A host with several addresses fails with the errors of all of them in one.
  const seen = new Set<unknown>([thrown]);
  for (const error of seen) {
    if (!(error instanceof Error)) continue;
    yield error;
    seen.add(error.cause);
    if (error instanceof AggregateError) for (const one of error.errors) seen.add(one);
  }
}

function isTokenExchange(url: string | undefined): boolean {
  return url?.includes('/services/oauth2/token') ?? false;
}

/** The codes of n8n's OAuth2 client for a page, half of an answer or a refusal in no known words. */
const TOKEN_CODES: ReadonlySet<string> = new Set(['EAUTH', 'ESTATUS']);

/** Whether n8n hides why Salesforce refused a new session. */
export function isHidden(thrown: unknown): boolean {
  return [...causesOf(thrown)].some(isReconnect);
}

/** n8n's own words for every `invalid_grant`, without Salesforce's. Some versions lose their class in a wrapper. */
function isReconnect(error: Error): boolean {
  const isOwn = error instanceof NodeOperationError || (error instanceof NodeApiError && !error.httpCode);
  return isOwn && /^The credential .+ needs to be reconnected\.$/.test(error.message);
}

function isTokenRefusal(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'error' in body;
}

/** Header names in lower case, each with one text. */
export function lowerCased(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );
}

/** A header that can come several times; its name in lower case. */
export function textsUnder(headers: Headers, name: string): readonly string[] {
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? value : []));
  return values.filter((value): value is string => typeof value === 'string');
}
