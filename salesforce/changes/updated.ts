import { ConnectorError, expectBody, isText, listOf, objectWith, type Shape } from '../errors';
import type { Request, Response } from '../http';
import type { Org, Versioned } from '../org';
import { dataPath } from '../path';

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

/** The time when the oldest running transaction began, or else up to when the org looked. */
export function readCovered(response: Response): number {
  return Date.parse(expectBody(response, isUpdated, 'a list of updated records', 200).latestDateCovered);
}

const isTime: Shape<string> = (value): value is string => isText(value) && !Number.isNaN(Date.parse(value));
const isUpdated = objectWith({ ids: listOf(isText), latestDateCovered: isTime });

/** Undefined if the org does not tell: without it, polls read more, and lose nothing. */
export async function latestDateCovered(org: Org, object: string, now: number): Promise<number | undefined> {
  try {
    return readCovered(await org.send(updatedRequest(org, object, now)));
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
