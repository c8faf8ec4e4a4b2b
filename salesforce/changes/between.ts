import type { Org } from '../org';
import { deletionsIn, type ToldDeletions } from './deleteLog';
import type { Change } from './poll';
import { changesRequest, readWhole, type ChangedObject, type TimeRange } from './range';
import { readUpdated, type ToldUpdates } from './updated';

/**
 * The records of an object that were deleted in a range of time, with its two minutes at the ends, each once.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 */
export async function deletedBetween(org: Org, changed: ChangedObject, range: TimeRange): Promise<ToldDeletions> {
  const told = await readWhole<ToldDeletions>(
    range,
    async (part) => deletionsIn(await org.send(changesRequest(org, changed.object, 'deleted', part)), changed, part),
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
 * The IDs of the records of an object that were created or updated in a range of time.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm
 */
export async function updatedBetween(org: Org, changed: ChangedObject, range: TimeRange): Promise<ToldUpdates> {
  return await readWhole<ToldUpdates>(
    range,
    async (part) =>
      readUpdated(await org.send(changesRequest(org, changed.object, 'updated', part)), changed, part.end),
    (first, second) => ({ ...second, ids: [...new Set([...first.ids, ...second.ids])] }),
  );
}
