import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { type RunningOrg, startOrg } from '../../../simulator';
import { type TokenAnswer, signIn } from './client';

let org: RunningOrg;
let tokens: TokenAnswer;

beforeAll(async () => {
  org = await startOrg({ size: 0 });
  tokens = await signIn(org);
});

afterAll(async () => {
  await org.close();
});

const get = (url: string, token?: string) =>
  axios.get(url, {
    validateStatus: () => true,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

describe('The identity URL', () => {
  test('says who the user is and where the APIs are', async () => {
    const { data } = await get(tokens.id, tokens.access_token);

    expect(data).toMatchObject({
      id: tokens.id,
      organization_id: org.org.id,
      username: org.username,
      active: true,
      user_type: 'STANDARD',
    });
    expect(data.urls.query).toBe(`${org.url}/services/data/v{version}/query/`);
  });

  test('takes the token in the query string too', async () => {
    expect((await get(`${tokens.id}?oauth_token=${tokens.access_token}`)).status).toBe(200);
  });

  test.each([
    ['no token', () => [tokens.id, undefined], 'Missing_OAuth_Token'],
    ['a bad token', () => [tokens.id, 'bad'], 'Bad_OAuth_Token'],
    ['another org’s address', () => [tokens.id.replace('/00D', '/00E'), tokens.access_token], 'Wrong_Org'],
  ] as const)('answers %s with 403 in plain text', async (_name, request, reason) => {
    const [url = '', token] = request();
    const { status, data, headers } = await get(url, token);
    expect([status, data]).toEqual([403, reason]);
    expect(headers['content-type']).toMatch(/^text\/plain/);
  });
});

test('User info has OpenID Connect’s names', async () => {
  const { data } = await get(`${org.url}/services/oauth2/userinfo`, tokens.access_token);
  expect(data).toMatchObject({ sub: tokens.id, preferred_username: org.username, organization_id: org.org.id });
  expect(Object.keys(data).sort()).toEqual(
    [
      'active address email email_verified family_name given_name is_app_installed is_salesforce_integration_user language',
      'locale name nickname organization_id photos picture preferred_username profile sub updated_at urls user_id user_type',
      'utcOffset zoneinfo',
    ].flatMap((names) => names.split(' ')),
  );
  expect(data.updated_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Object.keys(data.urls)).toEqual(
    expect.arrayContaining(['metadata', 'tooling_rest', 'feeds', 'feed_elements']),
  );
});

test('The configuration needs no token and names the host that it was asked of', async () => {
  for (const host of [org.url, org.loginUrl]) {
    const { data } = await get(`${host}/.well-known/openid-configuration`);
    expect(data).toMatchObject({
      issuer: host,
      jwks_uri: `${host}/id/keys`,
      code_challenge_methods_supported: ['S256'],
    });
  }
});
