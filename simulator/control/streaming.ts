import type { CometEndpoint, EventBus } from '../streaming';
import type { CustomChannel } from '../streaming/channels';
import {
  type PlannedRefusal,
  type StreamingSettings,
  plannedRefusalSchema,
  streamingSettingsSchema,
} from '../streaming/settings';

/** What can be done to the clients that are connected. */
const DEEDS = ['changeCookies', 'cut', 'drop', 'silence'] as const;

type Deed = (typeof DEEDS)[number];

/** What the control address is told of streaming. Settings come first, then what happens now. */
export interface StreamingRequest extends Partial<StreamingSettings> {
  /** Change events of the standard channel: `AccountChangeEvent`. */
  selected?: string[];
  channels?: CustomChannel[];
  /** An error that the next messages are answered with. */
  refuse?: PlannedRefusal['refuse'];
  on?: Exclude<PlannedRefusal['on'], undefined>;
  times?: number;
  skip?: number;
  do?: Deed;
  /** The channel that loses what it keeps; true for every channel. */
  forget?: string | true;
  /** How many deliveries from now on are made twice. */
  repeat?: number;
  /** How many changes from now on are told by gap events. */
  gaps?: number;
}

const text = { type: 'string' };
const texts = { type: 'array', items: text };

export const streamingRequestSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...streamingSettingsSchema,
    selected: texts,
    channels: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'type', 'members'],
        properties: {
          name: { type: 'string', pattern: '^\\w+__chn$' },
          type: { enum: ['data', 'event'] },
          members: texts,
        },
      },
    },
    ...plannedRefusalSchema,
    do: { enum: DEEDS },
    forget: { anyOf: [text, { const: true }] },
    repeat: { type: 'integer', minimum: 0 },
    gaps: { type: 'integer', minimum: 0 },
  },
};

/** What tests and the control address move streaming with. */
export class StreamingControl {
  constructor(
    private readonly bus: EventBus,
    private readonly comet: CometEndpoint,
  ) {}

  /** Errors to come, and those that are there already. */
  change({
    selected,
    channels,
    refuse,
    on,
    times,
    skip,
    do: deed,
    forget,
    repeat,
    gaps,
    ...settings
  }: StreamingRequest) {
    const { streaming, channels: custom } = this.bus;
    Object.assign(streaming.settings, settings);
    if (selected !== undefined) custom.selected = selected;
    if (channels !== undefined) custom.channels = channels;
    if (refuse !== undefined) {
      streaming.planned.push({
        refuse,
        ...(on && { on }),
        ...(times !== undefined && { times }),
        ...(skip !== undefined && { skip }),
      });
    }
    if (forget !== undefined) streaming.forget(forget === true ? undefined : forget);
    if (repeat !== undefined) streaming.repeats = repeat;
    if (gaps !== undefined) this.bus.changeEvents.gaps = gaps;
    return { ...this.state, ...(deed && { clients: this.comet[deed]() }) };
  }

  get state() {
    const { streaming, channels, changeEvents } = this.bus;
    const { settings, planned, repeats } = streaming;
    const { used: delivered } = streaming.delivered;
    return {
      settings,
      planned,
      repeats,
      gaps: changeEvents.gaps,
      delivered,
      selected: channels.selected,
      channels: channels.channels,
      subscribers: this.comet.subscribers,
    };
  }
}
