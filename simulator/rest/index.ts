import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { jsonText } from '../numbers';
import { addPart } from '../server';
import { parseBody, parseMultipart } from './body';
import type { ParsedBody } from './body';
import type { Answer, Call } from './call';
import { dispatch } from './resources';
import { targetOf } from './target';
import { versions } from './versions';
import { formatOf, toXml } from './xml';

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'];

/** `application/json` is what clients look for; Salesforce names the charset too. */
const JSON_TYPE = 'application/json;charset=UTF-8';

const isSentAsItIs = (body: unknown): boolean => Buffer.isBuffer(body) || body instanceof Readable;

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  reply.code(status).headers(headers);
  if (body === undefined || isSentAsItIs(body)) return reply.send(body);
  return reply.type(JSON_TYPE).send(jsonText(body));
}

/** The answer in the format asked for. */
function formatted(call: Call, ending: 'json' | 'xml' | undefined): Answer {
  const answer = dispatch(call);
  const isWritten = answer.body !== undefined && !isSentAsItIs(answer.body);
  if (!isWritten || formatOf(call, ending) === 'json') return answer;
  const headers = { ...answer.headers, 'Content-Type': 'application/xml;charset=UTF-8' };
  return { ...answer, headers, body: Buffer.from(toXml(call, answer)) };
}

/** The request as the wire gave it, as a Call. The address is read raw: Fastify would decode it before it is split. */
function answer(request: FastifyRequest): Answer {
  const { json, uploads } = (request.body ?? { json: undefined }) as ParsedBody;
  const { ending, ...target } = targetOf(request.raw.url ?? request.url);
  const call = {
    ...target,
    org: request.server.org,
    session: request.session,
    method: request.method,
    headers: request.headers,
    body: json,
    dispatch,
    ...(uploads && { uploads }),
  };
  return formatted(call, ending);
}

/**
 * The REST resources below /services/data.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/
 */
export function registerRest(app: FastifyInstance): void {
  app.get('/services/data', (_, reply) => send(reply, { status: 200, body: versions() }));
  addPart(app, 'rest', async (rest) => {
    // The org's clock, as of any origin server: https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
    rest.addHook('onSend', async (request, reply) => {
      reply.header('date', request.server.org.clock.now().toUTCString());
    });
    rest.removeAllContentTypeParsers();
    rest.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
      parseBody(body, request.headers['content-type']),
    );
    rest.addContentTypeParser('multipart/form-data', (request: FastifyRequest, body: IncomingMessage) =>
      parseMultipart(request.server.org.blobs, body, request.headers['content-type'] ?? ''),
    );
    rest.route({
      method: METHODS,
      url: '/services/data/*',
      handler: async (request, reply) => send(reply, answer(request)),
    });
  });
}
