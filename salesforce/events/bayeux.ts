import {
  AnswerError,
  answerText,
  expectCharset,
  expectShape,
  expectStatus,
  isFlag,
  isRecord,
  isText,
  listOf,
  maybe,
  objectWith,
  SalesforceError,
  type Shape,
} from '../errors';
import type { Request, Response } from '../http';
import type { Versioned } from '../org';
import type { ChannelEvent, EventData, ReplayFrom } from './types';

/**
 * Bayeux, the protocol of the Streaming API: lists of messages, sent by POST.
 * https://docs.cometd.org/current8/reference/#_bayeux
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_client_connection.htm
 */

/** The channel of a message about the connection. */
export type MetaChannel = '/meta/connect' | '/meta/disconnect' | '/meta/handshake' | '/meta/subscribe';

/** A message to the server, as JSON. */
export interface Outgoing {
  readonly channel: MetaChannel;
  readonly id: string;
  readonly json: string;
  /** The channel to subscribe to. */
  readonly subscription?: string;
}

/** How long an answer other than that of a long poll can take. */
const PATIENCE = 30_000;
/** The same for a goodbye, which changes little: whoever ends a trigger waits for it. */
const PARTING = 5_000;
/** The server answers a long poll after 110 seconds at the latest; a connection that is silent for longer is dead. */
export const LONG_POLL = 118_000;

const WITHIN: Readonly<Partial<Record<MetaChannel, number>>> = {
  '/meta/connect': LONG_POLL,
  '/meta/disconnect': PARTING,
};

export function handshakeMessage(id: string): Outgoing {
  const channel = '/meta/handshake';
  const message = { channel, id, version: '1.0', minimumVersion: '1.0', supportedConnectionTypes: ['long-polling'] };
  return { channel, id, json: JSON.stringify({ ...message, ext: { replay: true } }) };
}

/** Written by hand, because a replay ID can have more digits than JavaScript keeps. */
export function subscribeMessage(id: string, clientId: string, subscription: string, from: ReplayFrom): Outgoing {
  const channel = '/meta/subscribe';
  const message = JSON.stringify({ channel, id, clientId, subscription });
  const ext = `{"replay":{${JSON.stringify(subscription)}:${from}}}`;
  return { channel, id, json: `${message.slice(0, -1)},"ext":${ext}}`, subscription };
}

/** @param answersAtOnce whether the server is to answer even if there are no events */
export function connectMessage(id: string, clientId: string, answersAtOnce: boolean): Outgoing {
  const channel = '/meta/connect';
  const message = { channel, id, clientId, connectionType: 'long-polling' };
  return { channel, id, json: JSON.stringify(answersAtOnce ? { ...message, advice: { timeout: 0 } } : message) };
}

export function disconnectMessage(id: string, clientId: string): Outgoing {
  const channel = '/meta/disconnect';
  return { channel, id, json: JSON.stringify({ channel, id, clientId }) };
}

export function messageRequest(
  { version }: Versioned,
  { channel, json }: Outgoing,
  headers: Record<string, string>,
): Request {
  const within = WITHIN[channel] ?? PATIENCE;
  return { method: 'POST', path: `/cometd/${version}`, headers, json: `[${json}]`, within };
}

/** What the server advises to do next. */
export interface ServerAdvice {
  readonly reconnect: 'handshake' | 'none' | 'retry';
  /** Milliseconds to wait before that. */
  readonly interval: number;
}

export interface Answer {
  readonly clientId: string | undefined;
  /** Why the message was refused; undefined for a success. */
  readonly refusal: SalesforceError | undefined;
  readonly advice: ServerAdvice;
  /** They can come with the answer to any message. */
  readonly events: readonly ChannelEvent[];
  /** What is wrong with those that came along and cannot be read. */
  readonly unreadable: readonly AnswerError[];
}

/** What an answer must be about. */
export interface Expected {
  readonly sent: Outgoing;
  /** Undefined for a handshake. */
  readonly clientId?: string;
  readonly channels: ReadonlySet<string>;
}

/**
 * The answer to one message, with the events that came along.
 * @throws SalesforceError when the request was refused as such
 * @throws AnswerError for what is not Salesforce's, is half of an answer, or is meant for another client
 */
