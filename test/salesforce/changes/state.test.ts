import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changesSince, readChanges, storedChanges } from '../../../salesforce/changes';
import { isFrom, laterOf } from '../../../salesforce/changes/state';

const id = fc.stringMatching(/^[A-Za-z0-9]{18}$/);
const time = fc.nat({ max: 4_000_000_000 }).map((seconds) => seconds * 1_000);

describe('The state of a watch', () => {
  test('is the same after it was kept as JSON', () => {
    const state = fc.record(
      {
        from: fc.record({ time, id }, { requiredKeys: ['time'] }),
        given: fc.uniqueArray(fc.tuple(id, time), { selector: ([one]) => one }).map((entries) => new Map(entries)),
        prints: fc
          .uniqueArray(fc.tuple(id, fc.stringMatching(/^[\w+/]{8}$/)), { selector: ([one]) => one })
          .map((entries) => new Map(entries)),
        covered: time,
        askedAt: time,
        clock: fc.record({ time, here: time }),
        log: fc.record({ from: time, until: time, askedAt: time }, { requiredKeys: ['from', 'until'] }),
      },
      { requiredKeys: ['from', 'given', 'prints'] },
    );
    fc.assert(
      fc.property(state, (before) => {
        const after = readChanges(JSON.parse(JSON.stringify(storedChanges(before))));
        expect(after).toEqual(before);
        // Which fingerprint is dropped first depends on their order.
        expect([...after.prints]).toEqual([...before.prints]);
      }),
    );
  });

  test('takes 19 characters for each of many records of one time, and 28 for each with a time of its own', () => {
    const ids = Array.from({ length: 20_000 }, (_, n) => `003${String(n).padStart(15, '0')}`);
    const size = (timeOf: (n: number) => number): number => {
      const given = new Map(ids.map((one, n) => [one, timeOf(n)]));
      return JSON.stringify(storedChanges({ ...changesSince({ time: 0, here: 0 }), given })).length / ids.length;
    };
    expect(size(() => 1_767_225_600_000)).toBeCloseTo(19, 1);
    expect(size((n) => 1_767_225_600_000 + n * 1_000)).toBeCloseTo(28, 1);
  });

  test('begins with the second in which watching began', () => {
    const clock = { time: 1_999, here: 5 };
    expect(changesSince(clock)).toEqual({ from: { time: 1_000 }, given: new Map(), prints: new Map(), clock });
  });
});

describe('A position', () => {
  test.each([
    [{ time: 5 }, { time: 4, id: 'Z' }, false],
    [{ time: 5 }, { time: 5, id: '0' }, true],
    [{ time: 5, id: 'B' }, { time: 5, id: 'A' }, false],
    [{ time: 5, id: 'B' }, { time: 5, id: 'B' }, false],
    [{ time: 5, id: 'B' }, { time: 5, id: 'a' }, true],
    [{ time: 5, id: 'B' }, { time: 6, id: 'A' }, true],
  ])('%j: whether %j comes from there on is %j', (position, change, expected) => {
    expect(isFrom(position, change)).toBe(expected);
  });

  test.each([
    [{ time: 5 }, { time: 6 }],
    [{ time: 5, id: 'B' }, { time: 6 }],
    [{ time: 5 }, { time: 5, id: 'A' }],
    [
      { time: 5, id: 'A' },
      { time: 5, id: 'B' },
    ],
  ])('%j is before %j', (earlier, later) => {
    expect([laterOf(earlier, later), laterOf(later, earlier)]).toEqual([later, later]);
  });
});
