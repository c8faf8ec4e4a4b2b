import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';

import {
  EXCHANGE_PATH,
  instanceUrl,
  jwtAssertion,
  jwtBearerForm,
  orgHost,
  possibleAudiences,
  readToken,
  type Environment,
} from '../salesforce/auth';
import { trimmed } from '../salesforce/characters';
import { AnswerError, ConnectionError, InputError, SalesforceError } from '../salesforce/errors';
import { credentialAdvice, isAuthProblem, signInActions } from './advice';
import { Sessions, type Session } from './sessions';
import { text } from './text';
import { tokenAnswer } from './tokenAnswer';

const sessions = new Sessions();

/**
 * A new session for the credential, replacing its current one.
 * @throws Error whose message says what is wrong and what to do: n8n shows only the message in the credential
 */
export async function renewSession(
  n8n: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<Session> {
  const form = readForm(credentials);
  const stale = text(credentials['accessToken']);
  return await sessions.renew(Object.values(form), stale, () => signIn(n8n, form)).catch(explain);
}

type JwtForm = ReturnType<typeof readForm>;

function readForm(credentials: ICredentialDataDecryptedObject) {
  return {
    environment: text(credentials['environment']) as Environment,
    myDomain: text(credentials['myDomain']),
    audience: trimmed(text(credentials['audience'])),
    consumerKey: trimmed(text(credentials['consumerKey'])),
    username: trimmed(text(credentials['username'])),
    privateKey: text(credentials['privateKey']),
    passphrase: text(credentials['passphrase']),
  };
}

async function signIn(n8n: IHttpRequestHelper, form: JwtForm): Promise<Session> {
  const host = orgHost(form.environment, form.myDomain);
  const audiences = form.audience === '' ? possibleAudiences(form.environment, form.myDomain) : [form.audience];
  const token = await firstTaken(audiences, async (audience) => {
    const assertion = await jwtAssertion({ ...form, audience, now: Date.now() });
    const answer = await post(n8n, host, jwtBearerForm(assertion));
    return readToken({ status: answer.statusCode, body: answer.body });
  });
  const origin = instanceUrl(token.instanceUrl, host);
  return { accessToken: token.accessToken, instanceUrl: origin, signedInAs: `${form.username} (${origin})` };
}

/** What the org answers to the first audience that it takes. If it takes none, the first refusal says why. */
async function firstTaken<T>(
  [audience = '', ...others]: readonly string[],
  ask: (audience: string) => Promise<T>,
): Promise<T> {
  return await ask(audience).catch(async (error: unknown) => {
    if (others.length === 0 || !isAboutAudience(error)) throw error;
    return await firstTaken(others, ask).catch((next: unknown) => {
      throw isAboutAudience(next) ? error : next;
    });
  });
}

/** Of an audience that it does not take, an org may say as well that it does not have the app. */
function isAboutAudience(error: unknown): boolean {
  return (
    error instanceof SalesforceError &&
    error.kinds.some((kind) => kind === 'WRONG_AUDIENCE' || kind === 'APP_NOT_INSTALLED')
  );
}

interface TokenAnswer {
  statusCode: number;
  body: unknown;
}

async function post(n8n: IHttpRequestHelper, host: string, body: string): Promise<TokenAnswer> {
  const request: Promise<TokenAnswer> = n8n.helpers.httpRequest({
    method: 'POST',
    url: `${host}${EXCHANGE_PATH}`,
    headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    // The assertion is meant only for this host.
    disableFollowRedirect: true,
    encoding: 'stream',
  });
  const read = request.then(async ({ statusCode, body: given }) => ({
    statusCode,
    body: await tokenAnswer(statusCode, given),
  }));
  // What axios throws contains the request, including the assertion. Its code is omitted too: if a message contains
  // ECONNREFUSED, n8n replaces it with one of its own.
  return await read.catch((error: { code?: unknown; errorCode?: unknown }) => {
    if (error instanceof AnswerError) throw error;
    const code = error.code ?? error.errorCode;
    const what = `No response from ${host}: ${REASONS.get(String(code)) ?? 'the connection failed'}.`;
    // The node goes by the cause; n8n shows the message alone.
    const cause = new ConnectionError(what, 'no', typeof code === 'string' ? code : undefined);
    throw new Error(`${what} Check Environment and My Domain, and that n8n can reach this host.`, { cause });
  });
}

/** In words, because n8n replaces a message that contains such a code with one of its own. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
  ['EAI_AGAIN', 'its name could not be resolved at the moment'],
  ['ECONNABORTED', 'it took too long'],
  ['ECONNREFUSED', 'it refused the connection'],
  ['ECONNRESET', 'it closed the connection'],
  ['ENOTFOUND', 'there is no host with this name'],
  ['ETIMEDOUT', 'it took too long'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
]);

/** Without the properties that make n8n replace the message: a status, a code, a response. */
function explain(error: unknown): never {
  if (!(error instanceof SalesforceError || error instanceof InputError)) throw error;
  // The cause tells the node what it was; n8n shows the message alone.
  throw new Error([error.message, ...actionsOn(error)].join(' '), { cause: error });
}

function actionsOn(error: InputError | SalesforceError): readonly string[] {
  if (error instanceof SalesforceError) return [...new Set(error.kinds.flatMap(signInActions))];
  return isAuthProblem(error.problem) ? credentialAdvice(error.problem).actions : [];
}
