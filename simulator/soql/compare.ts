import type { Comparable, Target } from './literals';

export type Test = (value: Comparable) => boolean;

/** Numbers by size, text by code: the order that ids, dates and lower-case text have. Neither is null. */
export function compareValues(a: Comparable, b: Comparable): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}

/**
 * One comparison. A null equals null only and is neither less nor more than anything.
 * @param operator `=`, `!=`, `<>`, `<`, `<=`, `>`, `>=`
 */
export function comparison(operator: string, target: Target): Test {
  const isIn: Test =
    'value' in target
      ? (value) => value === target.value
      : (value) => value !== null && value >= target.start && value < target.end;
  switch (operator) {
    case '=':
      return isIn;
    case '!=':
    case '<>':
      return (value) => !isIn(value);
    case '<':
      return order(target, 'start', (sign) => sign < 0);
    case '<=':
      return 'value' in target ? order(target, 'start', (sign) => sign <= 0) : order(target, 'end', (sign) => sign < 0);
    case '>':
      return 'value' in target ? order(target, 'start', (sign) => sign > 0) : order(target, 'end', (sign) => sign >= 0);
    case '>=':
      return order(target, 'start', (sign) => sign >= 0);
    default:
      throw new Error(`Unknown operator ${operator}`);
  }
}

function order(target: Target, edge: 'start' | 'end', accept: (sign: number) => boolean): Test {
  const bound = 'value' in target ? target.value : target[edge];
  return (value) => value !== null && bound !== null && accept(compareValues(value, bound));
}

/** IN: any of the values, or within any of the stretches. */
export function membership(targets: readonly Target[]): Test {
  const values = new Set(targets.flatMap((target) => ('value' in target ? [target.value] : [])));
  const ranges = targets.filter((target) => !('value' in target)).map((target) => comparison('=', target));
  return (value) => values.has(value) || ranges.some((range) => range(value));
}

/** INCLUDES: `;` within a value asks for all of its parts, several values for any of them. */
export function inclusion(values: readonly Comparable[]): Test {
  const combinations = values.map((value) =>
    value === null
      ? []
      : String(value)
          .split(';')
          .map((part) => part.trim()),
  );
  return (value) => {
    const chosen = new Set(value === null ? [] : String(value).split(';'));
    return combinations.some((parts) => parts.length > 0 && parts.every((part) => chosen.has(part)));
  };
}
