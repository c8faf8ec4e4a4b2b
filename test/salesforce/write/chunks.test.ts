import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { planChunks } from '../../../salesforce/write/chunks';
import type { WriteRow } from '../../../salesforce/write/rows';

const rowsOf = (...shapes: Pick<WriteRow, 'key' | 'parent'>[]): WriteRow[] =>
  shapes.map((shape, index) => ({ index, values: {}, ...shape }));
const indexes = (rows: readonly WriteRow[]) => planChunks(rows, 3).map((chunk) => chunk.rows.map((row) => row.index));

describe('Cutting rows into requests', () => {
  test('Rows that have nothing to do with each other fill requests in their order', () => {
    const chunks = planChunks(rowsOf({}, {}, {}, {}, {}, {}, {}), 3);
    expect(chunks.map(({ rows, after }) => [rows.map((row) => row.index), after])).toEqual([
      [[0, 1, 2], []],
      [[3, 4, 5], []],
      [[6], []],
    ]);
  });

  test('10,000 rows make 50 requests of 200, whatever their parents', () => {
    const rows = rowsOf(
      ...Array.from({ length: 10_000 }, (_, i) => ({ key: `k${i}`, parent: `p${(i * 7919) % 613}` })),
    );
    expect(planChunks(rows, 200).map((chunk) => chunk.rows.length)).toEqual(Array<number>(50).fill(200));
  });

  test('Children of one parent travel together', () => {
    expect(indexes(rowsOf({ parent: 'a' }, { parent: 'b' }, { parent: 'a' }, { parent: 'b' }))).toEqual([
      [0, 2, 1],
      [3],
    ]);
  });

  test('A family that is cut by the end of a request waits for its first part', () => {
    const chunks = planChunks(rowsOf({ parent: 'a' }, { parent: 'b' }, { parent: 'a' }, { parent: 'b' }), 3);
    expect(chunks.map((chunk) => chunk.after)).toEqual([[], [0]]);
  });

  test('Families that are cut do not make all requests wait for each other', () => {
    const rows = rowsOf(...Array.from({ length: 10_000 }, (_, i) => ({ parent: `p${Math.floor(i / 7)}` })));
    const chunks = planChunks(rows, 200);
    expect(chunks).toHaveLength(50);
    expect(chunks.filter(({ after }) => after.length > 0).length).toBeLessThanOrEqual(3);
  });

  test('In order, neighbors stay together, and a parent in two requests still waits', () => {
    const rows = rowsOf({ parent: 'a' }, { parent: 'b' }, { parent: 'a' }, { parent: 'b' });
    const chunks = planChunks(rows, 2, { inOrder: true });
    expect(chunks.map((chunk) => [chunk.rows.map(({ index }) => index), chunk.after])).toEqual([
      [[0, 1], []],
      [[2, 3], [0]],
    ]);
  });

  test('Two rows with one key are sent one after the other, in their order, whatever its case', () => {
    const chunks = planChunks(rowsOf({ key: 'X-1' }, { key: 'x-2' }, { key: 'x-1' }), 3);
    expect(chunks.map(({ rows, after }) => [rows.map((row) => row.index), after])).toEqual([
      [[0, 1], []],
      [[2], [0]],
    ]);
  });

  test.each([
    ['x@shop.example', 'X@Shop.Example'],
    ['key', ' key '],
    ['7', '7.0'],
    ['0.5', '.5e0'],
    ['1000', '1E3'],
  ])('“%s” and “%s” can be one key, and are sent one after the other', (one, other) => {
    expect(planChunks(rowsOf({ key: one }, { key: other }), 200)).toEqual([
      { rows: [{ index: 0, key: one, values: {} }], after: [] },
      { rows: [{ index: 1, key: other, values: {} }], after: [0] },
    ]);
  });

  test('Every row travels once; one key never twice in a request nor before its turn; parents in two requests wait', () => {
    const shape = fc.record(
      {
        key: fc.integer({ min: 0, max: 20 }).map((n) => `k${n}`),
        parent: fc.integer({ min: 0, max: 5 }).map((n) => `p${n}`),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (shapes, size) => {
        const rows = rowsOf(...(shapes as Pick<WriteRow, 'key' | 'parent'>[]));
        const chunks = planChunks(rows, size);
        expect(chunks.flatMap((chunk) => chunk.rows.map((row) => row.index)).toSorted((a, b) => a - b)).toEqual(
          rows.map((row) => row.index),
        );
        const last = new Map<string, { position: number; index: number }>();
        for (const [position, chunk] of chunks.entries()) {
          expect(chunk.rows.length).toBeLessThanOrEqual(size);
          const keys = chunk.rows.flatMap((row) => row.key ?? []);
          expect(new Set(keys).size).toBe(keys.length);
          for (const row of chunk.rows) {
            const before = row.key === undefined ? undefined : last.get(row.key);
            if (before !== undefined) {
              expect(before.index).toBeLessThan(row.index);
              expect(chunk.after).toContain(before.position);
            }
            const sibling = row.parent === undefined ? undefined : last.get(`parent ${row.parent}`);
            if (sibling !== undefined && sibling.position !== position) expect(chunk.after).toContain(sibling.position);
            if (row.key !== undefined) last.set(row.key, { position, index: row.index });
            if (row.parent !== undefined) last.set(`parent ${row.parent}`, { position, index: row.index });
          }
          for (const earlier of chunk.after) expect(earlier).toBeLessThan(position);
        }
      }),
    );
  });
});
