import { describe, expect, test } from '@jest/globals';

import { AnswerError, SalesforceError } from '../../../salesforce/errors';
import {
  connectMessage,
  disconnectMessage,
  handshakeMessage,
  messageRequest,
  readAnswer,
  subscribeMessage,
  type Outgoing,
} from '../../../salesforce/events/bayeux';
import type { Response } from '../../../salesforce/http';
import { parseJson } from '../../../salesforce/json';
import { LIES } from '../../support/lies';

const CHANNEL = '/event/Order__e';
const CLIENT = '1cyu4thyxh3fgv1nqwcvebt3o9x';
const CONNECT = connectMessage('3', CLIENT, false);
const SUBSCRIBE = subscribeMessage('2', CLIENT, CHANNEL, '-1');

const answered = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body,
});
const read = (sent: Outgoing, body: unknown, more: Partial<Response> = {}) =>
  readAnswer({ ...answered(body), ...more }, { sent, clientId: CLIENT, channels: new Set([CHANNEL]) });
const ok = { channel: '/meta/connect', id: '3', clientId: CLIENT, successful: true };
const event = (replayId: unknown, channel = CHANNEL) => ({
  channel,
  data: { schema: 's', payload: { A__c: 1 }, event: { replayId } },
});

describe('A message', () => {
  test.each([
    [
      handshakeMessage('1'),
      '{"channel":"/meta/handshake","id":"1","version":"1.0","minimumVersion":"1.0","supportedConnectionTypes":["long-polling"],"ext":{"replay":true}}',
    ],
    [
      subscribeMessage('2', 'c', CHANNEL, '-2'),
      '{"channel":"/meta/subscribe","id":"2","clientId":"c","subscription":"/event/Order__e","ext":{"replay":{"/event/Order__e":-2}}}',
    ],
    [
      subscribeMessage('2', 'c', CHANNEL, '9007199254740993'),
      '{"channel":"/meta/subscribe","id":"2","clientId":"c","subscription":"/event/Order__e","ext":{"replay":{"/event/Order__e":9007199254740993}}}',
    ],
    [
      connectMessage('3', 'c', true),
      '{"channel":"/meta/connect","id":"3","clientId":"c","connectionType":"long-polling","advice":{"timeout":0}}',
    ],
    [
      connectMessage('3', 'c', false),
      '{"channel":"/meta/connect","id":"3","clientId":"c","connectionType":"long-polling"}',
    ],
    [disconnectMessage('4', 'c'), '{"channel":"/meta/disconnect","id":"4","clientId":"c"}'],
  ])('to $channel is written as Salesforce documents it', (message, json) => {
    expect(message.json).toBe(json);
  });

  test('is posted to the version’s address, and a long poll has time for its 110 seconds', () => {
    const headers = { Cookie: 'a=1' };
    expect(messageRequest({ version: '67.0' }, CONNECT, headers)).toEqual({
      method: 'POST',
      path: '/cometd/67.0',
      headers,
      json: `[${CONNECT.json}]`,
      within: 118_000,
    });
    expect(messageRequest({ version: '67.0' }, SUBSCRIBE, headers).within).toBe(30_000);
  });
});

describe('An answer', () => {
  test('to a handshake gives the client its ID', () => {
    const body = parseJson(
      '[{"ext":{"replay":true,"payload.format":true},"minimumVersion":"1.0","clientId":"1cyu4thyxh3fgv1nqwcvebt3o9x",' +
        '"supportedConnectionTypes":["long-polling"],"channel":"/meta/handshake","id":"1","version":"1.0","successful":true}]',
    );
    const sent = handshakeMessage('1');
    expect(readAnswer(answered(body), { sent, channels: new Set() })).toEqual({
      clientId: CLIENT,
      refusal: undefined,
      advice: { reconnect: 'retry', interval: 0 },
      events: [],
      unreadable: [],
    });
  });

  test('brings events with their positions, all digits of them', () => {
    const body = parseJson(
      `[${JSON.stringify(event(7))},{"channel":"${CHANNEL}","data":{"event":{"replayId":90071992547409931}}},` +
        `{"channel":"/meta/connect","id":3,"successful":true,"advice":{"reconnect":"retry","interval":200,"timeout":110000}}]`,
    );
    const { advice, events } = read(CONNECT, body);
    expect(events.map(({ replayId }) => replayId)).toEqual(['7', '90071992547409931']);
    expect(events[0]).toEqual({ channel: CHANNEL, replayId: '7', data: event(7).data });
    expect(advice).toEqual({ reconnect: 'retry', interval: 200 });
  });

  test.each([
    [0, 0],
    [-5, 0],
    ['1', 0],
    [1e12, 60_000],
  ])('that advises to wait for %s waits for %s', (interval, expected) => {
    expect(read(CONNECT, [{ ...ok, advice: { reconnect: 'nonsense', interval } }]).advice).toEqual({
      reconnect: 'retry',
      interval: expected,
    });
  });
});

