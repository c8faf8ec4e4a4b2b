import { AnswerError } from './errors';
import { bytesOf, type Response } from './http';

/**
 * The text of an answer that came as a stream.
 * @param most bytes, decompressed
 * @throws ConnectionError when the stream breaks
 * @throws AnswerError for more bytes, and for a success that is not UTF-8
 */
export async function wholeText(response: Response, most = LARGEST_TEXT): Promise<string> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of bytesOf(response)) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes > most) throw new AnswerError(response.status, `it has more than ${most / 1_000_000} MB`);
  }
  const all = Buffer.concat(held, bytes);
  // Without a byte order mark. A success is data, and each of its characters counts; a refusal is only read by people.
  if (response.status >= 300) return new TextDecoder().decode(all);
  const text = utf8Text(all);
  if (text === undefined) throw new AnswerError(response.status, 'it is not UTF-8');
  return text;
}

/** Far above any page of records, and far below the texts that JavaScript can hold. */
export const LARGEST_TEXT = 150_000_000;

/** Text without a byte order mark; undefined for bytes that are not UTF-8, whatever charset their sender names. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
