import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { query, refresh, signIn } from '../oauth/client';

let org: RunningOrg;
let control: Control;
let token: string;

beforeAll(async () => {
  org = await startOrg({ size: 5, now: new Date('2026-03-01T12:00:00Z') });
  control = new Control(org.controlUrl);
});

beforeEach(async () => {
  await control.post('reset');
  token = (await signIn(org)).access_token;
  await control.post('reset', { parts: ['stats', 'limits'] });
});

afterAll(async () => {
  await org.close();
});

const http = axios.create({ validateStatus: () => true });

const authorized = () => ({ headers: { authorization: `Bearer ${token}` } });

const create = (values: Readonly<Record<string, unknown>>) =>
  http.post(`${org.url}/services/data/v67.0/sobjects/Contact`, values, authorized());

const contacts = async () => {
  const soql = encodeURIComponent('SELECT Id FROM Contact');
  const url = `${org.url}/services/data/v67.0/query?q=${soql}`;
  return (await http.get(url, authorized())).data.totalSize;
};

describe('A transaction that stays open', () => {
  const MINUTE = 60_000;
  const updated = async (start: number, end: number) => {
    const params = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
    const url = `${org.url}/services/data/v67.0/sobjects/Contact/updated`;
    return (await http.get(url, { ...authorized(), params })).data;
  };

  test('is committed later than the stamps of its rows, and holds back the date that is covered', async () => {
    const start = Date.parse((await control.post<{ now: string }>('clock', { advance: 10 * MINUTE })).now);
    const begun = new Date(Math.floor(start / MINUTE) * MINUTE).toISOString().replace('Z', '+0000');
    const { id, ids } = await control.post<{ id: string; ids: string[] }>('transactions', {
      begin: [{ object: 'Contact', values: { LastName: 'Late' } }],
    });
    const before = await contacts();
    await control.post('clock', { advance: 5 * MINUTE });
    const range = [start - 2 * MINUTE, start + 4 * MINUTE] as const;
    expect(await updated(...range)).toEqual({ ids: [], latestDateCovered: begun });

    await control.post('transactions', { commit: id });
    expect(await contacts()).toBe(before + 1);
    const after = await updated(...range);
    expect(after.ids).toEqual(ids);
    expect(after.latestDateCovered > begun).toBe(true);
    const row = await http.get(`${org.url}/services/data/v67.0/sobjects/Contact/${ids[0]}`, authorized());
    expect(Math.abs(Date.parse(row.data.SystemModstamp) - start)).toBeLessThan(MINUTE);
  });

  test('locks its rows until it ends, and leaves nothing when it is taken back', async () => {
    const { data } = await create({ LastName: 'Held' });
    const url = `${org.url}/services/data/v67.0/sobjects/Contact/${data.id}`;
    const { id } = await control.post<{ id: string }>('transactions', {
      begin: [{ object: 'Contact', id: data.id, values: { LastName: 'Changed' } }],
    });
    const locked = await http.patch(url, { LastName: 'Mine' }, authorized());
    expect([locked.status, locked.data[0].errorCode]).toEqual([400, 'UNABLE_TO_LOCK_ROW']);
    await control.post('transactions', { rollback: id });
    expect((await http.get(url, authorized())).data.LastName).toBe('Held');
    expect((await http.patch(url, { LastName: 'Mine' }, authorized())).status).toBe(204);
    await expect(control.post('transactions', { commit: id })).rejects.toThrow('no open transaction');
  });
});

describe('Stats', () => {
  test('count requests by kind and status, API calls and token exchanges', async () => {
    await query(org, token);
    await query(org, token);
    await query(org, 'bad');
    await create({ LastName: 'One' });
    await refresh(org, 'bad');

    expect(await control.stats()).toEqual({
      bytes: expect.any(Number),
      requests: 5,
      byKind: { 'GET query': 3, 'POST sobjects': 1, 'POST oauth2/token': 1 },
      byStatus: { 200: 2, 201: 1, 400: 1, 401: 1 },
      tokens: { granted: {}, refused: { 'refresh_token invalid_grant': 1 } },
      apiCalls: 3,
      faults: 0,
      peakConcurrency: 1,
    });
  });

  test('count the answers to requests that are refused at the door', async () => {
    await http.get(`${org.url}/${'x'.repeat(17_000)}`);
    expect((await control.stats()).byStatus).toEqual({ 414: 1 });
  });

  test('count the bytes of answers as they are sent, compressed where they are', async () => {
    const bytesOf = async (compressed: boolean) => {
      await control.post('reset', { parts: ['stats'] });
      const headers = { Authorization: `Bearer ${token}`, 'Accept-Encoding': compressed ? 'gzip' : 'identity' };
      const body = await (await fetch(`${org.url}/services/data/v60.0/sobjects`, { headers })).text();
      return { sent: (await control.stats()).bytes, length: Buffer.byteLength(body) };
    };
    const plain = await bytesOf(false);
    expect(plain.sent).toBeGreaterThan(plain.length);
    expect(plain.sent).toBeLessThan(plain.length + 1000);
    expect((await bytesOf(true)).sent).toBeLessThan(plain.length / 5);
  });

  test('know how many requests were under way at once', async () => {
    await control.post('latency', { ms: 50 });
    await Promise.all([1, 2, 3].map(() => query(org, token)));
    expect((await control.stats()).peakConcurrency).toBe(3);
  });
});

