import { AnswerError, SalesforceError } from '../errors';
import type { Org } from '../org';
import { growingPause } from '../retry';
import {
  connectMessage,
  disconnectMessage,
  handshakeMessage,
  messageRequest,
  readAnswer,
  subscribeMessage,
  type Answer,
  type Expected,
  type Outgoing,
} from './bayeux';
import { Cookies } from './cookies';
import { isLater } from './positions';
import type { ChannelEvent, Delivery, EventSession, OpenSession, ReplayFrom } from './types';

const NOTHING: Delivery = { events: [], unreadable: [] };

/** A long poll that is answered sooner than this has not waited. */
const AT_ONCE = 1_000;
/** Salesforce gives a session up if no long poll has come for 40 seconds. */
const LONGEST_PAUSE = 10_000;

/** Shakes hands and subscribes: the Streaming API with long polling. */
export const openCometd: OpenSession = async (org, channels) => {
  const session = new CometdSession(org, new Set(channels.keys()));
  try {
    await session.open(channels);
    return session;
  } catch (error) {
    void session.close();
    throw error;
  }
};

class CometdSession implements EventSession {
  readonly #cookies = new Cookies();
  /** Events that came with the answers to other messages than long polls. */
  #early: Delivery = NOTHING;
  #clientId = '';
  #sent = 0;
  /** Long polls in a row that brought nothing new, and at once. */
  #idle = 0;
  /** The last event of each channel. */
  readonly #last = new Map<string, string>();
  #isClosed = false;
  /** Why there will be no more events. */
  #over: SalesforceError | undefined;

  constructor(
    private readonly org: Org,
    private readonly channels: ReadonlySet<string>,
  ) {}

  async open(channels: ReadonlyMap<string, ReplayFrom>): Promise<void> {
    const { clientId } = await this.#accepted(handshakeMessage(this.#nextId()));
    if (clientId === undefined) throw new AnswerError(200, 'a client ID was expected');
    this.#clientId = clientId;
    await this.#accepted(connectMessage(this.#nextId(), clientId, true));
    for (const [channel, from] of channels) {
      await this.#accepted(subscribeMessage(this.#nextId(), clientId, channel, from));
    }
  }

  async next(): Promise<Delivery> {
    if (this.#over !== undefined) throw this.#over;
    const early = this.#early;
    this.#early = NOTHING;
    if (early.events.length + early.unreadable.length > 0) return early;
    const began = this.org.now();
    const answer = await this.#ask(connectMessage(this.#nextId(), this.#clientId, false));
    const { advice, events, unreadable, refusal } = answer;
    if (refusal !== undefined && events.length === 0) throw refusal;
    this.#over = refusal ?? endIn(answer);
    this.#idle = !this.#brings(events) && this.org.now() - began < AT_ONCE ? this.#idle + 1 : 0;
    if (this.#over === undefined) await this.#rest(advice.interval);
    return { events, unreadable };
  }

  async close(): Promise<void> {
    if (this.#clientId === '' || this.#isClosed) return;
    this.#isClosed = true;
    const message = disconnectMessage(this.#nextId(), this.#clientId);
    // The server forgets clients that do not say goodbye, too.
    await this.org.lastWords(messageRequest(this.org, message, this.#cookies.headers())).catch(() => undefined);
  }

  /** Whether a position grows: the same events can come again and again. */
  #brings(events: readonly ChannelEvent[]): boolean {
    let grows = false;
    for (const { channel, replayId } of events) {
      grows ||= isLater(replayId, this.#last.get(channel) ?? '-1');
      this.#last.set(channel, replayId);
    }
    return grows;
  }

  /** As long as the server advises, and longer each time if it answers without waiting for events. */
  async #rest(interval: number): Promise<void> {
    const own = this.#idle > 1 ? growingPause(this.#idle - 1, this.org.random) : 0;
    const pause = Math.min(LONGEST_PAUSE, Math.max(interval, own));
    if (pause > 0) await this.org.wait(pause);
  }

  #nextId(): string {
    this.#sent += 1;
    return String(this.#sent);
  }

  async #accepted(message: Outgoing): Promise<Answer> {
    const answer = await this.#ask(message);
    if (answer.refusal !== undefined) throw answer.refusal;
    this.#early = {
      events: [...this.#early.events, ...answer.events],
      unreadable: [...this.#early.unreadable, ...answer.unreadable],
    };
    return answer;
  }

  async #ask(sent: Outgoing): Promise<Answer> {
    const response = await this.org.sendOnce(messageRequest(this.org, sent, this.#cookies.headers()));
    this.#cookies.keep(response, this.org.now());
    const expected: Expected = { sent, channels: this.channels };
    return readAnswer(response, this.#clientId === '' ? expected : { ...expected, clientId: this.#clientId });
  }
}

/** The server can end a session with an answer that is a success. */
function endIn({ advice }: Answer): SalesforceError | undefined {
  if (advice.reconnect === 'retry') return undefined;
  return new SalesforceError(200, [{ errorCode: '402', message: '', fields: [] }], { to: 'stream' });
}
