import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios, { type AxiosResponse } from 'axios';

import { type RunningOrg, startOrg } from '../../../simulator';
import { Control } from '../../../simulator/control/client';
import { LIE_NAMES, type LieName } from '../../../simulator/control/lies';
import { signIn } from '../oauth/client';

let org: RunningOrg;
let control: Control;
let token: string;

beforeAll(async () => {
  org = await startOrg({ size: 6 });
  control = new Control(org.controlUrl);
  token = (await signIn(org)).access_token;
});

beforeEach(async () => {
  await control.post('reset', { parts: ['data', 'faults', 'bulk'] });
});

afterAll(async () => {
  await org.close();
});

const ROOT = '/services/data/v67.0';
const QUERY = `${ROOT}/query?q=${encodeURIComponent('SELECT Id, LastName FROM Contact')}`;

const http = axios.create({ validateStatus: () => true, maxRedirects: 0 });
const authorized = () => ({ headers: { authorization: `Bearer ${token}` } });

const get = async (path: string): Promise<AxiosResponse> => await http.get(org.url + path, authorized());

const post = async (body: unknown): Promise<AxiosResponse> =>
  await http.post(`${org.url}${ROOT}/composite/sobjects`, body, authorized());

const contacts = async (): Promise<number> => (await get(QUERY)).data.totalSize;

const told = async (lie: LieName, more: object = {}): Promise<AxiosResponse> => {
  await control.faults({ path: '/query', lie, ...more });
  return await get(QUERY);
};

const created = (...names: readonly string[]) => ({
  records: names.map((LastName) => ({ attributes: { type: 'Contact' }, LastName })),
});

/** The bytes that come, on a connection that no lie before has ended, and whether it ended well. */
const bytes = async (path: string, headers: object = {}) =>
  await new Promise<{ body: Buffer; whole: boolean; encoding: string | undefined; length: string | undefined }>(
    (resolve, reject) => {
      const own = { agent: false, headers: { ...authorized().headers, ...headers } };
      const sent = httpRequest(org.url + path, own, (answer) => {
        const chunks: Buffer[] = [];
        const done = (whole: boolean) =>
          resolve({
            body: Buffer.concat(chunks),
            whole,
            encoding: answer.headers['content-encoding'],
            length: answer.headers['content-length'],
          });
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => done(answer.complete));
        answer.on('error', () => done(false));
      });
      sent.on('error', reject);
      sent.end();
    },
  );

/** A query's results, ready to be read. */
const queryJob = async (): Promise<string> => {
  const jobs = `${org.url}${ROOT}/jobs/query`;
  const { data } = await http.post(jobs, { operation: 'query', query: 'SELECT LastName FROM Contact' }, authorized());
  for (;;) {
    const { state } = (await http.get(`${jobs}/${data.id}`, authorized())).data;
    if (state === 'JobComplete') return `${ROOT}/jobs/query/${data.id}`;
  }
};

const NAMES = /\n/;
const linesOf = (csv: string): string[] => csv.trimEnd().split(NAMES);

describe('Somebody else answers', () => {
  test.each<[LieName, RegExp]>([
    ['loginPage', /<form action="\/login">/],
    ['maintenancePage', /maintenance/],
  ])('with a page: %s', async (lie, words) => {
    const { status, headers, data } = await told(lie);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(data).toMatch(words);
  });

  test('after the work, and instead of it where that is asked for', async () => {
    await control.faults({ method: 'POST', lie: 'loginPage' });
    expect((await post(created('One'))).data).toContain('<html>');
    expect(await contacts()).toBe(7);
    await control.faults({ method: 'POST', lie: 'loginPage', done: false });
    expect((await post(created('Two'))).data).toContain('<html>');
    expect(await contacts()).toBe(7);
  });

  test.each<[LieName, number]>([
    ['redirect302', 302],
    ['redirect307', 307],
  ])('with the way to another host: %s', async (lie, status) => {
    const answer = await told(lie);
    expect([answer.status, answer.headers['location']]).toEqual([status, 'https://elsewhere.example/']);
    const named = await told(lie, { headers: { location: 'http://localhost:1/' } });
    expect(named.headers['location']).toBe('http://localhost:1/');
  });

  test.each<[LieName, string]>([
    ['busyForAges', '2000000'],
    ['busyForNonsense', 'soon, -1'],
  ])('who is busy: %s', async (lie, retryAfter) => {
    const { status, headers, data } = await told(lie);
    expect([status, headers['retry-after'], data[0].errorCode]).toEqual([503, retryAfter, 'SERVER_UNAVAILABLE']);
  });
});

