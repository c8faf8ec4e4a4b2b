import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IBinaryData } from 'n8n-workflow';

import { resultFile } from '../../../nodes/SalesforceConnector/operations/bulk/resultFiles';
import type { Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { orgOf } from '../../support/orgOf';

const KEYS = Array.from({ length: 20 }, (_, index) => `K-${index}`);

const JOB = { id: '750000000000001AAA', state: 'JobComplete', object: 'Contact', operation: 'insert' } as const;

/** Results in this order, which break off after so many characters, if at all. */
async function* csv(keys: readonly string[], length: number): AsyncGenerator<Uint8Array> {
  const text = `"sf__Id","Key"\n${keys.map((key) => `"003","${key}"\n`).join('')}`;
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
      const { rows } = await resultFile(orgOf(send), { writeFile }, [JOB], 'failedResults');
      expect(rows).toBe(KEYS.length);
      expect(text.match(/K-\d+/g)).toEqual(last);
    }),
    { numRuns: 30 },
  );
});
