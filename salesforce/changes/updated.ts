import { AnswerError, ConnectorError, expectBody, isText, listOf, objectWith } from '../errors';
import type { Response } from '../http';
import { isIdWith, isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { changesRequest, type ChangedObject } from './range';
import { MINUTE, timeIn } from './times';

/** As short as a range may be, since it is not about the records: seconds are not counted. */
const RANGE = 120_000;

const isUpdated = objectWith({ ids: listOf(isRecordId), latestDateCovered: isText });

/** What the org tells of a range. */
export interface ToldUpdates {
  readonly ids: readonly string[];
  /** The time when the oldest running transaction began, or else up to when the org looked. */
  readonly covered: number;
}

/**
 * Each record once.
 * @param latest no later time can be covered
 */
export function readUpdated(
  response: Response,
  { keyPrefix }: Pick<ChangedObject, 'keyPrefix'>,
  latest: number,
): ToldUpdates {
  const { ids, latestDateCovered } = expectBody(response, isUpdated, 'a list of updated records', 200);
  const strange = ids.find((id) => !isIdWith(keyPrefix, id));
  if (strange !== undefined) throw new AnswerError(response.status, `IDs with ${keyPrefix} were expected`, strange);
  const covered = timeIn(latestDateCovered);
  if (covered !== undefined && covered <= latest + MINUTE) {
    return { ids: [...new Set(ids.map((id) => recordId(id)))], covered: Math.min(covered, latest) };
  }
  throw new AnswerError(response.status, 'a time within the range was expected', latestDateCovered);
}

/** Undefined if the org does not tell: without it, polls read more, and lose nothing. */
export async function latestDateCovered(org: Org, changed: ChangedObject, now: number): Promise<number | undefined> {
  try {
    const range = { start: now - RANGE, end: now };
    return readUpdated(await org.send(changesRequest(org, changed.object, 'updated', range)), changed, now).covered;
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
