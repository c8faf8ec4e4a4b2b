import type { ControlRequest, SoakTrigger } from '.';

const CHANNEL = '/event/Order_Event__e';

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
    moreChannels: CHANNEL,
    startFrom: 'new',
    resolveOffset: 'onCompletion',
    eventsPerExecution: 1,
    options: {},
  },
  // One execution for each event is slower than the events come.
  busyParameters: { eventsPerExecution: 100 },
  change: async (writer, name) => {
    await writer.save('Order_Event__e', undefined, { Order_Number__c: name });
  },
  // An org's allowances are not what is tried here. Killed clients count until their session has lapsed.
  prepare: () => ['streaming', { dailyEvents: 1_000_000, clients: 1_000 }],
  nameIn: ({ Order_Number__c: name }) => (typeof name === 'string' ? name : undefined),
  emits: 10,
  // A connection on which nothing comes any more is noticed after two minutes, and pauses after faults grow.
  patience: 240_000,
  // n8n's deduplication key keeps a second execution from being made.
  repeatsAfterStart: () => false,
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
