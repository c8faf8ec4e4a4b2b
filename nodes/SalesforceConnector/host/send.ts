import type { IHttpRequestOptions } from 'n8n-workflow';

import { DEFAULT_API_VERSION } from '../../../salesforce/api';
import { ConnectionError, refusal } from '../../../salesforce/errors';
import { isRead, type Request, type Response, type Send } from '../../../salesforce/http';
import { dataPath, target } from '../../../salesforce/path';
import { lacksSession } from '../../../salesforce/soap/answer';
import { homeOf, readAccess, sessionOf, signingWith, type Access, type Caller } from './access';
import { inTime } from './deadline';
import { hiddenRefusal } from './hiddenRefusal';
import { isHidden, lowerCased, readThrown, signInRefusal, textsUnder, type Headers } from './httpErrors';
import { renewedElsewhere } from './renewedElsewhere';
import { discard, incoming, outgoing } from './streams';

interface HelperResponse {
  statusCode: number;
  headers: Headers;
  body: unknown;
}

/**
 * A {@link Send} that signs in with the node's credential through n8n, which renews the session on a 401. It retries
 * nothing, except with a renewed session or on another instance, if the first one cannot have acted on the request.
 */
export function sendFor(caller: Caller, access: Access): Send {
  let current = access;

  return async (request) => {
    const { answer, used } = await exchangeSignedIn(caller, current, request);
    current = used;
    if (!canHaveMoved(answer, request)) return settle(answer);
    // A refresh can name another instance: the credential is read again, and the request follows it there.
    const fresh = await readAccess(caller, used);
    if (fresh.origin === used.origin) return settle(answer);
    current = fresh;
    return settle(await exchange(caller, fresh, request));
  };
}

/** A response or a connection error: neither is thrown before it is known whether to try another instance. */
type SendOutcome = ConnectionError | Response;

function settle(answer: SendOutcome): Response {
  if (answer instanceof ConnectionError) throw answer;
  return answer;
}

/** Whether the request may have failed because the org has left this instance, so that it was not carried out. */
function canHaveMoved(answer: SendOutcome, request: Request): boolean {
  if (answer instanceof ConnectionError) return answer.reached === 'no' || isRead(request);
  if (answer.status === 401) return mayGoAgain(answer, request);
  return [301, 302, 303, 307, 308].includes(answer.status);
}

/** Sessions that are renewed, one after another, before the request is given up. */
const MOST_RENEWALS = 3;

/**
 * Sends the request again as long as there is a session that it was not sent with: another process has renewed it meanwhile,
 * or n8n has, for a request that it does not send again or whose new session has ended already. Without a session,
 * Salesforce has not acted.
 * @throws SalesforceError when the session cannot be renewed
 */
async function exchangeSignedIn(
  caller: Caller,
  access: Access,
  request: Request,
): Promise<{ answer: SendOutcome; used: Access }> {
  let used = access;
  for (let renewals = 0; ; renewals += 1) {
    const session = sessionOf(used);
    const outcome = await exchange(caller, used, request).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    const renewed =
      renewals < MOST_RENEWALS ? await renewedSince(caller, { used, session, request }, outcome) : undefined;
    if (renewed !== undefined) used = renewed;
    else if ('answer' in outcome) return { ...outcome, used };
    else throw outcome.error;
  }
}

interface SignedAttempt {
  readonly used: Access;
  /** That it began with. */
  readonly session: string;
  readonly request: Request;
}

/** What to send an attempt again with; undefined if it had a session, or there is no new one. */
async function renewedSince(
  caller: Caller,
  { used, session, request }: SignedAttempt,
  outcome: { answer: SendOutcome } | { error: unknown },
): Promise<Access | undefined> {
  if ('error' in outcome) return await renewedElsewhere(caller, used, outcome.error);
  const { answer } = outcome;
  if (answer instanceof ConnectionError || !mayLackSession(answer, request) || !isUnsigned(answer, request))
    return undefined;
  const current = used.decrypted === undefined ? await readAccess(caller, used) : used;
  return sessionOf(current) === session ? undefined : current;
}

async function exchange(caller: Caller, access: Access, request: Request): Promise<SendOutcome> {
  return await inTime(caller, request, (timed) => exchangeBy(timed, access, request));
}

async function exchangeBy(caller: Caller, access: Access, request: Request): Promise<SendOutcome> {
  const ignored = canBeRepeated(request) && request.unsigned !== true ? BUT_401 : true;
  let final = await ask(caller, await withSession(caller, access, request), request, ignored);
  if ('resolved' in final && mayLackSession(final.resolved, request)) {
    const refused = await heardOut(final.resolved, request);
    if (refused instanceof ConnectionError || !isUnsigned(refused, request)) return refused;
    await renewOnce(caller, access);
    final = await ask(caller, await withSession(caller, access, request), request, ignored);
  }
  if ('thrown' in final && request.unsigned !== true) await throwSignInRefusal(caller, access, final.thrown);
  const read = 'resolved' in final ? final.resolved : readThrown(final.thrown);
  return read instanceof ConnectionError ? read : await heardOut(read, request);
}

/**
 * What a request is signed with that holds the session itself, as n8n keeps it by now; for the first, n8n signs in.
 */
async function withSession(caller: Caller, access: Access, { signedText }: Request): Promise<Access> {
  if (signedText === undefined) return access;
  const current = async (): Promise<Access> =>
    access.decrypted === undefined ? await readAccess(caller, access) : access;
  let signing = await current();
  if (sessionOf(signing) === '') {
    await renewOnce(caller, access);
    signing = await current();
  }
  return signing;
}

