import { asError, expectStatus, SalesforceError } from '../errors';
import { Lru } from '../lru';
import type { Org } from '../org';
import { dataPath } from '../path';
import {
  eventName,
  isAt,
  isFirstGone,
  isOutdated,
  positionAfter,
  replayFrom,
  type Position,
  type Positions,
} from './positions';
import { isGivenUp, pauseBeforeRecovery, recoveryFrom, recoveryWhileRunning } from './recovery';
import type { ChannelEvent, EventSession, OpenSession, ReplayFrom } from './types';

/** What to do when Salesforce no longer has the event behind which to go on. */
export type WhenLost = 'kept' | 'new' | 'stop';

/** Something that whoever runs the stream may want to know. */
export type StreamNews =
  | { readonly what: 'broken'; readonly error: Error; readonly failed: number; readonly pause: number }
  | { readonly what: 'lost'; readonly error: Error; readonly channels: readonly string[] }
  | { readonly what: 'mended'; readonly failed: number }
  | { readonly what: 'unreadable'; readonly error: Error };

export interface StreamSettings {
  readonly open: OpenSession;
  readonly from: Positions;
  readonly whenLost: WhenLost;
  readonly tell: (news: StreamNews) => void;
}

const REMEMBERED_EVENTS = 10_000;
const REMEMBERED_ERRORS = 100;

/** Milliseconds after which a connection that brings nothing works. */
const PROVEN = 60_000;

/** Events of channels without end: mends its connection, and goes on behind what it has given. */
export class EventStream {
  /** Behind what was given last. */
  readonly #positions: Map<string, Position>;
  #session: EventSession | undefined;
  /** The channels that the session reads from where they are kept, to bridge a break before the first event. */
  #bridged: Positions = new Map();
  /** How often the connection has failed since it last brought something. */
  #failed = 0;
  /** Sessions in a row that broke soon after they began. */
  #shortLived = 0;
  /** How often in a row Salesforce has refused for a limit. */
  #limited = 0;
  #openedAt = 0;
  /** Salesforce can deliver an event twice, and all of them again if a position is lost. */
  readonly #came = new Lru<true>(REMEMBERED_EVENTS);
  /** What was said of events that cannot be read. */
  readonly #told = new Lru<true>(REMEMBERED_ERRORS);

  constructor(
    private readonly org: Org,
    private readonly settings: StreamSettings,
  ) {
    this.#positions = new Map(settings.from);
  }

  get positions(): Positions {
    return this.#positions;
  }

  /**
   * Opens the first connection, with other positions for those that are lost.
   * @throws whatever it fails with; {@link next} can go on from there
   */
  async start(): Promise<void> {
    for (let renewals = 0; ;) {
      try {
        this.#session = await this.#open();
        return;
      } catch (error) {
        this.#lookBack();
        const recovery = recoveryFrom(error);
        if (recovery === 'reposition') this.#reposition(asError(error));
        else if (recovery === 'renew' && (renewals += 1) === 1) await this.#renew();
        else throw error;
      }
    }
  }

  /**
   * The next events, in order; perhaps none.
   * @throws what only a person can mend, or when the org is cancelled
   */
  async next(): Promise<readonly ChannelEvent[]> {
    for (;;) {
      try {
        this.#session ??= await this.#open();
        const { events: delivered, unreadable } = await this.#session.next();
        for (const error of unreadable) this.#tellOnce(error);
        const events = this.#received(delivered);
        this.#mended(events);
        return events;
      } catch (error) {
        this.#giveUp(error);
        this.#lookBack();
        await this.#recover(error);
      }
    }
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }

