import { setTimeout as delay } from 'node:timers/promises';

import { idOf } from '../data/ids';
import type { Change, Org } from '../types';
import type { OutboundMessageDefinition, OutboundMessageDefinitions } from './definitions';
import { envelope, type EnvelopeSettings, type Notification } from './envelope';

/** How messages are sent: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm */
export interface SenderSettings extends EnvelopeSettings {
  /** Milliseconds until a message that was not acknowledged is sent again; twice as long each time, up to two hours. */
  firstPause: number;
  /** Milliseconds for an answer: https://help.salesforce.com/s/articleView?id=platform.workflow_om_considerations.htm */
  timeout: number;
  /** Notifications in one message. */
  perMessage: number;
  /** So many messages are sent again although they were acknowledged. */
  repeat: number;
}

const DEFAULTS: SenderSettings = {
  firstPause: 5_000,
  timeout: 60_000,
  perMessage: 100,
  repeat: 0,
  shortIds: false,
  nullsWritten: false,
};
const LONGEST_PAUSE = 2 * 3_600_000;
const KEPT_FOR = 24 * 3_600_000;
/** Milliseconds after which the org looks again for what is due: its clock can be moved. */
const TICK = 100;

/** What became of the notifications. */
export interface SenderReport {
  readonly queued: number;
  readonly acknowledged: number;
  readonly dropped: number;
  readonly messages: number;
}

/** Notifies endpoints of what was written, at least once. */
export class OutboundMessages {
  readonly settings = { ...DEFAULTS };
  #queues = new Map<string, Notification[]>();
  #numbers = 0;
  #counts = { acknowledged: 0, dropped: 0, messages: 0 };
  #isAtWork = false;
  #isClosed = false;

  constructor(
    private readonly org: Omit<Org, 'outboundMessages'>,
    readonly definitions: OutboundMessageDefinitions,
  ) {
    org.store.watch(this);
  }

  report(): SenderReport {
    const queued = [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0);
    return { queued, ...this.#counts };
  }

  /** Whether the org has this object with these fields. */
  knows(name: string, fields: readonly string[]): boolean {
    const object = this.org.store.schema.object(name);
    return object?.name === name && fields.every((field) => object.fields.some((one) => one.name === field));
  }

  /** Platform events send no outbound message here. */
  published(): void {
    return undefined;
  }

  /** One notification for each record and definition, however often a transaction wrote it. */
  committed(changes: readonly Change[]): void {
    const now = this.org.clock.now().getTime();
    for (const definition of this.definitions.all) {
      const written = new Set(changes.filter((change) => isFor(definition, change)).map(({ id }) => id));
      for (const recordId of written) {
        const id = idOf('04l', (this.#numbers += 1));
        this.#queueOf(definition).push({ id, recordId, queuedAt: now, attempts: 0, nextAt: now });
      }
    }
    if (this.report().queued > 0) void this.#work();
  }

  reset(): void {
    this.definitions.all.length = 0;
    this.#queues = new Map();
    this.#counts = { acknowledged: 0, dropped: 0, messages: 0 };
    Object.assign(this.settings, DEFAULTS);
  }

  close(): void {
    this.#isClosed = true;
  }

  #queueOf({ id }: OutboundMessageDefinition): Notification[] {
    const queue = this.#queues.get(id) ?? [];
    this.#queues.set(id, queue);
    return queue;
  }

  /** The background process that sends, as long as anything is queued. */
  async #work(): Promise<void> {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    while (!this.#isClosed && this.report().queued > 0) {
      await delay(TICK, undefined, { ref: false });
      await Promise.all(this.definitions.all.map((definition) => this.#sendDue(definition)));
    }
    this.#isAtWork = false;
  }

  async #sendDue(definition: OutboundMessageDefinition): Promise<void> {
    const now = this.org.clock.now().getTime();
    const queue = this.#queueOf(definition);
    this.#drop(
      queue,
      queue.filter(({ queuedAt }) => queuedAt + KEPT_FOR <= now),
      'dropped',
    );
    const due = queue.filter(({ nextAt }) => nextAt <= now);
    // In no order that anybody may rely on.
    const order = [...this.org.choices.shuffled(due.length)].flatMap((place) => due[place] ?? []);
    for (let at = 0; at < order.length && !this.#isClosed; at += this.settings.perMessage) {
      await this.#send(definition, order.slice(at, at + this.settings.perMessage));
    }
  }

  async #send(definition: OutboundMessageDefinition, notifications: readonly Notification[]): Promise<void> {
    this.#counts.messages += 1;
    const body = envelope(this.org, definition, notifications, this.settings);
    const isAcknowledged = await this.#isAcknowledged(definition.metadata.endpointUrl, body);
    if (isAcknowledged && this.settings.repeat === 0) {
      this.#drop(this.#queueOf(definition), notifications, 'acknowledged');
      return;
    }
    if (isAcknowledged) this.settings.repeat -= 1;
    for (const notification of notifications) {
      const pause = Math.min(LONGEST_PAUSE, this.settings.firstPause * 2 ** notification.attempts);
      notification.attempts += 1;
      notification.nextAt = this.org.clock.now().getTime() + pause;
    }
  }

  async #isAcknowledged(url: string, body: string): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', accept: 'text/xml' },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.settings.timeout),
      });
      const answer = await response.text();
      return response.status === 200 && /<(?:\w+:)?Ack>\s*(?:true|1)\s*<\/(?:\w+:)?Ack>/.test(answer);
    } catch {
      return false;
    }
  }

  #drop(queue: Notification[], gone: readonly Notification[], as: 'acknowledged' | 'dropped'): void {
    const ids = new Set(gone.map(({ id }) => id));
    const left = queue.filter(({ id }) => !ids.has(id));
    this.#counts[as] += queue.length - left.length;
    queue.splice(0, queue.length, ...left);
  }
}

function isFor({ object, sentOn }: OutboundMessageDefinition, { object: changed, before, after }: Change): boolean {
  if (changed.name !== object || after === undefined || after['IsDeleted'] === true) return false;
  return sentOn === 'createOrUpdate' || before === undefined;
}