describe('A refusal says what it means:', () => {
  test.each<[string, Outgoing, object, string, string]>([
    [
      'an ended session',
      CONNECT,
      { error: '401::Authentication invalid', advice: { reconnect: 'none', interval: 0 } },
      'STREAM_SESSION_INVALID',
      'The Salesforce session has expired or was revoked. Authentication invalid (401)',
    ],
    [
      'an ended session, within another reason',
      CONNECT,
      { error: '403::Handshake denied', ext: { sfdc: { failureReason: '401::Authentication invalid' } } },
      'STREAM_SESSION_INVALID',
      'The Salesforce session has expired or was revoked. Authentication invalid (401)',
    ],
    [
      'a client that was given up',
      CONNECT,
      { error: '403::Unknown client', advice: { reconnect: 'handshake' } },
      'UNKNOWN_CLIENT',
      'Salesforce has given up the connection. Unknown client (403)',
    ],
    ['nothing', CONNECT, {}, 'UNKNOWN_CLIENT', 'Salesforce has given up the connection. (402)'],
    [
      'a limit',
      SUBSCRIBE,
      { error: '403::Organization total events daily limit exceeded' },
      'EVENT_LIMIT_EXCEEDED',
      'The org has reached a limit of the Streaming API. Organization total events daily limit exceeded [/event/Order__e] (403)',
    ],
    [
      'a busy server, within another reason',
      SUBSCRIBE,
      {
        error: '403:denied_by_security_policy:subscribe_denied',
        ext: { sfdc: { failureReason: '503::Server is too busy' } },
      },
      'STREAM_BUSY',
      'The Streaming API is busy at the moment. Server is too busy [/event/Order__e] (503)',
    ],
    [
      'a position that is gone',
      SUBSCRIBE,
      {
        error:
          '400::The replayId {17} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
      },
      'REPLAY_ID_INVALID',
      'Salesforce does not have the event with the replay ID (any longer), so nothing can be read after it. The replayId {17} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events. [/event/Order__e] (400)',
    ],
    [
      'a channel that is not there',
      SUBSCRIBE,
      { error: '400::The channel you requested to subscribe to does not exist {/event/Order__e}' },
      'NO_SUCH_CHANNEL',
      'The channel does not exist. The channel you requested to subscribe to does not exist {/event/Order__e} (400)',
    ],
    [
      'a channel that is not there, or that the user may not see',
      SUBSCRIBE,
      { error: '403:denied_by_security_policy:create_denied' },
      'CHANNEL_UNSEEN',
      'The channel does not exist, or the user may not see it. create_denied [/event/Order__e] (403)',
    ],
  ])('%s', (_, sent, reply, kind, message) => {
    const { refusal } = read(sent, [{ channel: sent.channel, id: sent.id, successful: false, ...reply }]);
    expect(refusal?.kinds).toEqual([kind]);
    expect(refusal?.message).toBe(message);
    expect(refusal?.fields).toEqual(sent === SUBSCRIBE ? [CHANNEL] : []);
  });

  test('also if it comes with a status of its own', () => {
    const reply = { channel: '/meta/connect', successful: false, error: '401::Authentication invalid' };
    expect(read(CONNECT, [reply], { status: 401 }).refusal?.kinds).toEqual(['STREAM_SESSION_INVALID']);
  });
});

describe('One event that is wrong holds up no others:', () => {
  test.each<[string, object]>([
    ['of another channel', event(1, '/event/Other__e')],
    ['without data', { channel: CHANNEL }],
    ['without a position', { channel: CHANNEL, data: { payload: {} } }],
    ...[undefined, null, -1, 1.5, '', 'x', '-1', {}, 2 ** 60].map((id): [string, object] => [
      `with the position ${String(id)}`,
      event(id),
    ]),
  ])('%s', (_, wrong) => {
    const { events, unreadable } = read(CONNECT, [event(2), wrong, event(3), ok]);
    expect(events.map(({ replayId }) => replayId)).toEqual(['2', '3']);
    expect(unreadable).toEqual([expect.any(AnswerError)]);
  });
});

test('An event of a PushTopic belongs to the subscription with conditions, however its channel is named', () => {
  const channel = "/topic/Leads?Industry='Energy'";
  const channels = new Set([channel]);
  for (const name of [channel, '/topic/Leads']) {
    const body = [event(1, name), ok];
    const { events } = readAnswer(answered(body), { sent: CONNECT, clientId: CLIENT, channels });
    expect(events).toMatchObject([{ channel, replayId: '1' }]);
  }
});

describe('Nothing else is believed:', () => {
  test.each<[string, unknown]>([
    ['another client’s answer', [{ ...ok, clientId: 'another' }]],
    ['the answer to another message', [{ ...ok, id: '2' }]],
    ['the answer to another kind of message', [{ ...ok, channel: '/meta/subscribe' }]],
    ['no answer beside events', [event(1)]],
    ['two answers', [ok, ok]],
    ['an answer that does not say whether it is one', [{ channel: '/meta/connect', id: '3' }]],
    ['a success in words', [{ ...ok, successful: 'true' }]],
    ['messages without channels', [ok, { data: event(1).data }]],
    ['a list in a list', [[ok]]],
    ['an object', ok],
  ])('%s', (_, body) => {
    expect(() => read(CONNECT, body)).toThrow(AnswerError);
  });

  test('a success with a status that is none', () => {
    expect(() => read(CONNECT, [ok], { status: 202 })).toThrow(AnswerError);
    expect(() => read(CONNECT, [ok], { status: 500 })).toThrow(SalesforceError);
    expect(() => read(CONNECT, [ok], { headers: { 'content-type': 'text/json; charset=latin1' } })).toThrow(
      AnswerError,
    );
  });

  test.each(LIES)('$name', ({ response }) => {
    let thrown: unknown;
    try {
      readAnswer(response, { sent: CONNECT, clientId: CLIENT, channels: new Set([CHANNEL]) });
    } catch (error) {
      thrown = error;
    }
    expect([AnswerError, SalesforceError].some((kind) => thrown instanceof kind)).toBe(true);
    expect((thrown as Error).message.length).toBeLessThan(5_000);
    expect((thrown as Error).message).not.toContain('Secret_Part');
  });
});
