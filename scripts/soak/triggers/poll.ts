import type { SoakTrigger } from '.';

/** Of every third change, the record is an old one. */
const UPDATES = 3;

/** n8n takes no interval below a minute, but several times in a minute: so polls come soon, and are killed more often. */
const SECONDS = [0, 10, 20, 30, 40, 50];
const POLL_TIMES = SECONDS.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` }));

export const pollTrigger: SoakTrigger = {
  node: 'salesforceConnectorTrigger',
  parameters: {
    pollTimes: { item: POLL_TIMES },
    authentication: 'oAuth2',
    triggerOn: 'createdOrUpdated',
    object: { __rl: true, mode: 'name', value: 'Contact' },
    fieldsToReturn: ['LastName'],
    options: {},
  },
  // No record changes twice: of two changes between two polls, a poll sees the last one.
  change: async (writer, name) => {
    const isUpdate = writer.made % UPDATES === 0;
    await writer.save('Contact', isUpdate ? writer.untouched() : undefined, { LastName: name });
  },
  nameIn: ({ LastName }) => (typeof LastName === 'string' ? LastName : undefined),
  // The poll with which n8n starts the trigger, or the next one.
  emits: 2,
  // A poll after the start, and some that fail.
  patience: 90_000,
  // n8n stores what the trigger knows before the execution, unless cursors are durable.
  repeatsAfterStart: (cursors) => (cursors === 'memory' ? 1 : 0),
  faults: {
    'login page': ['faults', { path: '/query', lie: 'loginPage' }],
    'half an answer': ['faults', { path: '/query', lie: 'halfWithLength' }],
    'status 503': ['faults', { path: '/query', status: 503 }],
    'connection broken': ['faults', { path: '/query', cut: 'after' }],
    'session ended': ['sessions', { expire: true }],
  },
};
