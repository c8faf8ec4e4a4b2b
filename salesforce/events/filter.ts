import { changeHeader, kindOfChange } from './changeEvent';
import type { ChannelEvent } from './types';

/** Which change events are wanted; whatever is not restricted is. Other events always are. */
export interface EventFilter {
  /** Objects' API names. */
  readonly entities: readonly string[];
  /** CREATE, UPDATE, DELETE, UNDELETE */
  readonly changeTypes: readonly string[];
  /** Fields of which one must have changed, in an update. */
  readonly changedFields: readonly string[];
}

/**
 * Whether an event passes. One that does not tell what happened does: an overflow can stand for any change, and a gap for
 * one of any field.
 */
export function passesFilter({ entities, changeTypes, changedFields }: EventFilter, { data }: ChannelEvent): boolean {
  const change = changeHeader(data);
  if (change === undefined) return true;
  const kind = kindOfChange(change);
  if (!isAmong(entities, change.entityName)) return false;
  if (kind !== undefined && !isAmong(changeTypes, kind)) return false;
  if (change.changeType !== 'UPDATE' || changedFields.length === 0) return true;
  return change.changedFields.some((path) => isAmong(changedFields, path) || isAmong(changedFields, ownerOf(path)));
}

/** An empty list restricts nothing. */
function isAmong(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** The compound field that a part belongs to: `MailingAddress` of `MailingAddress.City`. */
function ownerOf(path: string): string {
  return path.split('.')[0] ?? path;
}
