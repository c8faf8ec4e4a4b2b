import { isRecord } from '../errors';
import {
  beginningWith,
  eventName,
  isLater,
  isPosition,
  isReplayId,
  positionAfter,
  type Position,
  type Positions,
} from './positions';
import type { ChannelEvent } from './types';

/** Events for one execution. */
export interface EventBatch {
  readonly events: readonly ChannelEvent[];
  /** The replay ID of the last event in each channel, of those included that nobody wants. */
  readonly upTo: ReadonlyMap<string, string>;
  /** How often they have been given and have failed, if they are to succeed. */
  readonly failed: number;
}

/**
 * What a host keeps. The position behind some events is stored when the next ones are given, so that events whose
 * execution was never stored are given again. What is given is noted as well: then the same events are put together
 * again, and the host can tell that it has them.
 */
export interface KeptEvents {
  readonly positions: Readonly<Record<string, Position>>;
  /** By channel, up to where events may have been given. */
  readonly given?: Readonly<Record<string, string>>;
  readonly failed?: number;
}

interface HandOverSettings {
  readonly positions: Positions;
  /** What the last process has left. */
  readonly kept?: KeptEvents | undefined;
  /** Events in one execution. */
  readonly most: number;
  readonly wants: (event: ChannelEvent) => boolean;
}

/** More than are ever held for one execution. */
const MOST_HELD = 10_000;

/** Puts events together for executions, and knows where to go on if the host is killed. */
export class HandOver {
  readonly #positions: Map<string, Position>;
  /** By channel, the last of the events that may have been given before. */
  readonly #again: Map<string, string>;
  #failed: number;
  #waiting: ChannelEvent[] = [];

  constructor(private readonly settings: HandOverSettings) {
    const { positions, kept } = settings;
    this.#positions = new Map(positions);
    // Behind another position come other events.
    const given = Object.entries(kept?.given ?? {});
    this.#again = new Map(
      given.filter(([channel]) => isSamePosition(positions.get(channel), kept?.positions[channel])),
    );
    this.#failed = this.#again.size === given.length ? (kept?.failed ?? 0) : 0;
  }

  /** Events that are held. */
  get held(): number {
    return this.#waiting.length;
  }

  /** Whether more events are needed before any can be given. */
  get isIncomplete(): boolean {
    return [...this.#again].some(([channel, replayId]) => this.#indexOf(channel, replayId) < 0);
  }

  /** @param events none after a time in which nothing came */
  receive(events: readonly ChannelEvent[]): void {
    for (const event of events) {
      this.#waiting.push(event);
      this.#begin(event.channel, event.replayId);
    }
    if (events.length === 0 || this.#waiting.length > MOST_HELD) this.#giveUp(() => true);
    // Salesforce deletes events after three days.
    else
      this.#giveUp((channel, last) =>
        events.some((event) => event.channel === channel && isLater(event.replayId, last)),
      );
  }

  /** These channels have another position now. */
  lost(channels: readonly string[]): void {
    for (const channel of channels) this.#again.delete(channel);
  }

  /** The events of the next execution, if there are some. */
  next(): EventBatch | undefined {
    if (this.isIncomplete) return undefined;
    const taken = this.#again.size > 0 ? this.#takeAgain() : this.#takeNext();
    const events = taken.filter(this.settings.wants);
    const upTo = new Map(taken.map(({ channel, replayId }) => [channel, replayId]));
    const batch = { events, upTo, failed: this.#failed };
    if (events.length > 0) return batch;
    this.confirm(batch);
    return this.#waiting.length > 0 ? this.next() : undefined;
  }

  /** What is stored when a batch is given. */
  giving({ upTo, failed }: EventBatch): KeptEvents {
    return { positions: Object.fromEntries(this.#positions), given: Object.fromEntries(upTo), failed };
  }

  /** What is stored when nothing is given. */
  get confirmed(): KeptEvents {
    const positions = Object.fromEntries(this.#positions);
    if (this.#again.size === 0) return { positions };
    return { positions, given: Object.fromEntries(this.#again), failed: this.#failed };
  }

  /** A batch is done with. */
  confirm({ upTo }: Pick<EventBatch, 'upTo'>): void {
    for (const [channel, replayId] of upTo) this.#positions.set(channel, positionAfter({ replayId }));
    this.#failed = 0;
  }

  /** Of each channel, up to the last of what was given: the channels can come in another order. */
  #takeAgain(): ChannelEvent[] {
    const ends = new Map([...this.#again].map(([channel, replayId]) => [channel, this.#indexOf(channel, replayId)]));
    const isGiven = ({ channel }: ChannelEvent, at: number): boolean => at <= (ends.get(channel) ?? -1);
    const taken = this.#waiting.filter(isGiven);
    this.#waiting = this.#waiting.filter((event, at) => !isGiven(event, at));
    this.#again.clear();
    return taken;
  }

  #takeNext(): ChannelEvent[] {
    const { most, wants } = this.settings;
    let wanted = 0;
    const last = this.#waiting.findIndex((event) => wants(event) && (wanted += 1) === most);
    return this.#waiting.splice(0, last < 0 ? this.#waiting.length : last + 1);
  }

  #begin(channel: string, replayId: string): void {
    const position = beginningWith(this.#positions.get(channel), replayId);
    if (position !== undefined) this.#positions.set(channel, position);
  }

  #indexOf(channel: string, replayId: string): number {
    return this.#waiting.findIndex((event) => event.channel === channel && event.replayId === replayId);
  }

  #giveUp(isGone: (channel: string, last: string) => boolean): void {
    for (const [channel, last] of this.#again) {
      if (this.#indexOf(channel, last) < 0 && isGone(channel, last)) this.#again.delete(channel);
    }
  }
}

function isSamePosition(position: Position | undefined, kept: Position | undefined): boolean {
  return position !== undefined && JSON.stringify(position) === JSON.stringify(kept);
}

/** The last event of each channel, in a fixed order: the same for the same events, whatever order they come in. */
export function batchName({ events }: Pick<EventBatch, 'events'>): string {
  const last = new Map(events.map((event) => [event.channel, eventName(event)]));
  return [...last.values()].toSorted().join(',');
}

/** What was stored, as far as it can be used: a workflow can write over it. */
export function readKept(value: unknown): KeptEvents | undefined {
  if (!isRecord(value) || !isRecord(value['positions'])) return undefined;
  const positions = Object.entries(value['positions']).filter((entry): entry is [string, Position] =>
    isPosition(entry[1]),
  );
  const given = Object.entries(isRecord(value['given']) ? value['given'] : {}).filter(
    (entry): entry is [string, string] => isReplayId(entry[1]),
  );
  const { failed } = value;
  return {
    positions: Object.fromEntries(positions),
    ...(given.length > 0 ? { given: Object.fromEntries(given) } : {}),
    ...(typeof failed === 'number' && failed > 0 ? { failed } : {}),
  };
}
