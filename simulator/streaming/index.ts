import type { Org } from '../types';
import { ChangeEvents, changeEventName, hasChangeEvents } from './changeEvents';
import { CustomChannels } from './channels';
import { PlatformEvents } from './platformEvents';
import type { StreamingSettings } from './settings';
import { Streaming } from './streaming';

export { CometEndpoint } from './endpoint';
export type { StreamingSettings } from './settings';

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
  store.watch({
    committed: (changes) => {
      changeEvents.committed(changes);
    },
    published: (event) => {
      platformEvents.publish(event);
    },
  });
  allowances.set('DailyDeliveredPlatformEvents', () => ({
    used: streaming.delivered.used,
    max: streaming.settings.dailyEvents,
  }));
  return { streaming, channels, changeEvents };
}
