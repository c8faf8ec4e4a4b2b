/** Tells whether a body, or a part of one, has the shape that Salesforce documents. */
export type Shape<T> = (value: unknown) => value is T;

export const isText: Shape<string> = (value): value is string => typeof value === 'string' && value !== '';
/** Text that may be empty. */
export const isWords: Shape<string> = (value): value is string => typeof value === 'string';
export const isCount: Shape<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** Of an HTTP response. */
export const isHttpStatus: Shape<number> = (value): value is number => isCount(value) && value >= 100 && value < 600;
export const isFlag: Shape<boolean> = (value): value is boolean => typeof value === 'boolean';
export const isRecord: Shape<Record<string, unknown>> = (value): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of whatever has a shape. */
export function listOf<T>(is: Shape<T>): Shape<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(is);
}

type ShapesOf<T> = { readonly [Key in keyof T]-?: Shape<T[Key]> };

/** An object with at least these properties. */
export function objectWith<T extends object>(shapes: ShapesOf<T>): Shape<T> {
  const entries = Object.entries(shapes) as [string, Shape<unknown>][];
  return (value): value is T => isRecord(value) && entries.every(([name, is]) => is(value[name]));
}

/** The shape, or nothing: absent or null. */
export function maybe<T>(is: Shape<T>): Shape<T | null | undefined> {
  return (value): value is T | null | undefined => value === undefined || value === null || is(value);
}
