import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { Multipart, type OutgoingFile } from '../../../salesforce/files/multipart';

async function bytesFrom(content: Multipart): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function outgoing(fileName: string, chunks: readonly Uint8Array[], mimeType = 'image/png'): OutgoingFile {
  return {
    fileName,
    mimeType,
    open: async function* () {
      yield* chunks;
    },
  };
}

const name = fc.string({ unit: 'grapheme', maxLength: 20 });

test('Another reader of multipart bodies finds the fields and every file, whatever their names and bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.array(fc.tuple(name, fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 4 }))),
      async (json, files) => {
        const parts = files.map(([fileName, chunks], place) => [`file${place}`, outgoing(fileName, chunks)] as const);
        const content = new Multipart(json, new Map(parts));
        const body = await bytesFrom(content);
        const form = await new Response(new Uint8Array(body), { headers: { 'content-type': content.type } }).formData();
        expect(form.get('entity_content')).toBe(json);
        for (const [place, [, chunks]] of files.entries()) {
          const part = form.get(`file${place}`) as unknown as File;
          expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.concat(chunks));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('It is the same each time that it is sent', async () => {
  const content = new Multipart('{}', new Map([['Body', outgoing('a.bin', [Buffer.from('a'), Buffer.from('b')])]]));
  expect(await bytesFrom(content)).toEqual(await bytesFrom(content));
});

test.each(['', 'no type', 'image/png\r\nX-Evil: 1', 'text/html; charset="a"\n'])(
  'A type that cannot be a header is sent as bytes: %j',
  async (mimeType) => {
    const content = new Multipart('{}', new Map([['Body', outgoing('a.bin', [Buffer.from('a')], mimeType)]]));
    expect((await bytesFrom(content)).toString()).toContain('\r\nContent-Type: application/octet-stream\r\n\r\na');
  },
);

test('What breaks the request is not taken for the file’s fault, and the file is closed', async () => {
  let isClosed = false;
  const file = outgoing('a.bin', []);
  const open = async function* () {
    try {
      for (;;) yield Buffer.from('more');
    } finally {
      isClosed = true;
    }
  };
  const content = new Multipart('{}', new Map([['Body', { ...file, open }]]));
  const chunks = content.open()[Symbol.asyncIterator]();
  for (let count = 0; count < 5; count += 1) await chunks.next();
  await expect(chunks.throw?.(new Error('The connection broke'))).rejects.toThrow('The connection broke');
  expect([content.unreadable, isClosed]).toEqual([undefined, true]);
});
