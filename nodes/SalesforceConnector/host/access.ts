import type {
  IAdditionalCredentialOptions,
  ICredentialsDecrypted,
  IDataObject,
  IExecuteFunctions,
  IHookFunctions,
  ILoadOptionsFunctions,
  INodeProperties,
  IPollFunctions,
  ITriggerFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

import { instanceUrl, orgHost, type Environment } from '../../../salesforce/auth';
import { trimmed } from '../../../salesforce/characters';
import { keepSecret } from '../../../salesforce/errors';
import type { Grant } from '../../../salesforce/http';
import { text } from '../../../credentials/text';
import { AdvisedError } from './advice';

/** The n8n contexts that a signed-in request can start from. */
export type Caller =
  IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | ITriggerFunctions | IWebhookFunctions;

/** The org of a credential as it is currently stored. */
export interface Access {
  credentialType: string;
  /**
   * The org's origin; undefined if the credential's own `authenticate` sets it, because that knows a new token's origin
   * first.
   */
  origin: string | undefined;
  /** The org's origin as far as it is known before a request. */
  home: string | undefined;
  /** The same for everything that signs in to one org as one user with one credential. */
  identity: string;
  /** The access token that is stored, where a refresh token can renew it. */
  token?: string;
  /** The access token that is stored, where n8n signs in with one: see {@link sessionOf}. */
  session?: string;
  /** What the credential signs in with, for OAuth's own endpoints. */
  grant: Grant;
  /** What the session may be used for, separated by spaces, where Salesforce has said it. */
  scopes?: string;
  /**
   * What requests are signed with, if n8n lets a node pass it; without it, n8n reads, decrypts and evaluates the
   * credential for each request. Replaced when the session is renewed: see {@link signingWith}.
   */
  decrypted?: ICredentialsDecrypted;
}

/**
 * Sends a request signed with the credential that was read last, and keeps the session if n8n renews it. Each request
 * has a copy, so that a renewed session can be told apart from the one that signed the request.
 */
export async function signingWith<T>(
  access: Access,
  request: (options: IAdditionalCredentialOptions | undefined) => Promise<T>,
): Promise<T> {
  const { decrypted } = access;
  if (decrypted === undefined) return await request(undefined);
  const copy = { ...decrypted, data: { ...decrypted.data } };
  try {
    return await request({ credentialsDecrypted: copy });
  } finally {
    if (copy.data['accessToken'] !== decrypted.data?.['accessToken']) access.decrypted = copy;
  }
}

/** The token of the session, for a request that holds it; empty before the first sign-in. */
export function sessionOf({ decrypted, session }: Access): string {
  return decrypted === undefined ? (session ?? '') : text(decrypted.data?.['accessToken']);
}

/** The org's origin, as far as it is known by now; after a sign-in, it is. */
export function homeOf({ decrypted, home, origin }: Access): string {
  const named = text(decrypted?.data?.['instanceUrl']);
  return origin ?? (named === '' ? (home ?? '') : named);
}

interface SignIn {
  credentialType: string;
  read: (
    credential: IDataObject,
    before: Access | undefined,
  ) => Pick<Access, 'grant' | 'home' | 'origin' | 'scopes' | 'session' | 'token'> & { user: string };
}

/** What the Authentication field offers. */
const SIGN_INS: ReadonlyMap<string, SignIn> = new Map([
  ['oAuth2', { credentialType: 'salesforceConnectorOAuth2Api', read: readOAuth2 }],
  ['jwt', { credentialType: 'salesforceConnectorJwtApi', read: readJwt }],
]);

/** Literal, because n8n's lint and scanner read it from here. */
export const authenticationProperty: INodeProperties = {
  displayName: 'Authentication',
  name: 'authentication',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'JWT Bearer',
      value: 'jwt',
      description: 'Sign in with a certificate, without a browser; for servers and scheduled workflows',
    },
    {
      name: 'OAuth2',
      value: 'oAuth2',
      description: 'Sign in as a user in the browser, or as an app with client credentials',
    },
  ],
  default: 'oAuth2',
};

