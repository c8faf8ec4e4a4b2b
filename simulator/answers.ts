import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';

import { ApiError } from './types';

/** What Salesforce says when it has no better words. */
const NOT_FOUND = { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' };

/** Whoever asked has gone, in the middle of the request or of its answer: nobody reads this. */
const hungUp = () => new ApiError(400, { errorCode: 'CLIENT_CLOSED_REQUEST', message: 'The client hung up' });

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
  ['FST_ERR_BAD_URL', () => new ApiError(400, { errorCode: 'URL_NOT_RESET', message: 'The request URI is not valid' })],
  ['ECONNRESET', hungUp],
  ['ERR_STREAM_PREMATURE_CLOSE', hungUp],
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
function sendApiError(reply: FastifyReply, error: ApiError): FastifyReply {
  const body = error.errors.map(({ message, errorCode, fields, extra }) => ({
    message,
    errorCode,
    ...(fields === undefined ? {} : { fields }),
    ...extra,
  }));
  return reply.code(error.status).type('application/json;charset=UTF-8').send(body);
}

/** Makes every failure an answer as Salesforce gives it: thrown errors, and addresses that lead nowhere. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, _request, reply) => sendApiError(reply, asApiError(error)));
  app.setNotFoundHandler((_request, reply) => sendApiError(reply, new ApiError(404, NOT_FOUND)));
}
