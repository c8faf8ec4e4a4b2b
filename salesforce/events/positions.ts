import { isRecord, type Shape } from '../errors';
import { headerIn } from './changeEvent';
import type { ChannelEvent, EventData, ReplayFrom } from './types';

/**
 * Where to go on in a channel.
 * - `after`: behind the event with this replay ID
 * - `since`: with what was published at this time or later, in milliseconds; set when a channel is subscribed for new
 *   events, so that none is missed if the connection breaks before the first one. `first` is the replay ID of that one,
 *   as soon as it is known: it and those behind it are wanted, whatever their time is.
 * - `new`: with what is published from now on
 * - `kept`: with all that Salesforce still has
 */
export type Position =
  | { readonly from: 'after'; readonly replayId: string }
  | { readonly from: 'kept' }
  | { readonly from: 'new' }
  | { readonly from: 'since'; readonly time: number; readonly first?: string };

/** By channel. */
export type Positions = ReadonlyMap<string, Position>;

const NEW_ONLY: ReplayFrom = '-1';
const ALL_KEPT: ReplayFrom = '-2';

/** What a subscription asks for, which can be more than the position means: see {@link isAt}. */
export function replayFrom(position: Position): ReplayFrom {
  if (position.from === 'after') return position.replayId;
  return position.from === 'new' ? NEW_ONLY : ALL_KEPT;
}

/**
 * Milliseconds that an event's time can be before its publication: it is taken while the transaction runs, and clocks
 * differ. Longer than Apex can run.
 */
const LONGEST_TRANSACTION = 15 * 60_000;

/** Whether an event that was kept is at or behind the position, or may be. */
export function isAt(position: Position | undefined, { replayId, data }: Omit<ChannelEvent, 'channel'>): boolean {
  if (position?.from !== 'since') return true;
  if (position.first !== undefined && !isLater(position.first, replayId)) return true;
  return (publishedAt(data) ?? Infinity) >= position.time - LONGEST_TRANSACTION;
}

const DAY_OF_KEEPING = 86_400_000;

/**
 * Whether what came at the position may be kept no longer: PushTopics are kept for one day, other events for three.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_durability.htm
 */
export function isOutdated(channel: string, position: Position, now: number): boolean {
  const kept = (/^\/(?:topic|u)\//.test(channel) ? 1 : 3) * DAY_OF_KEEPING;
  return position.from === 'since' && position.first === undefined && now - position.time > kept;
}

/** Whether the first event to go on with is kept no longer: this is what comes first of all that is kept. */
export function isFirstGone(begin: Position | undefined, now: Position | undefined, replayId: string): boolean {
  if (begin?.from !== 'since' || now?.from !== 'since' || begin.first === undefined) return false;
  return isLater(replayId, begin.first);
}

/** The position, when this event is the first one behind it. */
export function beginningWith(position: Position | undefined, replayId: string): Position | undefined {
  return position?.from === 'since' && position.first === undefined ? { ...position, first: replayId } : position;
}

export function positionAfter({ replayId }: Pick<ChannelEvent, 'replayId'>): Position {
  return { from: 'after', replayId };
}

/** Milliseconds. Change events tell when they were committed, platform events and PushTopics when they were created. */
export function publishedAt(data: EventData): number | undefined {
  const committed = headerIn(data)?.['commitTimestamp'];
  if (typeof committed === 'number') return committed;
  const { payload, event } = data;
  const created = [
    isRecord(payload) ? payload['CreatedDate'] : undefined,
    isRecord(event) ? event['createdDate'] : undefined,
  ];
  return created.map((text) => (typeof text === 'string' ? Date.parse(text) : NaN)).find((time) => !Number.isNaN(time));
}

/**
 * An event's channel and replay ID, and what tells it from another one with both: an org that has moved to another
 * instance can number its events anew.
 */
export function eventName({ channel, replayId, data }: ChannelEvent): string {
  const uuid = isRecord(data['event']) ? data['event']['EventUuid'] : undefined;
  const { transactionKey, sequenceNumber } = headerIn(data) ?? {};
  const marks = [uuid, transactionKey, sequenceNumber].filter((mark) => mark !== undefined && mark !== null);
  const mark = marks.length > 0 ? marks.map(String).join('.') : publishedAt(data);
  return [channel, replayId, ...(mark === undefined ? [] : [mark])].join(':');
}

/** Whether a replay ID comes after another one in the same channel. */
export function isLater(replayId: string, than: string): boolean {
  return BigInt(replayId) > BigInt(than);
}

/** A position as it is stored; anybody may have written what is read. */
export const isPosition: Shape<Position> = (value): value is Position => {
  if (!isRecord(value)) return false;
  const { from, replayId, time, first } = value;
  if (from === 'after') return isReplayId(replayId);
  if (from !== 'since') return from === 'kept' || from === 'new';
  return typeof time === 'number' && Number.isFinite(time) && (first === undefined || isReplayId(first));
};

/** Digits; not -1 or -2, which are no events. */
export function isReplayId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,30}$/.test(value);
}
