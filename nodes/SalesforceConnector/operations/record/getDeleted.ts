import { deletedBetween } from '../../../../salesforce/changes/between';
import { changedOutputProperties, readChangedOutput } from '../../fields/changedOutput';
import { objectProperty, readObject } from '../../fields/object';
import { readTimeRange, timeRangeProperties } from '../../fields/timeRange';
import type { EachOperation } from '../define';
import { changedItems, changedObject, writtenTime } from './changedItems';

/** How far the delete log goes back. */
const DELETED_DAYS = 15;

export const recordGetDeleted: EachOperation = {
  value: 'getDeleted',
  name: 'Get Deleted',
  action: 'Get deleted records',
  description: 'Get the IDs of the records that were deleted in a time range of the last 15 days, and when',
  properties: [objectProperty('replicate'), ...timeRangeProperties, ...changedOutputProperties],
  each: async (org, item) => {
    const object = readObject(item);
    const { isList, limit } = readChangedOutput(item);
    const range = readTimeRange(org, item, DELETED_DAYS);
    const { deletions, earliest, covered } = await deletedBetween(org, await changedObject(org, object), range);
    if (earliest > range.start) org.hints.warn(missedUntil(earliest));
    return changedItems(org, isList, {
      list: 'deletedRecords',
      total: deletions.length,
      records: deletions.slice(0, limit).map(({ id, time }) => ({ id, deletedDate: writtenTime(time) })),
      times: { earliestDateAvailable: writtenTime(earliest), latestDateCovered: writtenTime(covered) },
    });
  },
};

function missedUntil(earliest: number): string {
  return `Deletions before ${writtenTime(earliest)} may be missing: Salesforce’s log of them begins there (earliestDateAvailable). To find them, compare your records with those that still exist.`;
}
