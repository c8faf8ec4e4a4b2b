import { describe, expect, test } from '@jest/globals';

import { uploadAll } from '../../../salesforce/bulk/upload';
import { piecesOf } from '../../../salesforce/bulk/uploadPieces';
import type { Send } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';

describe('An upload that is answered before it was read', () => {
  test('may go on asking for more, and takes no row from the next try', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `row ${i}\n`);
    const received: string[] = [];
    let left: AsyncIterator<Uint8Array> | undefined;
    let jobs = 0;
    const send: Send = async ({ method, path, content }) => {
      if (method === 'POST') {
        jobs += 1;
        return { status: 200, headers: {}, body: { id: `75000000000000${jobs}AAA`, state: 'Open' } };
      }
      if (content === undefined) return { status: 200, headers: {}, body: { id: path, state: 'Aborted' } };
      const chunks = content.open()[Symbol.asyncIterator]();
      if (left === undefined) {
        left = chunks;
        await left.next();
        await left.next();
        return { status: 503, headers: {}, body: '' };
      }
      let text = '';
      for (;;) {
        // Both ask at once, the one of before first.
        const [, next] = await Promise.all([left.next(), chunks.next()]);
        if (next.done === true) break;
        text += Buffer.from(next.value).toString();
      }
      received.push(text);
      return { status: 201, headers: {}, body: '' };
    };
    const data = { header: 'Name\n', open: () => piecesOf([lines], 400) };
    const loaded = await uploadAll(orgOf(send), { operation: 'insert', object: 'Contact' }, data, {});
    expect(loaded).toMatchObject([{ id: '750000000000002AAA', from: 0, to: 500 }]);
    expect(received).toEqual([`Name\n${lines.join('')}`]);
  });

  test('and accepted all the same is a failure: no row of it arrived', async () => {
    let jobs = 0;
    const { send } = fakeSend(({ method }) => {
      jobs += method === 'POST' ? 1 : 0;
      return method === 'PUT' ? { status: 201 } : { body: { id: idOf(jobs, '750'), state: 'Open' } };
    });
    const data = { header: 'Name\n', open: () => piecesOf([['a\n']], 400) };
    await expect(uploadAll(orgOf(send), { operation: 'insert', object: 'Contact' }, data, {})).rejects.toThrow(
      'before any data was sent',
    );
  });
});
