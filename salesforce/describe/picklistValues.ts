import type { FieldDescribe } from './types';

type PicklistValues = FieldDescribe['picklistValues'];

/** By the list of a field, in lower case: thousands of rows ask for those of the same fields. */
const known = new WeakMap<PicklistValues, ReadonlySet<string>>();

/** Whether a text is one of a picklist's values, in any case; those that are not active count, too. */
export function isListed(values: PicklistValues, text: string): boolean {
  let listed = known.get(values);
  if (listed === undefined) {
    listed = new Set(values.map(({ value }) => value.toLowerCase()));
    known.set(values, listed);
  }
  return listed.has(text.toLowerCase());
}

/** The first values of a picklist, in words. */
export function firstValues(values: PicklistValues, most: number): string {
  const first = values.slice(0, most).map(({ value }) => value);
  return `${first.join(', ')}${values.length > most ? ', …' : ''}`;
}
