import { describe, expect, test } from '@jest/globals';

import { Lru } from '../../salesforce/lru';

const filled = (size: number, ...keys: string[]): Lru<string> => {
  const lru = new Lru<string>(size);
  for (const key of keys) lru.set(key, key.toUpperCase());
  return lru;
};

const kept = (lru: Lru<string>, ...keys: string[]): (string | undefined)[] => keys.map((key) => lru.get(key));

describe('A map of limited size', () => {
  test('gives what it was given, and the latest of it', () => {
    const lru = filled(2, 'a');
    lru.set('a', 'again');
    expect(kept(lru, 'a', 'b')).toEqual(['again', undefined]);
  });

  test('drops what was used longest ago, whether by reading or by writing', () => {
    expect(kept(filled(2, 'a', 'b', 'c'), 'a', 'b', 'c')).toEqual([undefined, 'B', 'C']);
    expect(kept(filled(2, 'a', 'b', 'a', 'c'), 'a', 'b', 'c')).toEqual(['A', undefined, 'C']);
    const read = filled(2, 'a', 'b');
    read.get('a');
    read.set('c', 'C');
    expect(kept(read, 'a', 'b', 'c')).toEqual(['A', undefined, 'C']);
  });

  test('makes a value where there is none, and only there', () => {
    const lru = filled(2, 'a');
    let made = 0;
    const make = (): string => `made ${(made += 1)}`;
    expect([lru.getOrSet('a', make), lru.getOrSet('b', make), lru.getOrSet('b', make)]).toEqual([
      'A',
      'made 1',
      'made 1',
    ]);
    lru.set('c', 'C');
    expect([lru.getOrSet('a', make), made]).toEqual(['made 2', 2]);
  });
});
