import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';

import { type RunningOrg, startOrg } from '../../simulator';
import { adminUserId } from '../../simulator/data';
import { until } from '../support/until';

let org: RunningOrg;
let token: string;

beforeAll(async () => {
  org = await startOrg({ size: 200 });
  token = open(['api']);
});

afterAll(async () => {
  await org.close();
});

const open = (scopes: string[]) =>
  org.sessions.open({
    userId: adminUserId,
    username: org.username,
    clientId: org.clientId,
    scopes,
    grantId: null,
  }).token;

const request = (config: AxiosRequestConfig) =>
  axios.request({
    baseURL: org.url,
    validateStatus: () => true,
    headers: { authorization: `Bearer ${token}` },
    ...config,
  });

const DATA = '/services/data/v67.0';

const QUERY = `${DATA}/query?q=${encodeURIComponent('SELECT Id, Name, Email FROM Contact')}`;

const error = (errorCode: string, message: string) => [{ message, errorCode }];

describe('A request needs a session', () => {
  test.each([
    ['no header', undefined, 'INVALID_SESSION_ID', 'Session expired or invalid'],
    ['a bad token', 'Bearer bad', 'INVALID_SESSION_ID', 'Session expired or invalid'],
    ['another scheme', 'Basic eDp5', 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE'],
  ])('%s', async (_name, authorization, errorCode, message) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await request({ url: QUERY, headers });
    expect([answer.status, answer.data]).toEqual([401, error(errorCode, message)]);
    expect(answer.headers['www-authenticate']).toBe('Token');
    expect(answer.headers['sforce-limit-info']).toBeUndefined();
  });

  test('with a scope for the API', async () => {
    const answer = await request({ url: QUERY, headers: { authorization: `Bearer ${open(['openid'])}` } });
    expect([answer.status, answer.data]).toEqual([
      401,
      error('INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
    ]);
  });

  test('which older clients call OAuth', async () => {
    expect((await request({ url: QUERY, headers: { authorization: `OAuth ${token}` } })).status).toBe(200);
  });

  test('at its own instance, not at the login host', async () => {
    const answer = await request({ baseURL: org.loginUrl, url: QUERY });
    expect([answer.status, answer.data]).toEqual([401, error('INVALID_SESSION_ID', 'Session expired or invalid')]);
  });

  test.each(['/services/data', '/services/data/'])('but the list of versions does not: %s', async (url) => {
    expect((await request({ url, headers: {} })).status).toBe(200);
  });

  test.each([
    '/%73ervices/data/v67.0/limits',
    '/services/data/%7667.0/limits',
    '/services/data/V67.0/limits',
    '/%73ervices/data/v67.0/jobs/ingest',
    '/services/data/%7667.0/jobs/ingest',
    '/services/data/v67.0/jobs/query/',
    '/services/data/x',
  ])('however its address is written: %s', async (url) => {
    expect((await request({ url, headers: {} })).status).toBe(401);
  });
});

describe('The front door', () => {
  test('knows no other addresses', async () => {
    const answer = await request({ url: '/elsewhere' });
    expect([answer.status, answer.data]).toEqual([404, error('NOT_FOUND', 'The requested resource does not exist')]);
  });

  test('refuses an address of more than 16,384 bytes', async () => {
    expect((await request({ url: `${DATA}/query?q=${'a'.repeat(16_384)}` })).status).toBe(414);
  });

  test('refuses an address and headers of more than 16,384 bytes together', async () => {
    const headers = { authorization: `Bearer ${token}`, 'x-long': 'a'.repeat(9_000) };
    expect((await request({ url: `${DATA}/query?q=${'a'.repeat(8_000)}`, headers })).status).toBe(431);
  });

  test('counts calls in Sforce-Limit-Info', async () => {
    const before = org.org.usage.used;
    const { headers } = await request({ url: QUERY });
    expect(headers['sforce-limit-info']).toBe(`api-usage=${before + 1}/100000`);
  });

  test('answers in gzip to who takes it, and plainly to who does not', async () => {
    const accepting = (encoding: string) => ({ authorization: `Bearer ${token}`, 'accept-encoding': encoding });
    const raw = { decompress: false, responseType: 'arraybuffer' } as const;
    const zipped = await request({ url: QUERY, headers: accepting('gzip'), ...raw });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    const plain = await request({ url: QUERY, headers: accepting('identity') });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.data.totalSize).toBe(200);
    expect(zipped.data.length).toBeLessThan(JSON.stringify(plain.data).length / 4);
  });

  test('reads gzip', async () => {
    const answer = await request({
      method: 'POST',
      url: `${DATA}/sobjects/Contact`,
      data: gzipSync(JSON.stringify({ LastName: 'Zipped' })),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(201);
  });

  test('answers HEAD without a body', async () => {
    const answer = await request({ method: 'HEAD', url: QUERY });
    expect([answer.status, answer.data]).toEqual([200, '']);
  });
});

const SLOW_MS = 200;

test('Whoever hangs up before the answer is no fault of the org', async () => {
  const shown = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const faults = async () => (await axios.get(`${org.controlUrl}/stats`)).data.faults;
  const before = await faults();
  await axios.post(`${org.controlUrl}/faults`, { path: '/composite/sobjects', slow: SLOW_MS });
  const stop = new AbortController();
  const url = `${DATA}/composite/sobjects`;
  const records = Array.from({ length: 200 }, () => ({ attributes: { type: 'Contact' }, LastName: 'Lovelace' }));
  const waiting = expect(request({ method: 'POST', url, data: { records }, signal: stop.signal })).rejects.toThrow(
    'canceled',
  );
  await until(async () => (await faults()) > before);
  stop.abort();
  await waiting;
  await setTimeout(2 * SLOW_MS);
  expect(shown).not.toHaveBeenCalled();
  shown.mockRestore();
});

test('Closing ends requests that hang', async () => {
  const other = await startOrg({ size: 0 });
  await axios.post(`${other.controlUrl}/faults`, { hang: true });
  const waiting = expect(axios.get(`${other.url}/services/data`)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await until(async () => (await axios.get(`${other.controlUrl}/stats`)).data.faults > 0);
  await other.close();
  await waiting;
});
