import AjvCompiler from '@fastify/ajv-compiler';
import compress from '@fastify/compress';
import formbody from '@fastify/formbody';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRegisterOptions,
  type FastifyRequest,
  type FastifySchemaCompiler,
} from 'fastify';

import { answerErrors } from './answers';
import type { Certificate } from './certificate';
import { ApiError } from './types';

/** Bytes that a request's address and headers may have together. */
const MAX_HEAD = 16_384;

/** Characters of a request body: 50 MB, as REST takes them. */
const MAX_BODY = 50 * 1024 * 1024;

/** Refuses what Salesforce's front door refuses before it looks at the request. */
function limitHead(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const headers = request.raw.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
    if (request.url.length > MAX_HEAD) {
      throw new ApiError(414, { errorCode: 'URI_TOO_LONG', message: 'The URI exceeds the 16,384-byte limit' });
    }
    if (request.url.length + headers > MAX_HEAD) {
      throw new ApiError(431, {
        errorCode: 'REQUEST_HEADER_FIELDS_TOO_LARGE',
        message: 'The combined length of the URI and headers exceeds the 16,384-byte limit',
      });
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, { errorCode: 'JSON_PARSER_ERROR', message: (error as Error).message });
  }
}

/** What a request says is taken as it is, or refused; nothing in it is quietly dropped or converted. */
const compileSchema = AjvCompiler()(
  {},
  { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
);

/** Compiles a schema when something is first held against it: of most servers, nothing ever is. */
const compileLate: FastifySchemaCompiler<object> = ({ schema }) => {
  let validate: ReturnType<typeof compileSchema> | undefined;
  return (data) => {
    validate ??= compileSchema({ schema });
    return validate(data) === true || { error: validate.errors ?? [] };
  };
};

/** Adds a part in a scope of its own. Fastify looks for the name of one without through all modules that Node has loaded. */
export function addPart(
  app: FastifyInstance,
  name: string,
  part: FastifyPluginAsync,
  options: FastifyRegisterOptions<object> = {},
): void {
  app.register(Object.assign(part, { [Symbol.for('fastify.display-name')]: name }), options);
}

/**
 * A server with the manners of Salesforce's: its error answers, its limits, gzip both ways, JSON and forms.
 * @param tls speaks plain HTTP without it
 */
export async function createServer(tls?: Certificate): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    ...(tls === undefined ? {} : { https: { key: tls.key, cert: tls.cert } }),
    bodyLimit: MAX_BODY,
    forceCloseConnections: true,
    http: { maxHeaderSize: 8 * MAX_HEAD },
    routerOptions: { maxParamLength: MAX_HEAD, ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(compileLate);
  answerErrors(app);
  limitHead(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_: FastifyRequest, text: string) =>
    text.trim() === '' ? undefined : parseJson(text),
  );
  await app.register(formbody, { bodyLimit: MAX_BODY });
  await app.register(compress, { encodings: ['gzip'], requestEncodings: ['gzip'] });
  return app;
}
