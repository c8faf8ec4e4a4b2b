import type { Org } from '../types';
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
  readonly platformEvents: PlatformEvents;
}

/** Puts together what is streamed of an org. */
export function createEventBus({ store, clock, allowances }: Org, settings: Partial<StreamingSettings>): EventBus {
  const streaming = new Streaming(clock, settings);
  const channels = new CustomChannels(streaming, []);
  const platformEvents = new PlatformEvents(streaming, store.schema, channels);
  store.watch({
    committed: () => undefined,
    published: (event) => {
      platformEvents.publish(event);
    },
  });
  allowances.set('DailyDeliveredPlatformEvents', () => ({
    used: streaming.delivered.used,
    max: streaming.settings.dailyEvents,
  }));
  return { streaming, channels, platformEvents };
}
