import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type Started, tallyOf } from '../../../scripts/soak/tally';

const NEVER = { starts: [], afterStart: 0 };

/** Executions that were stored one millisecond after another, each started by these changes. */
const executed = (...names: string[][]): Started[] =>
  names.map((started, index) => ({ id: index + 1, status: 'success', stored: index, names: started }));

const counts = ({ once, lost, repeated, doubled }: ReturnType<typeof tallyOf>) => ({ once, lost, repeated, doubled });

describe('Of changes and executions, the tally tells', () => {
  test('what was executed once, and what never', () => {
    expect(counts(tallyOf(['a', 'b', 'c'], executed(['a'], ['c']), NEVER))).toEqual({
      once: 2,
      lost: ['b'],
      repeated: [],
      doubled: [],
    });
  });

  test.each([
    ['in two executions', [['a'], ['a']]],
    ['in one execution', [['a', 'a']]],
  ])('what came twice %s', (_, names) => {
    expect(counts(tallyOf(['a'], executed(...names), NEVER))).toEqual({
      once: 0,
      lost: [],
      repeated: [],
      doubled: ['a'],
    });
  });

  test('how executions ended, and nothing of changes that are not counted', () => {
    const executions = [
      ...executed(['warm-up'], ['warm-up', 'a']),
      { ...executed(['b'])[0], status: 'crashed' },
      { ...executed([])[0], status: 'error' },
    ];
    expect(tallyOf(['a', 'b'], executions as Started[], NEVER)).toEqual({
      changes: 2,
      executions: 4,
      emptied: 1,
      statuses: { success: 2, crashed: 1, error: 1 },
      once: 2,
      lost: [],
      repeated: [],
      doubled: [],
    });
  });

  test('any random history as it was made', () => {
    const times = fc.dictionary(fc.string(), fc.integer({ min: 0, max: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(times, (given) => {
        const changes = Object.keys(given);
        const executions = executed(...[1, 2, 3].map((round) => changes.filter((name) => (given[name] ?? 0) >= round)));
        const tally = tallyOf(changes, executions, NEVER);
        const those = (wanted: (count: number) => boolean) => changes.filter((name) => wanted(given[name] ?? 0));
        expect(tally.once).toBe(those((count) => count === 1).length);
        expect(tally.lost).toEqual(those((count) => count === 0));
        expect(tally.doubled.toSorted()).toEqual(those((count) => count > 1).toSorted());
      }),
    );
  });
});

describe('After a start of n8n that may repeat the last execution, the tally allows', () => {
  const repeats = { starts: [1.5], afterStart: 1 };

  test('what the execution before the start had', () => {
    expect(counts(tallyOf(['a', 'b'], executed([], ['a'], ['a', 'b']), repeats))).toEqual({
      once: 1,
      lost: [],
      repeated: ['a'],
      doubled: [],
    });
  });

  test('it in a later execution after the start, too', () => {
    expect(tallyOf(['a'], executed([], ['a'], ['b'], ['a']), repeats)).toMatchObject({ repeated: ['a'], doubled: [] });
  });

  test('what one of the last executions before the start had, where several are made at once', () => {
    const all = executed(['a'], [], ['a']);
    expect(tallyOf(['a'], all, { ...repeats, afterStart: 2 })).toMatchObject({ repeated: ['a'], doubled: [] });
  });

  test.each([
    ['what only an earlier execution had', [['a'], [], ['a']], repeats],
    ['what comes again without a start', [[], [], ['a'], ['a']], repeats],
    ['it twice in that execution', [[], ['a'], ['a', 'a']], repeats],
    ['it twice after that start', [[], ['a'], ['a'], ['a']], repeats],
    ['anything where starts repeat nothing', [[], ['a'], ['a']], { ...repeats, afterStart: 0 }],
  ])('not %s', (_, names, rule) => {
    expect(tallyOf(['a'], executed(...names), rule)).toMatchObject({ repeated: [], doubled: ['a'] });
  });
});
