import { AnswerError, ConnectorError, expectBody, isText, listOf, objectWith } from '../errors';
import type { Request, Response } from '../http';
import type { Org, Versioned } from '../org';
import { dataPath } from '../path';
import { MINUTE, timeIn } from './times';

/** As short as a range may be, since it is not about the records: seconds are not counted. */
const RANGE = 120_000;

/**
 * What was updated in the last minutes. Read with {@link readCovered}.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm
 */
export function updatedRequest({ version }: Versioned, object: string, now: number): Request {
  const query = { start: new Date(now - RANGE).toISOString(), end: new Date(now).toISOString() };
  return { method: 'GET', path: dataPath(version, 'sobjects', object, 'updated'), query };
}

const isUpdated = objectWith({ ids: listOf(isText), latestDateCovered: isText });

/**
 * The time when the oldest running transaction began, or else up to when the org looked.
 * @param now when it was asked: no later time can be covered
 */
export function readCovered(response: Response, now: number): number {
  const { latestDateCovered } = expectBody(response, isUpdated, 'a list of updated records', 200);
  const covered = timeIn(latestDateCovered);
  if (covered !== undefined && covered <= now + MINUTE) return Math.min(covered, now);
  throw new AnswerError(response.status, 'a time up to now was expected', latestDateCovered);
}

/** Undefined if the org does not tell: without it, polls read more, and lose nothing. */
export async function latestDateCovered(org: Org, object: string, now: number): Promise<number | undefined> {
  try {
    return readCovered(await org.send(updatedRequest(org, object, now)), now);
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