export function readAnswer(response: Response, expected: Expected): Answer {
  const { sent, clientId, channels } = expected;
  // An unsuccessful message can come with a status of its own.
  if (response.status !== 200 && !isRefused(response.body)) {
    throw new AnswerError(expectStatus(response).status, 'messages of the Streaming API were expected', response.body);
  }
  const { body, status } = expectCharset(response);
  const messages = expectShape(body, isMessages, 'messages of the Streaming API', status);
  const reply = replyTo(sent, messages, status);
  if (clientId !== undefined && isText(reply.clientId) && reply.clientId !== clientId) {
    throw new AnswerError(status, 'an answer for this client was expected, and not for another one');
  }
  const delivered = messages.filter(({ channel }) => !channel.startsWith('/meta/'));
  const read = delivered.map((message) => eventIn(message, channels));
  return {
    clientId: reply.clientId ?? undefined,
    refusal: reply.successful ? undefined : refusalIn(reply, sent, status),
    advice: adviceIn(reply),
    events: read.filter((one): one is ChannelEvent => !(one instanceof AnswerError)),
    unreadable: read.filter((one): one is AnswerError => one instanceof AnswerError),
  };
}

interface Message {
  readonly channel: string;
}

interface Reply extends Message {
  readonly successful: boolean;
  readonly clientId?: string | null | undefined;
  readonly id?: unknown;
  readonly error?: unknown;
  readonly ext?: unknown;
  readonly advice?: unknown;
}

const isMessages = listOf(objectWith<Message>({ channel: isText }));
const isReply = objectWith({ channel: isText, successful: isFlag, clientId: maybe(isText) }) as Shape<Reply>;

function isRefused(body: unknown): boolean {
  return isMessages(body) && body.some((message) => isReply(message) && !message.successful);
}

function replyTo(sent: Outgoing, messages: readonly Message[], status: number): Reply {
  const replies = messages.filter(({ channel }) => channel === sent.channel);
  const reply = replies.find(isReply);
  if (replies.length !== 1 || reply === undefined || ![undefined, sent.id].includes(idOf(reply))) {
    throw new AnswerError(status, `one answer to ${sent.channel} was expected`, messages);
  }
  return reply;
}

/** Salesforce was seen to write IDs as text and as numbers. */
function idOf({ id }: Reply): string | undefined {
  return id === undefined || id === null ? undefined : answerText(id);
}

const LONGEST_INTERVAL = 60_000;

function adviceIn({ advice }: Reply): ServerAdvice {
  const { reconnect, interval } = isRecord(advice) ? advice : {};
  return {
    reconnect: reconnect === 'handshake' || reconnect === 'none' ? reconnect : 'retry',
    interval: typeof interval === 'number' && interval > 0 ? Math.min(interval, LONGEST_INTERVAL) : 0,
  };
}

/** `403::Unknown client`, `403:denied_by_security_policy:subscribe_denied` */
const ERROR = /^(\d{3}):[^:]{0,1000}:(.*)$/s;

/** Salesforce's own reason is deeper in the message, if it has one. */
function refusalIn(reply: Reply, sent: Outgoing, status: number): SalesforceError {
  const ext = isRecord(reply.ext) && isRecord(reply.ext['sfdc']) ? reply.ext['sfdc'] : {};
  const said = [ext['failureReason'], reply.error].find(isText) ?? '';
  const [, code = GIVEN_UP, message = said] = ERROR.exec(said) ?? [];
  const fields = sent.subscription === undefined ? [] : [sent.subscription];
  return new SalesforceError(status, [{ errorCode: code, message, fields }], { to: 'stream' });
}

/** Bayeux' code for a client that the server does not know. */
const GIVEN_UP = '402';

/** One event that is wrong does not hold up the others. */
function eventIn(
  message: Message & { readonly data?: unknown },
  channels: ReadonlySet<string>,
): AnswerError | ChannelEvent {
  const { data } = message;
  const channel = subscribedAs(message.channel, channels);
  if (channel === undefined) {
    return new AnswerError(200, 'an event of a subscribed channel was expected, and not of another one', message);
  }
  if (!isEventData(data)) return new AnswerError(200, 'an event with its replay ID was expected', message);
  return { channel, replayId: String(data.event.replayId), data: data as unknown as EventData };
}

/** A PushTopic with conditions can be named without them. */
function subscribedAs(channel: string, channels: ReadonlySet<string>): string | undefined {
  if (channels.has(channel)) return channel;
  return [...channels].find((one) => one.startsWith(`${channel}?`));
}

const isWireReplayId: Shape<number | string> = (value): value is number | string =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'string' && /^\d{1,30}$/.test(value));
const isEventData = objectWith({ event: objectWith({ replayId: isWireReplayId }) });
