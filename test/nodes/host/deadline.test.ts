import { describe, expect, test } from '@jest/globals';
import type { IPollFunctions, ITriggerFunctions } from 'n8n-workflow';

import { cancelledBy, cancelSignal } from '../../../nodes/SalesforceConnector/host/cancellation';
import { inTime, withinPoll } from '../../../nodes/SalesforceConnector/host/deadline';
import type { Caller } from '../../../nodes/SalesforceConnector/host/access';
import type { Request } from '../../../salesforce/http';

const trigger = { getNode: () => ({ name: 'Trigger' }) } as unknown as ITriggerFunctions;

/** A request that only ends when it is cancelled. */
const endless = async (caller: Caller): Promise<never> =>
  await new Promise((_, reject) => {
    const signal = cancelSignal(caller);
    const cancel = () => reject(Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }));
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
  });

describe('A request', () => {
  test('without an end ends when its time is over', async () => {
    await expect(inTime(trigger, { within: 30 }, endless)).rejects.toMatchObject({
      name: 'ConnectionError',
      reached: 'maybe',
      errorCode: 'ETIMEDOUT',
    });
  });

  test.each([0, 10])('is cancelled with its trigger, after %i ms', async (milliseconds) => {
    const controller = new AbortController();
    const sent = inTime(cancelledBy(trigger, controller.signal), { within: 60_000 }, endless);
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    controller.abort();
    await expect(sent).rejects.toThrow('canceled');
    await expect(inTime(cancelledBy(trigger, controller.signal), { within: 60_000 }, endless)).rejects.toThrow(
      'canceled',
    );
  });

  test('that fails in time fails with its own error', async () => {
    const failing = async () => await Promise.reject(new Error('refused'));
    await expect(inTime(trigger, { within: 60_000 }, failing)).rejects.toThrow('refused');
  });

  test('without a limit, and one that is answered in time, are left alone', async () => {
    expect(await inTime(trigger, {}, async (caller) => await Promise.resolve(caller))).toBe(trigger);
    expect(await inTime(trigger, { within: 60_000 }, async () => await Promise.resolve(5))).toBe(5);
  });
});

test.each([
  ['n8n’s budget', { getPollBudgetMs: () => 10_000 }, 8_000],
  ['a minute at most', { getPollBudgetMs: () => 600_000 }, 48_000],
  ['a minute where n8n has no budgets', {}, 48_000],
])('Each request of a poll ends within %s', async (_, context, longest) => {
  const limits: number[] = [];
  const send = withinPoll(context as unknown as IPollFunctions, async ({ within = Infinity }: Request) => {
    limits.push(within);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { status: 200, headers: {}, body: {} };
  });
  for (let requests = 0; requests < 2; requests += 1) await send({ method: 'GET', path: '/' });
  const [first = Infinity, second = Infinity] = limits;
  expect(first).toBeLessThanOrEqual(longest);
  expect(second).toBeLessThan(first);
  expect(second).toBeGreaterThan(0);
});
