import { SalesforceError } from '../errors';
import type { Describe } from './describe';
import type { ObjectDescribe } from './types';

/** Milliseconds in which triggers ask anew for a description once at most. */
export const RENEWED_EVERY = 300_000;

export type Describes = Pick<Describe, 'object' | 'renewed'>;

/**
 * What the first of the objects has of what is looked for. If none of them has it, it may be newer than their
 * descriptions, which are then asked for anew.
 * @param every see {@link Describe.renewed}
 */
export async function foundOn<T>(
  describe: Describes,
  objects: readonly string[],
  find: (object: ObjectDescribe) => T | undefined,
  every = 0,
): Promise<T | undefined> {
  const firstIn = (described: readonly ObjectDescribe[]): T | undefined =>
    described.map(find).find((found) => found !== undefined);
  const found = firstIn(await Promise.all(objects.map((name) => describe.object(name))));
  return found ?? firstIn(await Promise.all(objects.map((name) => describe.renewed(name, every))));
}

/**
 * Reads with the fields of an object's description, and once more if Salesforce says that there is no such field: it may
 * have been deleted, or hidden from the user, since it was described.
 */
export async function withCurrentFields<T>(
  describe: Describes,
  object: string,
  read: (described: ObjectDescribe) => Promise<T>,
): Promise<T> {
  const described = await describe.object(object);
  try {
    return await read(described);
  } catch (error) {
    const isOfField = error instanceof SalesforceError && error.errors.some((one) => one.errorCode === 'INVALID_FIELD');
    const renewed = isOfField ? await describe.renewed(object) : described;
    if (renewed === described) throw error;
    return await read(renewed);
  }
}
