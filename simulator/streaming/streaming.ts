import { createHash } from 'node:crypto';

import { RollingCount } from '../rollingCount';
import type { Clock } from '../types';
import { EventLog, type StreamEvent } from './eventLog';
import { type PlannedRefusal, STREAMING_DEFAULTS, type StreamingSettings } from './settings';

/** A part that finds the channels of one kind. */
export type ChannelFinder = (name: string) => boolean;

type Listener = (channel: string, event: StreamEvent) => void;

/** Where a channel's positions begin: each at its own. */
const firstPosition = (channel: string): number => createHash('md5').update(channel).digest().readUInt16BE() + 1000;

/** The org's event bus: its channels, what they keep, and what is allowed. */
export class Streaming {
  readonly settings: StreamingSettings;
  /** Errors to come. */
  planned: PlannedRefusal[] = [];
  /** Deliveries to come that are made twice. */
  repeats = 0;
  /** Platform and change events that clients were given in 24 hours. */
  readonly delivered: RollingCount;
  /** The same of PushTopics. */
  readonly notified: RollingCount;
  /** Platform events that were published in an hour. */
  readonly published: RollingCount;
  readonly #initial: StreamingSettings;
  readonly #finders: ChannelFinder[] = [];
  readonly #listeners: Listener[] = [];
  readonly #logs = new Map<string, EventLog>();

  constructor(
    private readonly clock: Clock,
    settings: Partial<StreamingSettings> = {},
  ) {
    this.#initial = { ...STREAMING_DEFAULTS, ...settings };
    this.settings = { ...this.#initial };
    this.delivered = new RollingCount(clock);
    this.notified = new RollingCount(clock);
    this.published = new RollingCount(clock, 60);
  }

  /** Tells of channels that exist. */
  addChannels(finder: ChannelFinder): void {
    this.#finders.push(finder);
  }

  hasChannel(name: string): boolean {
    return this.#finders.some((finds) => finds(name));
  }

  /** Calls for each event from now on. */
  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Adds an event to a channel. @param dataWith its data, which holds the position that it gets */
  publish(channel: string, dataWith: (replayId: number) => object): StreamEvent {
    const at = this.clock.now().getTime();
    const log = this.#log(channel);
    if (this.settings.nextReplayId !== null) log.continueAt(this.settings.nextReplayId);
    const event = log.append(at, dataWith);
    log.prune(at, this.settings);
    for (const listener of this.#listeners) listener(channel, event);
    return event;
  }

  /** What a channel keeps after a position; undefined where it does not keep that position. */
  after(channel: string, replayId: number): readonly StreamEvent[] | undefined {
    const log = this.#log(channel);
    log.prune(this.clock.now().getTime(), this.settings);
    return log.after(replayId);
  }

  /** As if the time of all that a channel keeps were up; of every channel, when none is named. */
  forget(channel?: string): void {
    if (channel === undefined) for (const log of this.#logs.values()) log.forget();
    else this.#log(channel).forget();
  }

  /** Counts a delivery. */
  deliver(channel: string): void {
    (channel.startsWith('/topic/') ? this.notified : this.delivered).add(1);
  }

  get exhausted(): boolean {
    return Math.max(this.delivered.used, this.notified.used) >= this.settings.dailyEvents;
  }

  /** The error that the next such message is planned to be answered with, which is then used up by one. */
  takePlanned(matches: (planned: PlannedRefusal) => boolean): PlannedRefusal | undefined {
    for (const planned of this.planned) {
      if (!matches(planned)) continue;
      const { skip = 0, times = 1 } = planned;
      if (skip > 0) {
        planned.skip = skip - 1;
        continue;
      }
      planned.times = times - 1;
      if (planned.times === 0) this.planned = this.planned.filter((other) => other !== planned);
      return planned;
    }
    return undefined;
  }

  reset(): void {
    Object.assign(this.settings, this.#initial);
    this.planned = [];
    this.repeats = 0;
    this.delivered.reset();
    this.notified.reset();
    this.published.reset();
    this.forget();
  }

  #log(channel: string): EventLog {
    let log = this.#logs.get(channel);
    if (log === undefined) {
      log = new EventLog(firstPosition(channel));
      this.#logs.set(channel, log);
    }
    return log;
  }
}
