import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { adminUserId, organizationId } from '../../../../simulator/data';
import { connected, host, HOST, type Answer, type Sent } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0 });
});
afterAll(() => org.close());

const INTROSPECT: IDataObject = { resource: 'session', operation: 'introspect' };
const revoke = (parameters: IDataObject): IDataObject => ({ resource: 'session', operation: 'revoke', ...parameters });

const SECRET = '00D000000000001!SECRET.TOKEN_of_this_session';
const APP = { clientId: '3MVG9.consumer', clientSecret: 'CONSUMER-SECRET-0123456789' };
const CREDENTIAL: IDataObject = {
  ...connected,
  ...APP,
  oauthTokenData: { access_token: SECRET, refresh_token: '5Aep861-REFRESH-TOKEN', instance_url: HOST },
};

/** What the node gives, and sends, where each request is answered so. */
async function asked(parameters: IDataObject, answer: (sent: Sent) => Answer, credential = CREDENTIAL) {
  const { context, sent, hints } = host({
    parameters,
    continueOnFail: true,
    credential: () => credential,
    answer,
  });
  const json = (await run(context)).map((item) => item.json);
  return { json, sent, hints, told: JSON.stringify({ json, hints }) };
}

const ACTIVE = {
  active: true,
  scope: 'api refresh_token',
  client_id: APP.clientId,
  username: 'ada@acme.com',
  sub: 'https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA',
  token_type: 'access_token',
  exp: 1_772_000_000,
  iat: 1_771_992_800,
  nbf: 1_771_992_800,
};

