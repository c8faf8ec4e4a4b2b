import { ConnectionError } from '../../salesforce/errors';
import type { Response, Send } from '../../salesforce/http';
import { parseJson } from '../../salesforce/json';

interface Published {
  readonly channel: string;
  readonly replayId: string;
  readonly data: object;
}

interface Client {
  /** By channel, the number of events that it has. */
  readonly seen: Map<string, number>;
}

interface Outgoing {
  channel: string;
  id: string;
  clientId?: string;
  subscription?: string;
  ext?: { replay?: Record<string, number | string> };
}

/**
 * What happens to the next request that is no goodbye: `lost` answers get lost after the server has made them, and `silent` ones do not
 * come until idle polls are answered.
 */
export type CometdFault = 'down' | 'half' | 'lost' | 'none' | 'page' | 'signedOut' | 'silent' | 'unknownClient';

/** The Streaming API in as few lines as will do: channels that keep their events, clients that are forgotten. */
export class FakeCometd {
  readonly sent: (Outgoing & { cookie: string | undefined })[] = [];
  readonly #channels = new Map<string, Published[]>();
  readonly #clients = new Map<string, Client>();
  #firstKept = new Map<string, number>();
  #made = 0;
  /** Answers long polls that have nothing to bring. */
  readonly #idle = new Set<() => void>();
  faults: CometdFault[] = [];
  /** The errors of subscriptions, by channel. */
  readonly refuses = new Map<string, string>();
  /** REST calls, which renew the session. */
  renewals = 0;
  time = Date.parse('2026-03-01T12:00:00Z');
  /** Whether every subscription gets new events only, whatever it asks for. */
  replaysNothing = false;
  /** So many long polls are answered at once without their events. */
  empties = 0;
  /** Whether a long poll brings one event of a channel at most. */
  isSlow = false;
  /** Whether every subscription gets all events, whatever it asks for. */
  replaysAll = false;
  /** Whether a long poll is answered at once when there is nothing. */
  isHasty = true;

  constructor(channels: readonly string[]) {
    for (const channel of channels) this.#channels.set(channel, []);
  }

  readonly send: Send = async (request) => {
    const isGoodbye = request.json?.includes('/meta/disconnect') ?? false;
    const fault = request.method === 'POST' && !isGoodbye ? this.faults.shift() : undefined;
    if (fault === 'silent') await this.#wait();
    if (fault === 'down' || fault === 'silent') throw failure();
    if (fault === 'page') return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Login</html>' };
    if (fault === 'unknownClient') this.#clients.clear();
    if (request.method === 'GET') return this.#renew();
    const [message] = parseJson(request.json ?? '[]') as Outgoing[];
    if (message === undefined) throw new Error('no message');
    this.sent.push({ ...message, cookie: request.headers?.['Cookie'] });
    const answer = await this.#answer(message, fault === 'signedOut');
    if (fault === 'lost') throw failure();
    const text = JSON.stringify(answer);
    return this.#response(fault === 'half' ? text.slice(0, text.length / 2) : parseJson(text));
  };

  /** @param replayId as many digits as wanted */
  publish(channel: string, replayId: string, fields: object = {}): void {
    this.time += 1_000;
    const payload = { CreatedDate: new Date(this.time).toISOString(), ...fields };
    this.#events(channel).push({ channel, replayId, data: { payload, event: { replayId } } });
    this.answerIdle();
  }

  /** Salesforce keeps events for three days. */
  expire(channel: string): void {
    this.#firstKept.set(channel, this.#events(channel).length);
  }

  forgetClients(): void {
    this.#clients.clear();
    this.answerIdle();
  }

  /** As after 110 seconds without events. */
  answerIdle(): void {
    for (const answer of [...this.#idle]) answer();
  }

  #events(channel: string): Published[] {
    const events = this.#channels.get(channel);
    if (events === undefined) throw new Error(`no channel ${channel}`);
    return events;
  }

  #response(body: unknown): Response {
    const headers = { 'content-type': 'text/json;charset=UTF-8', date: new Date(this.time).toUTCString() };
    return { status: 200, headers, body, setCookies: [`sfdc-stream=!/${this.#made}==; Path=/; Secure`] };
  }

