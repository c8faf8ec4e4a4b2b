import { Hash } from 'crypto';

import { bytesOf, type Content, type Request, type Response } from '../../../salesforce/http';
import { jsonOrText } from '../../../salesforce/json';

/** Data that n8n's request helper sends without holding it: a stream, whose class is available through Node's Hash. */
export function outgoing({ open }: Content): unknown {
  return Hash.from(open());
}

/**
 * The answer to a streamed request: a success with its stream, a rejection read completely, so that its errors can be
 * reported.
 */
export async function incoming(response: Response, { streamed }: Request): Promise<Response> {
  if (streamed !== true || typeof response.body === 'string') return response;
  const body = bytesOf(response);
  return { ...response, body: response.status < 300 ? body : jsonOrText(await streamText(body)) };
}

async function streamText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return Buffer.concat(held).toString('utf8');
}
