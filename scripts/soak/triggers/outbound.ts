import type { SoakTrigger } from '.';

export const outboundTrigger: SoakTrigger = {
  node: 'salesforceConnectorOutboundMessageTrigger',
  parameters: { authentication: 'oAuth2', endpoint: 'byHand', options: {} },
  change: async (writer, name) => {
    await writer.save('Contact', undefined, { LastName: name });
  },
  prepare: (address) => [
    'outboundMessages',
    {
      define: {
        name: address.slice(-36),
        object: 'Contact',
        endpointUrl: `${address}/outbound-message`,
        fields: ['Id', 'LastName'],
        sentOn: 'create',
      },
      // What was refused comes again soon, and twice as late each time: n8n is down for seconds, not for hours.
      firstPause: 500,
    },
  ],
  nameIn: ({ LastName }) => (typeof LastName === 'string' ? LastName : undefined),
  // What was sent while n8n was down, in one message, and what was sent since, in several.
  emits: 2,
  // The longest pause after a restart.
  patience: 120_000,
  // Salesforce sends again what was not acknowledged before n8n was killed: messages come several at once.
  repeatsAfterStart: () => 3,
  faults: {
    'sent again': ['outboundMessages', { repeat: 1 }],
  },
};
