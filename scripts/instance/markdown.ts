export const count = (value: number): string => value.toLocaleString('en');

/** How many there are, with the first as an example. */
export const some = (names: readonly string[]): string =>
  names.length === 0 ? '0' : `${count(names.length)}, such as ${names[0] ?? ''}`;

/** How many executions ended how, in words. */
export const statusesInWords = (statuses: Readonly<Record<string, number>>): string =>
  Object.entries(statuses)
    .map(([status, number]) => `${status} ${count(number)}`)
    .join(', ');
