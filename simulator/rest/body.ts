import { text } from 'node:stream/consumers';

import type { Blobs, StoredBlob } from '../data/blobs';
import { jsonIn } from '../numbers';
import { ApiError } from '../types';
import { parserError } from './call';
import { partsOf } from './multipart';

/** What a request's body held. */
export interface ParsedBody {
  readonly json: unknown;
  readonly uploads?: ReadonlyMap<string, StoredBlob>;
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

/** A multipart body: one JSON part of any name, and binary parts, which are kept as they come. */
export async function parseMultipart(
  blobs: Blobs,
  body: AsyncIterable<Buffer>,
  contentType: string,
): Promise<ParsedBody> {
  const uploads = new Map<string, StoredBlob>();
  let json: unknown;
  for await (const { name, filename, bytes } of partsOf(body, contentType)) {
    if (filename === undefined) json = parseJson(await text(bytes));
    else uploads.set(name, await blobs.keep(bytes));
  }
  return { json, uploads };
}

/** Reads a body by its content type; JSON where none is named. */
export async function parseBody(body: Buffer, contentType = ''): Promise<ParsedBody> {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/json' || body.length === 0)
    return { json: parseJson(body.toString('utf8')) };
  throw new ApiError(415, {
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: `Content-Type header specified in HTTP request is not supported: ${type}`,
  });
}
