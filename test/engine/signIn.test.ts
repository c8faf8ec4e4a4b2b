import { generateKeyPairSync } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { CredentialTestResult, Engine, RunResult } from '../../engine';
import type { AppPolicies } from '../../simulator/oauth/apps';
import { APP, JWT, JWT_GRANT, orgWithCredentials, PACKAGE, record, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

let engine: Engine;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
});

afterAll(() => engine.close());

let signed: Signed;

beforeEach(async () => {
  signed = await orgWithCredentials();
});

afterEach(() => signed.org.close());

function readUsers(credential: CredentialId): Promise<RunResult> {
  const users = record('getAll', 'User', { limit: 1, fieldsToReturn: ['Id'] });
  return engine.run(chain(manualTrigger, salesforce('Get', credential, users)), { credentials: signed.credentials });
}

describe('Signing in', () => {
  test('By web server flow, over the org’s pages: the whole answer is stored', async () => {
    const { org, control, credentials } = signed;
    await engine.signIn(credentials, WEB, org);
    expect(credentials.data(WEB).oauthTokenData).toMatchObject({
      access_token: expect.stringMatching(/^00D/),
      refresh_token: expect.any(String),
      instance_url: org.url,
      token_type: 'Bearer',
    });
    expect(credentials.changed).toBe(true);
    expect((await readUsers(WEB)).status).toBe('success');
    expect((await control.stats()).tokens).toEqual({ granted: { authorization_code: 1 }, refused: {} });
  });

  test('By client credentials, a check of the connection that signs in itself tells the scopes too', async () => {
    const node = salesforce('Check', APP, { resource: 'organization', operation: 'checkConnection' });
    const result = await engine.run(chain(manualTrigger, node), { credentials: signed.credentials });
    expect(itemsOf(result, 'Check')).toContainEqual(expect.objectContaining({ check: 'Scopes', status: 'good' }));
  });

  test('An app without a secret signs in by PKCE alone', async () => {
    const { org, control, credentials } = signed;
    await control.post('apps', { policies: { requireSecret: false, requireSecretForRefresh: false } });
    const { type, data } = credentials.get(WEB);
    credentials.set(WEB, { type, data: { ...data, clientSecret: '' } });
    await engine.signIn(credentials, WEB, org);
    await control.post('sessions', { expire: true });
    expect((await readUsers(WEB)).status).toBe('success');
    expect((await control.stats()).tokens.granted).toEqual({ authorization_code: 1, refresh_token: 1 });
  });

  test('A wrong password stays on the login page, and the page says so', async () => {
    const { org, credentials } = signed;
    const wrong = engine.signIn(credentials, WEB, { username: org.username, password: 'not this one' });
    await expect(wrong).rejects.toThrow('The username or the password is not right.');
    expect(credentials.changed).toBe(false);
  });

  test('By client credentials, with the first request', async () => {
    expect((await readUsers(APP)).status).toBe('success');
    expect((await readUsers(APP)).status).toBe('success');
    expect((await signed.control.stats()).tokens).toEqual({ granted: { client_credentials: 1 }, refused: {} });
    await signed.control.post('sessions', { expire: true });
    expect((await readUsers(APP)).status).toBe('success');
    expect((await signed.control.stats()).tokens).toEqual({ granted: { client_credentials: 2 }, refused: {} });
  });

  test('By JWT bearer, with the first request; session and instance are stored', async () => {
    const { org, control, credentials } = signed;
    expect((await readUsers(JWT)).status).toBe('success');
    expect((await readUsers(JWT)).status).toBe('success');
    expect((await control.stats()).tokens).toEqual({ granted: { [JWT_GRANT]: 1 }, refused: {} });
    expect(credentials.data(JWT)).toMatchObject({ accessToken: expect.stringMatching(/^00D/), instanceUrl: org.url });
  });

  test('A credential that was never connected is said to be so', async () => {
    expect((await readUsers(WEB)).error).toMatchObject({
      message: 'The Salesforce credential is not connected yet.',
      description: 'Open the credential, click Connect and sign in to Salesforce.',
    });
    expect((await signed.control.stats()).requests).toBe(0);
  });

  test('A grant that was revoked has to be connected again', async () => {
    await engine.signIn(signed.credentials, WEB, signed.org);
    await signed.control.post('sessions', { expire: true, revoke: true });
    const { error } = await readUsers(WEB);
    expect(error?.message).toContain('Salesforce refused a new session, and the reason is not known.');
    expect(error?.description).toMatch(/Login History shows why.*\n.*run the workflow again.*\n.*connect it again/);
    expect((await signed.control.stats()).tokens.refused).toEqual({ 'refresh_token invalid_grant': 1 });
  });

  test.each<[string, Partial<AppPolicies>, string, string]>([
    ['a refused network', { ipRestricted: true }, 'may not sign in from this IP address', 'Relax IP restrictions'],
    ['an app without a Run As user', { runAs: null }, 'The app has no Run As user', 'select a Run As user'],
    ['a blocked app', { blocked: true }, 'The app is blocked in this org.', 'Setup > Connected Apps OAuth Usage'],
  ])('By client credentials, a renewal refused because of %s says so, once', async (_, policies, what, next) => {
    await readUsers(APP);
    await signed.control.post('apps', { policies });
    await signed.control.post('sessions', { expire: true });
    const { error } = await readUsers(APP);
    expect(error?.message).toContain(what);
    expect(error?.description).toContain(next);
    const { refused } = (await signed.control.stats()).tokens;
    expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2);
  });
});

