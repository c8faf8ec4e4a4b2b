import type { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { parseJson } from '../rest/body';
import { isObject, methodNotAllowed, notFound, parserError, type JsonObject } from '../rest/call';
import { versionIn } from '../rest/versions';
import { ApiError } from '../types';
import { DELIMITERS, LINE_ENDINGS } from './csv';

/** A request to the resource of one job, or of all. */
export type BulkRequest = FastifyRequest<{
  Params: { version: string; id: string };
  Querystring: Record<string, string | undefined>;
}>;

/** The version of the request, `67.0`; an address that came later than it is not found. */
export function versionOf(request: BulkRequest, since: number): string {
  const version = versionIn(request.params.version);
  if (Number(version) < since) throw notFound();
  return version;
}

/** The JSON of a body, without properties that are not of the kind. */
export function propertiesOf(body: unknown, known: ReadonlySet<string>): JsonObject {
  if (!isObject(body)) throw parserError('The HTTP entity body must be a JSON object.');
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw parserError(`Unrecognized field "${unknown}" (known properties: ${[...known].join(', ')})`);
  return body;
}

/** A property that is text; undefined where it is left out or null. */
export function textOf(body: JsonObject, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw parserError(`Cannot deserialize ${name} from ${JSON.stringify(value)}: text expected`);
}

/** A property that is one of a few words. */
export function oneOf<T extends string>(body: JsonObject, name: string, words: Iterable<T>, fallback?: T): T {
  const value = textOf(body, name) ?? fallback;
  if (value === undefined)
    throw new ApiError(400, { errorCode: 'INVALIDJOB', message: `InvalidJob : ${name} must be specified` });
  const list = [...words];
  const found = list.find((word) => word === value);
  if (found !== undefined) return found;
  throw parserError(
    `Cannot deserialize ${name} from "${value}": value not one of declared Enum instance names: [${list.join(', ')}]`,
  );
}

/** How the job's CSV is written. */
export const dialectOf = (body: JsonObject) => ({
  columnDelimiter: oneOf(body, 'columnDelimiter', DELIMITERS.keys(), 'COMMA'),
  lineEnding: oneOf(body, 'lineEnding', LINE_ENDINGS.keys(), 'LF'),
});

/** CSV text; `Cache-Control` as Salesforce sends it for what only this user may see. */
export const sendCsv = (reply: FastifyReply, body: Buffer | Readable): FastifyReply =>
  reply.type('text/csv').header('Cache-Control', 'no-cache,must-revalidate,max-age=0,no-store,private').send(body);

/** The bytes of an upload, refused as soon as there are more than `limit`. */
export async function readUpload(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) {
      const message = `The job data is larger than the ${limit} bytes that one upload can have`;
      throw new ApiError(413, { errorCode: 'REQUEST_ENTITY_TOO_LARGE', message });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** A multipart request: the job's JSON and its data. */
export interface JobWithData {
  readonly job: unknown;
  readonly data: Buffer;
}

/** RFC 7578, read by Node's own Response. */
async function parseMultipart(body: Buffer, contentType: string): Promise<JobWithData> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw new ApiError(400, { errorCode: 'INVALID_MULTIPART_REQUEST', message: 'Multipart message cannot be read' });
    });
  const textOfPart = async (name: string): Promise<string> => {
    const part = form.get(name);
    if (part === null)
      throw new ApiError(400, { errorCode: 'INVALID_MULTIPART_REQUEST', message: `The part "${name}" is missing` });
    return typeof part === 'string' ? part : part.text();
  };
  return { job: parseJson(await textOfPart('job')), data: Buffer.from(await textOfPart('content')) };
}

const isJobWithData = (body: unknown): body is JobWithData => isObject(body) && Buffer.isBuffer(body['data']);

/** The two forms in which a job can be created. */
export const jobAndData = (body: unknown): { job: unknown; data?: Buffer } =>
  isJobWithData(body) ? body : { job: body };

/** JSON, the multipart form of a job with its data, and CSV, which is left a stream. */
export function addParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_: FastifyRequest, text: string) =>
    parseJson(text),
  );
  scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer) =>
    parseMultipart(body, request.headers['content-type'] ?? ''),
  );
  scope.addContentTypeParser('text/csv', async (_: FastifyRequest, stream: Readable) => stream);
}

const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/** Answers 405 to the methods that a resource does not have, before their bodies are read. */
export function refuseOtherMethods(scope: FastifyInstance, url: string, allowed: readonly string[]): void {
  scope.route({
    url,
    method: METHODS.filter((method) => !allowed.includes(method)),
    exposeHeadRoute: false,
    onRequest: async ({ method }) => {
      throw methodNotAllowed(method, allowed);
    },
    handler: async () => undefined,
  });
}
