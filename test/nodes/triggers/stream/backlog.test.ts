import { describe, expect, test } from '@jest/globals';

import type { CometdFault } from '../../../support/fakeCometd';
import { CHANNELS, World, type Step } from './world';

/** More events than the trigger holds, while executions take their time. */

const [CHANNEL = ''] = CHANNELS;
const HELD = 1_000;
const BEYOND = 500;

const publishing: Step = { do: 'publish', channel: CHANNEL };
const ending: Step = { do: 'end', status: 'success' };

async function repeat(world: World, step: Step, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await world.take(step);
}

/** More events than are held, none of which has been executed to its end. */
async function fullWorld(confirmation: 'onCompletion' | 'onSuccess' = 'onCompletion'): Promise<World> {
  const world = new World(1, { confirmation });
  await world.start('activate');
  await repeat(world, publishing, HELD + BEYOND);
  return world;
}

const executed = ({ executions }: World) => executions.flatMap(({ names }) => names);
const replayIdOf = (name = ''): string => name.slice(name.indexOf(':') + 1);
const replays = ({ server }: World) => server.sent.flatMap(({ ext }) => ext?.replay?.[CHANNEL] ?? []);

describe('With more events than are held', () => {
  test('nothing more is read, and all are executed in order when executions end', async () => {
    const world = await fullWorld();
    const { length: asked } = world.server.sent;
    await repeat(world, publishing, BEYOND);
    expect(world.server.sent).toHaveLength(asked);
    await world.settle();
    expect(executed(world)).toEqual(world.published);
  }, 60_000);

  test('reading goes on behind the last event that came, if the session has lapsed meanwhile', async () => {
    const world = await fullWorld();
    world.server.forgetClients();
    await repeat(world, ending, BEYOND);
    // One is being executed while the others wait.
    expect(replays(world)).toEqual([-1, replayIdOf(world.published[HELD])]);
    await world.settle();
    expect(executed(world)).toEqual(world.published);
  }, 60_000);

  test.each<CometdFault>(['down', 'half', 'lost', 'page', 'signedOut', 'unknownClient'])(
    'one fault after the other (%s) loses and doubles nothing',
    async (fault) => {
      const world = await fullWorld('onSuccess');
      for (let round = 0; round < 50; round += 1) {
        await world.take({ do: 'fault', fault });
        await repeat(world, publishing, 5);
        await repeat(world, ending, 10);
        if (round % 10 === 0) await world.take({ do: 'forgetClients' });
      }
      await world.settle();
      expect(executed(world)).toEqual(world.published);
    },
    60_000,
  );

  test('a kill and a start go on behind the last execution', async () => {
    const world = await fullWorld();
    await repeat(world, ending, BEYOND);
    await world.take({ do: 'kill' });
    await repeat(world, publishing, BEYOND);
    await world.settle();
    expect(executed(world)).toEqual(world.published);
  }, 60_000);
});

test('executions that have ended leave nothing behind that waits for the end of the trigger', async () => {
  const world = new World(1, {});
  await world.start('activate');
  await world.take(publishing);
  const { watchers } = world;
  for (let n = 0; n < 5; n += 1) {
    await world.take(publishing);
    await world.take(ending);
  }
  expect(world.watchers).toBe(watchers);
  await world.settle();
});
