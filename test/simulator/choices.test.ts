import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { Choices } from '../../simulator/choices';

const seeds = fc.nat(2 ** 31 - 1);
const counting = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('What the org chooses for itself', () => {
  test('Any order has every number once', () => {
    fc.assert(
      fc.property(seeds, fc.nat(300), (seed, count) => {
        const order = new Choices({ seed }).shuffled(count);
        expect([...order].toSorted((a, b) => a - b)).toEqual(counting(count));
      }),
    );
  });

  test('Of three, every order comes', () => {
    const choices = new Choices({ seed: 1 });
    const orders = counting(200).map(() => choices.shuffled(3).join());
    expect(new Set(orders).size).toBe(6);
  });

  test('A page has from 100 to what was asked for, and never more', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2000 }), (seed, most) => {
        const size = new Choices({ seed, shortPages: true }).pageSize(most);
        expect(size).toBeLessThanOrEqual(most);
        expect(size).toBeGreaterThanOrEqual(Math.min(100, most));
      }),
    );
  });

  test('Pages are as long as asked for where short ones are not switched on', () => {
    expect(new Choices().pageSize(2000)).toBe(2000);
  });

  test('A seed draws the same again from its beginning, also after it was set', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const choices = new Choices({ seed, shortPages: true });
        const draw = () => [choices.pageSize(2000), choices.shuffled(20).join(), choices.pageSize(500)];
        const first = draw();
        choices.set({ seed });
        expect(draw()).toEqual(first);
      }),
    );
  });
});
