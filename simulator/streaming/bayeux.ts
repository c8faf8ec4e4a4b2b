import { type CometDServer, type ServerMessage, type ServerSession, createCometDServer } from 'cometd-nodejs-server';

import { BROWSER_COOKIE } from './cookies';
import { ALL_EVENTS, NEW_EVENTS, type StreamEvent } from './eventLog';
import type { Exchange } from './exchange';
import {
  CONCURRENT_CLIENTS,
  CREATE_DENIED,
  DAILY_LIMIT,
  REFUSALS,
  type Refusal,
  UNKNOWN_CLIENT,
  invalidReplayId,
  noSuchChannel,
  notInReplayMap,
} from './refusals';
import type { Streaming } from './streaming';

type ReplayMap = Readonly<Record<string, unknown>>;

/** `ext.replay` of a subscription: positions by channel. */
function replayMapOf(message: ServerMessage): ReplayMap | undefined {
  const replay = (message.ext as { replay?: unknown } | undefined)?.replay;
  return typeof replay === 'object' && replay !== null ? (replay as ReplayMap) : undefined;
}

const channelsOf = (message: ServerMessage): readonly string[] => [message.subscription ?? []].flat();

/** What a client says of where to begin on a channel. */
function positionOf(message: ServerMessage, channel: string): unknown {
  const map = replayMapOf(message);
  return map === undefined ? NEW_EVENTS : map[channel];
}

/** The answer that a refusal makes of a reply. */
export const refused = <T extends object>(reply: T, { error, failureReason, advice }: Refusal) => ({
  ...reply,
  ...(failureReason !== undefined && { ext: { sfdc: { failureReason }, replay: true, 'payload.format': true } }),
  ...(advice && { advice }),
  error,
  successful: false,
});

const isUnsolicited = (message: ServerMessage): boolean => message.channel === '/meta/disconnect' && !('id' in message);

/**
 * The Bayeux protocol, on the CometD project's own server: its policies, extensions and events are enough for replay and
 * for Salesforce's words, which differ from those of the project.
 * @see https://docs.cometd.org/current8/reference/#_bayeux
 */