describe('A fault', () => {
  test('is answered instead of the work, as often as it was asked for', async () => {
    const body = [{ message: 'busy', errorCode: 'SERVER_UNAVAILABLE' }];
    const answer = { status: 503, body, headers: { 'retry-after': '1' } };
    await control.faults({ method: 'post', path: '/sobjects/', times: 2, ...answer });

    const first = await create({ LastName: 'One' });
    expect([first.status, first.data, first.headers['retry-after']]).toEqual([503, body, '1']);
    expect((await query(org, token)).status).toBe(200);
    expect((await create({ LastName: 'One' })).status).toBe(503);
    expect((await create({ LastName: 'One' })).status).toBe(201);

    expect(await contacts()).toBe(6);
    expect((await control.stats()).faults).toBe(2);
  });

  test('may be HTML, for a page that a proxy puts in between', async () => {
    const headers = { 'content-type': 'text/html' };
    await control.faults({ status: 502, body: '<html>Bad Gateway</html>', headers });

    const answer = await query(org, token);

    expect([answer.status, answer.data]).toEqual([502, '<html>Bad Gateway</html>']);
    expect(answer.headers['content-type']).toBe('text/html');
  });

  test('may let some requests pass first', async () => {
    await control.faults({ skip: 1, status: 500 });
    expect([(await query(org, token)).status, (await query(org, token)).status]).toEqual([200, 500]);
  });

  test('may be for one grant type', async () => {
    await control.faults({ grant: 'refresh_token', status: 400, body: { error: 'rate_limit_exceeded' } });
    expect((await signIn(org)).access_token).toMatch(/^00D/);
    expect((await refresh(org, 'any')).data).toEqual({ error: 'rate_limit_exceeded' });
  });

  test('that cuts the connection before the work leaves no record', async () => {
    await control.faults({ method: 'POST', cut: 'before' });
    await expect(create({ LastName: 'Lost' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await contacts()).toBe(5);
  });

  test('that cuts the connection after the work leaves the record', async () => {
    await control.faults({ method: 'POST', cut: 'after' });
    await expect(create({ LastName: 'Kept' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await contacts()).toBe(6);
  });

  test.each([
    ['<html>Gateway Time-out</html>', 'text/html', '<html>Gateway Time-out</html>'],
    [[{ errorCode: 'SERVER_UNAVAILABLE' }], 'application/json', [{ errorCode: 'SERVER_UNAVAILABLE' }]],
  ])('may be answered although the work was done: %j', async (body, type, data) => {
    const headers = { 'content-type': type };
    await control.faults({ method: 'POST', status: 504, body, headers, done: true });
    const answer = await create({ LastName: 'Kept' });
    expect([answer.status, answer.headers['content-type'], answer.data]).toEqual([504, type, data]);
    expect(await contacts()).toBe(6);
  });

  test('may end every session, and the request has none then', async () => {
    await control.faults({ method: 'POST', expire: true });
    expect((await create({ LastName: 'Late' })).data).toEqual([
      { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
    ]);
    expect((await query(org, token)).status).toBe(401);
  });

  test('that hangs never answers', async () => {
    await control.faults({ path: 'query', hang: true });
    const url = `${org.url}/services/data/v67.0/query?q=x`;
    const waiting = axios.get(url, { timeout: 100, headers: { authorization: `Bearer ${token}` } });
    await expect(waiting).rejects.toMatchObject({ code: 'ECONNABORTED' });
  });

  test('that is slow does its work late', async () => {
    await control.faults({ method: 'POST', slow: 50 });
    expect((await create({ LastName: 'Late' })).status).toBe(201);
    expect((await control.stats()).faults).toBe(1);
  });

  test('can be listed and called off', async () => {
    expect(await control.faults({ status: 500 })).toEqual([{ status: 500, times: 1, skip: 0 }]);
    expect(await control.clearFaults()).toEqual([]);
    expect((await query(org, token)).status).toBe(200);
  });

  test.each([
    [{ staus: 500 }, 'must NOT have additional properties'],
    [{ times: 0 }, 'must be >= 1'],
    [{ path: '(' }, 'path: not a regular expression'],
    [{ cut: 'sometimes' }, 'must be equal to one of the allowed values'],
  ])('that makes no sense, %j, is refused', async (fault, message) => {
    const { status, data } = await http.post(`${org.controlUrl}/faults`, fault);
    expect(status).toBe(400);
    expect(data[0].message).toContain(message);
  });
});

describe('The clock', () => {
  test('moves, and goes back', async () => {
    const { now } = await control.post<{ now: string }>('clock', { set: '2027-01-01T00:00:00Z' });
    expect(now).toMatch(/^2027-01-01T00:00:0/);
    expect((await query(org, token)).status).toBe(401);
    await control.post('clock', { reset: true });
    expect((await query(org, token)).status).toBe(200);
  });

  test('refuses what is no time', async () => {
    await expect(control.post('clock', { set: 'soon' })).rejects.toThrow('give a time');
  });

  test('lets a session last two hours from its last use', async () => {
    await control.post('clock', { advance: 7_199_000 });
    expect((await query(org, token)).status).toBe(200);
    await control.post('clock', { advance: 7_199_000 });
    expect((await query(org, token)).status).toBe(200);
    await control.post('clock', { advance: 7_200_000 });
    expect((await query(org, token)).status).toBe(401);
  });
});

describe('Limits', () => {
  test('refuse calls beyond the day’s allowance, until a day has passed', async () => {
    await control.post('limits', { max: 100, used: 99 });
    const last = await query(org, token);
    expect([last.status, last.headers['sforce-limit-info']]).toEqual([200, 'api-usage=100/100']);

    const { status, data } = await query(org, token);
    expect([status, data]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);

    await control.post('clock', { advance: 25 * 3_600_000 });
    const next = (await signIn(org)).access_token;
    expect((await query(org, next)).headers['sforce-limit-info']).toBe('api-usage=1/100');
  });

  test('refuse more requests at once than are allowed', async () => {
    await control.post('limits', { concurrent: 0 });
    expect((await query(org, token)).data).toEqual([
      {
        message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
        errorCode: 'REQUEST_LIMIT_EXCEEDED',
      },
    ]);
  });
});

describe('Locks', () => {
  test('let the next saves of an object’s records fail, and no others', async () => {
    expect(await control.post('locks', { object: 'contact', times: 1, skip: 1 })).toEqual({
      Contact: { skip: 1, times: 1 },
    });
    expect((await create({ LastName: 'Before' })).status).toBe(201);
    expect((await create({ LastName: 'One' })).data).toEqual([
      {
        message: expect.stringMatching(/^unable to obtain exclusive access to this record or 1 records: 003/),
        errorCode: 'UNABLE_TO_LOCK_ROW',
        fields: [],
      },
    ]);
    expect((await create({ LastName: 'Two' })).status).toBe(201);
    await expect(control.post('locks', { object: 'Nothing' })).rejects.toThrow('there is no Nothing');
  });
});

describe('Sessions', () => {
  test('end at once, and a refresh helps', async () => {
    const { refresh_token: refreshToken } = await signIn(org);
    expect(await control.post('sessions', { expire: true })).toEqual({ ended: 2 });
    expect((await query(org, token)).data).toEqual([
      { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
    ]);
    expect((await refresh(org, refreshToken)).status).toBe(200);
  });

  test('end for good with their approvals', async () => {
    const { refresh_token: refreshToken } = await signIn(org);
    await control.post('sessions', { expire: true, revoke: true });
    expect((await refresh(org, refreshToken)).status).toBe(400);
  });
});

describe('Reset', () => {
  test('puts parts back, and leaves the others', async () => {
    await create({ LastName: 'One' });
    await control.faults({ status: 500, path: 'nothing' });

    await control.post('reset', { parts: ['data'] });

    expect(await contacts()).toBe(5);
    expect((await control.stats()).apiCalls).toBe(2);
  });

  test('puts policies back', async () => {
    const policies = { rotation: true, requirePkce: false };
    await control.post('apps', { policies, callbackUrls: ['https://x.example/'] });
    await control.post('reset');
    expect(await control.post('apps')).toMatchObject({
      callbackUrls: [],
      policies: { rotation: false, requirePkce: true },
    });
  });

  test('needs no body', async () => {
    expect((await http.post(`${org.controlUrl}/reset`)).status).toBe(200);
  });

  test('names the parts that there are', async () => {
    await expect(control.post('reset', { parts: ['toString'] })).rejects.toThrow(
      'there is no toString; there are data, sessions, apps,',
    );
  });
});

describe('The control address', () => {
  test('says what it can do, and gives no secret away', async () => {
    expect(Object.keys((await http.get(org.controlUrl)).data)).toContain('POST faults');
    expect(JSON.stringify(await control.post('apps'))).not.toContain(org.clientSecret);
  });

  test('sets what the org chooses for itself, says the seed, and puts it back', async () => {
    const { data: before } = await http.get(`${org.controlUrl}/choices`);
    expect(before).toEqual({
      seed: expect.any(Number),
      shortPages: false,
      rewriteHeaders: false,
      noContent: false,
      sharedEventIds: false,
    });
    expect(await control.post('choices', { seed: 7, shortPages: true })).toEqual({
      ...before,
      seed: 7,
      shortPages: true,
    });
    await control.post('reset', { parts: ['choices'] });
    expect((await http.get(`${org.controlUrl}/choices`)).data).toEqual(before);
  });

  test('is closed to web pages that a browser was led to', async () => {
    const answer = await http.get(`${org.controlUrl}/stats`, { headers: { host: 'attacker.example' } });
    expect(answer.status).toBe(403);
  });
});
