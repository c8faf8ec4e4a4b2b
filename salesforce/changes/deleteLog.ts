import { AnswerError, expectBody, isText, listOf, objectWith, SalesforceError } from '../errors';
import type { Response } from '../http';
import { isIdWith, isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import type { Change } from './poll';
import { changesRequest, halvesOf, isLongEnough, TOO_MANY_IDS, type ChangedObject, type TimeRange } from './range';
import { MINUTE, timeIn, toMinute } from './times';

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

/**
 * The range is never going to be answered: its log was purged, even its shortest part has too many, or the user may not
 * read it, who sees the other deletions all the same.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  TOO_MANY_IDS,
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
  changed: ChangedObject,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<DeleteLog | undefined> {
  const range = { start: toMinute(from), end: toMinute(until) };
  if (!isLongEnough(range)) return undefined;
  const { start, end } = range;
  try {
    const { deletions, earliest, covered } = deletionsIn(
      await org.send(changesRequest(org, changed.object, 'deleted', range)),
      changed,
      range,
    );
    return {
      deletions: deletions.filter(({ time }) => time < end),
      until: end,
      covered,
      ...(earliest > start ? { missedUntil: Math.min(earliest, end) } : {}),
    };
  } catch (error) {
    if (!(error instanceof SalesforceError) || !REFUSALS.has(error.errorCode)) throw error;
    const [half] = error.errorCode === TOO_MANY_IDS ? halvesOf(range) : [];
    if (half !== undefined) return await deleteLogOf(org, changed, { from: half.start, until: half.end });
    return { deletions: [], until: end, covered: end, missedUntil: end };
  }
}

/** What the org tells of a range. */
export interface ToldDeletions {
  /** By time, then by ID. */
  readonly deletions: readonly Change[];
  /** From when on the org still knows of deletions. */
  readonly earliest: number;
  /** Up to when the answer has everything. */
  readonly covered: number;
}

/** Each deletion once. */
export function deletionsIn(
  response: Response,
  { object, keyPrefix }: ChangedObject,
  { start, end }: TimeRange,
): ToldDeletions {
  const body = expectBody(response, isLog, 'a list of deleted records', 200);
  const read = (text: string): number => {
    const time = timeIn(text);
    if (time === undefined) throw new AnswerError(response.status, 'a time was expected', text);
    return time;
  };
  const deletions = body.deletedRecords.map(({ id: given, deletedDate }): Change => {
    const id = recordId(given);
    if (!isIdWith(keyPrefix, id)) throw new AnswerError(response.status, `IDs with ${keyPrefix} were expected`, given);
    const time = read(deletedDate);
    // Both ends count, with their whole minutes.
    if (time < start || time >= end + MINUTE) {
      throw new AnswerError(response.status, 'a deletion in the range that was asked for was expected', deletedDate);
    }
    return { id, time, record: { attributes: { type: object }, Id: id, deletedDate, isPurged: true } };
  });
  const distinct = new Map(deletions.map((one) => [`${one.id} ${one.time}`, one]));
  return {
    deletions: [...distinct.values()].toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)),
    earliest: read(body.earliestDateAvailable),
    covered: Math.min(end, read(body.latestDateCovered)),
  };
}