export class Bayeux {
  readonly #server: CometDServer = createCometDServer({
    sweepPeriod: 100,
    browserCookieName: BROWSER_COOKIE,
    browserCookiePath: '/',
    // One client or many on a machine: Salesforce says nothing of a difference.
    maxSessionsPerBrowser: -1,
  });
  readonly #sessions = new Set<ServerSession>();
  /** By the reply, why it is one. */
  readonly #refused = new WeakMap<ServerMessage, { refusal: Refusal; message: ServerMessage }>();

  constructor(private readonly streaming: Streaming) {
    this.#server.addExtension({
      incoming: (_server, session, message, done) => {
        const refusal = this.#refusalOf(session, message);
        if (refusal !== undefined && message.reply !== undefined)
          this.#refused.set(message.reply, { refusal, message });
        done(undefined, refusal === undefined);
      },
      outgoing: (_server, _sender, session: ServerSession | null, message, done) => {
        this.#word(message, session?.id);
        done(undefined, true);
      },
    });
    this.#server.policy = {
      canPublish: (_session, _message, _channel, done) => {
        done(undefined, false);
      },
    };
    this.#server.addListener('sessionAdded', (session: ServerSession) => this.#added(session));
    this.#server.addListener('sessionRemoved', (session: ServerSession) => this.#sessions.delete(session));
    this.#server.addListener(
      'subscribed',
      (channel: { name: string }, session: ServerSession, message: ServerMessage) => {
        const position = Number(positionOf(message, channel.name));
        for (const event of this.streaming.after(channel.name, position) ?? [])
          this.#deliver(session, channel.name, event);
      },
    );
    streaming.listen((channel, event) => {
      for (const session of this.#server.getServerChannel(channel)?.subscribers ?? [])
        this.#deliver(session, channel, event);
    });
  }

  /** Answers messages by an exchange, at once or when something happens. */
  handle(messages: readonly ServerMessage[], cookie: string | undefined, exchange: Exchange): void {
    const { pollTimeout, sessionTimeout } = this.streaming.settings;
    Object.assign(this.#server.options, { timeout: pollTimeout, maxInterval: sessionTimeout });
    this.#server.handle({ method: 'POST', body: messages, headers: { cookie } }, exchange);
  }

  /** Clients that have subscribed to something. */
  get subscribers(): number {
    return [...this.#sessions].filter(({ subscriptions }) => subscriptions.length > 0).length;
  }

  has(clientId: string): boolean {
    return (this.#server.getServerSession(clientId) as ServerSession | undefined) !== undefined;
  }

  /** Ends every session; clients find out when they poll next. */
  drop(): number {
    const dropped = [...this.#sessions];
    for (const session of dropped) session.disconnect();
    return dropped.length;
  }

  close(): void {
    this.drop();
    this.#server.close();
  }

  #added(session: ServerSession): void {
    this.#sessions.add(session);
    // A client whose session is gone is not told, as the project's server would tell it.
    session.addListener('queueDrain', (_session: ServerSession, queue: ServerMessage[]) => {
      queue.splice(0, queue.length, ...queue.filter((message) => !isUnsolicited(message)));
    });
  }

  #deliver(session: ServerSession, channel: string, event: StreamEvent): void {
    const times = this.streaming.repeats > 0 ? 2 : 1;
    this.streaming.repeats -= times - 1;
    for (let time = 0; time < times && !this.streaming.exhausted; time += 1) {
      this.streaming.deliver(channel);
      session.deliver(null, channel, event.data());
    }
  }

  #refusalOf(session: ServerSession, message: ServerMessage): Refusal | undefined {
    const planned = this.streaming.takePlanned(({ refuse, on }) => (on ?? REFUSALS[refuse].on) === message.channel);
    if (planned !== undefined) return REFUSALS[planned.refuse].refusal;
    if (message.channel === '/meta/connect') return this.#connectRefusal(message);
    if (message.channel === '/meta/subscribe') return this.#subscribeRefusal(session, message);
    return undefined;
  }

  #connectRefusal({ connectionType }: ServerMessage): Refusal | undefined {
    if (connectionType !== 'long-polling') {
      return { error: `400::Invalid connection type {${String(connectionType)}}` };
    }
    return this.streaming.exhausted ? DAILY_LIMIT : undefined;
  }

  #subscribeRefusal(session: ServerSession, message: ServerMessage): Refusal | undefined {
    const channels = channelsOf(message);
    if (channels.length === 0) return { error: '400::Channel name not specified' };
    if (session.subscriptions.length === 0 && this.subscribers >= this.streaming.settings.clients) {
      return CONCURRENT_CLIENTS;
    }
    return channels.map((channel) => this.#channelRefusal(channel, message)).find((refusal) => refusal !== undefined);
  }

  #channelRefusal(channel: string, message: ServerMessage): Refusal | undefined {
    if (!channel.startsWith('/')) return { error: "400::Channel subscriptions must start with a leading '/'" };
    if (!this.streaming.hasChannel(channel)) {
      if (channel.startsWith('/topic/')) return CREATE_DENIED;
      return channel.startsWith('/u/') ? REFUSALS.unknownChannel.refusal : noSuchChannel(channel);
    }
    const map = replayMapOf(message);
    if (map !== undefined && !(channel in map)) return notInReplayMap(channel, map);
    const position = positionOf(message, channel);
    const isKept =
      Number.isSafeInteger(position) &&
      Number(position) >= ALL_EVENTS &&
      this.streaming.after(channel, Number(position)) !== undefined;
    return isKept ? undefined : invalidReplayId(position);
  }

  /** Says a reply as Salesforce does. */
  #word(reply: ServerMessage, clientId: string | undefined): void {
    if (!reply.channel.startsWith('/meta/')) return;
    if (reply.error === '402::session_unknown') Object.assign(reply, refused({}, UNKNOWN_CLIENT));
    const { refusal, message } = this.#refused.get(reply) ?? {};
    if (refusal !== undefined) {
      Object.assign(reply, refused({ clientId: message?.clientId, subscription: message?.subscription }, refusal));
    } else if (reply.channel !== '/meta/handshake') Object.assign(reply, { clientId });
    else {
      delete reply.advice;
      Object.assign(reply, { minimumVersion: '1.0', ext: { replay: true, 'payload.format': true } });
    }
  }
}
