import { describe, expect, test } from '@jest/globals';

import type { Bar } from '../../bench/cases/define';
import { wall } from '../../bench/cases/define';
import { resultOf, sizeOf } from '../../bench/harness';
import type { Failed, Sample } from '../../bench/measure';
import { tableOf, verdict } from '../../bench/table';

const MB = 1024 * 1024;

const sample = (numbers: Partial<Sample>): Sample => ({
  ms: 1000,
  cpu: 500,
  done: 1000,
  peak: 200 * MB,
  growth: 20 * MB,
  copied: 3 * MB,
  apiCalls: 5,
  requests: 5,
  bytes: 3 * MB,
  tokens: 0,
  jobs: 0,
  ...numbers,
});

const BARS: readonly Bar[] = [
  wall(1.3),
  { what: 'API calls', unit: '', of: ({ ours }) => ours.apiCalls, atMost: 50, fullSize: true },
  { what: 'built-in', unit: '×', of: ({ builtin }) => builtin, atLeast: 50, latency: 40 },
];

const result = (floor: readonly (Failed | Sample)[], ours: readonly (Failed | Sample)[], latency = 0, isFull = true) =>
  resultOf({
    name: 'create',
    title: 'Create',
    latency,
    size: 1000,
    isFull,
    bars: BARS,
    floor,
    ours,
    helper: [],
    builtin: sample({ ms: 6000, done: 100 }),
    builtinSize: 100,
  });

describe('A result', () => {
  test('holds each figure against its bar', () => {
    const { figures, verdicts } = result([sample({})], [sample({ ms: 1400, cpu: 600, growth: 30 * MB })], 40);
    expect(figures).toEqual({ wall: 1.4, cpu: 1.2, peak: 1, growth: 1.5, helper: Number.NaN, builtin: 60 / 1.4 });
    expect(verdicts).toEqual([
      { what: 'wall time', unit: '×', atMost: 1.3, value: 1.4, met: false },
      { what: 'API calls', unit: '', atMost: 50, value: 5, met: true },
      { what: 'built-in', unit: '×', atLeast: 50, value: 60 / 1.4, met: false },
    ]);
  });

  test('leaves out bars of another latency, and of the full size when it is not', () => {
    const { verdicts } = result([sample({})], [sample({})], 0, false);
    expect(verdicts.map(({ what }) => what)).toEqual(['wall time']);
  });

  test('of a side that failed once is a failure, and no bar is met', () => {
    const { ours, figures, verdicts } = result([sample({}), sample({})], [sample({}), { failed: '9 of 10 were done' }]);
    expect(ours).toEqual({ failed: '9 of 10 were done' });
    expect(figures).toBeUndefined();
    expect(verdicts.every(({ met }) => met === undefined)).toBe(true);
  });

  test('without a floor that came to its end has no ratio, and the bar is not measured', () => {
    const { verdicts } = result([{ failed: 'refused' }], [sample({})]);
    expect(verdicts[0]).toEqual({ what: 'wall time', unit: '×', atMost: 1.3, value: undefined, met: undefined });
  });
});

test('A tenth is a tenth, and small is small', () => {
  expect([
    sizeOf({ size: 10_000 }, 'full'),
    sizeOf({ size: 10_000 }, 'tenth'),
    sizeOf({ size: 10_000 }, 'small'),
  ]).toEqual([10_000, 1000, 200]);
  expect(sizeOf({ size: 1 }, 'small')).toBe(1);
});

describe('The table', () => {
  test('has a line for each result', () => {
    const jsforce = sample({ ms: 2000, growth: 90 * MB });
    const lines = tableOf([{ ...result([sample({})], [sample({ ms: 1200 })]), jsforce }]).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(
      '| Create | 0 ms | 1.00 s | 1.20 s | 1.20× | 500 ms, 500 ms | 20 MB, 20 MB | 3 MB, 3 MB | 5 | 3 MB, 3 MB | 0 ' +
        '| 6.00 s for 100, 60.00 ms a record, 5 API calls, 3 MB: 50× ours | 2.00 s, 500 ms of processor time, +90 MB ' +
        '| wall time 1.20×, ≤ 1.3×: met<br>API calls 5, ≤ 50: met |',
    );
  });

  test('says what a side said when it failed', () => {
    const lines = tableOf([result([sample({})], [{ failed: 'Maximum call stack size exceeded' }])]).split('\n');
    expect(lines[2]).toContain('| failed: Maximum call stack size exceeded |');
    expect(lines[2]).toContain('wall time ≤ 1.3×: not measured');
  });

  test('names a bar that is not met as such', () => {
    expect(verdict({ what: 'wall time', unit: '×', atMost: 1.3, value: 1.41, met: false })).toBe(
      'wall time 1.41×, ≤ 1.3×: NOT MET',
    );
  });
});
