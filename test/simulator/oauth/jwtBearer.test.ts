import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { assertion, bearer, inSeconds, query, signIn } from './client';

let org: RunningOrg;
let control: Control;

beforeAll(async () => {
  org = await startOrg({ size: 0 });
  control = new Control(org.controlUrl);
});

beforeEach(async () => {
  await control.post('reset');
});

afterAll(async () => {
  await org.close();
});

const policies = (changed: Readonly<Record<string, unknown>>) => control.post('apps', { policies: changed });

const refused = (error: string, description: string) =>
  expect.objectContaining({ status: 400, data: { error, error_description: description } });

const INVALID = () => refused('invalid_grant', 'invalid assertion');

describe('JWT bearer', () => {
  test.each([
    ['the login host', () => org.loginUrl],
    ['My Domain', () => org.url],
  ])('signs in at %s, without a refresh token', async (_name, host) => {
    const { data } = await bearer(org, await assertion(org), host());

    expect(data).toMatchObject({ instance_url: org.url, token_type: 'Bearer' });
    expect(data.refresh_token).toBeUndefined();
    expect((await query(org, data.access_token)).status).toBe(200);
  });

  test.each(['https://login.salesforce.com', 'https://test.salesforce.com'])('takes the audience %s', async (aud) => {
    expect((await bearer(org, await assertion(org, { aud }))).status).toBe(200);
  });

  test.each([
    ['of somebody else', 'https://example.com'],
    ['with a slash at its end', 'https://login.salesforce.com/'],
    ['in a list', ['https://login.salesforce.com']],
    ['that is empty', ''],
  ])('refuses an audience %s', async (_name, aud) => {
    expect(await bearer(org, await assertion(org, { aud }))).toEqual(refused('invalid_grant', 'audience is invalid'));
  });

  test('takes the org’s own address as audience only behind a switch', async () => {
    const aud = org.url;
    expect(await bearer(org, await assertion(org, { aud }))).toEqual(refused('invalid_grant', 'audience is invalid'));

    await policies({ acceptMyDomainAudience: true });
    expect((await bearer(org, await assertion(org, { aud }))).status).toBe(200);
  });

  test('knows its app only by its own address behind another switch', async () => {
    await policies({ acceptMyDomainAudience: true, refuseLoginAudience: true });
    const notInstalled = refused('app_not_found', 'External client app is not installed in this org');
    expect(await bearer(org, await assertion(org, { aud: 'https://login.salesforce.com' }))).toEqual(notInstalled);
    expect((await bearer(org, await assertion(org, { aud: org.url }))).status).toBe(200);
  });

  test('takes an expiry of three minutes ahead, and none beyond', async () => {
    expect((await bearer(org, await assertion(org, { exp: inSeconds(org, 180) }))).status).toBe(200);
    expect(await bearer(org, await assertion(org, { exp: inSeconds(org, 200) }))).toEqual(INVALID());
    expect(await bearer(org, await assertion(org, { exp: inSeconds(org, 180) * 1000 }))).toEqual(INVALID());
  });

  test('refuses what has expired by the org’s clock', async () => {
    const token = await assertion(org);
    await control.post('clock', { advance: 181_000 });
    expect(await bearer(org, token)).toEqual(refused('invalid_grant', 'expired authorization code'));
  });

  test('refuses a signature by another key, and what is no JWT', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    expect(await bearer(org, await assertion(org, {}, privateKey))).toEqual(INVALID());
    expect(await bearer(org, 'no JWT')).toEqual(INVALID());
    expect(await bearer(org, '')).toEqual(INVALID());
  });

  test('refuses an unsigned assertion', async () => {
    const [, payload = ''] = (await assertion(org)).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await bearer(org, `${header}.${payload}.`)).toEqual(INVALID());
  });

  test('refuses a consumer key that is nobody’s', async () => {
    expect(await bearer(org, await assertion(org, { iss: 'nobody' }))).toEqual(
      refused('invalid_client_id', 'client identifier invalid'),
    );
  });

  test('refuses an unknown user as it refuses one who has not approved', async () => {
    const unapproved = refused('invalid_grant', "user hasn't approved this consumer");
    expect(await bearer(org, await assertion(org, { sub: 'nobody@simulated.example' }))).toEqual(unapproved);

    await policies({ approvedUsers: [] });
    expect(await bearer(org, await assertion(org))).toEqual(unapproved);
  });

  test('takes a user who has approved the app once', async () => {
    await policies({ approvedUsers: [] });
    await signIn(org);
    expect((await bearer(org, await assertion(org))).status).toBe(200);
  });

  test('refuses a user whom no admin has approved, where that is the policy', async () => {
    await policies({ permittedUsers: 'approved', approvedUsers: [] });
    expect(await bearer(org, await assertion(org))).toEqual(
      refused('invalid_app_access', 'user is not admin approved to access this app'),
    );
  });

  test('takes a jti once, and an assertion without one as often as it comes', async () => {
    const once = await assertion(org, { jti: 'one' });
    expect((await bearer(org, once)).status).toBe(200);
    expect(await bearer(org, once)).toEqual(INVALID());

    const often = await assertion(org);
    expect([(await bearer(org, often)).status, (await bearer(org, often)).status]).toEqual([200, 200]);
  });
});
