import { CometD, type Message } from 'cometd';
import { adapt } from 'cometd-nodejs-client';

import type { RunningOrg } from '../../simulator';

// One browser, with the cookies of all its clients.
adapt();

/** The CometD project's own client, connected to an org; what it was told and given, in order. */
export interface CometClient {
  readonly cometd: CometD;
  /** Every message of the protocol, `/meta/…`. */
  readonly meta: Message[];
  /** Shakes hands; answers the reply. */
  handshake(): Promise<Message>;
  /** Subscribes, from a position on when one is given; answers the reply. Events end up in `received`. */
  subscribe(channel: string, replayId?: unknown): Promise<Message>;
  /** Data of the events of a channel. */
  received<T = StreamedData>(channel: string): T[];
  /** Waits until a channel has brought so many events. */
  events(channel: string, count: number): Promise<StreamedData[]>;
  /** Waits for a message of the protocol. */
  told(matches: (message: Message) => boolean): Promise<Message>;
  close(): Promise<void>;
}

/** What an event carries. */
export interface StreamedData {
  schema?: string;
  payload: Record<string, unknown>;
  event: { replayId: number; [name: string]: unknown };
  sobject?: Record<string, unknown>;
}

/** Waits until something is there; fails after ten seconds. */
export async function until<T>(find: () => T | undefined): Promise<T> {
  for (const deadline = Date.now() + 10_000; ;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error('It did not happen within ten seconds');
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** A client of the org, as Salesforce's guide sets one up: the token in a header, positions in an extension. */
export function cometClient(org: Pick<RunningOrg, 'url'>, token: string | undefined, version = '68.0'): CometClient {
  const cometd = new CometD();
  const meta: Message[] = [];
  const events = new Map<string, StreamedData[]>();
  cometd.configure({
    url: `${org.url}/cometd/${version}`,
    logLevel: 'warn',
    requestHeaders: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
  cometd.unregisterTransport('websocket');
  for (const name of ['handshake', 'connect', 'subscribe', 'unsubscribe', 'disconnect'])
    cometd.addListener(`/meta/${name}`, (message) => meta.push(message));
  const received = <T>(channel: string) => (events.get(channel) ?? []) as T[];

  return {
    cometd,
    meta,
    received,
    handshake: () =>
      new Promise((resolve) => {
        cometd.handshake({ ext: { replay: true } }, resolve);
      }),
    subscribe: (channel, replayId) =>
      new Promise((resolve) => {
        const list: StreamedData[] = [];
        events.set(channel, list);
        const ext = replayId === undefined ? {} : { ext: { replay: { [channel]: replayId } } };
        cometd.subscribe(channel, ({ data }) => list.push(data as StreamedData), ext, resolve);
      }),
    events: (channel, count) =>
      until(() => (received(channel).length >= count ? received<StreamedData>(channel) : undefined)),
    told: (matches) => until(() => meta.find(matches)),
    close: () =>
      new Promise((resolve) => {
        if (cometd.getStatus() === 'disconnected') resolve();
        else cometd.disconnect(() => resolve());
      }),
  };
}
