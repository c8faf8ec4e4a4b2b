import type { Org } from '../org';
import { deletionsIn, type ToldDeletions } from './deleteLog';
import { changesRequest, readWhole, type TimeRange } from './range';
import { readUpdated, type ToldUpdates } from './updated';

/**
 * The records of an object that were deleted in a range of time, with its two minutes at the ends.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 */
export async function deletedBetween(org: Org, object: string, range: TimeRange): Promise<ToldDeletions> {
  return await readWhole<ToldDeletions>(
    range,
    async (part) => deletionsIn(await org.send(changesRequest(org, object, 'deleted', part)), object, part),
    (first, second) => {
      const told = new Set(first.deletions.map(({ id, time }) => `${id} ${time}`));
      const more = second.deletions.filter(({ id, time }) => !told.has(`${id} ${time}`));
      return { ...second, earliest: first.earliest, deletions: [...first.deletions, ...more] };
    },
  );
}

/**
 * The IDs of the records of an object that were created or updated in a range of time.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getupdated.htm
 */
export async function updatedBetween(org: Org, object: string, range: TimeRange): Promise<ToldUpdates> {
  return await readWhole<ToldUpdates>(
    range,
    async (part) => readUpdated(await org.send(changesRequest(org, object, 'updated', part)), part.end),
    (first, second) => ({ ...second, ids: [...new Set([...first.ids, ...second.ids])] }),
  );
}
