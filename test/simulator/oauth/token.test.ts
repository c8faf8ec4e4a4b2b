import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { VERIFIER, consentedCode, exchange, postForm, query, redeem, refresh, signIn } from './client';

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

describe('The token answer', () => {
  test('has the fields that Salesforce gives, and no expires_in', async () => {
    const answer = await redeem(org, await consentedCode(org));

    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const {
      access_token: accessToken,
      refresh_token: refreshToken,
      signature,
      issued_at: issuedAt,
      ...rest
    } = answer.data;
    expect(accessToken).toMatch(new RegExp(`^${org.org.id.slice(0, 15)}!AQ`));
    expect(refreshToken).toMatch(/^5Aep861/);
    expect(issuedAt).toMatch(/^\d{13}$/);
    expect(signature).toBe(
      createHmac('sha256', org.clientSecret)
        .update(rest.id + issuedAt)
        .digest('base64'),
    );
    expect(rest).toEqual({
      id: expect.stringMatching(new RegExp(`^${org.loginUrl}/id/${org.org.id}/005\\w{15}$`)),
      instance_url: org.url,
      scope: 'api refresh_token',
      token_type: 'Bearer',
    });
  });

  test('has a refresh token only with its scope, and an ID token only with openid', async () => {
    const answer = await signIn(org, { scope: 'api openid' });

    expect(answer.refresh_token).toBeUndefined();
    expect(answer.id_token).toMatch(/^eyJ/);
  });

  test('comes to a client that sends its secret in the header', async () => {
    const code = await consentedCode(org);
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'http://localhost:5678/rest/oauth2-credential/callback',
      code_verifier: VERIFIER,
    });
    const auth = { username: org.clientId, password: org.clientSecret };

    const { data } = await axios.post(`${org.url}/services/oauth2/token`, form, { auth });

    expect((await query(org, data.access_token)).status).toBe(200);
  });
});

describe('The token endpoint refuses', () => {
  test('a grant type that it does not know, even one of every object', async () => {
    expect(await exchange(org, { grant_type: 'toString' })).toEqual(
      refused('unsupported_grant_type', 'grant type not supported'),
    );
  });

  test('a GET', async () => {
    const answer = await axios.get(`${org.url}/services/oauth2/token`, { validateStatus: () => true });
    expect(answer).toEqual(refused('invalid_request', 'must use HTTP POST'));
  });

  test('a consumer key that is nobody’s', async () => {
    expect(await redeem(org, 'code', { client_id: 'nobody' })).toEqual(
      refused('invalid_client_id', 'client identifier invalid'),
    );
  });

  test.each(['wrong', undefined])('the secret %s', async (secret) => {
    expect(await redeem(org, await consentedCode(org), { client_secret: secret })).toEqual(
      refused('invalid_client', 'invalid client credentials'),
    );
  });

  test('a code that is unknown, used or fifteen minutes old', async () => {
    const expired = refused('invalid_grant', 'expired authorization code');
    expect(await redeem(org, 'unknown')).toEqual(expired);

    const used = await consentedCode(org);
    await redeem(org, used);
    expect(await redeem(org, used)).toEqual(expired);

    const old = await consentedCode(org);
    await control.post('clock', { advance: 15 * 60_000 });
    expect(await redeem(org, old)).toEqual(expired);
  });

  test('another callback than the one that the code came to', async () => {
    expect(await redeem(org, await consentedCode(org), { redirect_uri: 'http://localhost:1/other' })).toEqual(
      refused('redirect_uri_mismatch', 'redirect_uri must match configuration'),
    );
  });

  test('a wrong code verifier', async () => {
    expect(await redeem(org, await consentedCode(org), { code_verifier: 'wrong' })).toEqual(
      refused('invalid_request', 'invalid code verifier'),
    );
  });

  test('a missing code verifier', async () => {
    expect(await redeem(org, await consentedCode(org), { code_verifier: undefined })).toEqual(
      refused('invalid_grant', 'missing required code verifier'),
    );
  });

  test.each([
    [{ blocked: true }, 'OAUTH_APP_BLOCKED', 'this app is blocked by admin'],
    [{ installed: false }, 'invalid_client', 'External client app is not installed in this org'],
    [{ ipRestricted: true }, 'invalid_grant', 'ip restricted or invalid login hours'],
  ])('an app with the policies %j', async (changed, error, description) => {
    const code = await consentedCode(org);
    await policies(changed);

    expect(await redeem(org, code)).toEqual(refused(error, description));
  });

  test('a user who has been made inactive', async () => {
    const code = await consentedCode(org);
    const { store, clock } = org.org;
    const users = store.schema.object('User');
    if (users === undefined) throw new Error('The schema has no User.');
    const username = store.schema.field(users, 'Username');
    const [user] = username === undefined ? [] : store.byField(users, username, org.username);
    const id = String(user?.['Id']);
    const options = { userId: id, now: clock.now(), allowDuplicates: true, autoAssign: false };
    store.update(users, id, { IsActive: false }, options);

    expect(await redeem(org, code)).toEqual(refused('inactive_user', 'user is inactive'));
  });
});

