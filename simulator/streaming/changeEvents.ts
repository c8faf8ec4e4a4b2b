import { randomUUID } from 'node:crypto';

import { ExactNumber } from '../numbers';
import type { Clock, ObjectSchema, Schema } from '../types';
import { CHANGE_EVENTS, type CustomChannels } from './channels';
import { type ChangePayload, NO_FIELDS, changedPart, wholeRecord } from './changePayload';
import { schemaIdOf } from './payload';
import type { RecordChange } from './recordChanges';
import type { Streaming } from './streaming';

/** Standard objects of the sample org that change events exist for. Custom objects all have them. */
const SUPPORTED = new Set([
  'Account',
  'Campaign',
  'CampaignMember',
  'Case',
  'Contact',
  'ContentDocument',
  'ContentDocumentLink',
  'ContentVersion',
  'Event',
  'Lead',
  'Opportunity',
  'OpportunityLineItem',
  'Order',
  'OrderItem',
  'Pricebook2',
  'PricebookEntry',
  'Product2',
  'Quote',
  'Task',
  'User',
]);

export const hasChangeEvents = ({ name }: ObjectSchema): boolean => SUPPORTED.has(name) || name.endsWith('__c');

/** `Account` → `AccountChangeEvent`, `Invoice__c` → `Invoice__ChangeEvent`. */
export const changeEventName = (object: string): string =>
  object.endsWith('__c') ? object.replace(/__c$/, '__ChangeEvent') : `${object}ChangeEvent`;

/** What an overflow event says instead of records. */
const NO_RECORD = '000000000000000AAA';

/** Large enough to be no double, as recorded in amp-labs/connectors (`providers/salesforce/test/subscription/`). */
const FIRST_COMMIT = '1778192987716501506';

/** One record's change in a transaction, or the same change of several. */
interface Captured {
  readonly object: ObjectSchema;
  readonly type: string;
  readonly ids: string[];
  readonly payload: ChangePayload;
  readonly change: RecordChange;
}

function payloadOf({ object, type, before = {}, after = {} }: RecordChange): ChangePayload {
  if (type === 'DELETE') return NO_FIELDS;
  return type === 'UPDATE' ? changedPart(object, before, after) : wholeRecord(object, after);
}

/** How much of the allowance for a transaction a change takes: an update counts by its fields. */
const weightOf = ({ type, payload }: Captured): number => (type === 'UPDATE' ? payload.changedFields.length : 1);

/**
 * Change events of what is written, by whatever API.
 * @see https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_message_structure.htm
 */
export class ChangeEvents {
  /** Changes to come that are told by gap events. */
  gaps = 0;
  #commit = new ExactNumber(FIRST_COMMIT);

  constructor(
    private readonly streaming: Streaming,
    private readonly clock: Clock,
    schema: Schema,
    private readonly channels: CustomChannels,
  ) {
    const names = new Set(schema.objects.filter(hasChangeEvents).map(({ name }) => `/data/${changeEventName(name)}`));
    streaming.addChannels((name) => name === `/data/${CHANGE_EVENTS}` || names.has(name));
  }

  /** Tells of a transaction. */
  committed(changes: readonly RecordChange[]): void {
    const captured = this.#limited(merged(this.#captured(changes)));
    if (captured.length === 0) return;
    this.#commit = this.#commit.plus(7);
    const transaction = {
      commitNumber: this.#commit,
      commitTimestamp: this.clock.now().getTime(),
      transactionKey: randomUUID(),
    };
    captured.forEach((event, index) => {
      this.#publish(event, { ...transaction, sequenceNumber: event.type.startsWith('GAP_') ? 1 : index + 1 });
    });
  }

  #captured(changes: readonly RecordChange[]): Captured[] {
    const selected = changes.filter(({ object }) => this.#channelsOf(object).length > 0);
    return selected.map((change) => {
      const { object, id, type } = change;
      if (this.gaps === 0) return { object, type, ids: [id], payload: payloadOf(change), change };
      this.gaps -= 1;
      return { object, type: `GAP_${type}`, ids: [id], payload: NO_FIELDS, change };
    });
  }

  /** The first so many changes, and one overflow event for each object of the rest. */
  #limited(events: readonly Captured[]): Captured[] {
    let room = this.streaming.settings.changesInTransaction;
    const overflow = new Map<ObjectSchema, Captured>();
    const first = events.filter((event) => {
      room -= weightOf(event) * event.ids.length;
      if (room >= 0) return true;
      overflow.set(event.object, { ...event, type: 'GAP_OVERFLOW', ids: [NO_RECORD], payload: NO_FIELDS });
      return false;
    });
    return [...first, ...overflow.values()];
  }

  #publish({ object, type, ids, payload, change }: Captured, transaction: object): void {
    const { by, after } = change;
    const header = {
      entityName: object.name,
      recordIds: ids,
      changeType: type,
      changeOrigin: by?.origin ?? '',
      ...transaction,
      commitUser: by?.userId ?? after?.['LastModifiedById'],
      changedFields: payload.changedFields,
    };
    for (const channel of this.#channelsOf(object)) {
      this.streaming.publish(channel, (replayId) => ({
        schema: schemaIdOf(object),
        payload: { ChangeEventHeader: header, ...payload.body() },
        event: { replayId },
      }));
    }
  }

  /** Where changes of an object are told. */
  #channelsOf(object: ObjectSchema): string[] {
    if (!hasChangeEvents(object)) return [];
    const event = changeEventName(object.name);
    const custom = this.channels.withMember(event);
    const isSelected = this.channels.selected.includes(event);
    if (!isSelected && custom.length === 0) return [];
    return [...(isSelected ? [`/data/${CHANGE_EVENTS}`] : []), `/data/${event}`, ...custom];
  }
}

/** Changes that are the same, told as one of several records. A record's creation is its own. */
function merged(events: readonly Captured[]): Captured[] {
  const bySameness = new Map<string, Captured>();
  events.forEach((event, index) => {
    const { object, type, ids, payload } = event;
    const key =
      type.endsWith('CREATE') || type === 'UNDELETE'
        ? String(index)
        : `${object.name} ${type} ${JSON.stringify(payload.body())}`;
    const same = bySameness.get(key);
    if (same === undefined) bySameness.set(key, event);
    else same.ids.push(...ids);
  });
  return [...bySameness.values()];
}
