export type { DeleteLog } from './deleteLog';
export { isKeptChanges, keptAfter, stateToGoOnFrom, type KeptChanges } from './handOver';
export { pollChanges, type Change, type ChangeSource, type ChangeWatch, type PolledChanges } from './poll';
export { CHANGES_PER_PAGE, changesIn, newestChange, type WatchedRecords } from './source';
export { changesSince, readChanges, storedChanges, type ChangesState, type StoredChanges } from './state';
export { timeFieldOf, type ChangeKind } from './timeField';
