import { ApiError } from '../../types';
import type { Answer, Call, Headers, JsonObject } from '../call';
import { badRequest, failure, isObject, parserError } from '../call';
import { targetOf } from '../target';

/** Requests that carry other requests; none of them may be inside another. */
const CARRIERS = new Set(['composite', 'composite/batch', 'composite/graph', 'composite/tree', 'connect/batch']);

/** What a subrequest sets by itself; the carrier's own value is of no use to it. */
const OWN_HEADERS = ['if-modified-since', 'if-unmodified-since', 'if-none-match', 'if-match'];

/** The list that a carrier's body holds, within its limit. */
export function subrequestsIn(body: JsonObject, name: string, limit: number): JsonObject[] {
  const list = body[name];
  if (!Array.isArray(list) || !list.every(isObject)) throw parserError(`${name} must be a list of subrequests`);
  if (list.length === 0) throw invalidInput(`${name} must hold at least one subrequest`);
  if (list.length > limit) {
    throw badRequest(
      'LIMIT_EXCEEDED',
      `The maximum number of subrequests is ${String(limit)}; this request has ${String(list.length)}`,
    );
  }
  return list;
}

export const invalidInput = (message: string): ApiError => badRequest('INVALID_INPUT', message);

/** A text that every subrequest must have. */
export function textOf(subrequest: JsonObject, name: string): string {
  const value = subrequest[name];
  if (typeof value !== 'string' || value === '') throw invalidInput(`${name} is required in every subrequest`);
  return value;
}

/** The headers that a subrequest is run with: the carrier's, then its own. */
function headersFor(call: Call, own: unknown): Headers {
  const inherited = Object.entries(call.headers).filter(([name]) => !OWN_HEADERS.includes(name));
  const given = isObject(own) ? Object.entries(own) : [];
  return Object.fromEntries([
    ...inherited,
    ...given.map(([name, value]) => [name.toLowerCase(), String(value)] as const),
  ]);
}

export interface Subrequest {
  method: string;
  url: string;
  body?: unknown;
  headers?: unknown;
}

/** Runs one request from inside another, by the same handlers that serve the wire. */
export function run(call: Call, { method, url, body, headers }: Subrequest): Answer {
  try {
    const target = targetOf(url);
    if (CARRIERS.has(target.path.slice(0, 2).join('/'))) throw invalidInput(`Invalid subrequest: ${url}`);
    const { org, session, dispatch } = call;
    return dispatch({
      org,
      session,
      dispatch,
      headers: headersFor(call, headers),
      method: method.toUpperCase(),
      body,
      ...target,
    });
  } catch (error) {
    if (error instanceof ApiError) return failure(error);
    throw error;
  }
}

export const failed = ({ status }: Answer): boolean => status >= 400;