/** Whether it has to be heard out, to know if it was sent without a good session. */
function mayLackSession({ status }: Response, { signedText, unsigned }: Request): boolean {
  if (unsigned === true) return false;
  return status === 401 || (status === 500 && signedText !== undefined);
}

function isUnsigned(refused: Response, request: Request): boolean {
  return refused.status === 401 ? mayGoAgain(refused, request) : lacksSession(refused);
}

/** An answer to its end; or the error, where the connection ends before it. */
async function heardOut(response: Response, request: Request): Promise<SendOutcome> {
  return await incoming(response, request).catch((error: unknown) => {
    if (error instanceof ConnectionError) return error;
    throw error;
  });
}

/** Whether doing it twice is the same as doing it once, so that n8n may send it again whoever answered 401. */
function canBeRepeated(request: Request): boolean {
  return isRead(request) || (request.method !== 'POST' && request.once !== true);
}

/**
 * A 401 tells that Salesforce has not acted only where it names the session: it can come from somebody on the way, or from
 * an Apex class that did something before.
 */
function mayGoAgain(unauthorized: Response, request: Request): boolean {
  const { errorCode, isForeign } = refusal(unauthorized);
  return canBeRepeated(request) || (!isForeign && errorCode === 'INVALID_SESSION_ID');
}

/** Every status is left to the readers of responses, except the one on which n8n renews the session. */
const BUT_401: IgnoreStatusErrors = { ignore: true, except: [401] };

/**
 * Renewals in progress, by who signs in. n8n before 2.0 makes one for each request, and a refresh token that is rotated
 * is good for one alone. A JWT session is signed anew for each request that holds the old one, at no cost.
 */
const renewals = new Map<string, Promise<void>>();

async function renewOnce(caller: Caller, access: Access): Promise<void> {
  const { decrypted, identity } = access;
  if (decrypted !== undefined) return await renewThroughN8n(caller, access);
  const renewal = renewals.get(identity) ?? renewThroughN8n(caller, access).finally(() => renewals.delete(identity));
  renewals.set(identity, renewal);
  await renewal;
}

/**
 * A 401 came through, and the session was not renewed: n8n before 2.0 ignores either every status or none, and a create
 * is not n8n's to repeat. n8n renews the session only for a request whose 401 it sees, but then hides Salesforce's
 * response to the repeated request; so this request asks for nothing.
 * @throws SalesforceError when the session cannot be renewed
 */
async function renewThroughN8n(caller: Caller, access: Access): Promise<void> {
  const request: Request = { method: 'GET', path: dataPath(DEFAULT_API_VERSION) };
  const answer = await ask(caller, access, request, false);
  if ('resolved' in answer) discard(answer.resolved);
  else await throwSignInRefusal(caller, access, answer.thrown);
}

/** @throws SalesforceError, AnswerError when there was no session to send the request with */
async function throwSignInRefusal(caller: Caller, access: Access, thrown: unknown): Promise<void> {
  const hidden = isHidden(thrown) ? await hiddenRefusal(caller, access) : undefined;
  const refused = hidden ?? signInRefusal(thrown);
  if (refused !== undefined) throw refused;
}

type IgnoreStatusErrors = NonNullable<IHttpRequestOptions['ignoreHttpStatusErrors']>;

type Asked = { resolved: Response } | { thrown: unknown };

async function ask(
  caller: Caller,
  access: Access,
  request: Request,
  ignoreHttpStatusErrors: IgnoreStatusErrors,
): Promise<Asked> {
  const { credentialType, origin } = access;
  const options: IHttpRequestOptions = {
    method: request.method,
    url: `${origin ?? ''}${target(request)}`,
    headers: { ...(asksFor(request) ? {} : { Accept: 'application/json' }), ...request.headers },
    returnFullResponse: true,
    ignoreHttpStatusErrors,
    // A redirect would send the token to its target.
    disableFollowRedirect: true,
    // n8n would read JSON itself, and lose digits of long numbers; nor does it bound what it reads.
    encoding: 'stream',
  };
  if (request.content !== undefined) {
    options.body = outgoing(request.content) as NonNullable<IHttpRequestOptions['body']>;
    options.headers = { ...options.headers, 'Content-Type': request.content.type };
  } else if (request.text !== undefined) {
    options.body = request.text.text;
    options.headers = { ...options.headers, 'Content-Type': request.text.type };
  } else if (request.signedText !== undefined) {
    options.body = request.signedText.write(sessionOf(access), access.grant);
    options.headers = { ...options.headers, 'Content-Type': request.signedText.type };
  } else if (request.json !== undefined || request.body !== undefined) {
    // As text, because n8n omits an empty object.
    options.body = request.json ?? JSON.stringify(request.body);
    options.headers = { ...options.headers, 'Content-Type': 'application/json' };
  }
  try {
    const { httpRequest, httpRequestWithAuthentication } = caller.helpers;
    const response: unknown =
      request.unsigned === true
        ? await httpRequest({ ...options, url: `${homeOf(access)}${target(request)}` })
        : await signingWith(access, (signing) =>
            httpRequestWithAuthentication.call(caller, credentialType, options, signing),
          );
    return { resolved: responseOf(response as HelperResponse) };
  } catch (thrown) {
    return { thrown };
  }
}

/** Whether the request says what it accepts. */
function asksFor({ headers = {} }: Request): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'accept');
}

function responseOf({ statusCode, headers, body }: HelperResponse): Response {
  const setCookies = textsUnder(headers, 'set-cookie');
  const response = { status: statusCode, headers: lowerCased(headers), body };
  return setCookies.length === 0 ? response : { ...response, setCookies };
}