describe('Session > Introspect', () => {
  test('tells whose session it is and when it ends, and never its token', async () => {
    const { context, sent } = hostOn(org, { parameters: INTROSPECT });
    const [json = {}] = (await run(context)).map((item) => item.json);
    expect(json).toEqual({
      active: true,
      tokenType: 'access_token',
      username: org.username,
      userId: adminUserId,
      organizationId,
      scopes: ['api'],
      issuedAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect(Date.parse(String(json['expiresAt'])) - Date.parse(String(json['issuedAt']))).toBeGreaterThanOrEqual(
      7_200_000,
    );
    expect(sent.map(({ url, credentialType }) => [new URL(url).pathname, credentialType])).toEqual([
      ['/services/oauth2/introspect', ''],
    ]);
  });

  test('sends token and secret in the body, to the org’s own host, and signs no header', async () => {
    const { sent, json } = await asked(INTROSPECT, () => ({ status: 200, body: ACTIVE }));
    expect(json).toMatchObject([{ active: true, scopes: ['api', 'refresh_token'], userId: '005000000000001AAA' }]);
    const [request] = sent;
    expect(request?.url).toBe(`${HOST}/services/oauth2/introspect`);
    expect(request?.disableFollowRedirect).toBe(true);
    expect(JSON.stringify(request?.headers)).not.toContain('Bearer');
    expect(Object.fromEntries(new URLSearchParams(String(request?.body)))).toEqual({
      token: SECRET,
      token_type_hint: 'access_token',
      client_id: APP.clientId,
      client_secret: APP.clientSecret,
    });
  });

  test('says of a token that is not active what that can mean', async () => {
    const { json, hints } = await asked(INTROSPECT, () => ({ status: 200, body: { active: false } }));
    expect(json).toMatchObject([{ active: false, username: null, scopes: [], expiresAt: null }]);
    expect(JSON.stringify(hints)).toContain('is one that the app may not ask about');
  });

  test.each([
    ['a public app has no secret', { ...CREDENTIAL, clientSecret: '' }],
    ['there is no consumer key', { ...CREDENTIAL, clientId: '' }],
  ])('sends nothing where %s, and says what to do', async (_, credential) => {
    const { told, sent } = await asked(INTROSPECT, () => ({ status: 200, body: ACTIVE }), credential);
    expect(sent).toEqual([]);
    expect(told).toContain('consumer secret');
    expect(told).toContain('Organization');
  });

  const refusal = (error: string, error_description: string) => ({ status: 400, body: { error, error_description } });
  test.each<[string, Answer, string]>([
    ['a wrong secret', refusal('invalid_client', 'invalid client credentials'), 'Copy the Consumer Secret again'],
    ['a wrong key', refusal('invalid_client_id', 'client identifier invalid'), 'Copy the Consumer Key again'],
    ['a wrong secret, with 401', { ...refusal('invalid_client', 'x'), status: 401 }, 'Copy the Consumer Secret again'],
    ['a login page', { status: 200, body: '<html>Log in</html>' }, 'did not send this response'],
    ['half of it', { status: 200, body: '{"active": tr' }, 'did not send this response'],
    ['no flag', { status: 200, body: { active: 'true' } }, 'whether the token is active'],
    ['another app’s token', { status: 200, body: { ...ACTIVE, client_id: 'another' } }, 'a token of another app'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example' } }, 'did not send this response'],
    ['a list', { status: 200, body: [ACTIVE] }, 'whether the token is active'],
  ])('does not believe %s', async (_, answer, message) => {
    const { told, json } = await asked(INTROSPECT, () => answer);
    expect(json).toMatchObject([{ error: {} }]);
    expect(told).toContain(message);
  });

  test('shows no token and no secret, whoever repeats them', async () => {
    const form = `token=${encodeURIComponent(SECRET)}&client_secret=${APP.clientSecret}`;
    const answers: Answer[] = [
      { status: 200, body: { ...ACTIVE, username: SECRET, scope: `api ${SECRET}`, token_type: APP.clientSecret } },
      { status: 200, body: `<html>${form} ${SECRET}</html>` },
      { status: 400, body: { error: 'invalid_client', error_description: form } },
      { status: 500, body: form },
    ];
    for (const answer of answers) {
      const { told } = await asked(INTROSPECT, () => answer);
      expect(told).not.toContain('SECRET');
    }
  });
});

describe('Session > Revoke', () => {
  const CONFIRMED = { token: 'accessToken', confirmRevoking: true };

  test('ends the session in use', async () => {
    const { context } = hostOn(org, { parameters: revoke(CONFIRMED) });
    expect((await run(context)).map(({ json }) => json)).toEqual([
      { revoked: true, token: 'accessToken', next: 'n8n signs in again with the next request.' },
    ]);
    await expect(run(context)).rejects.toThrow('The token is not valid any more');
  });

  test.each([
    ['left as it is', { token: 'accessToken' }],
    ['off', { token: 'refreshToken', confirmRevoking: false }],
    ['a text of a model', { token: 'accessToken', confirmRevoking: 'yes' }],
    ['on for a token that there is not', { token: 'all', confirmRevoking: true }],
  ])('sends nothing where the confirmation is %s', async (_, parameters) => {
    const { sent, json } = await asked(revoke(parameters), () => ({ status: 200 }));
    expect(sent).toEqual([]);
    expect(json).toMatchObject([{ error: {} }]);
  });

  test.each([
    ['accessToken', SECRET],
    ['refreshToken', '5Aep861-REFRESH-TOKEN'],
  ])('sends the %s alone, once, to the org’s own host', async (token, value) => {
    const { sent, json, told } = await asked(revoke({ ...CONFIRMED, token }), () => ({ status: 200 }));
    expect(json).toMatchObject([{ revoked: true, token }]);
    expect(sent.map(({ url, body }) => [url, String(body)])).toEqual([
      [`${HOST}/services/oauth2/revoke`, new URLSearchParams({ token: value }).toString()],
    ]);
    expect(told).not.toContain(value);
  });

  test('says that a credential without a refresh token has none', async () => {
    const oauthTokenData = { access_token: SECRET, instance_url: HOST };
    const { sent, told } = await asked(revoke({ ...CONFIRMED, token: 'refreshToken' }), () => ({ status: 200 }), {
      ...CREDENTIAL,
      oauthTokenData,
    });
    expect(sent).toEqual([]);
    expect(told).toContain('Revoke the access token instead');
  });

  test.each<[string, Answer, string]>([
    ['a login page', { status: 200, body: '<html>Log in</html>' }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example' } }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a gateway', { status: 502, body: 'Bad Gateway' }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a proxy’s refusal', { status: 403, body: '<html>No</html>' }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a refusal', { status: 400, body: { error: 'unsupported_token_type' } }, 'unsupported_token_type'],
    [
      'a refusal as a form, as omniphx/forrest#213 has it',
      {
        status: 400,
        body: 'error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported',
      },
      'unsupported_token_type',
    ],
    ['a form of somebody else', { status: 400, body: 'code=unsupported_token_type' }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a page that begins as a form', { status: 400, body: 'error=no&x=<html>' }, 'MAY_HAVE_BEEN_REVOKED'],
    ['a token that is dead', { status: 400, body: { error: 'invalid_token' } }, 'invalid_token'],
  ])('does not take %s for a success, and sends it once', async (_, answer, errorCode) => {
    const { sent, json, told } = await asked(revoke(CONFIRMED), () => answer);
    expect(json).toMatchObject([{ error: { errorCode } }]);
    expect(sent).toHaveLength(1);
    expect(told).not.toContain('SECRET');
  });
});

test('A session of the simulated org is introspected until it is revoked', async () => {
  expect(await outputOf(org, INTROSPECT)).toMatchObject([{ active: true }]);
});
