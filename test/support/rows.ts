/** A row as queries give it: what it is of, without an address, and its fields. */
export function rowOf<T extends object>(object: string, fields: T): T & { attributes: { type: string } } {
  return { attributes: { type: object }, ...fields };
}
