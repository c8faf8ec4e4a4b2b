import type { Org } from '../types';
import { ChangeEvents, changeEventName, hasChangeEvents } from './changeEvents';
import { CustomChannels } from './channels';
import { PlatformEvents } from './platformEvents';
import { PushTopics } from './pushTopics';
import { recordChanges } from './recordChanges';
import type { StreamingSettings } from './settings';
import { Streaming } from './streaming';

export { CometEndpoint } from './endpoint';
export type { StreamingSettings } from './settings';

/** Platform events that may be published in an hour, as the guide's example of /limits has it. */
const HOURLY_PUBLISHED = 50_000;

/** The org's event bus, and what feeds it. */
export interface EventBus {
  readonly streaming: Streaming;
  readonly channels: CustomChannels;
  readonly changeEvents: ChangeEvents;
}

/** Puts together what is streamed of an org. */
export function createEventBus(
  { store, clock, allowances }: Pick<Org, 'allowances' | 'clock' | 'store'>,
  settings: Partial<StreamingSettings>,
): EventBus {
  const streaming = new Streaming(clock, settings);
  // Standard objects are selected, so that an org has something to tell from the start.
  const standard = store.schema.objects.filter((object) => hasChangeEvents(object) && !object.custom);
  const channels = new CustomChannels(
    streaming,
    standard.map(({ name }) => changeEventName(name)),
  );
  const platformEvents = new PlatformEvents(streaming, store.schema, channels);
  const changeEvents = new ChangeEvents(streaming, clock, store.schema, channels);
  const pushTopics = new PushTopics(streaming, clock, store);
  store.watch({
    committed: (changes) => {
      const records = recordChanges(changes);
      changeEvents.committed(records);
      pushTopics.committed(records);
    },
    published: (event) => {
      platformEvents.publish(event);
    },
  });
  const { delivered, notified, published, settings: now } = streaming;
  allowances.set('DailyDeliveredPlatformEvents', () => ({ used: delivered.used, max: now.dailyEvents }));
  allowances.set('DailyDurableStreamingApiEvents', () => ({ used: notified.used, max: now.dailyEvents }));
  allowances.set('HourlyPublishedPlatformEvents', () => ({ used: published.used, max: HOURLY_PUBLISHED }));
  return { streaming, channels, changeEvents };
}