describe('The test of a JWT credential', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  async function tested(data: ICredentialDataDecryptedObject = {}): Promise<CredentialTestResult> {
    const { type, data: right } = signed.credentials.get(JWT);
    signed.credentials.set(JWT, { type, data: { ...right, ...data } });
    return await engine.testCredential(signed.credentials, JWT);
  }

  test('passes, and the user and org that were reached can be read in the form', async () => {
    expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
    expect(signed.credentials.data(JWT)['signedInAs']).toBe(`${signed.org.username} (${signed.org.url})`);
  });

  test('signs in anew when the stored session has expired', async () => {
    await tested();
    await signed.control.post('sessions', { expire: true });
    expect(await tested()).toEqual({ status: 'OK', message: 'Connection successful!' });
    expect((await signed.control.stats()).tokens.granted).toEqual({ [JWT_GRANT]: 2 });
  });

  test.each<[string, ICredentialDataDecryptedObject, string, string]>([
    [
      'a wrong consumer key',
      { consumerKey: 'nobody’s' },
      'No app in this org has this consumer key.',
      'Copy the Consumer Key again',
    ],
    ['a wrong audience', { audience: 'https://elsewhere.example' }, 'audience is invalid', 'leave Audience empty'],
    [
      'a user who is unknown or not approved',
      { username: 'nobody@x.example' },
      'The user is not pre-authorized',
      'Permitted Users',
    ],
    [
      'the key of another certificate',
      { privateKey },
      'could not verify the signed JWT',
      'certificate of this private key is the one uploaded',
    ],
    ['a public key', { privateKey: publicKey }, 'Private Key is a public key, not a private key.', 'BEGIN PRIVATE KEY'],
    [
      'another host',
      { myDomain: 'https://elsewhere.example' },
      'is not the address of a Salesforce org',
      'Setup > My Domain',
    ],
    [
      'a host that does not answer',
      { myDomain: 'http://127.0.0.1:1' },
      'No response from http://127.0.0.1:1',
      'Check Environment and My Domain',
    ],
  ])('names %s, and the next step', async (_, data, what, next) => {
    const { status, message } = await tested(data);
    expect(status).toBe('Error');
    expect(message).toContain(what);
    expect(message).toContain(next);
    expect(message).not.toContain(privateKey.slice(60, 100));
  });

  test.each<[string, Partial<AppPolicies>, string, string]>([
    ['a blocked app', { blocked: true }, 'The app is blocked in this org.', 'Setup > Connected Apps OAuth Usage'],
    ['an app that is not installed', { installed: false }, 'The app is not installed in this org.', 'install the app'],
    ['a refused network', { ipRestricted: true }, 'may not sign in from this IP address', 'Relax IP restrictions'],
    [
      'a user who is not approved',
      { permittedUsers: 'approved', approvedUsers: [] },
      'The user is not pre-authorized',
      'Permitted Users',
    ],
  ])('names %s, and the next step', async (_, policies, what, next) => {
    await signed.control.post('apps', { policies });
    const { status, message } = await tested();
    expect(status).toBe('Error');
    expect(message).toContain(what);
    expect(message).toContain(next);
  });
});

