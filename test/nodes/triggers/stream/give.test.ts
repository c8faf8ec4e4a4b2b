import { afterEach, describe, expect, jest, test } from '@jest/globals';

import { ticks, World } from './world';

const CHANNEL = '/event/A__e';

test('What may have been given before stays together, although the first answer after the restart is empty', async () => {
  const world = new World(9, {});
  const names = () => world.executions.map((one) => one.names);
  await world.start('activate');
  await world.take({ do: 'kill' });
  for (let n = 0; n < 3; n += 1) await world.take({ do: 'publish', channel: CHANNEL });
  await world.start('init');
  await world.take({ do: 'pass' });
  expect(names()).toEqual([world.published]);
  await world.take({ do: 'kill' });
  world.server.empties = 1;
  world.server.isSlow = true;
  await world.start('init');
  await world.settle();
  expect(names()).toEqual([world.published]);
});

async function givenWhere(errors: string[], confirmation: 'immediately' | 'onSuccess') {
  const world = new World(1, { confirmation });
  world.emitErrors = errors;
  await world.start('activate');
  for (let n = 0; n < 3; n += 1) await world.take({ do: 'publish', channel: CHANNEL });
  await world.take({ do: 'pass' });
  await world.take({ do: 'end', status: 'error' });
  await world.settle();
  await ticks(5);
  return world;
}

test.each(['immediately', 'onSuccess'] as const)(
  'What n8n does not take at once is given until it does, and loses no confirmation (%s)',
  async (confirmation) => {
    const world = await givenWhere(['database is locked', 'The connection was closed', 'x'], confirmation);
    const names = world.executions.map((one) => one.names.join());
    expect(names).toEqual(confirmation === 'immediately' ? world.published : [world.published[0], ...world.published]);
    expect(world.promised.every((isPromised) => isPromised === (confirmation === 'onSuccess'))).toBe(true);
  },
);

test('Only an n8n that refuses to tell when executions end is not asked to any more', async () => {
  const world = await givenWhere(['Done promises are not supported.'], 'onSuccess');
  expect(world.executions.map(({ names }) => names.join())).toEqual(world.published);
  expect(world.promised).toEqual([true, false, false, false]);
});

describe('Where n8n never tells that an execution has ended,', () => {
  const HOUR = 3_600_000;

  async function afterSilence(confirmation: 'onCompletion' | 'onSuccess', wait: number, executionTimeout?: number) {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const world = new World(1, { confirmation });
    world.settings = executionTimeout === undefined ? {} : { executionTimeout };
    await world.start('activate');
    for (let n = 0; n < 2; n += 1) await world.take({ do: 'publish', channel: CHANNEL });
    await world.take({ do: 'pass' });
    await world.take({ do: 'forgetEnd' });
    jest.advanceTimersByTime(wait - 1);
    await ticks(30);
    const before = world.executions.length;
    jest.advanceTimersByTime(1);
    await ticks(30);
    await world.settle();
    const [first, second] = world.published;
    const nameOf = (name: string) => (name === first ? 'first' : name === second ? 'second' : name);
    return { before, after: world.executions.map(({ names }) => nameOf(names.join())) };
  }

  afterEach(() => void jest.useRealTimers());

  test.each([
    ['an hour', HOUR, undefined],
    ['an hour', HOUR, -1],
    ['the workflow’s timeout', 180_000, 120],
  ])('the next event follows after %s (%i)', async (_, wait, timeout) => {
    const { before, after } = await afterSilence('onCompletion', wait, timeout);
    expect({ before, after }).toEqual({ before: 1, after: ['first', 'second'] });
  });

  test('an event whose execution has to succeed is executed again', async () => {
    const { before, after } = await afterSilence('onSuccess', HOUR);
    expect({ before, after }).toEqual({ before: 1, after: ['first', 'first', 'second'] });
  });
});
