import { trimmed } from './characters';
import { InputError, shorten } from './errors';

const NAME = /^[A-Za-z]\w{0,254}$/;

export function isApiName(text: string): boolean {
  return NAME.test(text);
}

/**
 * An object's or field's API name, such as `Account` or `My_Object__c`.
 * @param what what the name belongs to, for the error: `Object`, `Field`
 * @throws InputError when it is not one
 */
export function apiName(text: string, what: string): string {
  const name = trimmed(text);
  if (isApiName(name)) return name;
  throw new InputError(`${what}: “${shorten(text)}” is not a valid API name.`, { reason: 'notAnApiName' }, what);
}

/** Names in a path through all the parents that Salesforce goes through. */
export const DEEPEST_PATH = 6;

/** A field, or a parent's field up to five levels up: `Owner.Name`. */
export function fieldPath(text: string, what: string): string {
  const parts = trimmed(text).split('.');
  if (parts.length > DEEPEST_PATH) {
    throw new InputError(
      `${what}: “${shorten(text)}” goes through more than five levels of parents.`,
      { reason: 'pathTooDeep' },
      what,
    );
  }
  return parts.map((part) => apiName(part, what)).join('.');
}

/** A custom name without the namespace of its package, which the package's own org may leave out. */
export function withoutNamespace(name: string): string {
  return name.split('__').slice(-2).join('__');
}

/** The form in which names are compared: Salesforce takes them in any case, and those of the own package without its namespace. */
export function plainName(name: string): string {
  return withoutNamespace(name).toLowerCase();
}

/** Whether two names of Salesforce's can be one. */
export function isSameName(one: string, other: string): boolean {
  return plainName(one) === plainName(other);
}

/** The name that is meant, in any case; one of the own package also without its namespace. */
export function nameAmong(names: readonly string[], meant: string): string | undefined {
  // Those of two packages can differ by their namespaces alone.
  return (
    names.find((name) => name.toLowerCase() === meant.toLowerCase()) ?? names.find((name) => isSameName(name, meant))
  );
}

/** Whether the object is a platform event that somebody has defined. */
export function isPlatformEvent(object: string): boolean {
  return /__e$/i.test(object);
}
