import { createHash } from 'node:crypto';

import type { ObjectSchema, PublishedEvent, Schema } from '../types';
import type { CustomChannels } from './channels';
import { eventValue, schemaIdOf } from './payload';
import type { Streaming } from './streaming';

/** The UUID of the event that was published under an ID: the answer to the publisher names both. */
export function eventUuid(id: string): string {
  const hex = createHash('md5').update(id).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Of the object's own fields, those that a publisher gives. */
const isGiven = ({ createable }: { createable: boolean }) => createable;

/**
 * An event as its subscribers read it.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_cometd.htm
 */
function dataOf({ object, id, row, by }: PublishedEvent, replayId: number): object {
  const given = object.fields.filter(isGiven).map((field) => [field.name, eventValue(field, row[field.name] ?? null)]);
  return {
    schema: schemaIdOf(object),
    payload: { CreatedById: by.userId, CreatedDate: by.now.toISOString(), ...Object.fromEntries(given) },
    event: { EventUuid: eventUuid(id), replayId, EventApiName: object.name },
  };
}

/** Channels of platform events: `/event/Order_Event__e`, and what is published on them. */
export class PlatformEvents {
  constructor(
    private readonly streaming: Streaming,
    private readonly schema: Schema,
    private readonly channels: CustomChannels,
  ) {
    streaming.addChannels((name) => this.#eventOf(name) !== undefined);
  }

  publish(event: PublishedEvent): void {
    this.streaming.published.add(1);
    const { name } = event.object;
    for (const channel of [`/event/${name}`, ...this.channels.withMember(name)])
      this.streaming.publish(channel, (replayId) => dataOf(event, replayId));
  }

  #eventOf(channel: string): ObjectSchema | undefined {
    const name = /^\/event\/(\w+)$/.exec(channel)?.[1] ?? '';
    const object = this.schema.object(name);
    // Names of channels are told apart by case.
    return object?.name === name && object.isEvent === true ? object : undefined;
  }
}
