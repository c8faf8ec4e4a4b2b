export { changeHeader, flatEvent, recordsNamed } from './changeEvent';
export { channelName, checkSelected, listChannels, objectOfChannel, type ChannelKind } from './channels';
export { openCometd } from './cometd';
export { passesFilter, type EventFilter } from './filter';
export { HandOver, batchName, readKept, type EventBatch, type KeptEvents } from './handOver';
export { isReplayId, type Position, type Positions } from './positions';
export { pauseBeforeRecovery, recoveryFrom } from './recovery';
export { EventStream, type StreamNews, type WhenLost } from './stream';
export type { ChannelEvent } from './types';
