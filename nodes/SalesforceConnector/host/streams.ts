import { Hash } from 'crypto';

import { bytesOf, type Content, type Request, type Response } from '../../../salesforce/http';

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
  return { ...response, body: response.status < 300 ? body : await jsonOf(body) };
}

async function jsonOf(chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  const text = Buffer.concat(held).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
