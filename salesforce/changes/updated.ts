import { AnswerError, ConnectorError, expectBody, isText, listOf, objectWith } from '../errors';
import type { Response } from '../http';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { changesRequest } from './range';
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

/** @param latest no later time can be covered */
export function readUpdated(response: Response, latest: number): ToldUpdates {
  const { ids, latestDateCovered } = expectBody(response, isUpdated, 'a list of updated records', 200);
  const covered = timeIn(latestDateCovered);
  if (covered !== undefined && covered <= latest + MINUTE) {
    return { ids: ids.map((id) => recordId(id)), covered: Math.min(covered, latest) };
  }
  throw new AnswerError(response.status, 'a time within the range was expected', latestDateCovered);
}

/** Undefined if the org does not tell: without it, polls read more, and lose nothing. */
export async function latestDateCovered(org: Org, object: string, now: number): Promise<number | undefined> {
  try {
    const range = { start: now - RANGE, end: now };
    return readUpdated(await org.send(changesRequest(org, object, 'updated', range)), now).covered;
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
