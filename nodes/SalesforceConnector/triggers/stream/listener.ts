import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';

import {
  EventStream,
  HandOver,
  openCometd,
  pauseBeforeRecovery,
  recoveryFrom,
  type EventBatch,
  type StreamNews,
} from '../../../../salesforce/events';
import { asError } from '../../../../salesforce/errors';
import { growingPause } from '../../../../salesforce/retry';
import { canStartLater, isStartOfN8n } from '../../host/failure';
import type { NodeOrg } from '../../host/org';
import { eventError, eventStartError } from './eventError';
import { giveAndWait, giveOnly } from './give';
import { itemsOfEvents } from './items';
import { Reporter } from './reporter';
import { checkStreamForm, type StreamForm } from './settings';
import { startOf, deduplicationKey, EventStore } from './state';

/** Events that wait for their execution. While there are more, nothing is read, and Salesforce keeps the others. */
const MOST_WAITING = 1_000;
/** Milliseconds after which the first connection is opened in the background: n8n gives up on a start that takes long. */
const LONGEST_START = 10_000;
/** Milliseconds in which events that are kept have surely come: as long as a long poll can take. */
const LONGEST_SILENCE = 120_000;
/** Milliseconds until an execution that failed is repeated; at first, and at most. */
const FIRST_REPEAT = 5_000;
const LONGEST_REPEAT = 300_000;

/** One running instance of the trigger: reads events as they come, and gives one batch after another to n8n. */
export class Listener {
  readonly #reporter: Reporter;
  readonly #store: EventStore;
  readonly #stream: EventStream;
  readonly #isTest: boolean;
  #handOver: HandOver | undefined;
  /** To be called when there are more events, or there is more room for them. */
  #waiting: (() => void)[] = [];

