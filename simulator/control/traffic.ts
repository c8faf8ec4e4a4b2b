import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { expired, isRestRequest } from '../oauth/bearer';
import { paramsOf } from '../oauth/params';
import type { Sessions } from '../oauth/sessions';
import { ApiError } from '../types';
import type { Fault, Faults } from './faults';
import { type Answer, LIES, type LieName, type Telling } from './lies';
import type { Stats } from './stats';

/** What lies between the org and its clients, as the control address sets it. */
export interface Network {
  /** Added to every answer, in milliseconds. */
  latency: number;
  /** REST requests that may be under way at once; null for any number. Each counts as a long one. */
  concurrent: number | null;
}

export const CONTROL = '/__org';

const isControl = (url: string): boolean => url.startsWith(CONTROL);

const TOKEN_ENDPOINT = /^\/services\/oauth2\/token(?:\?|$)/;

const grantTypeOf = ({ url, body }: FastifyRequest) =>
  TOKEN_ENDPOINT.test(url) ? paramsOf(body)('grant_type') : undefined;

const wait = (milliseconds: number) => delay(milliseconds, undefined, { ref: false });

function hangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.destroy();
}

type Liar = Fault & { lie: LieName };

const isLie = (fault: Fault): fault is Liar => fault.lie !== undefined;

/** Does what a fault says, before the work. True when there is no work left to do. */
async function suffer(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  if (fault.slow !== undefined) await wait(fault.slow);
  if (fault.hang === true) {
    reply.hijack();
    return true;
  }
  if (fault.cut === 'before') {
    hangUp(request, reply);
    return true;
  }
  if (isLie(fault) && fault.done === false) {
    await reply.send('');
    return true;
  }
  if (isLie(fault) || fault.status === undefined || fault.done === true) return false;
  reply.code(fault.status).headers(fault.headers ?? {});
  // Text and JSON alike arrive as they were given.
  await (fault.body === undefined ? reply.send() : reply.send(fault.body));
  return true;
}

const happensAfterwards = (fault: Fault): boolean => fault.cut === 'after' || fault.done === true || isLie(fault);

/** Does what a fault says, after the work and in place of its answer. */
function replace(fault: Fault, request: FastifyRequest, reply: FastifyReply, answer: unknown): string {
  const { cut, status = 503, headers = {}, body = '' } = fault;
  if (answer instanceof Readable) answer.destroy();
  if (cut === 'after') {
    request.raw.socket.destroy();
    return '';
  }
  clearHeaders(reply);
  const isText = typeof body === 'string';
  reply.code(status).headers({ 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  return isText ? body : JSON.stringify(body);
}

function clearHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
}

async function wholeOf(payload: unknown): Promise<Buffer> {
  if (payload instanceof Readable) return Buffer.concat(await payload.map((chunk) => Buffer.from(chunk)).toArray());
  return Buffer.from((payload ?? '') as Buffer | string);
}

/** The answer as it would be, with the names of headers in lower case. */
async function truthOf(reply: FastifyReply, payload: unknown): Promise<Answer> {
  const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status: reply.statusCode, headers: Object.fromEntries(headers), body: await wholeOf(payload) };
}

/** Half of a body; a length that was named makes the end of the connection a break. */
async function* halfOf({ body, half }: Answer): AsyncGenerator<Buffer> {
  yield body.subarray(0, Math.ceil(body.length / 2));
  if (half === 'lengthUnnamed') return;
  // The half is to arrive before the break.
  await wait(20);
  throw new Error('The connection breaks in the middle of the answer');
}

/** Sends a changed answer in place of the true one. */
function sendChanged(request: FastifyRequest, reply: FastifyReply, answer: Answer): Buffer | Readable {
  const { body, half, headers } = answer;
  clearHeaders(reply);
  const { 'content-length': _, ...others } = headers;
  reply.code(answer.status).headers(others);
  if (half === undefined || body.length === 0) return body;
  // What is compressed has another length.
  request.headers['x-no-compression'] = 'true';
  if (half === 'lengthNamed') reply.header('content-length', body.length);
  return Readable.from(halfOf(answer), { objectMode: false });
}

/** What traffic is watched and troubled with. */
export interface Supervision {
  readonly stats: Stats;
  readonly faults: Faults;
  readonly network: Network;
  readonly sessions: Sessions;
}

/** Counts requests, delays them and lets them go wrong. The control address itself is left in peace. */
export function superviseTraffic(app: FastifyInstance, { stats, faults, network, sessions }: Supervision): void {
  const afterwards = new WeakMap<FastifyRequest, Fault>();
  /** What each request's connection had carried before it was answered. */
  const carried = new WeakMap<FastifyRequest, number>();
  const tellings = new WeakMap<Fault, Telling>();

  const lied = async (fault: Liar, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<Answer> => {
    const truth = await truthOf(reply, payload);
    const { count = 0, first = truth } = tellings.get(fault) ?? {};
    const telling = { url: request.url, count: count + 1, first };
    tellings.set(fault, telling);
    const answer = LIES[fault.lie](truth, telling);
    return { ...answer, headers: { ...answer.headers, ...fault.headers } };
  };

  app.addHook('onRequest', async (request, reply) => {
    const { method, url } = request;
    if (isControl(url)) return;
    stats.arrived(method, url);
    carried.set(request, request.raw.socket.bytesWritten);
    if (!isRestRequest(request)) return;
    stats.began();
    reply.raw.once('close', () => {
      stats.inFlight -= 1;
    });
  });

  app.addHook('preHandler', async (request, reply) => {
    const { method, url } = request;
    if (isControl(url)) return undefined;
    if (network.latency > 0) await wait(network.latency);
    const fault = faults.take({ method, url, grantType: grantTypeOf(request) });
    if (fault !== undefined) {
      stats.faults += 1;
      if (fault.expire === true) {
        sessions.endAll();
        if (isRestRequest(request)) throw expired();
      }
      if (happensAfterwards(fault)) afterwards.set(request, fault);
      if (await suffer(fault, request, reply)) return reply;
    }
    if (isRestRequest(request) && network.concurrent !== null && stats.inFlight > network.concurrent) {
      const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
      throw new ApiError(403, { errorCode: 'REQUEST_LIMIT_EXCEEDED', message });
    }
    return undefined;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = afterwards.get(request);
    if (fault === undefined) return payload;
    if (!isLie(fault)) return replace(fault, request, reply, payload);
    return sendChanged(request, reply, await lied(fault, request, reply, payload));
  });

  app.addHook('onResponse', async (request, reply) => {
    if (isControl(request.url)) return;
    const { bytesWritten } = request.raw.socket;
    // What is refused at the door has no count from before.
    stats.answered(reply.statusCode, bytesWritten - (carried.get(request) ?? bytesWritten));
  });
}
