import { isRecord, isText } from '../errors';
import type { PolledChanges } from './poll';
import { isStoredChanges, readChanges, storedChanges, type ChangesState, type StoredChanges } from './state';

/**
 * What a host keeps of a watch. A host that keeps it before it has what was given can be killed in between. So both
 * states are kept then, with the name of the process that gave. If that process polls again, it has handed over; any
 * other one gives the same again.
 */
export type KeptChanges = {
  state: StoredChanges;
  /** The state that the last changes were found from. */
  before?: StoredChanges;
  /** The process that gave them. */
  givenBy?: string;
};

/** From where this process is to go on. */
export function stateToGoOnFrom({ state, before, givenBy }: KeptChanges, process: string): ChangesState {
  const after = readChanges(state);
  if (before === undefined || givenBy === process) return after;
  const from = readChanges(before);
  // What a record was when it may have been given last is not certain.
  const prints = [...from.prints].filter(([id, print]) => after.prints.get(id) === print);
  return { ...from, prints: new Map(prints) };
}

/**
 * What to keep after a poll.
 * @param process this one, if what it gives can be lost after this is kept
 */
export function keptAfter(from: ChangesState, { changes, state }: PolledChanges, process?: string): KeptChanges {
  const after = { state: storedChanges(state) };
  if (changes.length === 0 || process === undefined) return after;
  return { ...after, before: storedChanges(from), givenBy: process };
}

/** Whether this is what was kept: anything can have written over it. */
export function isKeptChanges(value: unknown): value is KeptChanges {
  if (!isRecord(value) || !isStoredChanges(value['state'])) return false;
  const { before, givenBy } = value;
  return (before === undefined || isStoredChanges(before)) && (givenBy === undefined || isText(givenBy));
}