  /** @throws AdvisedError when the position is lost, and the form says to stop then */
  constructor(
    private readonly context: ITriggerFunctions,
    private readonly instance: AbortController,
    private readonly org: NodeOrg,
    private readonly form: StreamForm,
  ) {
    this.#isTest = context.getMode() === 'manual';
    this.#reporter = new Reporter(context);
    this.#store = new EventStore(context, form);
    this.#stream = new EventStream(org, {
      open: openCometd,
      from: this.#isTest ? new Map(form.channels.map((channel) => [channel, { from: 'new' }])) : this.#begin(),
      whenLost: form.whenLost,
      tell: (news) => this.#tell(news),
    });
    instance.signal.addEventListener('abort', () => this.#changed(), { once: true });
  }

  /**
   * Opens the first connection, and listens from then on.
   * @throws whatever does not pass by itself, if it is known soon
   */
  async start(): Promise<void> {
    const listening = this.#listen();
    if (this.#isTest) return await listening;
    const late = this.org.wait(LONGEST_START).then(() => true);
    const isLate = await Promise.race([listening.then(() => false), late]);
    if (isLate) void this.#closeAfterFailure(listening);
  }

  async #listen(): Promise<void> {
    const kept = this.#isTest ? undefined : this.#store.read();
    await this.#open();
    const { most, wants } = this.form;
    const handOver = new HandOver({ positions: this.#stream.positions, kept, most: this.#isTest ? 1 : most, wants });
    this.#handOver = handOver;
    if (!this.#isTest) this.#store.keep(handOver.confirmed);
    void this.#closeAfterFailure(Promise.all([this.#read(handOver), this.#give(handOver)]));
  }

  async close(): Promise<void> {
    this.instance.abort();
    await this.#stream.close();
  }

  get #isOver(): boolean {
    return this.instance.signal.aborted;
  }

  #begin(): EventStream['positions'] {
    const isRestart = isStartOfN8n(this.context);
    const { positions, lost } = startOf(this.#store, this.form, isRestart);
    const error = new Error('n8n has no position of this trigger.');
    if (lost.length > 0) {
      // Kept before it works: a start that comes meanwhile, without n8n's own, would take the trigger for a new one.
      if (!this.#isTest) this.#store.keep({ positions: Object.fromEntries(positions) });
      this.#tell({ what: 'lost', error, channels: lost });
    }
    return positions;
  }

  async #open(): Promise<void> {
    try {
      await this.#stream.start();
      await checkStreamForm(this.org, this.form);
    } catch (error) {
      if (this.#isTest || !canStartLater(this.context, error)) throw eventStartError(this.context, error);
      this.#reporter.tell({ what: 'broken', error: asError(error), failed: 1, pause: 0 });
    }
  }

  async #closeAfterFailure(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (this.#isOver) return;
      await this.close();
      this.context.emitError(eventError(this.context, error));
    }
  }

  async #read(handOver: HandOver): Promise<void> {
    const began = this.org.now();
    while (!this.#isOver) {
      const events = await this.#stream.next();
      // An answer that comes early can be empty although there are events.
      if (events.length > 0 || this.org.now() - began >= LONGEST_SILENCE) handOver.receive(events);
      this.#changed();
      while (!this.#isOver && handOver.held >= MOST_WAITING && !handOver.isIncomplete) await this.#change();
    }
  }

  async #give(handOver: HandOver): Promise<void> {
    while (!this.#isOver) {
      const batch = handOver.next();
      if (batch === undefined) {
        await this.#change();
        continue;
      }
      this.#changed();
      const items = await this.#items(batch);
      if (this.#isTest) {
        this.context.emit([items]);
        return await this.close();
      }
      await this.#execute(handOver, batch, items);
    }
  }

  /** The position behind the batch is stored with the next one, when this one is done. */
  async #execute(handOver: HandOver, batch: EventBatch, items: INodeExecutionData[]): Promise<void> {
    if (this.form.confirmation === 'immediately') {
      handOver.confirm(batch);
      this.#store.keep(handOver.confirmed);
      return await this.#giveOnly(batch, items);
    }
    let { failed } = batch;
    for (let refused = 0; !this.#isOver;) {
      const attempt = { ...batch, failed };
      this.#store.keep(handOver.giving(attempt));
      const key = deduplicationKey(this.context, attempt);
      const given = await giveAndWait(this.context, items, key, this.instance.signal);
      if (given === 'stopped') return this.instance.abort();
      if (given === 'done' || (given === 'failed' && this.form.confirmation === 'onCompletion')) {
        handOver.confirm(batch);
        return this.#store.keep(handOver.confirmed);
      }
      // Where the end does not matter, n8n is asked again whether it has the execution.
      const isFailure = given === 'failed' || (given === 'unknown' && this.form.confirmation === 'onSuccess');
      if (given === 'unknown') this.#reporter.silent();
      if (isFailure) failed += 1;
      else refused += 1;
      await this.org.wait(isFailure ? repeatAfter(failed) : growingPause(refused, this.org.random));
    }
  }

  async #giveOnly(batch: EventBatch, items: INodeExecutionData[]): Promise<void> {
    const key = deduplicationKey(this.context, batch);
    for (let refused = 1; !this.#isOver && giveOnly(this.context, items, key) !== 'done'; refused += 1) {
      await this.org.wait(growingPause(refused, this.org.random));
    }
  }

  /** Records may have to be loaded, which can fail for a while. */
  async #items({ events }: EventBatch): Promise<INodeExecutionData[]> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await itemsOfEvents(this.org, this.form, events);
      } catch (error) {
        const isPassing = ['again', 'later'].includes(recoveryFrom(error));
        if (this.#isOver || !isPassing) throw eventError(this.context, error);
        const pause = pauseBeforeRecovery(error, tried, this.org.random);
        this.#reporter.tell({ what: 'broken', error: asError(error), failed: tried, pause });
        await this.org.wait(pause);
      }
    }
  }

  #tell(news: StreamNews): void {
    this.#reporter.tell(news);
    if (news.what !== 'lost') return;
    this.#handOver?.lost(news.channels);
    // Events between the two are missed, which somebody should know.
    if (this.form.whenLost === 'new') this.#reporter.show(news.error);
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #change(): Promise<void> {
    if (this.#isOver) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function repeatAfter(failed: number): number {
  return Math.min(LONGEST_REPEAT, FIRST_REPEAT * 2 ** (failed - 1));
}
