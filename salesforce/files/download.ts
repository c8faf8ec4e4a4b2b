import { createHash } from 'crypto';

import { AnswerError, expectStatus } from '../errors';
import { bytesOf } from '../http';
import type { Org } from '../org';
import { dataPath } from '../path';

/** The bytes of a field of a record. */
export interface StoredFile {
  /** API names. */
  readonly object: string;
  readonly field: string;
  readonly id: string;
  /** Bytes, where the record says it. */
  readonly size?: number | undefined;
  /** MD5 of the bytes, in hexadecimal, where the record says it. */
  readonly md5?: string | undefined;
}

/**
 * The bytes of a file, as they come.
 * @throws AnswerError when they are not those that the record says, or a page in place of a file
 */
export async function* fileBytes(org: Org, file: StoredFile): AsyncGenerator<Uint8Array, void, undefined> {
  const { object, field, id, size, md5 } = file;
  const response = await org.sendOnce({
    method: 'GET',
    path: dataPath(org.version, 'sobjects', object, id, field),
    headers: { Accept: '*/*' },
    streamed: true,
  });
  const { status, headers } = expectStatus(response, 200);
  if (size === undefined && /^\s*text\/html\b/i.test(headers['content-type'] ?? '')) {
    throw new AnswerError(status, 'a file was expected, and not a page');
  }
  let came = 0;
  const hash = md5 === undefined ? undefined : createHash('md5');
  for await (const chunk of bytesOf(response)) {
    came += chunk.length;
    if (size !== undefined && came > size) throw new AnswerError(status, `more than the file’s ${size} bytes came`);
    hash?.update(chunk);
    yield chunk;
  }
  if (size !== undefined && came < size) throw new AnswerError(status, `${came} of the file’s ${size} bytes came`);
  if (hash !== undefined && hash.digest('hex') !== md5?.toLowerCase())
    throw new AnswerError(status, 'as many bytes came as the file has, but others');
}
