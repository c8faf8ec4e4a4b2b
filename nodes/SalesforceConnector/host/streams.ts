import { Hash } from 'crypto';

import { ConnectionError } from '../../../salesforce/errors';
import { isByteStream, type ByteStream, type Content, type Request, type Response } from '../../../salesforce/http';
import { jsonOrText } from '../../../salesforce/json';
import { LARGEST_TEXT, wholeText } from '../../../salesforce/wholeText';

/** Data that n8n's request helper sends without holding it: a stream, whose class is available through Node's Hash. */
export function outgoing({ open }: Content): unknown {
  return Hash.from(open());
}

/** What an answer may cost. */
export interface AnswerBounds {
  /** Milliseconds without a byte, after which nothing more is expected. */
  readonly silence: number;
  /** Bytes of an answer that is read as a whole, decompressed. */
  readonly size: number;
}

/** n8n itself waits for the headers of an answer, and for nothing that follows them. */
const BOUNDS: AnswerBounds = {
  silence: 120_000,
  size: LARGEST_TEXT,
};

/**
 * An answer that came as a stream. A success that was asked for in this way stays one; anything else is read as a whole.
 * @throws ConnectionError when the stream breaks, or falls silent
 * @throws AnswerError for more than any answer of Salesforce's has
 */
export async function incoming(
  response: Response,
  { streamed }: Request,
  { silence, size }: AnswerBounds = BOUNDS,
): Promise<Response> {
  if (!isByteStream(response.body)) return response;
  const stream = heard(response.body, silence);
  if (streamed === true && response.status < 300) return { ...response, body: stream };
  return { ...response, body: jsonOrText(await wholeText({ ...response, body: stream }, size)) };
}

/** Frees the connection of an answer that nobody reads. */
export function discard({ body }: Response): void {
  if (isByteStream(body)) body.destroy?.();
}

/** The same chunks; an error once none comes for too long, or for twice as long at most. */
async function* heard(stream: ByteStream, silence: number): AsyncGenerator<Uint8Array, void, undefined> {
  const watch = new SilenceWatch(silence, (error) => stream.destroy?.(error));
  try {
    watch.waits();
    for await (const chunk of stream) {
      watch.rests();
      yield chunk;
      watch.waits();
    }
  } finally {
    watch.end();
  }
}

/** Notices when nothing comes although somebody waits for it; whoever takes long over what came is not silent. */
class SilenceWatch {
  /** Which wait it is; 0 while nobody waits. */
  #wait = 0;
  #waits = 0;
  #timer: AbortSignal | undefined;
  #look = (): void => undefined;

  constructor(
    private readonly silence: number,
    private readonly tell: (error: ConnectionError) => void,
  ) {
    this.#watchOn();
  }

  waits(): void {
    this.#waits += 1;
    this.#wait = this.#waits;
  }

  rests(): void {
    this.#wait = 0;
  }

  end(): void {
    this.#timer?.removeEventListener('abort', this.#look);
  }

  /** One timer for each silence that would be too long, and not for each chunk. */
  #watchOn(): void {
    const before = this.#wait;
    this.#look = () => {
      if (before !== 0 && before === this.#wait) {
        this.tell(new ConnectionError('Salesforce stopped in the middle of its response.', 'maybe', 'SILENCE'));
      } else {
        this.#watchOn();
      }
    };
    this.#timer = AbortSignal.timeout(this.silence);
    this.#timer.addEventListener('abort', this.#look);
  }
}
