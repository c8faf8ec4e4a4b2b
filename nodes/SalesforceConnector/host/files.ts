import { Hash } from 'crypto';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

/** What a file is called and what it holds. */
export interface FileName {
  /** With its extension: `accounts.csv`. */
  readonly fileName: string;
  readonly mimeType: string;
}

type Files = Pick<IExecuteFunctions, 'helpers'>;

/** Bytes that are gathered before they are handed over: n8n's storage writes each piece by itself. */
const PIECE = 64 * 1024;

/**
 * Writes a file into n8n's storage as its chunks come, without holding it; where n8n keeps files in memory or in an
 * object store, it is n8n that holds it. What the chunks throw, this throws, and no file is left.
 * @param chunks texts (written as UTF-8) or bytes, of any size
 * @returns the entry for an item's `binary`
 */
export async function writeBinary(
  { helpers }: Files,
  chunks: AsyncIterable<Uint8Array | string>,
  { fileName, mimeType }: FileName,
): Promise<IBinaryData> {
  // n8n's file storage would take any async iterable, its other stores only a stream. Node's Hash is one (a
  // stream.Transform), so that the class brings along the `from` of streams, which n8n lets no package import.
  return await helpers.prepareBinaryData(Hash.from(gathered(chunks)), fileName, mimeType);
}

/**
 * The bytes of an item's file, as they come out of n8n's storage.
 * @param property the name of the item's data field that holds the file
 * @throws n8n's own error when the item has no such file
 */
export async function readBinary(
  { helpers }: Files,
  itemIndex: number,
  property: string,
): Promise<AsyncIterable<Uint8Array>> {
  const file = helpers.assertBinaryData(itemIndex, property);
  if (file.id === undefined) return inMemory(file);
  return (await helpers.getBinaryStream(file.id)) as AsyncIterable<Uint8Array>;
}

/** Characters of base64, of which four are three bytes. */
const PIECE_OF_BASE64 = 64 * 1024;

/** In pieces: whoever reads a file of n8n's memory need not hold all of it a second time. */
async function* inMemory({ data }: IBinaryData): AsyncGenerator<Uint8Array> {
  // Line breaks, which some encoders put in, would shift what stands together.
  const base64 = /\s/.test(data) ? data.replaceAll(/\s+/g, '') : data;
  for (let at = 0; at < base64.length; at += PIECE_OF_BASE64) {
    yield Buffer.from(base64.slice(at, at + PIECE_OF_BASE64), 'base64');
  }
}

async function* gathered(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const next = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    held.push(next);
    bytes += next.length;
    if (bytes < PIECE) continue;
    yield Buffer.concat(held, bytes);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held, bytes);
}
