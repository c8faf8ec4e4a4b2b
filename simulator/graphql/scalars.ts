import { isNumeric } from '../numbers';

const LARGEST_INT = 2 ** 31 - 1;

const SCALARS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['Boolean', (value) => typeof value === 'boolean'],
  ['Float', isNumeric],
  ['ID', (value) => typeof value === 'string' || isNumeric(value)],
  ['Int', (value) => Number.isInteger(value) && Math.abs(Number(value)) <= LARGEST_INT],
  ['String', (value) => typeof value === 'string'],
]);

/**
 * Whether a value can be one of GraphQL's own types, such as `Int` or `[ID!]!`; of other types nothing is known.
 * @see https://spec.graphql.org/October2021/#sec-Scalars
 */
export function isOfType(value: unknown, type: string): boolean {
  if (value === null) return true;
  const bare = type.replace(/!$/, '');
  const inner = /^\[(.*)\]$/.exec(bare)?.[1];
  if (inner !== undefined) return [value].flat().every((one: unknown) => isOfType(one, inner));
  return SCALARS.get(bare)?.(value) ?? true;
}
