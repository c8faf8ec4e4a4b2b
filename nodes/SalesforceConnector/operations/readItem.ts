import { asError } from '../../../salesforce/errors';
import type { Item } from '../host/form';

/** What came of an item: its error, or what was wanted. */
type ReadItem<T> = T | { readonly error: Error };

/** Reads an item's form before anything is sent. */
export function readItem<T extends object>(item: Item, read: (item: Item) => T): ReadItem<T> {
  try {
    return read(item);
  } catch (error) {
    return { error: asError(error) };
  }
}
