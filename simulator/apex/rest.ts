import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { jsonText } from '../numbers';
import { addPart } from '../server';
import { ApiError } from '../types';
import { REST_CLASSES, type RestClass, type RestRequest, type RestResponse } from './classes';

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'];
const ROOT = '/services/apexrest';
const JSON_TYPE = 'application/json;charset=UTF-8';

/**
 * The REST services of the org's own Apex classes.
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_rest_methods.htm
 */
export function registerApexRest(app: FastifyInstance): void {
  addPart(app, 'apexRest', async (apex) => {
    apex.removeAllContentTypeParsers();
    apex.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body);
    apex.route({
      method: METHODS,
      url: `${ROOT}/*`,
      handler: async (request, reply) => send(reply, answer(requestOf(request))),
    });
  });
}

function requestOf(request: FastifyRequest): RestRequest {
  const [path = '', query] = (request.raw.url ?? '').split('?');
  const { org } = request.server;
  return {
    org,
    options: {
      userId: request.session.userId,
      now: org.clock.now(),
      allowDuplicates: false,
      autoAssign: true,
      origin: 'com/salesforce/api/rest/68.0',
    },
    method: request.method === 'HEAD' ? 'GET' : request.method,
    uri: path.slice(ROOT.length),
    params: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

/** All that a method writes is undone by an exception that it does not catch. */
function answer(request: RestRequest): RestResponse {
  const { methods } = classFor(request.uri);
  const method = methods[request.method];
  if (method === undefined) {
    const allowed = Object.keys(methods).join(', ');
    const message = `HTTP Method '${request.method}' not allowed. Allowed are ${allowed}`;
    throw new ApiError(405, { errorCode: 'METHOD_NOT_ALLOWED', message });
  }
  if (/^multipart\//i.test(request.headers['content-type'] ?? '')) {
    throw new ApiError(415, { errorCode: 'UNSUPPORTED_MEDIA_TYPE', message: 'multipart/form-data is not supported' });
  }
  const returned = request.org.store.transaction(() => method(request));
  if (isResponse(returned)) return returned;
  if (returned === undefined) return { status: request.method === 'PATCH' ? 204 : 200, type: '', body: NOTHING };
  return { status: 200, type: JSON_TYPE, body: Buffer.from(jsonText(returned)) };
}

const NOTHING = Buffer.alloc(0);

const isResponse = (returned: unknown): returned is RestResponse =>
  typeof returned === 'object' && returned !== null && 'body' in returned && Buffer.isBuffer(returned.body);

/**
 * An exact match wins, then the longest one with an asterisk.
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_classes_annotation_rest_resource.htm
 */
function classFor(uri: string): RestClass {
  const exact = REST_CLASSES.find(({ urlMapping }) => urlMapping === uri);
  const wild = REST_CLASSES.filter(
    ({ urlMapping }) => urlMapping.endsWith('*') && uri.startsWith(urlMapping.slice(0, -1)),
  );
  const [longest] = wild.toSorted((a, b) => b.urlMapping.length - a.urlMapping.length);
  const found = exact ?? longest;
  if (found !== undefined) return found;
  throw new ApiError(404, { errorCode: 'NOT_FOUND', message: `Could not find a match for URL ${uri}` });
}

function send(reply: FastifyReply, { status, type, body }: RestResponse): FastifyReply {
  const answering = reply.code(status);
  return body.length === 0 ? answering.send() : answering.type(type).send(body);
}
