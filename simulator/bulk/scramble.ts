const GOLDEN = 0.618;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * The numbers 0 to `count` − 1 out of order, the same way each time: Salesforce promises no order of results, so a
 * client that relies on one must not get away with it.
 */
export function* scrambled(count: number): Iterable<number> {
  let step = Math.max(1, Math.round(count * GOLDEN));
  while (greatestCommonDivisor(step, count) > 1) step += 1;
  let index = count - 1;
  for (let taken = 0; taken < count; taken += 1) {
    yield index;
    index = (index + step) % count;
  }
}
