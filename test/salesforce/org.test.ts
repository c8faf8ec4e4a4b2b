import { describe, expect, test } from '@jest/globals';

import { DescribeCache } from '../../salesforce/describe';
import { InputError } from '../../salesforce/errors';
import { createOrg } from '../../salesforce/org';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';
import { field, object } from '../support/schema';

const GET = { method: 'GET', path: '/x' } as const;
const wait = async (): Promise<void> => undefined;
const usage = (used: number) => ({ body: {}, headers: { 'sforce-limit-info': `api-usage=${used}/1000` } });

describe('An org', () => {
  test('sends nothing before it is asked to', () => {
    const { send, requests } = fakeSend(() => ({}));
    createOrg({ send, wait });
    expect(requests).toEqual([]);
  });

  test.each([
    [undefined, '67.0'],
    ['', '67.0'],
    ['  ', '67.0'],
    ['v64', '64.0'],
    ['66.0', '66.0'],
  ])('is of the version %j', (version, chosen) => {
    expect(createOrg({ send: fakeSend(() => ({})).send, wait, version }).version).toBe(chosen);
  });

  test('of a version that is none is refused', () => {
    const open = () => createOrg({ send: fakeSend(() => ({})).send, wait, version: 'latest' });
    expect(open).toThrow(InputError);
    expect(open).toThrow('“latest” is not a valid API version.');
  });

  test('knows its usage as the last answer tells it, whoever asked, and keeps it where one is silent', async () => {
    const { send } = fakeSend((_, n) => [usage(10), usage(11), { body: {} }, usage(13)][n - 1] ?? {});
    const org = orgOf(send);
    expect(org.limits.usage).toBeUndefined();
    await org.send(GET);
    expect(org.limits.usage).toEqual({ used: 10, max: 1_000 });
    const copy = { ...org };
    await org.sendOnce(GET);
    expect(copy.limits.usage).toEqual({ used: 11, max: 1_000 });
    await org.send(GET);
    expect(org.limits.usage).toEqual({ used: 11, max: 1_000 });
    await org.describe.versions().catch(() => undefined);
    expect(org.limits.usage).toEqual({ used: 13, max: 1_000 });
  });

  test('knows the time in Salesforce from the last answer that has it', async () => {
    const dates = ['Sun, 01 Mar 2026 12:00:00 GMT', undefined, 'soon', 'Sun, 01 Mar 2026 12:00:07 GMT'];
    const { send } = fakeSend((_, n) => {
      const date = dates[n - 1];
      return { body: {}, headers: date === undefined ? {} : { date } };
    });
    const org = orgOf(send);
    expect(org.clock.time).toBeUndefined();
    const times: unknown[] = [];
    while (times.length < dates.length) {
      await org.send(GET);
      times.push(org.clock.time);
    }
    const noon = Date.UTC(2026, 2, 1, 12);
    expect(times).toEqual([noon, noon, noon, noon + 7_000]);
  });

  test('learns its usage from refusals too', async () => {
    const { send } = fakeSend(() => ({ status: 403, ...usage(1_000) }));
    const org = orgOf(send);
    await org.send(GET);
    expect(org.limits.usage).toEqual({ used: 1_000, max: 1_000 });
  });

  test('has its last words carried by what is given for them, or as all else', async () => {
    const [usual, last] = [fakeSend(() => ({})), fakeSend(() => ({}))];
    await orgOf(usual.send, { lastWords: last.send }).lastWords(GET);
    expect([usual.requests.length, last.requests.length]).toEqual([0, 1]);
    await orgOf(usual.send).lastWords(GET);
    expect([usual.requests.length, last.requests.length]).toEqual([1, 1]);
  });

  test('is not canceled unless somebody says so', () => {
    const { send } = fakeSend(() => ({}));
    expect(orgOf(send).cancelled()).toBe(false);
    expect(orgOf(send, { cancelled: () => true }).cancelled()).toBe(true);
  });

  test('shares what it learns of the schema through a cache, and keeps it to itself without one', async () => {
    const { send, requests } = fakeSend(() => ({ body: object('Account', [field('Name', 'string')]) }));
    const cache = new DescribeCache();
    const { describe: first } = orgOf(send, { cache });
    await first.object('Account');
    await orgOf(send, { cache }).describe.object('Account');
    expect(requests).toHaveLength(1);
    await orgOf(send).describe.object('Account');
    expect(requests).toHaveLength(2);
    await orgOf(send, { cache, version: '66.0' }).describe.object('Account');
    expect(requests.at(-1)?.path).toBe('/services/data/v66.0/sobjects/Account/describe');
  });

  test('asks for its schema again when that failed on the way', async () => {
    const { send, requests } = fakeSend((_, n) =>
      n === 1 ? { status: 503 } : { body: object('Account', [field('Name', 'string')]) },
    );
    expect((await orgOf(send).describe.object('Account')).name).toBe('Account');
    expect(requests).toHaveLength(2);
  });
});