  #renew(): Response {
    this.renewals += 1;
    return this.#response({ sobjects: '/services/data/v67.0/sobjects' });
  }

  async #answer(message: Outgoing, isSignedOut: boolean): Promise<object[]> {
    const { channel, id, clientId = '' } = message;
    const refuse = (error: string, reconnect: string): object[] => [
      { channel, id, successful: false, error, advice: { reconnect, interval: 0 } },
    ];
    if (isSignedOut) return refuse('401::Authentication invalid', 'none');
    if (channel === '/meta/handshake') return [this.#handshake(message)];
    const client = this.#clients.get(clientId);
    if (client === undefined) return refuse('403::Unknown client', 'handshake');
    if (channel === '/meta/subscribe') return [this.#subscribe(message, client)];
    if (channel === '/meta/disconnect') this.#clients.delete(clientId);
    const isLong = channel === '/meta/connect' && !('advice' in message);
    if (isLong && !this.isHasty && !this.#hasNews(client)) await this.#wait();
    if (isLong && !this.#clients.has(clientId)) return refuse('403::Unknown client', 'handshake');
    const isEmpty = isLong && this.empties > 0;
    if (isEmpty) this.empties -= 1;
    const events = isLong && !isEmpty ? this.#news(client) : [];
    return [...events, { channel, id, clientId, successful: true }];
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => {
      const answer = (): void => {
        this.#idle.delete(answer);
        resolve();
      };
      this.#idle.add(answer);
    });
  }

  #handshake({ channel, id }: Outgoing): object {
    this.#made += 1;
    const clientId = `client${this.#made}`;
    this.#clients.set(clientId, { seen: new Map() });
    return { channel, id, clientId, successful: true, version: '1.0', ext: { replay: true, 'payload.format': true } };
  }

  #subscribe({ channel, id, clientId, subscription = '', ext }: Outgoing, client: Client): object {
    const reply = { channel, id, clientId, subscription };
    const refused = this.refuses.get(subscription) ?? this.#refusal(subscription, ext);
    if (refused !== undefined) return { ...reply, successful: false, error: refused };
    client.seen.set(subscription, this.#start(subscription, String(ext?.replay?.[subscription])) ?? 0);
    return { ...reply, successful: true };
  }

  #refusal(subscription: string, ext: Outgoing['ext']): string | undefined {
    if (!this.#channels.has(subscription)) {
      return `400::The channel you requested to subscribe to does not exist {${subscription}}`;
    }
    const from = String(ext?.replay?.[subscription]);
    if (this.#start(subscription, from) !== undefined) return undefined;
    return `400::The replayId {${from}} you provided was invalid.`;
  }

  /** How many events a subscription leaves out. */
  #start(channel: string, from: string): number | undefined {
    const events = this.#events(channel);
    const first = this.#firstKept.get(channel) ?? 0;
    if (from === '-1' || this.replaysNothing) return events.length;
    if (from === '-2' || this.replaysAll) return first;
    const at = events.findIndex(({ replayId }) => replayId === from);
    return at < first ? undefined : at + 1;
  }

  #hasNews({ seen }: Client): boolean {
    return [...seen].some(([channel, count]) => count < this.#events(channel).length);
  }

  #news(client: Client): Published[] {
    return [...client.seen].flatMap(([channel, count]) => {
      const events = this.#events(channel);
      const end = this.isSlow ? Math.min(count + 1, events.length) : events.length;
      client.seen.set(channel, end);
      return events.slice(count, end);
    });
  }
}

function failure(): ConnectionError {
  return new ConnectionError('The connection was lost.', 'maybe', 'ECONNRESET');
}
