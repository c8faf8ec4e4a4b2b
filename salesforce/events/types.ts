import type { Org } from '../org';

/**
 * The seam between events and their transport: whatever carries events opens a session after given positions, and gives
 * each event with its own. Salesforce has two such transports, the Streaming API (CometD) and the Pub/Sub API.
 */

/** What Salesforce delivers on a channel, and its position there. */
export interface ChannelEvent {
  /** `/data/ChangeEvents`, `/event/Order__e` */
  readonly channel: string;
  /** Digits. IDs of a channel grow, with gaps. */
  readonly replayId: string;
  /** As it came: for change events and platform events `schema`, `payload` and `event`. */
  readonly data: EventData;
}

export type EventData = Readonly<Record<string, unknown>>;

/** A replay ID, or -1 for new events only, or -2 for all that are kept. */
export type ReplayFrom = string;

export interface Delivery {
  readonly events: readonly ChannelEvent[];
  /** What is wrong with those that cannot be read. */
  readonly unreadable: readonly Error[];
}

/** A connection that delivers events. It is of no use any more after it has thrown. */
export interface EventSession {
  /** The next events, in the order of their channels; none after some two minutes without any. */
  next(): Promise<Delivery>;
  /** Says goodbye; never throws. */
  close(): Promise<void>;
}

/**
 * Opens a session on all these channels.
 * @throws SalesforceError whose `fields` name the channel that was refused
 */
export type OpenSession = (org: Org, channels: ReadonlyMap<string, ReplayFrom>) => Promise<EventSession>;
