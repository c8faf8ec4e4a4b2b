import type { Answer, Call } from './call';
import { header } from './call';

/** HTTP dates have whole seconds (RFC 9110 §5.6.7). */
const inSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** The seconds that a date header names; undefined when it is absent or no date: RFC 9110 §13.1.3 has it ignored. */
function secondsOf(call: Call, name: string): number | undefined {
  const milliseconds = Date.parse(header(call, name) ?? '');
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

/** Whether the client has the newest state already: answer 304. */
export function unchangedSince(call: Call, modified: Date): boolean {
  const since = secondsOf(call, 'if-modified-since');
  return since !== undefined && inSeconds(modified) <= since;
}

/** Whether somebody has written since the client looked: answer 412. */
export function changedSince(call: Call, modified: Date): boolean {
  const since = secondsOf(call, 'if-unmodified-since');
  return since !== undefined && inSeconds(modified) > since;
}

/**
 * The answer with its validators, or 304 without a body where If-None-Match or If-Modified-Since says that nothing
 * is new. `body` is only built when it is sent.
 */
export function revalidated(call: Call, modified: Date, body: () => unknown): Answer {
  const etag = `"${inSeconds(modified).toString(16)}"`;
  const headers = { 'Last-Modified': modified.toUTCString(), ETag: etag };
  const tags = header(call, 'if-none-match');
  const unchanged =
    tags === undefined ? unchangedSince(call, modified) : tags.replaceAll(/-gzip(?=")/g, '').includes(etag);
  return unchanged ? { status: 304, headers } : { status: 200, body: body(), headers };
}
