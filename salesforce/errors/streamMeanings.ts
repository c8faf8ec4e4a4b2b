import type { MeaningTable } from './meanings';

const BUSY = [{ kind: 'STREAM_BUSY', means: 'The Streaming API is busy at the moment.' }];
const FAILED = [{ kind: 'STREAM_BUSY', means: 'The Streaming API has failed at the moment.' }];

/**
 * The errors of the Streaming API, by the number they begin with.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/streaming_error_codes.htm
 */
export const STREAM_MEANINGS: MeaningTable = new Map([
  [
    '400',
    [
      {
        when: /replay ?id/i,
        kind: 'REPLAY_ID_INVALID',
        means: 'Salesforce does not have the event with the replay ID (any longer), so nothing can be read after it.',
      },
      { when: /does not exist/i, kind: 'NO_SUCH_CHANNEL', means: 'The channel does not exist.' },
      { when: /cookie/i, kind: 'UNKNOWN_CLIENT', means: 'Salesforce does not know the connection.' },
      { kind: 'CHANNEL_REFUSED', means: 'Salesforce refused the subscription.' },
    ],
  ],
  ['401', [{ kind: 'STREAM_SESSION_INVALID', means: 'The Salesforce session has expired or was revoked.' }]],
  ['402', [{ kind: 'UNKNOWN_CLIENT', means: 'Salesforce has given up the connection.' }]],
  [
    '403',
    [
      { when: /unknown client/i, kind: 'UNKNOWN_CLIENT', means: 'Salesforce has given up the connection.' },
      {
        when: /concurrent.*limit exceeded/i,
        kind: 'CLIENT_LIMIT_EXCEEDED',
        means: 'The org has reached its limit of connections to the Streaming API.',
      },
      {
        when: /limit exceeded/i,
        kind: 'EVENT_LIMIT_EXCEEDED',
        means: 'The org has reached a limit of the Streaming API.',
      },
      {
        when: /create_denied/i,
        kind: 'CHANNEL_UNSEEN',
        means: 'The channel does not exist, or the user may not see it.',
      },
      { kind: 'CHANNEL_DENIED', means: 'The user is not allowed to subscribe.' },
    ],
  ],
  ['404', [{ kind: 'NO_SUCH_CHANNEL', means: 'The channel does not exist.' }]],
  ['408', BUSY],
  ['429', BUSY],
  ['500', FAILED],
  ['502', FAILED],
  ['503', BUSY],
  ['504', BUSY],
]);