// n8n 1 has words of its own for every status.
test.each<[number, string]>([
  ...[301, 302, 303, 307, 308].map((status): [number, string] => [status, 'a redirect, which n8n did not follow']),
  [403, 'A proxy or firewall between n8n and Salesforce can have answered, too.'],
  [404, 'A proxy or firewall between n8n and Salesforce can have answered, too.'],
  [407, 'check n8n’s proxy settings'],
  [429, 'test again later'],
])('The test of a credential says what an answer with %d can mean, and the next step', async (status, words) => {
  for (const id of [APP, JWT]) {
    await signed.control.faults({
      path: '^/services/data/v\\d+\\.0$',
      status,
      body: '<html>',
      headers: { location: '/' },
    });
    expect(await engine.testCredential(signed.credentials, id)).toEqual({
      status: 'Error',
      message: expect.stringContaining(words),
    });
  }
});

describe('The test of an OAuth2 credential', () => {
  async function tested(id: string, data: ICredentialDataDecryptedObject = {}): Promise<CredentialTestResult> {
    const { type, data: right } = signed.credentials.get(id);
    signed.credentials.set(id, { type, data: { ...right, ...data } });
    return await engine.testCredential(signed.credentials, id);
  }

  test('by the web server flow passes when it is connected, also after its session has expired', async () => {
    expect(await tested(WEB)).toMatchObject({ status: 'Error' });
    await engine.signIn(signed.credentials, WEB, signed.org);
    expect(await tested(WEB)).toEqual({ status: 'OK', message: 'Connection successful!' });
    await signed.control.post('sessions', { expire: true });
    expect(await tested(WEB)).toEqual({ status: 'OK', message: 'Connection successful!' });
  });

  test('by client credentials signs in', async () => {
    expect(await tested(APP)).toEqual({ status: 'OK', message: 'Connection successful!' });
    expect((await signed.control.stats()).tokens.granted).toEqual({ client_credentials: 1 });
  });

  // The words are n8n's, which makes the exchange itself: docs/admin.md explains them.
  test.each<[string, ICredentialDataDecryptedObject, string]>([
    ['a wrong consumer key', { clientId: 'nobody’s' }, 'client identifier invalid'],
    ['a wrong consumer secret', { clientSecret: 'wrong' }, 'Client authentication failed'],
    ['no address of an org', { myDomain: 'example.com' }, 'incorrect host (domain) value'],
    ['the login host', { environment: 'production' }, 'incorrect host (domain) value'],
  ])('by client credentials fails for %s', async (_, data, message) => {
    expect(await tested(APP, data)).toEqual({ status: 'Error', message: expect.stringContaining(message) });
  });

  test.each<[string, Partial<AppPolicies>, string]>([
    ['an app without a Run As user', { runAs: null }, 'The provided authorization grant'],
    ['a refused network', { ipRestricted: true }, 'The provided authorization grant'],
    ['a blocked app', { blocked: true }, 'this app is blocked by admin'],
  ])('by client credentials fails for %s', async (_, policies, message) => {
    await signed.control.post('apps', { policies });
    expect(await tested(APP)).toEqual({ status: 'Error', message: expect.stringContaining(message) });
  });
});
