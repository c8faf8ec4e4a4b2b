import {
  AnswerError,
  expectBody,
  InputError,
  isCount,
  isFlag,
  isRecord,
  isText,
  isWords,
  maybe,
  objectWith,
  redact,
  refusal,
} from '../errors';
import type { Grant, Request, Response } from '../http';
import { canonicalId } from '../ids';
import type { Org } from '../org';
import { doneOrNot } from '../retry';
import { tokenError } from './token';

/** What Salesforce says of a session. A session that is not active has nothing else. */
export interface SessionFacts {
  readonly active: boolean;
  readonly tokenType: string | null;
  readonly username: string | null;
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly scopes: readonly string[];
  /** ISO 8601. */
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
}

interface Introspection {
  readonly active: boolean;
  readonly client_id: string | null | undefined;
  readonly exp: number | null | undefined;
  readonly iat: number | null | undefined;
  readonly scope: string | null | undefined;
  readonly sub: string | null | undefined;
  readonly token_type: string | null | undefined;
  readonly username: string | null | undefined;
}

const isIntrospection = objectWith<Introspection>({
  active: isFlag,
  client_id: maybe(isText),
  exp: maybe(isCount),
  iat: maybe(isCount),
  scope: maybe(isWords),
  sub: maybe(isText),
  token_type: maybe(isText),
  username: maybe(isText),
});

const FORM = 'application/x-www-form-urlencoded';
const NO_GRANT: Grant = { clientId: '', clientSecret: '', refreshToken: '' };

/**
 * Asks Salesforce about the session in use. It tells the app that shows its secret, and nobody else.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oidc_token_introspection_endpoint.htm, RFC 7662
 * @throws InputError when the credential has no secret
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function introspectSession(org: Org): Promise<SessionFacts> {
  let asking: Grant = NO_GRANT;
  const request: Request = {
    ...formRequest('introspect', (session, grant) => {
      asking = grant;
      const { clientId, clientSecret } = withSecret(grant);
      return { token: session, token_type_hint: 'access_token', client_id: clientId, client_secret: clientSecret };
    }),
    reads: true,
  };
  const facts = expectBody(accepted(await org.send(request)), isIntrospection, 'whether the token is active', 200);
  if (facts.active && isText(facts.client_id) && facts.client_id !== asking.clientId)
    throw new AnswerError(200, 'it is about a token of another app');
  return factsOf(facts);
}

function withSecret(grant: Grant): Grant {
  if (grant.clientId !== '' && grant.clientSecret !== '') return grant;
  throw new InputError(
    'Salesforce tells about a token only with the app’s consumer secret, which the credential lacks.',
    {
      reason: 'consumerSecretMissing',
    },
  );
}

function factsOf({ active, sub, scope, token_type, username, iat, exp }: Introspection): SessionFacts {
  const [organizationId, userId] = (sub ?? '').split('/').slice(-2).map(canonicalId);
  return {
    active,
    tokenType: shown(token_type),
    username: shown(username),
    userId: userId ?? null,
    organizationId: organizationId ?? null,
    scopes: redact(scope ?? '')
      .split(/\s+/)
      .filter(isText),
    issuedAt: timeOf(iat),
    expiresAt: timeOf(exp),
  };
}

const LONGEST_FACT = 255;

/** A text of the answer, which is no place for a token. */
function shown(text: string | null | undefined): string | null {
  return isText(text) ? redact(text).slice(0, LONGEST_FACT) : null;
}

/** Seconds after which no date has a name. */
const LAST_SECOND = 8.64e12;

function timeOf(seconds: number | null | undefined): string | null {
  return isCount(seconds) && seconds <= LAST_SECOND ? new Date(seconds * 1000).toISOString() : null;
}

/** Which token: the session in use, or the one that n8n renews sessions with. */
export type RevokedToken = 'accessToken' | 'refreshToken';

/**
 * Ends the session in use; with the refresh token, every session that came of it, and the permission to open new ones.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm, RFC 7009
 * @throws InputError when the credential has no refresh token
 * @throws SalesforceError, ConnectionError
 * @throws UncertainError when it may have been revoked
 */
export async function revokeToken(org: Org, which: RevokedToken): Promise<void> {
  const request = formRequest('revoke', (session, { refreshToken }) => ({
    token: which === 'accessToken' ? session : withRefreshToken(refreshToken),
  }));
  try {
    readRevoked(await org.sendOnce(request));
  } catch (error) {
    throw doneOrNot(error, 'revoked');
  }
}

function withRefreshToken(refreshToken: string): string {
  if (refreshToken !== '') return refreshToken;
  throw new InputError('The credential has no refresh token.', { reason: 'refreshTokenMissing' });
}

/** Reads the answer to a revocation: a success says nothing. */
export function readRevoked(response: Response): void {
  const { status, body } = accepted(response);
  const isNothing = body === '' || body === undefined || (isRecord(body) && Object.keys(body).length === 0);
  if (status !== 200 || !isNothing) throw new AnswerError(status, 'an empty answer was expected', body);
}

/** @throws SalesforceError for a refusal in the words of OAuth, or in others */
function accepted(response: Response): Response {
  const { status, body } = response;
  if (status < 400) return response;
  const words = isText(body) ? formIn(body) : body;
  throw isRecord(words) && isText(words['error']) ? tokenError(words, status) : refusal(response);
}

/** Salesforce has been seen to refuse a revocation as a form, without a code in JSON: omniphx/forrest#213. */
function formIn(text: string): Readonly<Record<string, string>> {
  return /^error=[a-z_]{3,60}(?:&[a-z_]{1,60}=[^&<]{0,2000})*\s*$/.test(text)
    ? Object.fromEntries(new URLSearchParams(text.trim()))
    : {};
}

type Written = (session: string, grant: Grant) => Readonly<Record<string, string>>;

/** A form that an OAuth endpoint of the org takes, with what signs it inside. */
function formRequest(endpoint: 'introspect' | 'revoke', write: Written): Request {
  return {
    method: 'POST',
    path: `/services/oauth2/${endpoint}`,
    unsigned: true,
    signedText: {
      type: FORM,
      write: (session, grant = NO_GRANT) => new URLSearchParams(write(session, grant)).toString(),
    },
  };
}
