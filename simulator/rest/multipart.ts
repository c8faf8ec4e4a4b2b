import { badRequest } from './call';

/** A part of a multipart body: its headers in lower case, and its bytes, which are read before the next part. */
interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly bytes: AsyncIterable<Buffer>;
}

const LINE_END = '\r\n';

function unreadable(why: string): Error {
  return badRequest('INVALID_MULTIPART_REQUEST', `Multipart message cannot be read: ${why}`);
}

/** Reads a stream up to one sign after another; holds little more than the sign. */
class Reader {
  #held = Buffer.from(LINE_END);

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  /** The bytes before a sign, which is passed over. */
  async *until(sign: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(sign);
      const end = at < 0 ? Math.max(0, this.#held.length - sign.length + 1) : at;
      if (end > 0) yield this.#held.subarray(0, end);
      this.#held = this.#held.subarray(at < 0 ? end : at + sign.length);
      if (at >= 0) return;
      await this.#more();
    }
  }

  async text(sign: string): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of this.until(Buffer.from(sign))) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }

  async take(bytes: number): Promise<string> {
    while (this.#held.length < bytes) await this.#more();
    const taken = this.#held.subarray(0, bytes).toString('latin1');
    this.#held = this.#held.subarray(bytes);
    return taken;
  }

  async drain(): Promise<void> {
    while ((await this.chunks.next()).done !== true);
  }

  async #more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) throw unreadable('it ends before its last boundary');
    this.#held = Buffer.concat([this.#held, next.value]);
  }
}

/**
 * The parts of a multipart body, as they come.
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export async function* partsOf(body: AsyncIterable<Buffer>, contentType: string): AsyncGenerator<Part> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw unreadable('its boundary is not named');
  const reader = new Reader(body[Symbol.asyncIterator]());
  const delimiter = `${LINE_END}--${boundary}`;
  await reader.text(delimiter);
  while ((await reader.take(2)) !== '--') {
    const headers = await reader.text(LINE_END + LINE_END);
    const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(headers)?.[1] ?? '';
    const name = parameter(disposition, 'name');
    if (name === undefined) throw unreadable('a part has no name');
    yield { name, filename: parameter(disposition, 'filename'), bytes: reader.until(Buffer.from(delimiter)) };
  }
  await reader.drain();
}

/** A quoted parameter; a quotation mark in it is escaped as browsers do: https://url.spec.whatwg.org */
function parameter(header: string, name: string): string | undefined {
  return new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(header)?.[1]?.replaceAll('%22', '"');
}
