import type { PolledChanges } from './poll';
import { readChanges, storedChanges, type ChangesState, type StoredChanges } from './state';

/**
 * What a host keeps of a watch. A host that keeps it before it has what was given can stop in between. So it keeps both
 * states then, and the next poll gives the same again, unless what was given is known to have arrived.
 */
export type KeptChanges = {
  state: StoredChanges;
  /** The state that the last changes were found from. */
  before?: StoredChanges;
  /** A name for the handing over of these changes. */
  handOver?: string;
};

/** From where to go on. */
export function stateToGoOnFrom(
  { state, before, handOver }: KeptChanges,
  hasArrived: (handOver: string) => boolean,
): ChangesState {
  const isCertain = before === undefined || handOver === undefined || hasArrived(handOver);
  return readChanges(isCertain ? state : before);
}

/**
 * What to keep after a poll.
 * @param handOver names the handing over if what is given can be lost after this is kept
 */
export function keptAfter(from: ChangesState, { changes, state }: PolledChanges, handOver?: string): KeptChanges {
  const after = { state: storedChanges(state) };
  if (changes.length === 0 || handOver === undefined) return after;
  return { ...after, before: storedChanges(from), handOver };
}