  async #open(): Promise<EventSession> {
    const starts = [...this.#positions].map(([channel, position]): [string, ReplayFrom] => [
      channel,
      replayFrom(position),
    ]);
    const bridged = [...this.#positions].filter(([, { from }]) => from === 'since');
    const outdated = bridged.find(([channel, position]) => isOutdated(channel, position, this.#time));
    if (outdated !== undefined) this.#stopIfLost(outdated[0]);
    const session = await this.settings.open(this.org, new Map(starts));
    this.#openedAt = this.org.now();
    this.#bridged = new Map(bridged);
    this.#lookBack();
    return session;
  }

  /** What was new at the first try is what is published from then on. */
  #lookBack(): void {
    const time = this.#time;
    for (const [channel, { from }] of this.#positions) {
      if (from === 'new') this.#positions.set(channel, { from: 'since', time });
    }
  }

  /** In Salesforce, as soon as it is known there. */
  get #time(): number {
    return this.org.clock.time ?? this.org.now();
  }

  /**
   * Positions that are times are never refused. What is kept is read in any other case, which loses nothing.
   * @throws SalesforceError
   */
  #stopIfLost(channel: string): void {
    if (this.settings.whenLost !== 'stop') return;
    const message = 'The replay ID or time to go on from is too old.';
    throw new SalesforceError(400, [{ errorCode: '400', message, fields: [channel] }], { to: 'stream' });
  }

  /** A session that failed may still live, and an org has few of them. */
  #giveUp(error: unknown): void {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    this.#shortLived = this.org.now() - this.#openedAt < PROVEN ? this.#shortLived + 1 : 0;
    if (!isGivenUp(error)) void session.close();
  }

  /** Without what was kept from before the position, and without what has come before. */
  #received(events: readonly ChannelEvent[]): readonly ChannelEvent[] {
    return events.filter((event) => {
      const bridged = this.#bridged.get(event.channel);
      if (isFirstGone(bridged, this.#positions.get(event.channel), event.replayId)) this.#stopIfLost(event.channel);
      if (!isAt(bridged, event)) return false;
      this.#positions.set(event.channel, positionAfter(event));
      const name = eventName(event);
      const isRepeated = this.#came.get(name) === true;
      this.#came.set(name, true);
      return !isRepeated;
    });
  }

  /** The same events come again with each connection. */
  #tellOnce(error: Error): void {
    if (this.#told.get(error.message) === true) return;
    this.#told.set(error.message, true);
    this.settings.tell({ what: 'unreadable', error });
  }

  /** A connection that breaks again and again can open each time, and bring the same events. */
  #mended({ length }: readonly ChannelEvent[]): void {
    const isProven = this.org.now() - this.#openedAt >= PROVEN;
    // All that was kept has come.
    if (length === 0 && isProven) this.#bridged = new Map();
    this.#limited = 0;
    if (this.#failed === 0 || (length === 0 && !isProven)) return;
    this.settings.tell({ what: 'mended', failed: this.#failed });
    this.#failed = 0;
  }

  async #recover(error: unknown): Promise<void> {
    const recovery = recoveryWhileRunning(error);
    if (this.org.cancelled() || recovery === 'person') throw error;
    if (recovery === 'reposition') return this.#reposition(asError(error));
    this.#failed += 1;
    this.#limited = recovery === 'later' ? this.#limited + 1 : 0;
    const tried = recovery === 'later' ? this.#limited : Math.max(this.#failed, this.#shortLived);
    const pause = pauseBeforeRecovery(error, tried, this.org.random);
    this.settings.tell({ what: 'broken', error: asError(error), failed: this.#failed, pause });
    if (pause > 0) await this.org.wait(pause);
    if (recovery === 'renew') await this.#renew().catch((failure: unknown) => this.#recover(failure));
  }

  /** Whoever carries requests renews the session when one is refused for it; messages are not refused so. */
  async #renew(): Promise<void> {
    expectStatus(await this.org.sendOnce({ method: 'GET', path: dataPath(this.org.version) }), 200);
  }

  /** @throws the error when there is no other position */
  #reposition(error: Error): void {
    const named = error instanceof SalesforceError ? error.fields : [];
    const lost = [...this.#positions].filter(([channel, { from }]) => from === 'after' && named.includes(channel));
    const { whenLost, tell } = this.settings;
    if (lost.length === 0 || whenLost === 'stop') throw error;
    const channels = lost.map(([channel]) => channel);
    for (const channel of channels) this.#positions.set(channel, { from: whenLost });
    tell({ what: 'lost', error, channels });
  }
}
