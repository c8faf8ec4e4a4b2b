import { deletedBetween } from '../../../../salesforce/changes/between';
import { changedOutputProperties, readChangedOutput } from '../../fields/changedOutput';
import { objectProperty, readObject } from '../../fields/object';
import { readTimeRange, timeRangeProperties } from '../../fields/timeRange';
import type { EachOperation } from '../define';
import { changedItems, writtenTime } from './changedItems';

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
    const { deletions, earliest, covered } = await deletedBetween(org, object, readTimeRange(org, item, DELETED_DAYS));
    return changedItems(org, isList, {
      list: 'deletedRecords',
      total: deletions.length,
      records: deletions.slice(0, limit).map(({ id, time }) => ({ id, deletedDate: writtenTime(time) })),
      times: { earliestDateAvailable: writtenTime(earliest), latestDateCovered: writtenTime(covered) },
    });
  },
};
