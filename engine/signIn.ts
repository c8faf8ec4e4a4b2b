import { createHash, randomBytes } from 'node:crypto';

import { ClientOAuth2 } from '@n8n/client-oauth2';
import type { ClientOAuth2Options } from '@n8n/client-oauth2';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { additionalData, OAUTH_CALLBACK } from './additionalData';
import { consent } from './consent';
import type { Person } from './consent';
import type { CredentialStore } from './credentialStore';
import { EngineCredentialsHelper } from './credentialsHelper';
import type { Packages } from './packages';

/** Settings of an OAuth2 credential, as its type's form gives them. */
interface OAuth2Settings {
  grantType: 'authorizationCode' | 'clientCredentials' | 'pkce';
  clientId: string;
  clientSecret?: string;
  authUrl: string;
  accessTokenUrl: string;
  authentication?: 'body' | 'header';
  authQueryParameters?: string;
  scope?: string;
}

/**
 * Does what the Connect button of a credential's window does, with the person's part played over HTTP: opens the
 * authorization page (RFC 6749 §4.1, with PKCE by RFC 7636 when the grant is n8n's `pkce`), logs in, consents, exchanges
 * the code and stores the answer as `oauthTokenData`.
 * @param callback URL that the app allows; n8n's own at its default address unless given
 * @throws with the page's own words when it refuses, or the token endpoint's error
 */
export async function signIn(
  packages: Packages,
  store: CredentialStore,
  id: string,
  person: Person,
  callback = OAUTH_CALLBACK,
): Promise<void> {
  const { type } = store.get(id);
  const helper = new EngineCredentialsHelper(packages, store);
  const data = helper.applyDefaults(additionalData({ credentialsHelper: helper }), store.data(id), type, 'internal');
  const settings = data as unknown as OAuth2Settings;

  const state = randomBytes(16).toString('hex');
  const verifier = settings.grantType === 'pkce' ? randomBytes(48).toString('base64url') : undefined;
  const client = new ClientOAuth2(clientOptions(settings, callback, state, verifier));
  const answer = await consent(client.code.getUri(), callback, person);

  const body = {
    ...(verifier === undefined ? {} : { code_verifier: verifier }),
    ...(settings.authentication === 'body' ? { client_id: settings.clientId } : {}),
    ...(settings.authentication === 'body' && settings.clientSecret ? { client_secret: settings.clientSecret } : {}),
  };
  // With the secret in the body, n8n leaves it out of the header.
  if (settings.authentication === 'body') delete client.options.clientSecret;
  const token = await client.code.getToken(answer, { body });
  const earlier = store.data(id).oauthTokenData;
  const oauthTokenData = { ...(typeof earlier === 'object' ? earlier : {}), ...token.data };
  store.write(id, { ...store.data(id), oauthTokenData } as ICredentialDataDecryptedObject);
}

function clientOptions(
  settings: OAuth2Settings,
  redirectUri: string,
  state: string,
  verifier: string | undefined,
): ClientOAuth2Options {
  const { scope = 'openid' } = settings;
  const challenge =
    verifier === undefined
      ? {}
      : {
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
        };
  return {
    clientId: settings.clientId,
    clientSecret: settings.clientSecret ?? '',
    accessTokenUri: settings.accessTokenUrl,
    authorizationUri: settings.authUrl,
    authentication: settings.authentication ?? 'header',
    redirectUri,
    scopes: scope.split(','),
    scopesSeparator: scope.includes(',') ? ',' : ' ',
    state,
    query: { ...Object.fromEntries(new URLSearchParams(settings.authQueryParameters ?? '')), ...challenge },
  };
}
