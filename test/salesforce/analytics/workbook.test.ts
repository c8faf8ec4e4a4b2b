import { Readable } from 'node:stream';

import { expect, test } from '@jest/globals';

import { reportWorkbook } from '../../../salesforce/analytics/workbook';
import { workbook } from '../../../simulator/analytics/workbook';
import { orgOf } from '../../support/orgOf';

const rows = Array.from({ length: 100 }, (_, n) => ({ dataCells: [{ label: `Row ${n}` }] }));
const WHOLE = workbook({
  factMap: { 'T!T': { rows } },
  reportExtendedMetadata: { detailColumnInfo: { NAME: { label: 'Name' } } },
});
const AT_END = WHOLE.length - 22;

/** With a comment, which the last record gives the length of. */
function commented(comment: string): Buffer {
  const bytes = Buffer.concat([WHOLE, Buffer.from(comment)]);
  bytes.writeUInt16LE(comment.length, AT_END + 20);
  return bytes;
}

/** As of an archive of more than 4 GB, whose last record tells nothing. */
function large(): Buffer {
  const record = Buffer.alloc(56);
  record.write('PK\u0006\u0006', 'latin1');
  const place = Buffer.alloc(20);
  place.write('PK\u0006\u0007', 'latin1');
  const end = Buffer.from(WHOLE.subarray(AT_END)).fill(0xff, 8, 20);
  return Buffer.concat([WHOLE.subarray(0, AT_END), record, place, end]);
}

async function read(bytes: Buffer, size = bytes.length): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
  const org = orgOf(async () => ({ status: 200, headers: {}, body: Readable.from(pieces) }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of reportWorkbook(org, { id: '00O000000000001AAA', details: true })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test.each([
  ['as Salesforce sends it', WHOLE],
  ['with a comment', commented('Made by hand')],
  ['of a large archive', large()],
])('A workbook %s is whole', async (_, bytes) => {
  await expect(read(bytes)).resolves.toEqual(bytes);
});

test.each([3, 1000])('A workbook that comes in pieces of %d bytes is whole', async (size) => {
  await expect(read(WHOLE, size)).resolves.toEqual(WHOLE);
});

test.each([
  ['its last byte', WHOLE.subarray(0, -1)],
  ['its last 18 bytes', WHOLE.subarray(0, -18)],
  ['its last record', WHOLE.subarray(0, AT_END)],
  ['a part of its middle', Buffer.concat([WHOLE.subarray(0, 400), WHOLE.subarray(600)])],
  ['the end of its comment', commented('Made by hand').subarray(0, -1)],
])('A workbook without %s is not whole', async (_, bytes) => {
  await expect(read(bytes)).rejects.toThrow('the workbook is not whole');
});

test('A workbook that something follows is not the one that was sent', async () => {
  await expect(read(Buffer.concat([WHOLE, Buffer.from('x')]))).rejects.toThrow('the workbook is not whole');
});
