import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { expired, isRestRequest } from '../oauth/bearer';
import { paramsOf } from '../oauth/params';
import type { Sessions } from '../oauth/sessions';
import { ApiError } from '../types';
import type { Fault, Faults } from './faults';
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
  if (fault.status === undefined || fault.done === true) return false;
  reply.code(fault.status).headers(fault.headers ?? {});
  // Text and JSON alike arrive as they were given.
  await (fault.body === undefined ? reply.send() : reply.send(fault.body));
  return true;
}

const happensAfterwards = ({ cut, done }: Fault): boolean => cut === 'after' || done === true;

/** Does what a fault says, after the work and in place of its answer. */
function replace(fault: Fault, request: FastifyRequest, reply: FastifyReply, answer: unknown): string {
  const { cut, status = 503, headers = {}, body = '' } = fault;
  if (answer instanceof Readable) answer.destroy();
  if (cut === 'after') {
    request.raw.socket.destroy();
    return '';
  }
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  const isText = typeof body === 'string';
  reply.code(status).headers({ 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
  return isText ? body : JSON.stringify(body);
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

  app.addHook('onRequest', async (request, reply) => {
    const { method, url } = request;
    if (isControl(url)) return;
    stats.arrived(method, url);
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
      if (await suffer(fault, request, reply)) return reply;
      if (happensAfterwards(fault)) afterwards.set(request, fault);
    }
    if (isRestRequest(request) && network.concurrent !== null && stats.inFlight > network.concurrent) {
      const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
      throw new ApiError(403, { errorCode: 'REQUEST_LIMIT_EXCEEDED', message });
    }
    return undefined;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = afterwards.get(request);
    return fault === undefined ? payload : replace(fault, request, reply, payload);
  });

  app.addHook('onResponse', async (request, reply) => {
    if (!isControl(request.url)) stats.answered(reply.statusCode);
  });
}
