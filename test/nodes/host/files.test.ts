import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { inputFile, writeBinary } from '../../../nodes/SalesforceConnector/host/files';
import { Multipart } from '../../../salesforce/files/multipart';

const CSV = { fileName: 'rows.csv', mimeType: 'text/csv' };
const LOCATION = { type: 'execution', workflowId: 'w', executionId: 'e' } as const;

let folder: string;
let service: BinaryDataService;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-'));
  Container.get(BinaryDataConfig).localStoragePath = folder;
  service = Container.get(BinaryDataService);
  await service.init();
});

afterAll(() => rm(folder, { recursive: true }));

/** The helpers that the node uses, on n8n's own storage in a mode of it, with an item that holds one file. */
function contextIn(mode: 'default' | 'filesystem-v2', file?: IBinaryData): IExecuteFunctions {
  Object.assign(service, { mode });
  const helpers = {
    prepareBinaryData: async (data: Buffer | Readable, fileName: string, mimeType: string) =>
      await service.store(LOCATION, data, { fileName, mimeType, data: '' }),
    assertBinaryData: () => file,
    getBinaryStream: async (id: string) => await service.getAsStream(id),
  };
  return { helpers } as unknown as IExecuteFunctions;
}

async function* chunks(...values: (Error | Uint8Array | string)[]): AsyncGenerator<Uint8Array | string> {
  for (const value of values) {
    if (value instanceof Error) throw value;
    yield await Promise.resolve(value);
  }
}

async function bytesOf(file: IBinaryData, mode: 'default' | 'filesystem-v2'): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const chunk of inputFile(contextIn(mode, file), 0, 'data').open()) read.push(chunk);
  return Buffer.concat(read);
}

describe('A file that n8n holds in memory', () => {
  const data = Buffer.from('ü,"😀"\r\n'.repeat(50_000));

  test.each([
    ['as n8n writes it', data.toString('base64')],
    ['with line breaks, as mail programs write it', data.toString('base64').replaceAll(/.{76}/g, '$&\r\n')],
  ])('is read in pieces, %s', async (_, base64) => {
    const file = { ...CSV, data: base64 } as IBinaryData;
    const pieces: Uint8Array[] = [];
    for await (const piece of inputFile(contextIn('default', file), 0, 'data').open()) pieces.push(piece);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(65_536);
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
  });
});

describe('A storage that never opens a file, as n8n’s database does not open a large one', () => {
  const silent = () => {
    const context = contextIn('filesystem-v2', { ...CSV, id: 'database:1', data: 'database' });
    return Object.assign(context, {
      helpers: { ...context.helpers, getBinaryStream: () => new Promise(() => undefined) },
    });
  };
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  let waited: jest.SpiedFunction<typeof AbortSignal.timeout>;

  beforeEach(() => {
    waited = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(10));
  });

  afterEach(() => waited.mockRestore());

  test('is given up after two minutes', async () => {
    await expect(inputFile(silent(), 0, 'data').open()[Symbol.asyncIterator]().next()).rejects.toThrow(
      'n8n’s storage has not opened the file within 120 seconds.',
    );
    expect(waited).toHaveBeenCalledWith(120_000);
  });

  test('is what an upload says, and that nothing was saved', async () => {
    const file = inputFile(silent(), 0, 'data');
    const content = new Multipart('{}', new Map([['VersionData', file]]));
    const read = async () => {
      for await (const chunk of content.open()) expect(chunk).toBeInstanceOf(Uint8Array);
    };
    await expect(read()).rejects.toThrow('could not be read from n8n’s storage');
    expect(content.unreadable?.problem).toEqual({ reason: 'fileUnreadable' });
  });
});

describe.each(['filesystem-v2', 'default'] as const)('In storage of the mode %s', (mode) => {
  test('A file of texts and bytes is read as it was written', async () => {
    const large = 'ü,"😀"\r\n'.repeat(50_000);
    const file = await writeBinary(contextIn(mode), chunks('a', Buffer.from([0, 255]), '', large), CSV);
    expect(file).toMatchObject({ ...CSV, bytes: 3 + 11 * 50_000 });
    const written = Buffer.concat([Buffer.from([97, 0, 255]), Buffer.from(large)]);
    expect(written.equals(await bytesOf(file, mode))).toBe(true);
  });

  test('A file may be empty', async () => {
    const file = await writeBinary(contextIn(mode), chunks(), CSV);
    expect([file.bytes, (await bytesOf(file, mode)).length]).toEqual([0, 0]);
  });

  test('What breaks off the writing is thrown as it was', async () => {
    const broken = new Error('The connection broke.');
    await expect(writeBinary(contextIn(mode), chunks('a'.repeat(100_000), broken), CSV)).rejects.toBe(broken);
  });
});

test('Of a file that breaks off nothing stays in the storage', async () => {
  const before = await readdir(folder, { recursive: true });
  await writeBinary(contextIn('filesystem-v2'), chunks('a'.repeat(100_000), new Error()), CSV).catch(() => undefined);
  expect(await readdir(folder, { recursive: true })).toEqual(before);
});

test('Chunks are asked for no faster than the storage takes them, and their source is closed when it takes no more', async () => {
  let given = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        given += 1;
        yield await Promise.resolve('x'.repeat(64 * 1024));
      }
    } finally {
      closed = true;
    }
  }
  const full = new Error('The disk is full.');
  const prepareBinaryData = async (stream: Readable): Promise<never> => {
    for await (const piece of stream) if ((piece as Buffer).length === 64 * 1024) break;
    throw full;
  };
  const context = { helpers: { prepareBinaryData } } as unknown as IExecuteFunctions;
  await expect(writeBinary(context, endless(), CSV)).rejects.toBe(full);
  expect(closed).toBe(true);
  expect(given).toBeLessThanOrEqual(4);
});
