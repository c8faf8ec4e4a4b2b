import type { Writer } from '../writer';
import type { ControlRequest, SoakTrigger } from '.';

const CHANNELS = ['/event/Order_Event__e', '/data/ContactChangeEvent'];

/** In turn: a platform event, a new record, and a change of an old one, as long as there is one. */
const CHANGES: readonly ((writer: Writer, name: string) => Promise<void>)[] = [
  async (writer, name) => await writer.save('Order_Event__e', undefined, { Order_Number__c: name }),
  async (writer, name) => await writer.save('Contact', undefined, { LastName: name }),
  async (writer, name) => await writer.save('Contact', writer.untouched(), { LastName: name }),
];

/** What a fault does to the next request of the Streaming API. */
const onPoll = (effect: Readonly<Record<string, unknown>>): ControlRequest => [
  'faults',
  { path: '/cometd/', ...effect },
];

export const eventTrigger: SoakTrigger = {
  node: 'salesforceConnectorEventTrigger',
  parameters: {
    authentication: 'oAuth2',
    channels: [],
    moreChannels: CHANNELS.join(', '),
    startFrom: 'new',
    resolveOffset: 'onCompletion',
    eventsPerExecution: 1,
    options: {},
  },
  // One execution for each event is slower than the events come.
  busyParameters: { eventsPerExecution: 100 },
  change: async (writer, name) => await CHANGES[writer.made % CHANGES.length]?.(writer, name),
  // An org's allowances are not what is tried here. Killed clients count until their session has lapsed.
  prepare: () => ['streaming', { dailyEvents: 1_000_000, clients: 1_000 }],
  nameIn: ({ Order_Number__c: event, Name: record }) => {
    const name = event ?? (record as { LastName?: unknown } | undefined)?.LastName;
    return typeof name === 'string' ? name : undefined;
  },
  emits: 10,
  // A connection on which nothing comes any more is noticed after two minutes, and pauses after faults grow.
  patience: 240_000,
  // n8n's deduplication key keeps a second execution from being made.
  repeatsAfterStart: () => 0,
  faults: {
    'connection broken': onPoll({ cut: 'after' }),
    'login page': onPoll({ lie: 'loginPage' }),
    'half an answer': onPoll({ lie: 'halfWithLength' }),
    'status 503': onPoll({ status: 503 }),
    'session ended': ['sessions', { expire: true }],
    'client forgotten': ['streaming', { do: 'drop' }],
    'all polls cut': ['streaming', { do: 'cut' }],
    'cookies changed': ['streaming', { do: 'changeCookies' }],
    'events sent twice': ['streaming', { repeat: 20 }],
  },
};
