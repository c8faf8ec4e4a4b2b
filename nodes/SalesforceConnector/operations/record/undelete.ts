import { undeleteRecords } from '../../../../salesforce/soap/undelete';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { objectProperty, objectToCheckIds } from '../../fields/object';
import { deletedRecordProperty, readOwnRecordId, readRecordId } from '../../fields/recordId';
import { PACE_OPTIONS } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { FirstItems } from '../firstItems';
import { atPace, writeInGroups } from '../writeInGroups';

export const recordUndelete: BatchOperation = {
  value: 'undelete',
  name: 'Undelete',
  action: 'Undelete record',
  description: 'Take a record out of the Recycle Bin by its ID, with the records that were deleted along with it',
  properties: [objectProperty('undelete'), deletedRecordProperty],
  options: PACE_OPTIONS,
  saves: true,
  batch: async (org, items) => {
    const first = new FirstItems(org, items, readRecordId, deletedRecordProperty.displayName);
    const undelete = writeInGroups<RequestSettings>({
      objectOf: objectToCheckIds,
      read: (_, item, described) =>
        atPace(item, () => {
          const key = readOwnRecordId(item, described);
          first.claim(key, item);
          return { index: item.index, key, values: {} };
        }),
      write: (_, pace, rows) => undeleteRecords(org, rows, pace),
      toJson: ({ id }) => ({ id, undeleted: true }),
    });
    return await undelete(org, items);
  },
};
