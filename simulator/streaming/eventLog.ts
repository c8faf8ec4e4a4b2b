/** What a subscriber of a channel is given. */
export interface StreamEvent {
  readonly replayId: number;
  /** Milliseconds of the org's clock. */
  readonly at: number;
  /** The message's `data`, with this position in it. Made when it is asked for: few events of a large load ever are. */
  data(): object;
}

/** How far positions are apart: they grow, and nothing says that the next is one more. */
const STEPS = [1, 1, 3, 1, 2, 7];

/** Positions that stand for more than one event. */
export const NEW_EVENTS = -1;
export const ALL_EVENTS = -2;

/** How much a log keeps. */
export interface Keeping {
  readonly retention: number;
  readonly retained: number;
}

/** The events of one channel, as far as they are kept, in the order of their positions. */
export class EventLog {
  #events: StreamEvent[] = [];
  #last: number;
  #count = 0;

  /** @param last the position before the first */
  constructor(last: number) {
    this.#last = last;
  }

  append(at: number, dataWith: (replayId: number) => object): StreamEvent {
    this.#last += STEPS[this.#count % STEPS.length] ?? 1;
    this.#count += 1;
    const replayId = this.#last;
    const event = { replayId, at, data: () => dataWith(replayId) };
    this.#events.push(event);
    return event;
  }

  /** Goes on at this position, which must lie ahead. */
  continueAt(replayId: number): void {
    this.#last = Math.max(this.#last, replayId - (STEPS[this.#count % STEPS.length] ?? 1));
  }

  /** Lets go of what is too old or too much. */
  prune(now: number, { retention, retained }: Keeping): void {
    const oldest = now - retention;
    if ((this.#events[0]?.at ?? oldest) >= oldest && this.#events.length <= retained) return;
    const fresh = this.#events.findIndex(({ at }) => at >= oldest);
    const expired = fresh === -1 ? this.#events.length : fresh;
    // Some more than must go: moving the rest for each event would take long.
    const surplus = this.#events.length > retained ? this.#events.length - Math.ceil(retained * 0.9) : 0;
    this.#events.splice(0, Math.max(expired, surplus));
  }

  /** Events after a position; undefined where there is no such position among what is kept. */
  after(replayId: number): readonly StreamEvent[] | undefined {
    if (replayId === NEW_EVENTS) return [];
    if (replayId === ALL_EVENTS) return this.#events;
    const index = this.#events.findIndex((event) => event.replayId === replayId);
    return index === -1 ? undefined : this.#events.slice(index + 1);
  }

  /** As if the time of all that is kept were up. */
  forget(): void {
    this.#events = [];
  }
}
