import { randomUUID } from 'crypto';

import { asError, InputError } from '../errors';
import type { Content } from '../http';

/** A file that is to be sent. */
export interface OutgoingFile {
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes, where that is known. */
  readonly size?: number | undefined;
  /** Its bytes, the same each time. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/**
 * A body of fields in JSON and files beside them, each under the name of its part; nothing of the files is held.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/dome-sobject-insert-update-blob.html
 */
export class Multipart implements Content {
  readonly type: string;
  /** Why a file could not be read: the request was cut then, and Salesforce takes no part of one. */
  unreadable: InputError | undefined;
  readonly #boundary = `n8n-${randomUUID()}`;

  constructor(
    private readonly json: string,
    private readonly files: ReadonlyMap<string, OutgoingFile>,
  ) {
    this.type = `multipart/form-data; boundary=${this.#boundary}`;
  }

  readonly open = (): AsyncIterable<Uint8Array> => {
    this.unreadable = undefined;
    return this.#parts();
  };

  async *#parts(): AsyncGenerator<Uint8Array> {
    yield this.#head('name="entity_content"', 'application/json');
    yield bytesOfText(this.json);
    for (const [name, file] of this.files) {
      yield this.#head(`name="${quotable(name)}"; filename="${quotable(file.fileName)}"`, mimeTypeOf(file));
      yield* this.#bytesOf(file);
    }
    yield bytesOfText(`\r\n--${this.#boundary}--\r\n`);
  }

  #head(disposition: string, type: string): Uint8Array {
    return bytesOfText(
      `\r\n--${this.#boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
    );
  }

  /** What reading the file throws is noted; what a broken request throws into its stream is not the file’s fault. */
  async *#bytesOf({ fileName, open }: OutgoingFile): AsyncGenerator<Uint8Array> {
    const chunks = open()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await chunks.next().catch((error: unknown) => {
          this.unreadable = unreadableFile(fileName, error);
          throw this.unreadable;
        });
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
  }
}

function unreadableFile(fileName: string, error: unknown): InputError {
  return new InputError(`The file “${fileName}” could not be read from n8n’s storage: ${asError(error).message}`, {
    reason: 'fileUnreadable',
  });
}

function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** As browsers do: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function quotable(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A type that would not be one header is none. */
function mimeTypeOf({ mimeType }: OutgoingFile): string {
  return /^[\w.+-]+\/[\w.+-]+(?:;[ \w.="+-]*)?$/.test(mimeType) ? mimeType : 'application/octet-stream';
}
