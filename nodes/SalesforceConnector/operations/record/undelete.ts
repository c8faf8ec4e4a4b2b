import { checkRecordId, standardKeyPrefix } from '../../../../salesforce/describe';
import { undeleteRecords } from '../../../../salesforce/soap/undelete';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { objectProperty, readObject } from '../../fields/object';
import { deletedRecordProperty, readRecordId } from '../../fields/recordId';
import { PACE_OPTIONS, readPace } from '../../fields/sendAs';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';

export const recordUndelete: BatchOperation = {
  value: 'undelete',
  name: 'Undelete',
  action: 'Undelete record',
  description: 'Take a record out of the Recycle Bin by its ID, with the records that were deleted along with it',
  properties: [objectProperty('undelete'), deletedRecordProperty],
  options: PACE_OPTIONS,
  saves: true,
  batch: writeInGroups<RequestSettings>({
    // An ID tells of itself whether it is of a standard object.
    objectOf: (item) => (standardKeyPrefix(readObject(item)) === undefined ? readObject(item) : undefined),
    read: (_, item, described) => {
      const pace = item.shared(readPace);
      const key = readRecordId(item);
      checkRecordId(key, readObject(item), described);
      return { row: { index: item.index, key, values: {} }, group: JSON.stringify(pace), common: () => pace };
    },
    write: (org, pace, rows) => undeleteRecords(org, rows, pace),
    toJson: ({ id }) => ({ id, undeleted: true }),
  }),
};
