import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IRun } from 'n8n-workflow';

import type { CometdFault } from '../../../support/fakeCometd';
import { CHANNELS, World, type Model, type Step } from './world';

/**
 * Random histories of an org, of the way there and of an n8n that is killed: whatever happens, every event is executed,
 * and none twice while n8n takes repeats out. EVENTS_RUNS=20000 tries more of them.
 */

const FAULTS: readonly CometdFault[] = ['down', 'half', 'lost', 'page', 'signedOut', 'unknownClient'];
const RUNS = Number(process.env['EVENTS_RUNS'] ?? 400);

const channel = fc.constantFrom(...CHANNELS);
const only = (what: Exclude<Step['do'], 'end' | 'expire' | 'fault' | 'publish'>): fc.Arbitrary<Step> =>
  fc.constant({ do: what });
const about = (what: 'expire' | 'publish'): fc.Arbitrary<Step> => channel.map((one) => ({ do: what, channel: one }));
const ending = fc.constantFrom<IRun['status']>('success', 'error').map((status): Step => ({ do: 'end', status }));
const failing = fc.constantFrom(...FAULTS).map((fault): Step => ({ do: 'fault', fault }));
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: about('publish') },
    { weight: 4, arbitrary: ending },
    { weight: 3, arbitrary: failing },
    { weight: 3, arbitrary: only('pass') },
    { weight: 2, arbitrary: only('restart') },
    { weight: 1, arbitrary: only('kill') },
    { weight: 1, arbitrary: only('killBeforeExecution') },
    { weight: 1, arbitrary: only('refuse') },
    { weight: 1, arbitrary: only('startTwice') },
    { weight: 1, arbitrary: only('forgetClients') },
    { weight: 1, arbitrary: only('wipe') },
    { weight: 1, arbitrary: about('expire') },
  ),
  { minLength: 5, maxLength: 40 },
);
const history = fc.record({ steps, most: fc.constantFrom(1, 1, 3) });

/** Events that were lost, and those that were executed twice, after a history. */
async function outcomeOf({ steps: all, most }: { steps: readonly Step[]; most: number }, model: Model) {
  const world = new World(most, model);
  await world.start('activate');
  for (const step of all) await world.take(step);
  await world.settle();
  const executed = world.executions.flatMap(({ names }) => names);
  const lost = world.published.filter((name) => !executed.includes(name) && !world.expired.has(name));
  const doubled = executed.filter((name, at) => executed.indexOf(name) < at);
  return { lost, doubled: most > 1 && world.isRegrouped ? [] : doubled };
}

const holds = (model: Model) =>
  fc.asyncProperty(history, async (one) => {
    expect(await outcomeOf(one, model)).toEqual({ lost: [], doubled: [] });
  });

describe('Whatever happens', () => {
  test('nothing is lost, and nothing is executed twice', async () => {
    await fc.assert(holds({}), { numRuns: RUNS });
  }, 600_000);

  test('nothing is lost if n8n does not take repeats out', async () => {
    const losesNothing = fc.asyncProperty(history, async (one) => {
      expect((await outcomeOf(one, { deduplicates: false })).lost).toEqual([]);
    });
    await fc.assert(losesNothing, { numRuns: RUNS / 2 });
  }, 600_000);
});

describe('These histories notice', () => {
  test.each<[string, Model]>([
    ['a position that is stored before the execution', { confirmation: 'immediately' }],
    ['a connection that does not go on where the last one ended', { replays: false }],
    ['an n8n that does not take repeats out', { deduplicates: false }],
  ])(
    '%s',
    async (_, model) => {
      const { failed } = await fc.check(holds(model), { numRuns: 500, endOnFailure: true });
      expect(failed).toBe(true);
    },
    600_000,
  );
});
