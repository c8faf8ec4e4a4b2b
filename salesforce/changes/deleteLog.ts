import { AnswerError, expectBody, isText, listOf, objectWith, SalesforceError } from '../errors';
import type { Response } from '../http';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';
import type { Change } from './poll';
import { MINUTE, timeIn } from './times';

/** What the org still knows of deletions, whether or not the records are in the Recycle Bin. */
export interface DeleteLog {
  /** By time, then by ID. */
  readonly deletions: readonly Change[];
  /** Deletions before this time are listed. */
  readonly until: number;
  /** Transactions that began before this time are over. */
  readonly covered: number;
  /** Deletions before this time may be missing: the org has thrown them away. */
  readonly missedUntil?: number;
}

/** A range must be longer than a minute. */
const SHORTEST = 2 * MINUTE;

const TOO_MANY = 'EXCEEDED_ID_LIMIT';
/**
 * The range is never going to be answered: its log was purged, even its shortest part has too many, or the user may not
 * read it, who sees the other deletions all the same.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  TOO_MANY,
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_REPLICATION_DATE',
  'METHOD_NOT_ALLOWED',
]);

const isDeletion = objectWith({ id: isRecordId, deletedDate: isText });
const isLog = objectWith({
  deletedRecords: listOf(isDeletion),
  earliestDateAvailable: isText,
  latestDateCovered: isText,
});

/**
 * The deletions in a range of time, or in the beginning of it if they are too many; undefined if it is too short to ask.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 */
export async function deleteLogOf(
  org: Org,
  object: string,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<DeleteLog | undefined> {
  const start = toMinute(from);
  const end = toMinute(until);
  if (end - start < SHORTEST) return undefined;
  const query = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  const path = dataPath(org.version, 'sobjects', object, 'deleted');
  try {
    return readLog(await org.send({ method: 'GET', path, query }), object, { start, end });
  } catch (error) {
    if (!(error instanceof SalesforceError) || !REFUSALS.has(error.errorCode)) throw error;
    const half = start + toMinute((end - start) / 2);
    if (error.errorCode === TOO_MANY && half - start >= SHORTEST) {
      return await deleteLogOf(org, object, { from: start, until: half });
    }
    return { deletions: [], until: end, covered: end, missedUntil: end };
  }
}

function toMinute(time: number): number {
  return Math.floor(time / MINUTE) * MINUTE;
}

function readLog(response: Response, object: string, { start, end }: { start: number; end: number }): DeleteLog {
  const body = expectBody(response, isLog, 'a list of deleted records', 200);
  const read = (text: string): number => {
    const time = timeIn(text);
    if (time === undefined) throw new AnswerError(response.status, 'a time was expected', text);
    return time;
  };
  const deletions = body.deletedRecords.map(({ id: given, deletedDate }): Change => {
    const id = recordId(given);
    const time = read(deletedDate);
    // Both ends count, with their whole minutes.
    if (time < start || time >= end + MINUTE) {
      throw new AnswerError(response.status, 'a deletion in the range that was asked for was expected', deletedDate);
    }
    return { id, time, record: { attributes: { type: object }, Id: id, deletedDate, isPurged: true } };
  });
  const earliest = read(body.earliestDateAvailable);
  return {
    deletions: deletions.filter(({ time }) => time < end).toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)),
    until: end,
    covered: Math.min(end, read(body.latestDateCovered)),
    ...(earliest > start ? { missedUntil: Math.min(earliest, end) } : {}),
  };
}
