import type { MetaChannel, RefusalName } from './refusals';
import { REFUSALS } from './refusals';

/** What the control address can set of streaming. */
export interface StreamingSettings {
  /** Milliseconds for which a poll is held when nothing happens. */
  pollTimeout: number;
  /** Milliseconds in which a client must poll again before its session is gone. */
  sessionTimeout: number;
  /** Milliseconds of the org's clock for which events are kept. */
  retention: number;
  /** Events that are kept of one channel at most: the oldest go first, as if their time were up. */
  retained: number;
  /** Events that may be delivered in 24 hours, to all clients together. */
  dailyEvents: number;
  /** Changes in one transaction that are told one by one; the rest is told by overflow events. */
  changesInTransaction: number;
  /** Clients that may be subscribed at once. */
  clients: number;
  /** The status of a handshake without a valid token: 401, or 200 with the same body. */
  unauthorizedStatus: number;
  /** The position of the next event on every channel; null goes on where the channel is. */
  nextReplayId: number | null;
}

const HOUR = 3_600_000;

/** As the guide has them, for a Developer Edition. `retained` is the simulated org's own. */
export const STREAMING_DEFAULTS: StreamingSettings = {
  pollTimeout: 110_000,
  sessionTimeout: 40_000,
  retention: 72 * HOUR,
  retained: 100_000,
  dailyEvents: 10_000,
  changesInTransaction: 100_000,
  clients: 20,
  unauthorizedStatus: 401,
  nextReplayId: null,
};

/** An error that the next messages of a kind are answered with. */
export interface PlannedRefusal {
  refuse: RefusalName;
  /** The message that it answers; where the error usually comes, when left out. */
  on?: MetaChannel;
  /** How many; 1 when left out. */
  times?: number;
  /** How many go well first; 0 when left out. */
  skip?: number;
}

const whole = { type: 'integer', minimum: 0 };

export const streamingSettingsSchema = {
  pollTimeout: whole,
  sessionTimeout: whole,
  retention: whole,
  retained: { type: 'integer', minimum: 1 },
  dailyEvents: whole,
  changesInTransaction: whole,
  clients: whole,
  unauthorizedStatus: { enum: [200, 401] },
  nextReplayId: { type: ['integer', 'null'], minimum: 1 },
} satisfies Record<keyof StreamingSettings, unknown>;

export const plannedRefusalSchema = {
  refuse: { enum: Object.keys(REFUSALS) },
  on: { enum: ['/meta/connect', '/meta/disconnect', '/meta/handshake', '/meta/subscribe', '/meta/unsubscribe'] },
  times: { type: 'integer', minimum: 1 },
  skip: whole,
} satisfies Record<keyof PlannedRefusal, unknown>;