describe('An answer', () => {
  test.each<[LieName, unknown]>([
    ['nullBody', null],
    ['emptyBody', ''],
  ])('is nothing: %s', async (lie, data) => {
    expect(await told(lie)).toMatchObject({ status: 200, data });
  });

  test('is huge', async () => {
    await control.faults({ lie: 'hugeBody' });
    expect((await bytes(QUERY)).body).toHaveLength(67_108_864);
  });

  test('is small on the way and huge when it is unpacked', async () => {
    await control.faults({ lie: 'gzipBomb' });
    const { body, encoding } = await bytes(QUERY, { 'accept-encoding': 'gzip' });
    expect(encoding).toBe('gzip');
    expect(body.length).toBeLessThan(100_000);
    expect(gunzipSync(body)).toHaveLength(67_108_864);
  });

  test('breaks in the middle, or ends there as if it were whole', async () => {
    const truth = await bytes(QUERY);
    await control.faults({ lie: 'halfWithLength' }, { lie: 'halfWithoutLength' });
    const broken = await bytes(QUERY, { 'accept-encoding': 'gzip' });
    const ended = await bytes(QUERY, { 'accept-encoding': 'gzip' });
    const half = truth.body.subarray(0, Math.ceil(truth.body.length / 2));
    expect(broken).toEqual({ body: half, whole: false, encoding: undefined, length: String(truth.body.length) });
    expect(ended).toEqual({ body: half, whole: true, encoding: undefined, length: undefined });
  });

  test('is in another charset, under its name or not', async () => {
    const truth = (await bytes(QUERY)).body.toString('utf8');
    await control.faults({ lie: 'wrongCharset' });
    expect((await bytes(QUERY)).body.toString('utf16le')).toBe(truth);
    expect((await told('wrongCharset')).headers['content-type']).toMatch(/utf-8/i);
    expect((await told('foreignCharset')).headers['content-type']).toBe('application/json;charset=ISO-8859-1');
  });

  test('is called another type', async () => {
    expect((await told('wrongContentType')).headers['content-type']).toBe('text/plain');
  });
});

describe('Pages', () => {
  test('come again, whatever is asked for', async () => {
    await control.faults({ lie: 'sameAgain', times: 2 });
    const first = await get(`${ROOT}/limits`);
    expect((await get(QUERY)).data).toEqual(first.data);
  });

  test('lead to themselves', async () => {
    expect((await told('ownNextPage')).data).toMatchObject({ done: false, nextRecordsUrl: QUERY });
  });

  test.each<[LieName, number, number]>([
    ['emptyPages', 0, 0],
    ['newPages', 6, 18],
  ])('have no end: %s', async (lie, records, different) => {
    await control.faults({ path: '/query', lie, times: 3 });
    const seen = new Set<string>();
    const visited = new Set<string>();
    let path = QUERY;
    for (let page = 1; page <= 3; page += 1) {
      const { data } = await get(path);
      expect(data.records).toHaveLength(records);
      for (const { Id: id, attributes } of data.records) expect(seen.add(id).has(attributes.url)).toBe(false);
      path = data.nextRecordsUrl;
      visited.add(path);
    }
    expect([seen.size, visited.size]).toEqual([different, 3]);
  });

  test('end before the last', async () => {
    await post(created(...Array.from({ length: 200 }, (_, index) => `More ${index}`)));
    const paged = { headers: { ...authorized().headers, 'sforce-query-options': 'batchSize=200' } };
    expect((await http.get(org.url + QUERY, paged)).data).toMatchObject({ totalSize: 206, done: false });
    await control.faults({ path: '/query', lie: 'lastPageEarly' });
    const { data } = await http.get(org.url + QUERY, paged);
    expect(data).toMatchObject({ totalSize: 206, done: true, records: { length: 200 } });
    expect(data).not.toHaveProperty('nextRecordsUrl');
  });
});

describe('Rows and counts', () => {
  test('are fewer than there are: counts', async () => {
    expect((await told('countsZero')).data).toMatchObject({ totalSize: 0, records: { length: 6 } });
    expect((await told('countsFewer')).data).toMatchObject({ totalSize: 3, records: { length: 6 } });
    const job = await queryJob();
    await control.faults({ path: '/jobs/query', lie: 'countsZero' });
    expect((await get(job)).data).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
  });

  test('are fewer, or more, than there are: rows of a list', async () => {
    expect((await told('rowMissing')).data).toMatchObject({ totalSize: 6, records: { length: 5 } });
    await control.faults(
      { path: '/composite', lie: 'rowMissing' },
      { path: '/composite', lie: 'rowTwice' },
      { path: '/composite', lie: 'otherOrder' },
    );
    const [fewer, more] = [await post(created('A', 'B', 'C')), await post(created('D', 'E'))];
    expect([fewer.data.length, more.data.length]).toEqual([2, 3]);
    const { data } = await post(created('F', 'G', 'H'));
    const ids = data.map(({ id }: { id: string }) => id);
    expect(ids).not.toEqual([...ids].sort((a, b) => a.localeCompare(b)));
    expect(await contacts()).toBe(14);
  });

  test('are fewer than there are: rows of a CSV, and the number that it names', async () => {
    const results = `${await queryJob()}/results`;
    const truth = linesOf((await get(results)).data);
    await control.faults({ lie: 'rowMissing' });
    const fewer = await get(results);
    expect(fewer.headers['sforce-numberofrecords']).toBe('5');
    expect(linesOf(fewer.data)).toEqual(truth.toSpliced(4, 1));
  });

  test('come in another order each time', async () => {
    const results = `${await queryJob()}/results`;
    const [header, ...truth] = linesOf((await get(results)).data);
    await control.faults({ lie: 'otherOrder', times: 2 });
    const orders = [(await get(results)).data, (await get(results)).data].map(linesOf);
    expect(orders[0]).not.toEqual(orders[1]);
    for (const [top, ...lines] of orders) {
      expect(top).toBe(header);
      expect(lines.toSorted()).toEqual(truth.toSorted());
      expect(lines).not.toEqual(truth);
    }
  });
});

test('The directory names every lie, and another is refused', async () => {
  expect((await http.get(org.controlUrl)).data['POST faults: lie']).toBe(LIE_NAMES.join(', '));
  const { status } = await http.post(`${org.controlUrl}/faults`, { lie: 'white' });
  expect(status).toBe(400);
});
