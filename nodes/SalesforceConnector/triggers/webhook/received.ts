import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { Lru } from '../../../../salesforce/lru';

/** Notifications that this process has acknowledged, for each trigger: some 100 bytes each. */
const KNOWN_NOTIFICATIONS = 20_000;
/** Those that n8n stores with the workflow: 15 bytes each, written with each message. */
const STORED = 2_000;
/** All IDs of notifications begin with the same 3 characters and end with what follows from the others. */
const compact = (id: string): string => id.slice(3, 15);

const remembered = new Lru<Lru<true>>(100);

function rememberedBy(context: IWebhookFunctions): Lru<true> {
  // A copied node has the ID of its original, in another workflow.
  const key = `${String(context.getWorkflow().id)} ${context.getNode().id}`;
  return remembered.getOrSet(key, () => new Lru(KNOWN_NOTIFICATIONS));
}

/** Which notifications a trigger has had: Salesforce can send one again although it was acknowledged. */
export class Received {
  readonly #remembered: Lru<true>;
  readonly #data: IDataObject;

  constructor(private readonly context: IWebhookFunctions) {
    this.#remembered = rememberedBy(context);
    this.#data = context.getWorkflowStaticData('node');
  }

  /** What n8n has stored; a list that somebody else wrote there says nothing. */
  get #stored(): string[] {
    const stored = this.#data['received'];
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  }

  new<T extends { readonly id: string }>(notifications: readonly T[]): T[] {
    const stored = new Set(this.#stored);
    return notifications.filter(({ id }) => this.#remembered.get(compact(id)) !== true && !stored.has(compact(id)));
  }

  /**
   * Keeps them once n8n has stored the execution, and not before: a notification that is kept, but was not stored, would be
   * acknowledged and lost when Salesforce sends it again. n8n saves its data after the execution, and answers after both.
   */
  keep(notifications: readonly { readonly id: string }[]): void {
    const ids = notifications.map(({ id }) => compact(id));
    this.#data['received'] = [...new Set([...this.#stored, ...ids])].slice(-STORED);
    this.context.getResponseObject().on('finish', () => {
      if (this.context.getResponseObject().statusCode !== ACKNOWLEDGED) return;
      for (const id of ids) this.#remembered.set(id, true);
    });
  }
}

const ACKNOWLEDGED = 200;
