import { AnswerError, beginningOf, expectStatus } from '../errors';
import { bytesOf, type Response } from '../http';
import type { Org } from '../org';
import { runReportRequest, type WantedRun } from './results';

export const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A report as Salesforce formats it for Excel.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_download_excel.htm
 * @throws SalesforceError; AnswerError for what is no workbook, or half of one
 */
export async function* reportWorkbook(org: Org, wanted: WantedRun): AsyncGenerator<Uint8Array, void, undefined> {
  const request = runReportRequest(org, wanted);
  const response = await org.send({ ...request, headers: { accept: WORKBOOK_TYPE }, streamed: true });
  yield* wholeArchive(expectStatus(response, 200));
}

/**
 * What an archive, which a workbook is, begins with, and what it ends with: a record with the place of its directory,
 * which stands before it. Between the two, a large archive has another such record and where that is.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.14 to 4.3.16)
 */
const ARCHIVE_BEGINNING = Buffer.from('PK\u0003\u0004', 'latin1');
const ARCHIVE_END = Buffer.from('PK\u0005\u0006', 'latin1');
const LARGE_ARCHIVE_END = Buffer.from('PK\u0006\u0007', 'latin1');
const END_SIZE = 22;
const LARGE_END_SIZE = 20;
/** Bytes from there to the end, with room for a comment. */
const LONGEST_END = 1024;

async function* wholeArchive(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  let beginning = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let length = 0;
  for await (const chunk of bytesOf(response)) {
    length += chunk.length;
    tail = Buffer.concat([tail, chunk]).subarray(-LONGEST_END);
    if (beginning.length >= ARCHIVE_BEGINNING.length) {
      yield chunk;
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < ARCHIVE_BEGINNING.length) continue;
    if (!beginning.subarray(0, ARCHIVE_BEGINNING.length).equals(ARCHIVE_BEGINNING))
      throw noWorkbook(response, beginning);
    yield beginning;
  }
  if (beginning.length < ARCHIVE_BEGINNING.length) throw noWorkbook(response, beginning);
  if (!isArchiveEnd(tail, length)) throw new AnswerError(response.status, 'the workbook is not whole');
}

/**
 * Whether an archive is as long as its last record says, to the byte.
 * @param tail its last bytes
 */
function isArchiveEnd(tail: Buffer, length: number): boolean {
  const at = tail.lastIndexOf(ARCHIVE_END);
  if (at === -1 || at + END_SIZE > tail.length) return false;
  if (at + END_SIZE + tail.readUInt16LE(at + 20) !== tail.length) return false;
  const before = tail.subarray(Math.max(0, at - LARGE_END_SIZE), at);
  const directoryEnd = tail.readUInt32LE(at + 12) + tail.readUInt32LE(at + 16);
  return before.indexOf(LARGE_ARCHIVE_END) === 0 || directoryEnd === length - tail.length + at;
}

function noWorkbook({ status }: Response, bytes: Buffer): AnswerError {
  return new AnswerError(status, 'an Excel workbook was expected', beginningOf(bytes.toString('utf8')));
}
