import { isRecord } from '../errors';

/**
 * What each mutation in the data came to; null for one that came to nothing.
 * https://developer.salesforce.com/docs/platform/graphql/guide/mutations-schema.html
 */
function payloadsIn(data: Readonly<Record<string, unknown>>): unknown[] {
  return Object.values(data)
    .flatMap((root) => (isRecord(root) ? Object.values(root) : [root]))
    .filter((payload) => payload === null || isRecord(payload));
}

/** A payload that has something, and denies nothing (`success: false`). A new record can have nothing but empty fields. */
function isCarriedOut(payload: unknown): boolean {
  const parts = isRecord(payload) ? Object.values(payload) : [];
  return parts.some((part) => part !== null) && !parts.includes(false);
}

/** How much of a mutation the data says was carried out. */
export function carriedOutIn(data: Readonly<Record<string, unknown>>): 'all' | 'none' | 'part' {
  const payloads = payloadsIn(data);
  const done = payloads.filter(isCarriedOut).length;
  if (done === 0) return 'none';
  return done === payloads.length ? 'all' : 'part';
}
