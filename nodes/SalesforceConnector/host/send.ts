import { sleep, type IHttpRequestOptions } from 'n8n-workflow';

import { target } from '../../../salesforce/api';
import { ConnectionError, type Request, type Response, type Send } from '../../../salesforce/http';
import { readAccess, type Access, type Caller } from './access';
import { lowerCased, readThrown, type Headers } from './thrown';

const TRIES = 3;
/** Longest wait, in milliseconds, that a Retry-After header can ask of an execution. */
const LONGEST_WAIT = 30_000;

/** Waits so many milliseconds. */
type Pause = (milliseconds: number) => Promise<void>;

/** n8n's, which ends early when the execution is cancelled. */
function pauseIn(caller: Caller): Pause {
  const signal = 'getExecutionCancelSignal' in caller ? caller.getExecutionCancelSignal() : undefined;
  return (milliseconds) => sleep(milliseconds, signal);
}

interface FullResponse {
  statusCode: number;
  headers: Headers;
  body: unknown;
}

/**
 * A {@link Send} that signs in with the node's credential through n8n, which renews the session on a 401.
 * Sends again by itself only what is safe: reads that failed on the way, and anything that never reached the org.
 */
export function sendFor(caller: Caller, access: Access, pause: Pause = pauseIn(caller)): Send {
  let current = access;

  const sendOnce = async (request: Request): Promise<Response> => {
    const answer = await exchange(caller, current, request);
    if (!canHaveMoved(answer, request)) return settle(answer);
    // A refresh can name another instance: the credential is read again, and followed when it leads elsewhere.
    const fresh = await readAccess(caller);
    if (fresh.origin === current.origin) return settle(answer);
    current = fresh;
    return settle(await exchange(caller, current, request));
  };

  return (request) => withRetries(request, () => sendOnce(request), pause);
}

/** An answer, or the lack of one: neither is thrown before it is known whether to try elsewhere. */
type Answer = ConnectionError | Response;

function settle(answer: Answer): Response {
  if (answer instanceof ConnectionError) throw answer;
  return answer;
}

/** Whether the request, sent to an instance the org has left, can have failed for that and was not acted upon. */
function canHaveMoved(answer: Answer, { method }: Request): boolean {
  if (answer instanceof ConnectionError) return answer.reached === 'no' || method === 'GET';
  return answer.status === 401 || [301, 302, 303, 307, 308].includes(answer.status);
}

async function exchange(caller: Caller, access: Access, request: Request): Promise<Answer> {
  const answer = await ask(caller, access, request, { ignore: true, except: [401] });
  // n8n before 2.0 ignores every status or none, and does not renew the session when it ignores the 401.
  const renewable = 'resolved' in answer && answer.resolved.status === 401;
  const final = renewable ? await ask(caller, access, request, false) : answer;
  return 'resolved' in final ? final.resolved : readThrown(final.thrown);
}

type Asked = { resolved: Response } | { thrown: unknown };

async function ask(
  caller: Caller,
  { credentialType, origin }: Access,
  request: Request,
  ignoreHttpStatusErrors: NonNullable<IHttpRequestOptions['ignoreHttpStatusErrors']>,
): Promise<Asked> {
  const options: IHttpRequestOptions = {
    method: request.method,
    url: `${origin ?? ''}${target(request)}`,
    headers: { Accept: 'application/json', ...request.headers },
    returnFullResponse: true,
    ignoreHttpStatusErrors,
    // A redirect would carry the token to wherever it leads.
    disableFollowRedirect: true,
  };
  if (request.body !== undefined) {
    // As text, because n8n leaves an empty object out.
    options.body = JSON.stringify(request.body);
    options.headers = { ...options.headers, 'Content-Type': 'application/json' };
  }
  try {
    const response = await caller.helpers.httpRequestWithAuthentication.call(caller, credentialType, options);
    return { resolved: responseOf(response as FullResponse) };
  } catch (thrown) {
    return { thrown };
  }
}

function responseOf({ statusCode, headers, body }: FullResponse): Response {
  return { status: statusCode, headers: lowerCased(headers), body };
}

async function withRetries(request: Request, attempt: () => Promise<Response>, pause: Pause): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const outcome = await attempt().catch((error: unknown) => ({ error }));
    const wait = tried < TRIES ? waitBeforeNext(request, outcome, tried) : undefined;
    if (wait !== undefined) {
      await pause(wait);
    } else if ('error' in outcome) {
      throw outcome.error;
    } else {
      return outcome;
    }
  }
}

/** Milliseconds until the request may be sent again; undefined when it must not be. */
function waitBeforeNext(request: Request, outcome: Response | { error: unknown }, tried: number): number | undefined {
  const backoff = 2 ** tried * 250 * (0.5 + Math.random());
  if ('error' in outcome) {
    const { error } = outcome;
    if (!(error instanceof ConnectionError)) return undefined;
    const code = error.code ?? '';
    const safe = error.reached === 'no' ? TRANSIENT.has(code) : request.method === 'GET' && !TIMED_OUT.has(code);
    return safe ? backoff : undefined;
  }
  if (request.method !== 'GET' || ![502, 503].includes(outcome.status)) return undefined;
  const seconds = Number(outcome.headers['retry-after']);
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT) : backoff;
}

/** Never connected, but the next moment can be better; a wrong certificate or a misspelled host stays wrong. */
const TRANSIENT: ReadonlySet<string> = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

/** n8n waits five minutes for an answer: what takes longer will take as long again. */
const TIMED_OUT: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);
