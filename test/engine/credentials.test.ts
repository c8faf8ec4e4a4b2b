import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Workflow } from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, IHttpRequestHelper, INode } from 'n8n-workflow';

import { createEngine, CredentialStore } from '../../engine';
import type { Engine } from '../../engine';
import { additionalData } from '../../engine/additionalData';
import { EngineCredentialsHelper } from '../../engine/credentialsHelper';
import { PACKAGE } from './salesforce';
import { manualTrigger } from './workflows';

let engine: Engine;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

afterAll(() => engine.close());

function stored(
  type: string,
  data: ICredentialDataDecryptedObject,
): { helper: EngineCredentialsHelper; store: CredentialStore } {
  const store = new CredentialStore({ id: { type, name: 'Mine', data } });
  return { helper: new EngineCredentialsHelper(engine.packages, store), store };
}

async function decrypted(type: string, data: ICredentialDataDecryptedObject): Promise<ICredentialDataDecryptedObject> {
  const { helper } = stored(type, data);
  return await helper.getDecrypted(
    additionalData({ credentialsHelper: helper }),
    { id: 'id', name: 'Mine' },
    type,
    'internal',
  );
}

describe('What a node sees of a stored credential', () => {
  test('has the defaults of fields that were not filled in, those of parents too', async () => {
    const data = await decrypted('salesforceConnectorOAuth2Api', { clientId: 'key' });
    expect(data).toMatchObject({
      clientId: 'key',
      environment: 'production',
      grantType: 'pkce',
      useDynamicClientRegistration: false,
    });
  });

  test('has its expressions resolved over its own fields', async () => {
    const data = await decrypted('salesforceConnectorOAuth2Api', { environment: 'sandbox' });
    expect(data['accessTokenUrl']).toBe('https://test.salesforce.com/services/oauth2/token');
  });

  test('takes settings that the type hides from the type, whatever was stored', async () => {
    const data = await decrypted('salesforceConnectorOAuth2Api', { accessTokenUrl: 'https://evil.example/token' });
    expect(data['accessTokenUrl']).toBe('https://login.salesforce.com/services/oauth2/token');
  });

  test('keeps the tokens', async () => {
    const oauthTokenData = { access_token: 'a', instance_url: 'https://acme.my.salesforce.com' };
    expect(await decrypted('salesforceConnectorOAuth2Api', { oauthTokenData })).toMatchObject({ oauthTokenData });
  });

  test('A credential that is not there is named, with its type', async () => {
    const { helper } = stored('httpBasicAuth', {});
    const missing = helper.getCredentials({ id: 'x', name: 'Other' }, 'salesforceConnectorJwtApi');
    await expect(missing).rejects.toThrow('There is no credential "Other" (id x) of type salesforceConnectorJwtApi');
  });
});

describe('Signing a request', () => {
  const workflow = (): Workflow =>
    new Workflow({ nodes: [manualTrigger], connections: {}, active: false, nodeTypes: engine.packages });

  test('by a declaration fills in headers from the credential', async () => {
    const { helper } = stored('httpHeaderAuth', {});
    const credential = { name: 'X-Key', value: 'secret' };
    const signed = await helper.authenticate(
      credential,
      'httpHeaderAuth',
      { url: 'https://x.example' },
      workflow(),
      manualTrigger,
    );
    expect(signed.headers).toEqual({ 'X-Key': 'secret' });
  });

  test('by a function is the function’s', async () => {
    const { helper } = stored('salesforceConnectorJwtApi', {});
    const credential = { accessToken: 'T', instanceUrl: 'https://acme.my.salesforce.com' };
    const signed = await helper.authenticate(credential, 'salesforceConnectorJwtApi', { url: '/services/data' });
    expect(signed).toMatchObject({ baseURL: 'https://acme.my.salesforce.com', headers: { Authorization: 'Bearer T' } });
  });
});

describe('A token that can expire', () => {
  const type = 'salesforceConnectorJwtApi';
  const node: INode = { ...manualTrigger, credentials: { [type]: { id: 'id', name: 'Mine' } } };
  const refusing: IHttpRequestHelper = { helpers: { httpRequest: () => Promise.reject(new Error('asked')) } };

  test('is not asked for while there is one', async () => {
    const { helper } = stored(type, {});
    expect(await helper.preAuthentication(refusing, { accessToken: 'T' }, type, node, false)).toBeUndefined();
  });

  test.each([
    ['when there is none', '', false],
    ['when it has expired', 'T', true],
  ])('is asked for %s, and what fails stores nothing', async (_, accessToken, expired) => {
    const { helper, store } = stored(type, { accessToken });
    await expect(
      helper.preAuthentication(refusing, { accessToken, environment: 'production' }, type, node, expired),
    ).rejects.toThrow();
    expect(store.changed).toBe(false);
  });
});

describe('A credentials file', () => {
  test('is found by id before name, and only with the type asked for', () => {
    const store = new CredentialStore({
      a: { type: 't', name: 'b', data: {} },
      b: { type: 't', name: 'a', data: {} },
      c: { type: 'other', data: {} },
    });
    expect(store.idOf({ id: 'a', name: 'a' }, 't')).toBe('a');
    expect(store.idOf({ id: null, name: 'a' }, 't')).toBe('b');
    expect(store.idOf({ id: null, name: 'c' }, 'other')).toBe('c');
    expect(store.idOf({ id: 'c', name: 'c' }, 't')).toBeUndefined();
  });

  test('with an entry of another shape is refused by its id', () => {
    const wrong = { mine: { data: { secret: 's' } } } as unknown as ConstructorParameters<typeof CredentialStore>[0];
    expect(() => new CredentialStore(wrong)).toThrow(
      'Credential "mine" must be {"type": "<credential type>", "data": {…}}.',
    );
  });

  test('gives copies: what a caller changes is not stored', () => {
    const store = new CredentialStore({ a: { type: 't', data: { x: '1' } } });
    store.get('a').data['x'] = '2';
    expect(store.toFile()).toEqual({ a: { type: 't', data: { x: '1' } } });
  });
});
