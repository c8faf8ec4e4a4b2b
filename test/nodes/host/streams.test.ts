import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { incoming, type AnswerBounds } from '../../../nodes/SalesforceConnector/host/streams';
import { AnswerError, ConnectionError } from '../../../salesforce/errors';
import { bytesOf, type Request, type Response } from '../../../salesforce/http';
import { repeating, verdictOn } from '../../../salesforce/retry';

const BOUNDS: AnswerBounds = { silence: 60, size: 100_000 };
const READ: Request = { method: 'GET', path: '/query' };
const WRITE: Request = { method: 'POST', path: '/sobjects', body: {} };
const CSV: Request = { ...READ, streamed: true };
const PAGE = '{"records":[],"done":true,"totalSize":0}';

let server: Server;
let answer: (response: ServerResponse, count: number) => void;
let count = 0;

beforeAll(async () => {
  server = createServer((_, response) => {
    count += 1;
    answer(response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Answers of the server, as n8n's helper hands them over. */
function sending(how: typeof answer): (request: Request) => Promise<Response> {
  answer = how;
  count = 0;
  return async (request) => {
    const { port } = server.address() as AddressInfo;
    const { status, headers, data } = await axios.request<unknown>({
      url: `http://127.0.0.1:${port}${request.path}`,
      method: request.method,
      responseType: 'stream',
      validateStatus: () => true,
    });
    return await incoming({ status, headers: headers as Record<string, string>, body: data }, request, BOUNDS);
  };
}

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => undefined,
    (error: unknown) => error,
  );

async function drained(response: Response): Promise<string> {
  let text = '';
  for await (const chunk of bytesOf(response)) text += Buffer.from(chunk).toString();
  return text;
}

/** Ways in which an answer does not end: what it says first, and in what encoding. */
const STALLS: readonly (readonly [string, number, string, boolean])[] = [
  ['of its headers alone', 200, '', false],
  ['of half a page', 200, PAGE.slice(0, 20), false],
  ['of half a compressed page', 200, PAGE, true],
  ['of half a refusal', 400, '[{"errorCode":', false],
  ['of half a login page', 503, '<html>', false],
];

const stalling =
  (status: number, text: string, isZipped: boolean): typeof answer =>
  (response) => {
    response.writeHead(status, isZipped ? { 'content-encoding': 'gzip' } : {});
    response.flushHeaders();
    if (text !== '') response.write(isZipped ? gzipSync(text).subarray(0, 30) : text);
  };

describe('An answer that stalls after the first part', () => {
  test.each(STALLS)('%s ends as a connection that was cut', async (_, status, text, isZipped) => {
    const send = sending(stalling(status, text, isZipped));
    for (const request of [READ, WRITE]) {
      const error = await failureOf(send(request));
      expect(error).toBeInstanceOf(ConnectionError);
      expect(verdictOn(error, 'read')).toBe('again');
      expect(verdictOn(error, 'create')).toBe('uncertain');
    }
  });

  test('is asked for again if it is that to a read', async () => {
    const send = sending((response, n) => {
      if (n === 1) stalling(200, '{', false)(response, n);
      else response.end(PAGE);
    });
    const patient = repeating(send, { wait: async () => undefined, random: () => 0.5 });
    expect((await patient(READ)).body).toEqual(JSON.parse(PAGE));
  });

  test.each([false, true])('ends for whoever reads it as a stream (compressed: %s)', async (isZipped) => {
    const send = sending(stalling(200, 'Id\n003\n', isZipped));
    const response = await send(CSV);
    expect(await failureOf(drained(response))).toBeInstanceOf(ConnectionError);
  });
});

describe('An answer', () => {
  test('is not silent while its reader takes long', async () => {
    const send = sending((response) => response.end('Id\n003\n'));
    let text = '';
    for await (const chunk of bytesOf(await send(CSV))) {
      await new Promise((resolve) => setTimeout(resolve, 3 * BOUNDS.silence));
      text += Buffer.from(chunk).toString();
    }
    expect(text).toBe('Id\n003\n');
  });

  test('that comes slowly, but comes, is read to its end', async () => {
    const pieces = [...PAGE];
    const send = sending((response) => {
      const timer = setInterval(() => {
        const piece = pieces.shift();
        if (piece === undefined) {
          clearInterval(timer);
          response.end();
        } else {
          response.write(piece);
        }
      }, BOUNDS.silence / 6);
    });
    expect((await send(READ)).body).toEqual(JSON.parse(PAGE));
  });

  test.each([
    ['plain', false],
    ['compressed', true],
  ])('larger than any of Salesforce’s is not held: %s', async (_, isZipped) => {
    const bytes = Buffer.from(JSON.stringify('x'.repeat(10_000_000)));
    const send = sending((response) => {
      response.writeHead(200, isZipped ? { 'content-encoding': 'gzip' } : {});
      response.end(isZipped ? gzipSync(bytes) : bytes);
    });
    const error = await failureOf(send(READ));
    expect(error).toBeInstanceOf(AnswerError);
    expect(String(error)).toContain('it has more than 0.1 MB');
    expect(verdictOn(error, 'create')).toBe('uncertain');
  });

  // RFC 8259, 8.1: JSON between systems is UTF-8.
  test.each(['latin1', 'utf16le'] as const)('in %s is no data, and a refusal in it is still one', async (charset) => {
    const answered = (status: number) =>
      sending((response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(Buffer.from('\uFEFF["Müller"]', charset));
      });
    const error = await failureOf(answered(200)(READ));
    expect(error).toBeInstanceOf(AnswerError);
    expect(String(error)).toContain('it is not UTF-8');
    expect(verdictOn(error, 'create')).toBe('uncertain');
    expect((await answered(503)(READ)).status).toBe(503);
  });

  test('may begin with a byte order mark', async () => {
    const send = sending((response) => response.end(`\uFEFF${PAGE}`));
    expect((await send(READ)).body).toEqual(JSON.parse(PAGE));
  });
});
