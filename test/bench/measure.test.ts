import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { median, middle, msPerRecord, ratioOfPairs, watchBytes, watchMemory } from '../../bench/measure';
import type { Sample } from '../../bench/measure';

const sample = (numbers: Partial<Sample>): Sample => ({
  cpu: 0,
  ms: 0,
  done: 0,
  peak: 0,
  growth: 0,
  copied: 0,
  apiCalls: 0,
  requests: 0,
  bytes: 0,
  tokens: 0,
  jobs: 0,
  ...numbers,
});

describe('The median', () => {
  test.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });

  test('has as many values on one side as on the other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const found = median(values);
        const below = values.filter((value) => value < found).length;
        const above = values.filter((value) => value > found).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

test('Ratios are taken pair by pair: a slow moment of the machine counts once', () => {
  const pairs = [
    [100, 120],
    [1000, 1100],
    [100, 130],
  ].map(([floor, ours]) => [sample({ ms: floor ?? 0 }), sample({ ms: ours ?? 0 })] as const);
  expect(ratioOfPairs(pairs, ({ ms }) => ms)).toBe(1.2);
});

test('Every number of the samples is at its own median', () => {
  const samples = [
    sample({ ms: 1, tokens: 1, peak: 30 }),
    sample({ ms: 3, tokens: 1, peak: 10 }),
    sample({ ms: 2, peak: 20 }),
  ];
  expect(middle(samples)).toEqual(sample({ ms: 2, tokens: 1, peak: 20 }));
});

test('Time a record is what makes different numbers of records comparable', () => {
  expect(msPerRecord(sample({ ms: 1500, done: 500 }))).toBe(3);
});

test('Memory that is held shows in the growth, and the peak is no less', () => {
  const memory = watchMemory();
  const held = Buffer.alloc(64 * 1024 * 1024, 1);
  const { growth, peak } = memory();
  expect(held.length).toBe(64 * 1024 * 1024);
  expect(growth).toBeGreaterThan(48 * 1024 * 1024);
  expect(peak).toBeGreaterThan(growth);
});

test('Bytes that are read and written are counted', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bytes-'));
  try {
    const file = path.join(folder, 'file');
    const bytes = watchBytes();
    writeFileSync(file, Buffer.alloc(3_000_000));
    readFileSync(file);
    const { copied } = bytes();
    // Systems other than Linux do not tell.
    const least = existsSync('/proc/self/io') ? 6_000_000 : 0;
    expect(copied).toBeGreaterThanOrEqual(least);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
