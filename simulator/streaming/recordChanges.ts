import { isLive } from '../data/table';
import type { Change } from '../types';

export type ChangeType = 'CREATE' | 'DELETE' | 'UNDELETE' | 'UPDATE';

/** What became of one record. */
export interface RecordChange extends Change {
  readonly type: ChangeType;
}

function typeOf({ before, after }: Change): ChangeType | undefined {
  if (isLive(before)) return isLive(after) ? 'UPDATE' : 'DELETE';
  if (!isLive(after)) return undefined;
  return before === undefined ? 'CREATE' : 'UNDELETE';
}

/** What a transaction did to each record, all its writes taken together. */
export function recordChanges(changes: readonly Change[]): RecordChange[] {
  const byId = new Map<string, Change>();
  for (const change of changes) {
    const first = byId.get(change.id);
    byId.set(change.id, first === undefined ? change : { ...change, before: first.before });
  }
  return [...byId.values()].flatMap((change) => {
    const type = typeOf(change);
    return type === undefined ? [] : { ...change, type };
  });
}
