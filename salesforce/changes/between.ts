import { dateOf, type Request, type Response } from '../http';
import type { Org } from '../org';
import { likelyTime, TOLERANCE } from './clock';
import { deletionsIn, type ToldDeletions } from './deleteLog';
import type { Change } from './poll';
import { changesRequest, isLongEnough, readWhole, type ChangedObject, type TimeRange, type ToldRange } from './range';
import { toMinute } from './times';
import { readUpdated, type ToldUpdates } from './updated';

/**
 * The records of an object that were deleted in a range of time, with its two minutes at the ends, each once. None yet
 * in a range that is too short to ask for.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 */
export async function deletedBetween(org: Org, changed: ChangedObject, range: TimeRange): Promise<ToldDeletions> {
  const { start } = range;
  if (!isLongEnough(range)) return { deletions: [], earliest: start, covered: start };
  const told = await readWhole<ToldDeletions>(
    range,
    async (part) =>
      await askRange(org, changesRequest(org, changed.object, 'deleted', part), (response) =>
        deletionsIn(response, changed, part),
      ),
    (first, second) => ({
      ...second,
      earliest: first.earliest,
      deletions: [...first.deletions, ...second.deletions],
    }),
  );
  return { ...told, deletions: lastOfEach(told.deletions) };
}

/** A record that was restored can have been deleted again. */
function lastOfEach(deletions: readonly Change[]): Change[] {
  const last = new Map(deletions.map((deletion) => [deletion.id, deletion]));
  return deletions.filter((deletion) => last.get(deletion.id) === deletion);
}

/**
 * The IDs of the records of an object that were created or updated in a range of time. None yet in a range that is too
 * short to ask for.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm
 */
export async function updatedBetween(org: Org, changed: ChangedObject, range: TimeRange): Promise<ToldUpdates> {
  if (!isLongEnough(range)) return { ids: [], covered: range.start };
  return await readWhole<ToldUpdates>(
    range,
    async (part) =>
      await askRange(org, changesRequest(org, changed.object, 'updated', part), (response) =>
        readUpdated(response, changed, part.end),
      ),
    (first, second) => ({ ...second, ids: [...new Set([...first.ids, ...second.ids])] }),
  );
}

/**
 * A range may end in the future, and Salesforce only promises that it covers no more than the range. What changes after
 * the answer is not in it, so it covers no more than until it was asked for, by Salesforce's time.
 */
async function askRange<T extends ToldRange>(org: Org, request: Request, read: (response: Response) => T): Promise<T> {
  const asked = org.now();
  const response = await org.send(request);
  const took = org.now() - asked;
  const told = read(response);
  const seen = toMinute(likelyTime(dateOf(response), org.now()) - took - TOLERANCE);
  return { ...told, covered: Math.min(told.covered, seen) };
}
