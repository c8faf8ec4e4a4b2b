import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { SavedRecords } from '../../../salesforce/bulk/savedRecords';
import { canonicalId } from '../../../salesforce/ids';
import { idOf } from '../../support/ids';

const id = fc.constantFrom(
  '003000000000001',
  '003000000000001AAA',
  '00300000000000A',
  '00300000000000a',
  'a0300000000000a',
);
const claim = fc.record({ id, isCreated: fc.boolean(), key: fc.constantFrom('A', ' a', 'B', '1.0', '1', '') });

/** What Salesforce may take for one key. */
const KEYS: Readonly<Record<string, string>> = { A: 'a', ' a': 'a', B: 'b', '1.0': '1', '1': '1', '': '' };

describe('The records of saved rows', () => {
  test('are created once, and have one key each', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 12 }), (claims) => {
        const records = new SavedRecords(true);
        const first = new Map<string, string>();
        const created = new Set<string>();
        for (const { id: text, isCreated, key } of claims) {
          const record = canonicalId(text) ?? '';
          const isOther = first.has(record) && first.get(record) !== KEYS[key];
          expect(records.claim(text, isCreated, key)).toBe(!isOther && !(isCreated && created.has(record)));
          // What is not believed ends the reading.
          if (isOther) return;
          first.set(record, KEYS[key] ?? '');
          if (isCreated) created.add(record);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([true, false])('are told apart, however many there are (with keys: %s)', (hasKeys) => {
    const records = new SavedRecords(hasKeys);
    const numbers = Array.from({ length: 30_000 }, (_, nth) => nth * 7);
    expect(numbers.every((number) => records.claim(idOf(number), number % 2 === 0, `${number}`))).toBe(true);
    for (const number of numbers) {
      expect(records.claim(idOf(number), true, `${number}`)).toBe(number % 2 !== 0);
      expect(records.claim(idOf(number), false, 'another')).toBe(!hasKeys);
    }
  });

  test('take little memory each, also where none has its first characters in common with another', () => {
    const records = new SavedRecords(false);
    const before = process.memoryUsage().rss;
    const digits = (number: number): string => number.toString(36).padStart(5, '0');
    const all = Array.from({ length: 20_000 }, (_, nth) => `${digits(nth)}${digits(nth * 31)}${digits(nth * 7)}`);
    expect(all.every((record) => records.claim(record, true))).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
  });

  test('are told apart by each of their characters', () => {
    const records = new SavedRecords(false);
    const others = Array.from({ length: 15 }, (_, at) => `${'0'.repeat(at)}1${'0'.repeat(14 - at)}`);
    expect(others.every((record) => records.claim(record, true))).toBe(true);
    expect(others.some((record) => records.claim(record, true))).toBe(false);
  });
});
