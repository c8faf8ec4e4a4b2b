import type { ServerMessage } from 'cometd-nodejs-server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { bearerToken } from '../oauth/bearer';
import { isLoginHost } from '../oauth/hosts';
import type { GrantedSession, Sessions } from '../oauth/sessions';
import { NEWEST_VERSION } from '../rest/versions';
import { Bayeux, refused } from './bayeux';
import { BROWSER_COOKIE, cookieIn, newRoute, routeCookie, routeIn } from './cookies';
import { Exchange, type Exchanged } from './exchange';
import { type Refusal, UNKNOWN_CLIENT, noCookie, unauthenticated, unknownVersion } from './refusals';
import type { Streaming } from './streaming';

const OLDEST_VERSION = 37;

/** How long the recorded route cookie lasts. */
const ROUTE_LASTS = 3 * 3_600_000;

/** What leads requests to a session: shared by the clients of one browser. */
interface Route {
  /** The cookie that requests must bring back. */
  value: string;
  /** Whether the next answer sets it. */
  isNew: boolean;
}

/** A client that has shaken hands. */
interface Client {
  readonly userId: string;
  readonly route: Route;
}

/** A poll that is waiting for something to happen. */
interface Poll {
  readonly request: FastifyRequest;
  /** Whether it is never answered. */
  silent: boolean;
}

interface CometRequest {
  readonly request: FastifyRequest;
  readonly messages: readonly ServerMessage[];
  readonly session: GrantedSession | undefined;
}

const json = (reply: FastifyReply, status: number, messages: readonly object[]): FastifyReply =>
  reply.code(status).type('application/json;charset=UTF-8').send(JSON.stringify(messages));

/** `/cometd/XX.X`: who asks, and by which session, before the protocol is asked. */
export class CometEndpoint {
  readonly #bayeux: Bayeux;
  readonly #clients = new Map<string, Client>();
  readonly #polls = new Set<Poll>();

  constructor(
    private readonly streaming: Streaming,
    private readonly sessions: Sessions,
  ) {
    this.#bayeux = new Bayeux(streaming);
  }

  register(app: FastifyInstance): void {
    const handler = (request: FastifyRequest, reply: FastifyReply) => this.#answer(request, reply);
    for (const url of ['/cometd/:version', '/cometd/:version/*']) app.post(url, handler);
    app.addHook('preClose', async () => {
      this.#bayeux.close();
    });
  }

  /** Clients that are subscribed. */
  get subscribers(): number {
    return this.#bayeux.subscribers;
  }

  /** Forgets every client; they find out when they ask next. */
  drop(): number {
    this.#clients.clear();
    return this.#bayeux.drop();
  }

  /** Breaks the connection of every poll that is waiting. */
  cut(): number {
    for (const { request } of this.#polls) request.raw.socket.destroy();
    return this.#polls.size;
  }

  /** Leaves every poll that is waiting without an answer for ever. */
  silence(): number {
    for (const poll of this.#polls) poll.silent = true;
    return this.#polls.size;
  }

  /** Gives every client another cookie, by its next answer. */
  changeCookies(): number {
    const routes = this.#routes;
    for (const route of routes) Object.assign(route, { value: newRoute(), isNew: true });
    return routes.size;
  }

  get #routes(): Set<Route> {
    return new Set([...this.#clients.values()].map(({ route }) => route));
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const token = isLoginHost(request) ? undefined : bearerToken(request);
    const session = token === undefined ? undefined : this.sessions.use(token);
    const messages = [request.body ?? []].flat() as ServerMessage[];
    const asked = { request, messages, session };
    const refusal = this.#refusalOf(asked, token !== undefined);
    if (refusal !== undefined) return this.#refuse(reply, asked, refusal);
    const poll = { request, silent: false };
    const exchange = new Exchange(request.raw.socket);
    this.#polls.add(poll);
    this.#bayeux.handle(messages, request.headers.cookie, exchange);
    const answer = await exchange.answer;
    this.#polls.delete(poll);
    if (poll.silent) return reply.hijack();
    return this.#send(reply, asked, answer);
  }

  /** Why a request is refused, whatever is in it. */
  #refusalOf({ request, messages, session }: CometRequest, hasToken: boolean): Refusal | undefined {
    const { version } = request.params as { version: string };
    const [{ channel = '', clientId } = {} as Partial<ServerMessage>] = messages;
    if (session === undefined) return unauthenticated(channel, hasToken);
    if (!(Number(version) >= OLDEST_VERSION)) return unknownVersion(NEWEST_VERSION);
    if (channel === '/meta/handshake' || clientId === undefined || !this.#bayeux.has(clientId)) return undefined;
    if (cookieIn(request.headers.cookie, BROWSER_COOKIE) === undefined) return noCookie(clientId, BROWSER_COOKIE);
    const client = this.#clients.get(clientId);
    if (client?.userId !== session.userId) {
      return { error: "400::Authenticated user id does not match the session's user id" };
    }
    const { route } = client;
    return route.isNew || routeIn(request.headers.cookie) === route.value ? undefined : UNKNOWN_CLIENT;
  }

  #refuse(reply: FastifyReply, { messages, session }: CometRequest, refusal: Refusal): FastifyReply {
    const answers = messages.map(({ id, channel, clientId, subscription }) =>
      refused({ clientId, channel, id, subscription }, refusal),
    );
    const isHandshake = messages[0]?.channel === '/meta/handshake';
    const status = session === undefined && isHandshake ? this.streaming.settings.unauthorizedStatus : 200;
    return json(reply, status, answers);
  }

  #send(reply: FastifyReply, asked: CometRequest, { status, headers, content }: Exchanged): FastifyReply {
    const route = this.#clientOf(asked, content)?.route;
    for (const [name, value] of headers) reply.header(name, value);
    if (route?.isNew === true) {
      route.isNew = false;
      reply.header('Set-Cookie', routeCookie(route.value, new Date(Date.now() + ROUTE_LASTS)));
    }
    return reply.code(status).type('application/json;charset=UTF-8').send(content);
  }

  /** The client that is answered: a new one, when it has just shaken hands. */
  #clientOf({ request, messages, session }: CometRequest, content: string): Client | undefined {
    const [{ channel, clientId = '' } = {} as Partial<ServerMessage>] = messages;
    if (channel !== '/meta/handshake') return this.#clients.get(clientId);
    const [reply] = JSON.parse(content) as { successful?: boolean; clientId?: string }[];
    if (reply?.successful !== true || reply.clientId === undefined || session === undefined) return undefined;
    for (const id of this.#clients.keys()) if (!this.#bayeux.has(id)) this.#clients.delete(id);
    const known = [...this.#routes].find(({ value }) => value === routeIn(request.headers.cookie));
    const client = { userId: session.userId, route: known ?? { value: newRoute(), isNew: true } };
    this.#clients.set(reply.clientId, client);
    return client;
  }
}
