import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { channelName, listChannels, type ChannelKind } from '../../../salesforce/events';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { namesIn } from './text';
import { loader } from './listLoader';
import { inAlphabet } from './locator';

export const channelsProperties: readonly INodeProperties[] = [
  {
    displayName: 'Channel Names or IDs',
    name: 'channels',
    type: 'multiOptions',
    default: [],
    description:
      'What to listen to. Objects must be selected in Setup > Change Data Capture. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    typeOptions: { loadOptionsMethod: 'getChannels' },
  },
  {
    displayName: 'More Channels',
    name: 'moreChannels',
    type: 'string',
    default: '',
    placeholder: 'e.g. /event/Order_Shipped__e, /data/Sales__chn',
    description:
      'Names of other channels, separated by commas. A PushTopic can have conditions: /topic/Leads?Industry=&#39;Energy&#39;.',
  },
];

/** What stands before the label in the list. */
const KIND_LABELS: Readonly<Record<ChannelKind, string>> = {
  allChanges: '',
  changes: 'Changes: ',
  custom: 'Custom Channel: ',
  platformEvent: 'Platform Event: ',
  pushTopic: 'PushTopic (Legacy): ',
};

export const getChannels = loader(async ({ org }): Promise<INodePropertyOptions[]> => {
  const choices = (await listChannels(org)).map(({ channel, label, kind }) => ({
    name: `${KIND_LABELS[kind]}${label.replace(/^Change Event: /, '')}`,
    value: channel,
    description: channel,
  }));
  return choices.toSorted((a, b) => inAlphabet(a.name, b.name));
});

/** The chosen and typed channels, each once. */
export function readChannels(form: FormValues): string[] {
  const chosen = namesIn(form.param('channels', []), 'Channels').map((text) => channelName(text, 'Channels'));
  const typed = namesIn(form.param('moreChannels', ''), 'More Channels').map((text) =>
    channelName(text, 'More Channels'),
  );
  const channels = [...new Set([...chosen, ...typed])];
  if (channels.length > 0) return channels;
  throw new AdvisedError('No channel is chosen.', {
    field: 'Channels',
    actions: ['Choose at least one channel from the list, or enter its name in More Channels.'],
  });
}
