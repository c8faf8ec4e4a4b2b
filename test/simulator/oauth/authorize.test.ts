import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { destination, formIn, submit, visit } from '../../support/browser';
import { CALLBACK, authorizationUrl, signIn } from './client';

let org: RunningOrg;
let control: Control;

beforeAll(async () => {
  org = await startOrg({ size: 0, callbackUrls: ['https://n8n.example.com/rest/oauth2-credential/callback'] });
  control = new Control(org.controlUrl);
});

beforeEach(async () => {
  await control.post('reset');
});

afterAll(async () => {
  await org.close();
});

const open = (params: Readonly<Record<string, string | undefined>> = {}) => visit(authorizationUrl(org, params));

const user = () => ({ username: org.username, password: org.password });

/** What came back on the callback. */
const answerOf = (url: URL) => Object.fromEntries(url.searchParams);

const refused = (error: string, description: string) => ({
  error,
  error_description: description,
  state: 'some state',
});

describe('The pages', () => {
  test('log in, ask for consent and go back with a code and the state', async () => {
    const login = await open();
    expect(login.status).toBe(200);
    expect(login.headers['cache-control']).toBe('no-store');
    const consent = await submit(login, user());
    expect(consent.data).toContain('Read and change your data through the API');
    expect(consent.data).toContain('Do so at any time, also when you are away');

    const back = destination(await submit(consent, { decision: 'allow' }));

    expect(back.origin + back.pathname).toBe(CALLBACK);
    expect(answerOf(back)).toEqual({ code: expect.stringMatching(/^aPrx/), state: 'some state' });
  });

  test('tell the app that the user said no', async () => {
    const consent = await submit(await open(), user());
    const back = destination(await submit(consent, { decision: 'deny' }));
    expect(answerOf(back)).toEqual(refused('access_denied', 'end-user denied authorization'));
  });

  test('ask once: who has approved before is not asked again, unless the app wishes it', async () => {
    await signIn(org);
    expect((await submit(await open(), user())).status).toBe(302);
    expect((await submit(await open({ prompt: 'consent' }), user())).status).toBe(200);
    expect((await submit(await open({ scope: 'api web' }), user())).status).toBe(200);
  });

  test('let the user try again after a wrong password', async () => {
    const again = await submit(await open(), { ...user(), password: 'wrong' });
    expect(again.data).toContain('role="alert"');
    expect(formIn(again.data).fields['username']).toBe(org.username);
    expect((await submit(again, user())).data).toContain('Allow');
  });

  test('show what was typed as text, never as HTML', async () => {
    const page = await submit(await open(), { username: '"><script>alert(1)</script>', password: 'x' });
    expect(page.data).not.toContain('<script>');
    expect(page.data).toContain('&quot;&gt;&lt;script&gt;');
  });

  test('fill in the login hint', async () => {
    expect(formIn((await open({ login_hint: org.username })).data).fields['username']).toBe(org.username);
  });

  test('give no code to who has not logged in', async () => {
    const { fields } = formIn((await open()).data);
    const input = `<input name="request" value="${fields['request'] ?? ''}">`;
    const forged = { data: `<form action="/services/oauth2/consent">${input}` };
    const login = await open();

    const back = destination(await submit({ ...login, ...forged }, { decision: 'allow' }));

    expect(answerOf(back)).toEqual(refused('invalid_request', 'Log in first.'));
  });

  test('give one code only', async () => {
    const consent = await submit(await open(), user());
    await submit(consent, { decision: 'allow' });
    expect((await submit(consent, { decision: 'allow' })).status).toBe(400);
  });

  test('expire after fifteen minutes', async () => {
    const login = await open();
    await control.post('clock', { advance: 15 * 60_000 });
    expect((await submit(login, user())).data).toContain('This page has expired');
  });
});

describe('An error goes back to the app', () => {
  test.each([
    [{ code_challenge: undefined }, 'invalid_request', 'missing required code challenge'],
    [{ code_challenge: 'short' }, 'invalid_request', 'invalid code challenge'],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 'invalid code challenge method'],
    [{ response_type: 'token' }, 'unsupported_response_type', 'response type not supported'],
    [{ response_type: undefined }, 'unsupported_response_type', 'response type not supported'],
    [{ scope: 'api cdp_api' }, 'invalid_scope', 'the requested scope is not allowed'],
    [{ prompt: 'none' }, 'immediate_unsuccessful', 'the user must log in'],
  ])('when it asks with %j', async (params, error, description) => {
    const page = await open(params);
    expect(page.status).toBe(302);
    expect(answerOf(destination(page))).toEqual(refused(error, description));
  });

  test.each([
    [{ blocked: true }, 'OAUTH_APP_BLOCKED', 'this app is blocked by admin'],
    [{ installed: false }, 'invalid_client', 'app must be installed into org'],
  ])('when its policies are %j', async (policies, error, description) => {
    await control.post('apps', { policies });
    expect(answerOf(destination(await open()))).toEqual(refused(error, description));
  });

  test('when its user is not among those whom an admin approved', async () => {
    await control.post('apps', { policies: { permittedUsers: 'approved', approvedUsers: [] } });
    expect(answerOf(destination(await submit(await open(), user())))).toEqual(
      refused('OAUTH_APP_ACCESS_DENIED', 'user is not admin approved to access this app'),
    );
  });

  test('but not for a missing challenge where PKCE is not required', async () => {
    await control.post('apps', { policies: { requirePkce: false } });
    expect((await open({ code_challenge: undefined })).status).toBe(200);
  });
});

describe('An error is shown and never redirected', () => {
  test.each([
    ['http://attacker.example/callback'],
    ['https://127.0.0.1.attacker.example/'],
    ['https://n8n.example.com/rest/oauth2-credential/callback/'],
    ['javascript:alert(1)'],
    [undefined],
  ])('when the callback is %s', async (redirect) => {
    const page = await open({ redirect_uri: redirect });
    expect(page.status).toBe(400);
    expect(page.headers['location']).toBeUndefined();
    expect(page.data).toContain('redirect_uri must match configuration');
  });

  test('when nobody knows the app', async () => {
    const page = await open({ client_id: 'nobody' });
    expect(page.status).toBe(400);
    expect(page.data).toContain('client identifier invalid');
  });
});

test.each([
  CALLBACK,
  'http://127.0.0.1:1717/',
  'http://[::1]:80/x',
  'https://n8n.example.com/rest/oauth2-credential/callback',
])('The callback %s is one of the app’s', async (redirect) => {
  expect((await open({ redirect_uri: redirect })).status).toBe(200);
});
