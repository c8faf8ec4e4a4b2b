import type { SignedInOrg } from './org';
import type { StreamedData } from './cometd';

/** A message of the protocol, sent or received. */
export interface BayeuxMessage {
  channel: string;
  clientId?: string;
  data?: StreamedData;
  error?: string;
  successful?: boolean;
  advice?: { reconnect?: string; interval?: number; timeout?: number };
  [name: string]: unknown;
}

/** What was answered to one request. */
export interface BayeuxAnswer {
  status: number;
  text: string;
  messages: BayeuxMessage[];
}

/** Speaks the protocol word by word, with a cookie jar of its own: for what no good client does. */
export class RawClient {
  clientId = '';
  readonly cookies = new Map<string, string>();
  #id = 0;

  constructor(
    private readonly org: Pick<SignedInOrg, 'url'>,
    public token: string | undefined,
    private readonly version = '68.0',
  ) {}

  async send(message: Omit<BayeuxMessage, 'clientId'>): Promise<BayeuxAnswer> {
    this.#id += 1;
    const response = await fetch(`${this.org.url}/cometd/${this.version}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify([
        { ...(this.clientId !== '' && { clientId: this.clientId }), id: String(this.#id), ...message },
      ]),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    const text = await response.text();
    const messages = text.startsWith('[') ? (JSON.parse(text) as BayeuxMessage[]) : [];
    return { status: response.status, text, messages };
  }

  /** Sends a message, and answers the reply to it. */
  async ask(message: Omit<BayeuxMessage, 'clientId'>): Promise<BayeuxMessage> {
    const { messages } = await this.send(message);
    const reply = messages.find(({ channel }) => channel === message.channel);
    if (reply === undefined) throw new Error(`No reply to ${message.channel}`);
    return reply;
  }

  async handshake(): Promise<BayeuxMessage> {
    this.clientId = '';
    const reply = await this.ask({
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true },
    });
    this.clientId = reply.clientId ?? '';
    return reply;
  }

  /** @param timeout milliseconds, 0 for an answer at once */
  poll(timeout?: number): Promise<BayeuxAnswer> {
    const advice = timeout === undefined ? {} : { advice: { timeout } };
    return this.send({ channel: '/meta/connect', connectionType: 'long-polling', ...advice });
  }

  subscribe(channel: string, replayId?: unknown): Promise<BayeuxAnswer> {
    const ext = replayId === undefined ? {} : { ext: { replay: { [channel]: replayId } } };
    return this.send({ channel: '/meta/subscribe', subscription: channel, ...ext });
  }

  /** All that a channel keeps after a position. */
  async kept(channel: string, replayId = -2): Promise<StreamedData[]> {
    await this.handshake();
    const { messages } = await this.subscribe(channel, replayId);
    return messages.flatMap(({ channel: from, data }) => (from === channel && data !== undefined ? [data] : []));
  }
}
