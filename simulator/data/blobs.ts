import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a field that holds bytes says of them. */
export interface BlobFacts {
  readonly size: number;
  /** In hexadecimal digits. */
  readonly md5: string;
}

/** Bytes that came as a part of a request: no JSON can stand for them. */
export class StoredBlob {
  /** @param text what stands in the row */
  constructor(readonly text: string) {}
}

const FORM = /^blob:([\w-]+)\/(\d+)\/([0-9a-f]{32})$/;

/** Of a field's value: base64, or what stands for stored bytes. */
export function factsOf(value: unknown): BlobFacts {
  const [, , size, md5] = FORM.exec(typeof value === 'string' ? value : '') ?? [];
  if (size !== undefined && md5 !== undefined) return { size: Number(size), md5 };
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64');
  return { size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') };
}

/** The files of an org, in the temporary folder: its memory does not grow with them. */
export class Blobs {
  #folder: Promise<string> | undefined;

  async keep(bytes: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const name = randomUUID();
    const md5 = createHash('md5');
    let size = 0;
    const count = new Transform({
      transform(chunk: Buffer, _, done) {
        size += chunk.length;
        md5.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(Readable.from(bytes), count, createWriteStream(await this.#path(name)));
    return new StoredBlob(`blob:${name}/${String(size)}/${md5.digest('hex')}`);
  }

  /** The bytes of a field's value. */
  read(value: unknown): Readable {
    const text = typeof value === 'string' ? value : '';
    const [, name] = FORM.exec(text) ?? [];
    if (name === undefined) return Readable.from([Buffer.from(text, 'base64')], { objectMode: false });
    return Readable.from(this.#stored(name), { objectMode: false });
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** Opened when it is read, and not before. */
  async *#stored(name: string): AsyncGenerator<Buffer> {
    yield* createReadStream(await this.#path(name)) as AsyncIterable<Buffer>;
  }

  async #path(name: string): Promise<string> {
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'simulated-org-'));
    return path.join(await this.#folder, name);
  }
}
