import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';

import { resultFile } from '../../../nodes/SalesforceConnector/operations/bulk/resultFiles';
import type { ResultKind } from '../../../salesforce/bulk/jobs';
import { AnswerError } from '../../../salesforce/errors';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

const KEYS = Array.from({ length: 20 }, (_, index) => `K-${index}`);

const JOB = { id: '750000000000001AAA', state: 'JobComplete', object: 'Contact', operation: 'insert' } as const;

/** Results in this order, which break off after so many characters, if at all. */
async function* csv(keys: readonly string[], length: number): AsyncGenerator<Uint8Array> {
  const text = `"sf__Error","Key"\n${keys.map((key) => `"no","${key}"\n`).join('')}`;
  yield Buffer.from(text.slice(0, length));
  if (length < text.length) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

test('A file of results has every row once, however their order changes while they break off', async () => {
  const order = fc.shuffledSubarray(KEYS, { minLength: KEYS.length });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(order, fc.nat(200)), { maxLength: 3 }), order, async (broken, last) => {
      const bodies = [...broken.map(([keys, length]) => csv(keys, length)), csv(last, Infinity)];
      const { send } = fakeSend(({ path }): Partial<Response> => {
        return path.endsWith('failedResults') ? { body: bodies.shift() } : { status: 404, body: [] };
      });
      let text = '';
      const writeFile = async (chunks: AsyncIterable<Uint8Array | string>): Promise<IBinaryData> => {
        text = '';
        for await (const chunk of chunks) text += Buffer.from(chunk).toString();
        return { data: '', mimeType: 'text/csv' };
      };
      const { rows } = await resultFile(orgOf(send), { writeFile }, [JOB], { kind: 'failedResults' });
      expect(rows).toBe(KEYS.length);
      expect(text.match(/K-\d+/g)).toEqual(last);
    }),
    { numRuns: 30 },
  );
});

describe('A file of results', () => {
  /** Writes the file of results that an org answers with each time. */
  async function written(
    kind: ResultKind,
    body: Uint8Array,
    changes: { operation?: string; most?: number },
  ): Promise<number> {
    const { operation = 'insert', ...most } = changes;
    const { send } = fakeSend((): Partial<Response> => ({
      body: (async function* () {
        yield body;
      })(),
    }));
    const writeFile = async (chunks: AsyncIterable<Uint8Array | string>): Promise<IBinaryData> => {
      for await (const chunk of chunks) void chunk;
      return { data: '', mimeType: 'text/csv' };
    };
    const job = { ...JOB, operation };
    const { rows } = await resultFile(orgOf(send), { writeFile }, [job], { kind, ...most });
    return rows;
  }

  const HEADER = 'sf__Id,sf__Created,LastName';
  const csvOf = (...rows: string[]): Buffer => Buffer.from([HEADER, ...rows].map((row) => `${row}\n`).join(''));
  const saved = (n: number, created = 'true'): string => `${idOf(n)},${created},A`;

  test.each([
    ['one ID twice', csvOf(saved(1), saved(1))],
    ['one ID in two forms', csvOf(saved(1), saved(1).replace('AAA', ''))],
    ['no ID', csvOf(saved(1), ',true,A')],
    ['an ID that is none', csvOf(saved(1), 'id-1,true,A')],
    ['an ID of another object', csvOf(`${idOf(1, '001')},true,A`)],
    ['a record that may have been created', csvOf(saved(1, 'maybe'))],
    ['a record that was not created', csvOf(saved(1, 'false'))],
    ['more rows than were sent', csvOf(saved(1), saved(2), saved(3), saved(4))],
    ['a short row', csvOf(saved(1), idOf(2))],
    ['a long row', csvOf(saved(1), `${saved(2)},B`)],
    ['a stray quote', csvOf(saved(1), `${saved(2)}"`)],
    ['a quote that is never closed', csvOf(saved(1), `${idOf(2)},true,"A`)],
    ['another encoding', Buffer.from(`${HEADER}\n${idOf(1)},true,José\n`, 'latin1')],
    ['no column of IDs', Buffer.from('LastName\nA\n')],
  ])('of saved rows with %s is none', async (_, body) => {
    await expect(written('successfulResults', body, { most: 3 })).rejects.toThrow(AnswerError);
  });

  test.each([
    ['insert', csvOf(saved(1), saved(2), saved(3))],
    ['upsert', csvOf(saved(1, 'false'), saved(1, 'false'), saved(2, 'TRUE'))],
    ['update', csvOf(saved(1, 'false'), saved(1, 'false'), saved(2, 'false'))],
    [
      'insert',
      Buffer.from(`LastName,SF__CREATED,SF__ID\r\n"A\n","true",${idOf(1)}\r\nB,true,${idOf(2)}\r\nC,true,${idOf(3)}`),
    ],
  ])('of an %s is taken as it is, in any order of columns', async (operation, body) => {
    expect(await written('successfulResults', body, { operation, most: 3 })).toBe(3);
  });

  test.each<ResultKind>(['failedResults', 'unprocessedrecords'])(
    'of %s has no more rows than were sent',
    async (kind) => {
      const body = Buffer.from('sf__Error,LastName\nno,A\nno,A\n');
      expect(await written(kind, body, { most: 2 })).toBe(2);
      await expect(written(kind, body, { most: 1 })).rejects.toThrow('more rows came than the 1 that there are');
    },
  );
});

describe('A file of saved rows', () => {
  const rowsOf = async (operation: string, sfId: string, id: string): Promise<unknown> => {
    const { send } = fakeSend((): Partial<Response> => ({ body: `Id,sf__Created,sf__Id\n${id},false,${sfId}\n` }));
    const writeFile = async (chunks: AsyncIterable<Uint8Array | string>): Promise<IBinaryData> => {
      for await (const chunk of chunks) void chunk;
      return { data: '', mimeType: 'text/csv' };
    };
    const job = { ...JOB, operation };
    return await resultFile(orgOf(send), { writeFile }, [job], { kind: 'successfulResults' });
  };

  test.each(['update', 'delete', 'hardDelete'])('of %s names the record that the row names', async (operation) => {
    expect(await rowsOf(operation, idOf(1), idOf(1))).toMatchObject({ rows: 1 });
    expect(await rowsOf(operation, idOf(1), idOf(1).slice(0, 15))).toMatchObject({ rows: 1 });
    await expect(rowsOf(operation, idOf(7), idOf(1))).rejects.toThrow('the ID of its own record');
  });
});
