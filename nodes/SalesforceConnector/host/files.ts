import { Hash } from 'crypto';
import { NodeError, type IBinaryData, type IExecuteFunctions } from 'n8n-workflow';

import { asError } from '../../../salesforce/errors';
import { extended } from '../../../salesforce/fileName';
import { AdvisedError } from './advice';

/** A file's name and type. */
export interface FileName {
  /** With its extension: `accounts.csv`. */
  readonly fileName: string;
  /** Absent where n8n is to tell it by the name. */
  readonly mimeType?: string | undefined;
}

/** An item’s file. */
export interface InputFile {
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes, where n8n knows: older versions do not. */
  readonly size: number | undefined;
  /** Its bytes, streamed from n8n’s storage. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

type Files = Pick<IExecuteFunctions, 'helpers'>;

/** Bytes to collect before they are passed on: n8n's storage writes each piece separately. */
const PIECE = 64 * 1024;

/**
 * Writes a file to n8n's storage as its chunks arrive, without holding it in memory (n8n itself holds it if it keeps
 * files in memory or in an object store). If the chunks throw, this throws too, and no file is left.
 * @param chunks texts (written as UTF-8) or bytes, of any size
 * @returns the entry for an item's `binary`
 */
export async function writeBinary(
  { helpers }: Files,
  chunks: AsyncIterable<Uint8Array | string>,
  { fileName, mimeType }: FileName,
): Promise<IBinaryData> {
  // n8n's file storage would take any async iterable, its other stores only a stream. Node's Hash is one (a
  // stream.Transform), so the class has the static `from` of streams, which n8n does not let packages import.
  return await helpers.prepareBinaryData(Hash.from(gathered(chunks)), fileName, mimeType);
}

/**
 * An item's file; nothing is read of it yet.
 * @param property the name of the item's data field that holds the file
 * @throws AdvisedError when the item has no such file
 */
export function inputFile({ helpers }: Files, itemIndex: number, property: string): InputFile {
  const file = fileOfItem(helpers, itemIndex, property);
  const { id, bytes, data, mimeType, fileExtension } = file;
  const fileName = extended(file.fileName ?? property, fileExtension);
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield* id === undefined ? inMemory(file) : await opened(helpers, id);
  };
  const held = id === undefined ? Buffer.byteLength(data, 'base64') : undefined;
  return { fileName, mimeType, size: bytes ?? held, open };
}

/** In n8n's own words, which name the field or the node that gives no file. */
function fileOfItem(helpers: Files['helpers'], itemIndex: number, property: string): IBinaryData {
  try {
    return helpers.assertBinaryData(itemIndex, property);
  } catch (error) {
    throw withoutFile(error);
  }
}

function withoutFile(error: unknown): AdvisedError {
  const advice = error instanceof NodeError ? error.description : undefined;
  return new AdvisedError(asError(error).message, {
    field: 'Input Binary Field',
    actions:
      typeof advice === 'string' && advice !== ''
        ? [advice]
        : ['Check that the node before this one gives each item a file, and the name of the field that holds it.'],
  });
}

/**
 * How long n8n's storage may take to open a file. Its database answers nothing at all for one that is too large to be
 * one text of hexadecimal digits: more than 268 MB.
 */
const LONGEST_OPENING = 120_000;

async function opened({ getBinaryStream }: Files['helpers'], id: string): Promise<AsyncIterable<Uint8Array>> {
  const timeout = AbortSignal.timeout(LONGEST_OPENING);
  let stop = (): void => undefined;
  const isLate = new Promise<never>((_, reject) => {
    stop = () => reject(new Error(`n8n’s storage has not opened the file within ${LONGEST_OPENING / 1_000} seconds.`));
  });
  timeout.addEventListener('abort', stop);
  try {
    return await Promise.race([getBinaryStream(id) as Promise<AsyncIterable<Uint8Array>>, isLate]);
  } finally {
    timeout.removeEventListener('abort', stop);
  }
}

/** Characters of base64; four of them are three bytes. */
const PIECE_OF_BASE64 = 64 * 1024;

/** In pieces, so that a file in n8n's memory is not held a second time. */
async function* inMemory({ data }: IBinaryData): AsyncGenerator<Uint8Array> {
  // Line breaks, which some encoders insert, would shift the groups of four.
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