describe('Refreshing', () => {
  test('gives a new session and keeps the refresh token', async () => {
    const first = await signIn(org);

    const { data } = await refresh(org, first.refresh_token);

    expect(data.access_token).not.toBe(first.access_token);
    expect(data.refresh_token).toBeUndefined();
    expect((await query(org, data.access_token)).status).toBe(200);
    expect((await refresh(org, first.refresh_token)).status).toBe(200);
  });

  test('needs a refresh token that is alive', async () => {
    const dead = refused('invalid_grant', 'expired access/refresh token');
    expect(await refresh(org, 'unknown')).toEqual(dead);
    expect(await refresh(org, undefined)).toEqual(dead);
  });

  test('needs the secret only where the app says so', async () => {
    const { refresh_token: token } = await signIn(org);
    expect(await refresh(org, token, { client_secret: undefined })).toEqual(
      refused('invalid_client', 'invalid client credentials'),
    );

    await policies({ requireSecretForRefresh: false });
    expect((await refresh(org, token, { client_secret: undefined })).status).toBe(200);
    expect(await refresh(org, token, { client_secret: 'wrong' })).toEqual(
      refused('invalid_client', 'invalid client credentials'),
    );
  });

  test('with rotation, an old refresh token revokes the new one and its sessions', async () => {
    await policies({ rotation: true });
    const first = await signIn(org);
    const second = (await refresh(org, first.refresh_token)).data;
    expect((await query(org, second.access_token)).status).toBe(200);

    expect(await refresh(org, first.refresh_token)).toEqual(refused('invalid_grant', 'expired access/refresh token'));

    expect((await refresh(org, second.refresh_token)).status).toBe(400);
    expect((await query(org, second.access_token)).status).toBe(401);
    expect((await query(org, first.access_token)).status).toBe(401);
  });

  test('of one token twice at once is refused while the first takes its time', async () => {
    const { refresh_token: token } = await signIn(org);
    await policies({ refreshDuration: 200 });

    const answers = await Promise.all([refresh(org, token), refresh(org, token)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(answers).toContainEqual(refused('invalid_grant', 'token request is already being processed'));
  });

  test('after five approvals, the sixth silently revokes the oldest', async () => {
    const approvals = [];
    for (let count = 0; count < 6; count += 1) approvals.push(await signIn(org));

    const statuses = [];
    for (const { refresh_token: token } of approvals) statuses.push((await refresh(org, token)).status);

    expect(statuses).toEqual([400, 200, 200, 200, 200, 200]);
  });
});

describe('Client credentials', () => {
  const grant = { grant_type: 'client_credentials' };

  test('run as the user whom the app names, without a refresh token', async () => {
    const { data } = await exchange(org, grant);

    expect(data.refresh_token).toBeUndefined();
    expect((await query(org, data.access_token)).status).toBe(200);
  });

  test('are not for the login host', async () => {
    expect(await exchange(org, grant, org.loginUrl)).toEqual(
      refused('invalid_grant', 'request not supported on this domain'),
    );
  });

  test('need a user to run as', async () => {
    await policies({ runAs: null });
    expect(await exchange(org, grant)).toEqual(refused('invalid_grant', 'no client credentials user enabled'));
  });

  test('need the secret even where the web server flow does without', async () => {
    await policies({ requireSecret: false });
    expect(await exchange(org, { ...grant, client_secret: undefined })).toEqual(
      refused('invalid_client', 'invalid client credentials'),
    );
  });
});

describe('Username and password', () => {
  const login = () => exchange(org, { grant_type: 'password', username: org.username, password: org.password });

  test('are refused by default', async () => {
    expect(await login()).toEqual(refused('invalid_grant', 'authentication failure'));
  });

  test('sign in where the org allows them', async () => {
    await control.post('settings', { passwordFlow: true });

    expect((await query(org, (await login()).data.access_token)).status).toBe(200);
    const wrong = { grant_type: 'password', username: org.username, password: 'wrong' };
    expect(await exchange(org, wrong)).toEqual(refused('invalid_grant', 'authentication failure - Invalid Password'));
  });
});

describe('Revoking', () => {
  test('a refresh token ends its sessions; an access token ends itself', async () => {
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn(org);
    const other = (await refresh(org, refreshToken)).data.access_token;

    const revoked = await postForm(org, 'revoke', { token: other });
    expect([revoked.status, revoked.data]).toEqual([200, '']);
    expect((await query(org, other)).status).toBe(401);
    expect((await query(org, accessToken)).status).toBe(200);

    await postForm(org, 'revoke', { token: refreshToken });
    expect((await query(org, accessToken)).status).toBe(401);
    expect((await refresh(org, refreshToken)).status).toBe(400);
  });

  test('nothing, or what is no token, is refused', async () => {
    expect(await postForm(org, 'revoke', {})).toEqual(
      refused('unsupported_token_type', 'this token type is not supported'),
    );
    expect(await postForm(org, 'revoke', { token: 'x' })).toEqual(refused('invalid_token', 'invalid token'));
  });
});

describe('Introspecting', () => {
  const inspect = (token: string, secret = org.clientSecret) =>
    postForm<Record<string, unknown>>(org, 'introspect', {
      token,
      token_type_hint: 'access_token',
      client_id: org.clientId,
      client_secret: secret,
    });

  test('tells how long a session lasts, which is two hours', async () => {
    const { access_token: token, id } = await signIn(org);

    const { data } = await inspect(token);

    expect(data).toEqual({
      active: true,
      scope: 'api refresh_token',
      client_id: org.clientId,
      username: org.username,
      sub: id,
      token_type: 'access_token',
      iat: expect.any(Number),
      nbf: data['iat'],
      exp: Number(data['iat']) + 7200,
    });
  });

  test('tells of a dead token only that it is dead, and nobody without the secret', async () => {
    expect((await inspect('dead')).data).toEqual({ active: false });
    expect(await inspect('dead', 'wrong')).toEqual(refused('invalid_client', 'invalid client credentials'));
  });
});