/**
 * Reads the chosen credential again: after a refresh it can point to another host.
 * @param before what it was in this run, if it was read before
 * @throws InputError, AdvisedError when the credential cannot be used
 */
export async function readAccess(caller: Caller, before?: Access): Promise<Access> {
  const authentication = caller.getNode().parameters['authentication'] ?? authenticationProperty.default;
  const signIn = SIGN_INS.get(String(authentication));
  if (signIn === undefined) {
    throw new AdvisedError(`“${String(authentication)}” is not a valid Authentication.`, {
      field: 'Authentication',
      actions: ['Choose a Salesforce Connector credential in the node again.'],
    });
  }
  const { credentialType, read } = signIn;
  const credential = await caller.getCredentials(credentialType);
  const { origin, home, user, ...renewable } = read(credential, before);
  const { id, name } = caller.getNode().credentials?.[credentialType] ?? { id: null, name: '' };
  return {
    credentialType,
    origin,
    home,
    identity: [credentialType, id ?? '', origin ?? '', user].join(' '),
    ...renewable,
    // n8n always reads an OAuth2 credential itself.
    ...(origin === undefined ? { decrypted: { id: id ?? '', name, type: credentialType, data: credential } } : {}),
  };
}

function readOAuth2(credential: IDataObject, before: Access | undefined): ReturnType<SignIn['read']> {
  const signedInAt = signInHost(credential);
  const token = (credential['oauthTokenData'] ?? {}) as IDataObject;
  if (!token['access_token'] && credential['grantType'] !== 'clientCredentials') {
    throw new AdvisedError('The Salesforce credential is not connected yet.', {
      actions: ['Open the credential, click Connect and sign in to Salesforce.'],
    });
  }
  for (const name of ['access_token', 'refresh_token']) keepSecret(text(token[name]));
  keepSecret(text(credential['clientSecret']));
  const named = text(token['instance_url']);
  const origin = named === '' ? originWithoutName(credential, before) : instanceUrl(named, signedInAt);
  const isRefreshed = credential['grantType'] !== 'clientCredentials';
  return {
    origin,
    home: origin,
    user: text(token['id']),
    session: text(token['access_token']),
    grant: {
      clientId: trimmed(text(credential['clientId'])),
      clientSecret: trimmed(text(credential['clientSecret'])),
      refreshToken: text(token['refresh_token']),
    },
    ...(text(token['scope']) === '' ? {} : { scopes: text(token['scope']) }),
    ...(isRefreshed ? { token: text(token['access_token']) } : {}),
  };
}

/**
 * The org of a token that names none, as one can be that n8n has renewed (n8n-io/n8n#34916): the org's own address, which
 * the login hosts are not, or the one that was named before.
 * @throws AdvisedError
 */
function originWithoutName(credential: IDataObject, before: Access | undefined): string {
  if (credential['environment'] === 'custom') return signInHost(credential);
  if (before?.origin !== undefined) return before.origin;
  throw new AdvisedError('The Salesforce credential no longer names the org’s address: n8n lost it with a renewal.', {
    actions: [
      'Open the credential and connect it again.',
      'So that it does not happen again, set Environment to My Domain and enter the org’s address.',
    ],
  });
}

function readJwt(credential: IDataObject): ReturnType<SignIn['read']> {
  const signedInAt = signInHost(credential);
  const user = [signedInAt, text(credential['consumerKey']), text(credential['username'])].join(' ');
  keepSecret(text(credential['accessToken']));
  // Kept there by the sign-in.
  const named = text(credential['instanceUrl']);
  const grant = { clientId: trimmed(text(credential['consumerKey'])), clientSecret: '', refreshToken: '' };
  return { origin: undefined, home: named === '' ? signedInAt : instanceUrl(named, signedInAt), user, grant };
}

export function signInHost(credential: IDataObject): string {
  const myDomain = text(credential['myDomain']);
  return orgHost(text(credential['environment']) as Environment, myDomain === '' ? undefined : myDomain);
}
