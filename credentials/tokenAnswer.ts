import { AnswerError } from '../salesforce/errors';
import { bytesOf, isByteStream } from '../salesforce/http';
import { jsonOrText } from '../salesforce/json';

/** Bytes of an answer, decompressed: a token and what is said of it have a few thousand. */
const LARGEST_ANSWER = 1_000_000;
/** Milliseconds for all of it, once it has begun. */
const LONGEST_ANSWER = 60_000;

/**
 * What the token endpoint answered. It is requested as a stream, because n8n would unpack any size into memory.
 * @throws AnswerError for more than an answer of Salesforce's has; what the stream throws when it breaks
 */
export async function tokenAnswer(status: number, body: unknown): Promise<unknown> {
  if (!isByteStream(body)) return body;
  const timer = AbortSignal.timeout(LONGEST_ANSWER);
  const stop = (): void => body.destroy?.(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
  timer.addEventListener('abort', stop);
  try {
    let text = '';
    let bytes = 0;
    const decoder = new TextDecoder();
    for await (const chunk of bytesOf({ body })) {
      bytes += chunk.length;
      if (bytes > LARGEST_ANSWER) throw new AnswerError(status, 'it is too large for a token', '', 'signIn');
      text += decoder.decode(chunk, { stream: true });
    }
    return jsonOrText(text);
  } finally {
    timer.removeEventListener('abort', stop);
  }
}
