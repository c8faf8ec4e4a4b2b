import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';

import axios, { AxiosError } from 'axios';

import { ConnectionError } from '../salesforce/errors';
import type { Send } from '../salesforce/http';
import { jsonOrText } from '../salesforce/json';
import { target } from '../salesforce/path';

export interface AxiosSession {
  /** Origin that requests go to. */
  instanceUrl: string;
  accessToken: string;
}

/** Before these, no byte has left for the server. */
const NEVER_CONNECTED = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/**
 * A {@link Send} over axios: the client's own code without n8n, for tests, demo and benchmarks. Follows no redirect,
 * keeps connections open, renews nothing.
 */
export function axiosSend({ instanceUrl, accessToken }: AxiosSession): Send {
  const http = axios.create({
    baseURL: instanceUrl,
    headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
    maxRedirects: 0,
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  });
  return async (request) => {
    try {
      const { method, headers = {}, content, signedText, streamed } = request;
      const type = content?.type ?? signedText?.type;
      const {
        status,
        headers: named,
        data,
      } = await http.request<unknown>({
        method,
        url: target(request),
        headers: type === undefined ? headers : { ...headers, 'Content-Type': type },
        ...(request.body === undefined ? {} : { data: request.body }),
        ...(signedText === undefined ? {} : { data: signedText.write(accessToken) }),
        ...(content === undefined ? {} : { data: Readable.from(content.open()) }),
        responseType: streamed === true ? 'stream' : 'text',
      });
      const lowerCase = Object.entries(named).map(([name, value]) => [name.toLowerCase(), String(value)]);
      const text = data instanceof Readable && status >= 300 ? await textIn(data) : data;
      const body = typeof text === 'string' ? jsonOrText(text) : text;
      return { status, headers: Object.fromEntries(lowerCase) as Record<string, string>, body };
    } catch (error) {
      if (!(error instanceof AxiosError)) throw error;
      throw new ConnectionError(error.message, NEVER_CONNECTED.has(error.code ?? '') ? 'no' : 'maybe', error.code);
    }
  };
}

/** A refusal that came as a stream, because its answer was asked for so. */
async function textIn(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
