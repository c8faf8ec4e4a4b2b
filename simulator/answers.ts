import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { ApiError } from './types';

/** What Salesforce says when it has no better words. */
const NOT_FOUND = { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' };

/** Fastify's own refusals, in Salesforce's words. */
const REFUSALS = new Map<string, (error: FastifyError) => ApiError>([
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    (error) => new ApiError(415, { errorCode: 'UNSUPPORTED_MEDIA_TYPE', message: error.message }),
  ],
  [
    'FST_ERR_CTP_BODY_TOO_LARGE',
    () => new ApiError(413, { errorCode: 'REQUEST_ENTITY_TOO_LARGE', message: 'The request body is too large' }),
  ],
  [
    'FST_ERR_BAD_URL',
    () => new ApiError(400, { errorCode: 'URL_NOT_RESET', message: 'The request URI is not valid' }),
  ],
]);

/** Turns whatever was thrown into one of Salesforce's errors; what nobody foresaw is a 500, shown on stderr. */
function asApiError(error: FastifyError | Error): ApiError {
  if (error instanceof ApiError) return error;
  const refusal = 'code' in error ? REFUSALS.get(error.code) : undefined;
  if (refusal !== undefined && 'code' in error) return refusal(error);
  if ('statusCode' in error && error.statusCode !== undefined && error.statusCode < 500) {
    return new ApiError(error.statusCode, { errorCode: 'INVALID_REQUEST', message: error.message });
  }
  console.error(error);
  return new ApiError(500, { errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' });
}

/** Sends an error as REST answers it: an array of `{message, errorCode, fields?}`. */
export function sendApiError(reply: FastifyReply, error: ApiError): FastifyReply {
  const body = error.errors.map(({ message, errorCode, fields, extra }) => ({
    message,
    errorCode,
    ...(fields === undefined ? {} : { fields }),
    ...extra,
  }));
  return reply.code(error.status).type('application/json;charset=UTF-8').send(body);
}

/** A route's pattern as an expression that its addresses match. */
function patternOf(route: string): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const segments = route.split('/').map((segment) => (segment.startsWith(':') ? '[^/]+' : literal(segment)));
  return new RegExp(`^${segments.join('/')}/?$`);
}

/** Makes every failure an answer as Salesforce gives it: thrown errors, unknown addresses and wrong methods. */
export function answerErrors(app: FastifyInstance): void {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });

  app.setErrorHandler<FastifyError>((error, _request, reply) => sendApiError(reply, asApiError(error)));

  app.setNotFoundHandler((request: FastifyRequest, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set<string>();
    for (const { pattern, methods } of routes.values()) {
      if (pattern.test(path)) methods.forEach((method) => allowed.add(method));
    }
    if (allowed.size === 0) return sendApiError(reply, new ApiError(404, NOT_FOUND));
    const methods = [...allowed].sort().join(',');
    const message = `HTTP Method '${request.method}' not allowed. Allowed are ${methods}`;
    reply.header('Allow', methods);
    return sendApiError(reply, new ApiError(405, { errorCode: 'METHOD_NOT_ALLOWED', message }));
  });
}
