import type { Streaming } from './streaming';

/** A PlatformEventChannel of the org's own. */
export interface CustomChannel {
  /** With `__chn`. */
  name: string;
  type: 'data' | 'event';
  /** Names of events: `AccountChangeEvent`, `Order_Event__e`. */
  members: string[];
}

/** The channel that change events of selected objects come on. */
export const CHANGE_EVENTS = 'ChangeEvents';

/** An event that comes on a channel. */
export interface ChannelMember {
  readonly channel: string;
  readonly event: string;
}

/**
 * Channels that the org's admins have made, and what they have selected for the standard one.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_filter_section.htm
 */
export class CustomChannels {
  channels: CustomChannel[] = [];
  /** Change events of the standard channel. */
  selected: string[];

  constructor(
    streaming: Streaming,
    private readonly initial: readonly string[],
  ) {
    this.selected = [...initial];
    streaming.addChannels((name) => this.channels.some((channel) => addressOf(channel) === name));
  }

  /** Addresses of the custom channels that an event comes on. */
  withMember(event: string): string[] {
    return this.channels.filter(({ members }) => members.includes(event)).map(addressOf);
  }

  get members(): ChannelMember[] {
    return [
      ...this.selected.map((event) => ({ channel: CHANGE_EVENTS, event })),
      ...this.channels.flatMap(({ name, members }) => members.map((event) => ({ channel: name, event }))),
    ];
  }

  reset(): void {
    this.channels = [];
    this.selected = [...this.initial];
  }
}

const addressOf = ({ name, type }: CustomChannel): string => `/${type}/${name}`;
