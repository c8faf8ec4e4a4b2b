/**
 * What the Streaming API refuses, in Salesforce's words.
 * @see https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/streaming_handling_errors.htm
 */

export type MetaChannel =
  '/meta/connect' | '/meta/disconnect' | '/meta/handshake' | '/meta/subscribe' | '/meta/unsubscribe';

/** What a message is answered with instead of what it asks for. */
export interface Refusal {
  readonly error: string;
  /** The cause, where another error stands in front of it. */
  readonly failureReason?: string;
  readonly advice?: { readonly reconnect: 'handshake' | 'none' | 'retry'; readonly interval?: number };
}

const handshakeDenied = (failureReason: string): Refusal => ({
  error: '403::Handshake denied',
  failureReason,
  advice: { reconnect: 'none' },
});

/** Of a token that is missing, or that does not count any more: in the error, or on a handshake behind it. */
export function unauthenticated(channel: string, hasToken: boolean): Refusal {
  const reason = hasToken ? '401::Authentication invalid' : '401::Request requires authentication';
  if (channel === '/meta/handshake') return handshakeDenied(reason);
  return { error: reason, advice: { reconnect: 'none', interval: 0 } };
}

export const UNKNOWN_CLIENT: Refusal = {
  error: '403::Unknown client',
  advice: { reconnect: 'handshake', interval: 0 },
};

export const DAILY_LIMIT: Refusal = { error: '403::Organization total events daily limit exceeded' };

export const CONCURRENT_CLIENTS: Refusal = { error: '403::Organization concurrent user limit exceeded' };

export const noCookie = (clientId: string, cookie: string): Refusal => ({
  error: `400::Client ${clientId} has established a session, but no ${cookie} cookie present`,
  advice: { reconnect: 'handshake', interval: 0 },
});

export const unknownVersion = (newest: string): Refusal => ({
  error: `400::Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/${newest}'`,
});

export const noSuchChannel = (channel: string): Refusal => ({
  error: `400::The channel you requested to subscribe to does not exist {${channel}}`,
});

/** Of PushTopics, as it is recorded: https://github.com/forcedotcom/EMP-Connector/issues/17 */
export const CREATE_DENIED: Refusal = { error: '403:denied_by_security_policy:create_denied' };

export const invalidReplayId = (replayId: unknown): Refusal => ({
  error:
    `400::The replayId {${String(replayId)}} you provided was invalid. ` +
    'Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
});

/** As recorded: https://github.com/forcedotcom/EMP-Connector/issues/41, https://github.com/jsforce/jsforce/issues/888 */
export function notInReplayMap(channel: string, map: Readonly<Record<string, unknown>>): Refusal {
  const entries = Object.entries(map).map(([name, id]) => `${name}=${String(id)}`);
  return {
    error:
      `400::The replayId for channel {${channel}} wasn't found using the provided replay ID map {{${entries.join(', ')}}}. ` +
      'Ensure that the channel name you provided in the replay map is valid and matches the channel name used for subscribing.',
  };
}

/** What can be had on demand: each error, and the message that it answers when nothing else is said. */
export const REFUSALS = {
  authenticationInvalid: { on: '/meta/connect', refusal: unauthenticated('/meta/connect', true) },
  handshakeDenied: { on: '/meta/handshake', refusal: unauthenticated('/meta/handshake', true) },
  unknownClient: { on: '/meta/connect', refusal: UNKNOWN_CLIENT },
  dailyLimit: { on: '/meta/connect', refusal: DAILY_LIMIT },
  concurrentClients: { on: '/meta/subscribe', refusal: CONCURRENT_CLIENTS },
  createDenied: { on: '/meta/subscribe', refusal: CREATE_DENIED },
  restrictedChannel: { on: '/meta/subscribe', refusal: { error: '403::Restricted channel' } },
  notPermitted: {
    on: '/meta/subscribe',
    refusal: { error: '403::User not allowed to subscribe CDC without View All Data permissions' },
  },
  unknownChannel: { on: '/meta/subscribe', refusal: { error: '404::Unknown channel' } },
  // The reason is nested, with another error in front of it, which is not documented for this one.
  tooBusy: {
    on: '/meta/connect',
    refusal: {
      error: '503::Server is too busy. Please try your request again later.',
      failureReason: '503::Server is too busy. Please try your request again later.',
      advice: { reconnect: 'retry', interval: 0 },
    },
  },
} as const satisfies Readonly<Record<string, { on: MetaChannel; refusal: Refusal }>>;

export type RefusalName = keyof typeof REFUSALS;
