import { describe, expect, test } from '@jest/globals';

import { begunAhead, expectRows, holdResults, joined, wholeStream } from '../../../salesforce/bulk/results';
import { AnswerError, ConnectionError, JobError, SalesforceError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

describe('Results', () => {
  const request = { method: 'GET', path: '/x', streamed: true } as const;
  async function* bytes(...parts: (Error | string)[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      if (typeof part !== 'string') throw part;
      yield Buffer.from(part);
    }
  }
  const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
    let all = '';
    for await (const chunk of stream) all += Buffer.from(chunk).toString();
    return all;
  };
  const broken = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

  test('A stream that breaks is asked for again, and goes on where it was', async () => {
    const bodies = [bytes('abc', 'de', broken), bytes('a', broken), bytes('abcd', 'efg')];
    const { send, requests } = fakeSend((_, n): Partial<Response> => ({ body: bodies[n - 1] }));
    expect(await textOf(wholeStream(orgOf(send), request))).toBe('abcdefg');
    expect(requests).toHaveLength(3);
  });

  test('A stream that never comes whole is a failure, as is a refusal', async () => {
    const { send, requests } = fakeSend(() => ({ body: bytes('a', broken) }));
    await expect(textOf(wholeStream(orgOf(send), request))).rejects.toThrow(ConnectionError);
    expect(requests).toHaveLength(4);
    const refusing = fakeSend(() => ({ status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'gone' }] }));
    await expect(textOf(wholeStream(orgOf(refusing.send), request))).rejects.toThrow(SalesforceError);
    expect(refusing.requests).toHaveLength(1);
  });

  const JOB = { id: '750000000000001AAA', numberRecordsProcessed: 3, numberRecordsFailed: 2 };
  const held = async (...bodies: Partial<Response>[]) => {
    const { send, requests } = fakeSend((_, n): Partial<Response> => bodies[n - 1] ?? bodies.at(-1) ?? {});
    const { rows, chunks } = await holdResults(orgOf(send), JOB, 'failedResults');
    return { rows, text: Buffer.concat([...chunks]).toString(), requests: requests.length };
  };

  test('Those of a load, which come in another order each time, are read from their beginning when they break off', async () => {
    const read = await held({ body: bytes('sf__Error\n1\n', '2', broken) }, { body: bytes('sf__Error\n2\n1\n') });
    expect(read).toEqual({ rows: 2, text: 'sf__Error\n2\n1\n', requests: 2 });
  });

  const NONE: readonly (readonly [string, Partial<Response>])[] = [
    ['no content', { status: 204 }],
    ['a header alone', { body: 'sf__Error\n' }],
    ['nothing', { body: '' }],
  ];

  test.each(NONE)('Those of a load that are %s are read again where the job has counted rows', async (_, none) => {
    expect(await held(none, { body: 'sf__Error\n1\n2\n' })).toEqual({
      rows: 2,
      text: 'sf__Error\n1\n2\n',
      requests: 2,
    });
    const { rows, requests } = await held(none);
    expect({ rows, requests }).toEqual({ rows: 0, requests: 4 });
    expect(() => expectRows([JOB], 'failedResults', { rows })).toThrow(JobError);
  });

  test.each(NONE)('Those of a load that are %s have no row, where the job has counted none', async (_, none) => {
    const { send, requests } = fakeSend(() => none);
    const job = { ...JOB, numberRecordsFailed: 0 };
    const { rows } = await holdResults(orgOf(send), job, 'failedResults');
    expect([rows, requests.length]).toEqual([0, 1]);
    expect(() => expectRows([job], 'failedResults', { rows })).not.toThrow();
  });

  test('A stream of other rows, or of fewer, is not joined to what it gave before', async () => {
    const other = [bytes('h\n1\n2\n', broken), bytes('h\n2\n1\n3\n')];
    const { send, requests } = fakeSend((_, n): Partial<Response> => ({ body: other[n - 1] }));
    await expect(textOf(wholeStream(orgOf(send), request))).rejects.toThrow('in another order than the first time');
    expect(requests).toHaveLength(2);
    const shorter = fakeSend((_, n): Partial<Response> => ({
      body: n === 1 ? bytes('h\n1\n2\n', broken) : bytes('h\n1\n'),
    }));
    await expect(textOf(wholeStream(orgOf(shorter.send), request))).rejects.toThrow('less of it came');
    expect(shorter.requests).toHaveLength(4);
  });

  test('A stream that breaks after a little more each time comes to an end, and one that gets on goes on', async () => {
    const csv = `h\n${'x'.repeat(99)}\n`.padEnd(2_000_000, `${'y'.repeat(99)}\n`);
    const breaking = (step: number) =>
      fakeSend((_, n): Partial<Response> => ({
        body: n * step >= csv.length ? bytes(csv) : bytes(csv.slice(0, n * step), broken),
      }));
    for (const step of [1, 100, 10_000]) {
      const little = breaking(step);
      await expect(textOf(wholeStream(orgOf(little.send), request))).rejects.toThrow(ConnectionError);
      expect(little.requests).toHaveLength(4);
    }
    const enough = breaking(100_000);
    expect(await textOf(wholeStream(orgOf(enough.send), request))).toBe(csv);
    expect(enough.requests).toHaveLength(20);
  });

  test.each([
    ['fewer rows than there are', { body: 'h\n1\n' }, 2],
    ['nothing', { body: '' }, 1],
    ['a CSV in UTF-16', { body: Buffer.from('h\n1\n2\n', 'utf16le').toString('latin1') }, 0],
    ['a CSV in another charset', { body: 'h\n1\n', headers: { 'content-type': 'text/csv;charset=ISO-8859-1' } }, 0],
  ])('%s are asked for again, and then refused', async (_, answer, least) => {
    const { send, requests } = fakeSend((): Partial<Response> => answer);
    await expect(textOf(wholeStream(orgOf(send), request, { least }))).rejects.toThrow(AnswerError);
    expect(requests).toHaveLength(4);
  });

  test('A NUL in a row is data, and one in the header is no CSV, wherever the pieces end', async () => {
    const piecesOf = (text: string, size: number) => bytes(...(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []));
    for (let size = 1; size < 12; size += 1) {
      const data = fakeSend((): Partial<Response> => ({ body: piecesOf('h,i\n\0,"\0\n"\n', size) }));
      expect(await textOf(wholeStream(orgOf(data.send), request))).toBe('h,i\n\0,"\0\n"\n');
      const other = fakeSend((): Partial<Response> => ({ body: piecesOf('h,i\0\n1,2\n', size) }));
      await expect(textOf(wholeStream(orgOf(other.send), request))).rejects.toThrow('a CSV was expected');
    }
  });

  test.each(['b,a\n2,1\n', 'a,c\n1,2\n', 'a\n1\n'])(
    'A CSV is not joined to one with other columns: %j',
    async (other) => {
      const streams = [bytes('a,b\n1,2\n'), bytes(other)];
      await expect(textOf(joined(streams))).rejects.toThrow('its columns are not those of the page before');
      expect(await textOf(joined([bytes('"a","b"\n1,2\n'), bytes('a,', 'b\r\n3,4\n')]))).toBe('"a","b"\n1,2\n3,4\n');
    },
  );

  test('Several CSVs become one with the first one’s header, wherever their pieces end', async () => {
    const csv = '"a\nb","c"\n1,2\n';
    for (const size of [1, 2, 5, 100]) {
      const parts = csv.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      const streams = [bytes(...parts), bytes(...parts), bytes(...parts)];
      expect(await textOf(joined(begunAhead(streams, 1)))).toBe('"a\nb","c"\n1,2\n1,2\n1,2\n');
    }
  });

  test('Streams are begun ahead of their turn, but not all at once', async () => {
    const begun: number[] = [];
    const streams = [0, 1, 2, 3, 4].map(async function* (n): AsyncGenerator<Uint8Array> {
      begun.push(n);
      yield Buffer.from(`h\n${n}\n`);
    });
    const chunks = joined(begunAhead(streams, 2));
    await chunks.next();
    expect(begun).toEqual([0, 1, 2]);
    expect(await textOf(chunks)).toBe('1\n2\n3\n4\n');
  });

  test('A stream that waits for its turn is read on meanwhile, but not held whole', async () => {
    const given = [0, 0, 0];
    const streams = given.map(async function* (_, n): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 100; i += 1) {
        given[n] = (given[n] ?? 0) + 1;
        yield Buffer.alloc(65_536, 'x');
      }
    });
    const chunks = joined(begunAhead(streams, 2));
    await chunks.next();
    for (let i = 0; i < 200; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(given).toEqual([8, 4, 4]);
  });

  test('Streams that nobody wants any more are ended', async () => {
    const ended: number[] = [];
    const streams = [0, 1, 2].map(async function* (n): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from('h\n');
        if (n === 0) throw broken;
        await new Promise((resolve) => setImmediate(resolve));
        yield Buffer.alloc(2_000_000);
        yield Buffer.from('never');
      } finally {
        ended.push(n);
      }
    });
    await expect(textOf(joined(begunAhead(streams, 2)))).rejects.toBe(broken);
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(ended.toSorted()).toEqual([0, 1, 2]);
  });

  test('Files that end without a line end, or have no line at all, are joined by whole lines', async () => {
    expect(await textOf(joined([bytes(), bytes('h\na'), bytes('h\n'), bytes('h\nb\n'), bytes('h\nc')]))).toBe(
      'h\na\nb\nc',
    );
  });
});
