import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { Lru } from '../../../../salesforce/lru';
import { nodeKey } from '../../host/nodeKey';

/** Notifications that this process has acknowledged, for each trigger: some 100 bytes each. */
const KNOWN_NOTIFICATIONS = 20_000;
/** Those that n8n stores with the workflow: 18 bytes each, written with each message. */
const STORED = 2_000;
/** The last 3 characters of an ID follow from the others. */
const compact = (id: string): string => id.slice(0, 15);

/** For a sender that has gone away, n8n goes on storing, and does not tell when it is done. */
const STORED_BY_THEN_MS = 300_000;

/** What this process knows of a trigger's notifications. */
interface NotificationMemory {
  readonly acknowledged: Lru<true>;
  /** Those that it has had n8n store: of two requests at once, the second one's copy lacks what the first one adds. */
  kept: readonly string[];
  /** Those that n8n is storing, and since when. */
  readonly storing: Lru<number>;
}

const notificationMemories = new Lru<NotificationMemory>(100);

function memoryOfNotifications(context: IWebhookFunctions): NotificationMemory {
  return notificationMemories.getOrSet(nodeKey(context), () => ({
    acknowledged: new Lru(KNOWN_NOTIFICATIONS),
    kept: [],
    storing: new Lru(KNOWN_NOTIFICATIONS),
  }));
}

/** Which notifications a trigger has had: Salesforce can send one again, before and after it was acknowledged. */
export class Received {
  readonly #memory: NotificationMemory;
  readonly #data: IDataObject;

  constructor(private readonly context: IWebhookFunctions) {
    this.#memory = memoryOfNotifications(context);
    this.#data = context.getWorkflowStaticData('node');
  }

  /** What n8n has stored; a list that somebody else wrote there says nothing. */
  get #stored(): string[] {
    const stored = this.#data['received'];
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  }

  /** Each notification that is new, once; or undefined while another request has one of them stored. */
  take<T extends { readonly id: string }>(notifications: readonly T[]): T[] | undefined {
    const known = new Set(this.#stored);
    const byId = new Map(notifications.map((notification) => [compact(notification.id), notification]));
    const fresh = [...byId].filter(([id]) => this.#memory.acknowledged.get(id) !== true && !known.has(id));
    if (fresh.some(([id]) => this.#isBeingStored(id))) return undefined;
    for (const [id] of fresh) this.#memory.storing.set(id, Date.now());
    this.#response.on('finish', () => {
      for (const [id] of fresh) this.#memory.storing.delete(id);
    });
    return fresh.map(([, notification]) => notification);
  }

  /**
   * Keeps them once n8n has stored the execution, and not before: a notification that is kept, but was not stored, would be
   * acknowledged and lost when Salesforce sends it again. n8n saves its data after the execution, and answers after both.
   */
  keep(notifications: readonly { readonly id: string }[]): void {
    const ids = notifications.map(({ id }) => compact(id));
    this.#memory.kept = [...new Set([...this.#stored, ...this.#memory.kept, ...ids])].slice(-STORED);
    this.#data['received'] = [...this.#memory.kept];
    this.#response.on('finish', () => {
      if (this.#response.statusCode !== ACKNOWLEDGED) return;
      for (const id of ids) this.#memory.acknowledged.set(id, true);
    });
  }

  get #response(): ReturnType<IWebhookFunctions['getResponseObject']> {
    return this.context.getResponseObject();
  }

  #isBeingStored(id: string): boolean {
    return Date.now() - (this.#memory.storing.get(id) ?? -Infinity) < STORED_BY_THEN_MS;
  }
}

const ACKNOWLEDGED = 200;
