import { jsonIn } from '../numbers';
import { ApiError } from '../types';
import { badRequest, parserError } from './call';
import type { Upload } from './call';

/** What a request's body held. */
export interface ParsedBody {
  readonly json: unknown;
  readonly uploads?: ReadonlyMap<string, Upload>;
}

/** A JSON text; one that is broken is refused with JSON_PARSER_ERROR. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return jsonIn(text);
  } catch (error) {
    throw parserError(complaint(text, error instanceof Error ? error.message : ''));
  }
}

/** In the words of Salesforce's parser, from Node's: those name either the character or its place. */
function complaint(text: string, message: string): string {
  const place = /position (\d+)/.exec(message)?.[1];
  const character = /Unexpected token '(.)'/su.exec(message)?.[1] ?? text.charAt(Number(place ?? text.length));
  return character === ''
    ? 'Unexpected end-of-input'
    : `Unexpected character ('${character}' (code ${String(character.codePointAt(0))}))`;
}

/**
 * A multipart body (RFC 7578): one JSON part of any name, and binary parts named for their fields.
 * Node's own Response reads the parts.
 */
async function parseMultipart(body: Buffer, contentType: string): Promise<ParsedBody> {
  const response = new Response(body, { headers: { 'content-type': contentType } });
  const form = await response.formData().catch((cause: unknown) => {
    throw badRequest('INVALID_MULTIPART_REQUEST', `Multipart message cannot be read: ${String(cause)}`);
  });
  const uploads = new Map<string, Upload>();
  let json: unknown;
  for (const [name, part] of form) {
    if (typeof part === 'string') json = parseJson(part);
    else uploads.set(name, { filename: part.name, content: Buffer.from(await part.arrayBuffer()).toString('base64') });
  }
  return { json, uploads };
}

/** Reads a body by its content type; JSON where none is named. */
export async function parseBody(body: Buffer, contentType = ''): Promise<ParsedBody> {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') return parseMultipart(body, contentType);
  if (type === '' || type === 'application/json' || body.length === 0)
    return { json: parseJson(body.toString('utf8')) };
  throw new ApiError(415, {
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: `Content-Type header specified in HTTP request is not supported: ${type}`,
  });
}
