import type { IDataObject } from 'n8n-workflow';

import { mergeRecords, type MergeRow } from '../../../../salesforce/soap/merge';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import type { Saved } from '../../../../salesforce/records/single';
import { duplicateRecordsProperty, readDuplicateIds } from '../../fields/duplicateRecords';
import { fieldsProperty, readValues } from '../../fields/fieldsToSend';
import { chooseObjectNotice, emptyValuesNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { MERGE_OPTIONS, readSimplify } from '../../fields/options';
import { masterRecordProperty, readOwnRecordId } from '../../fields/recordId';
import { readPace } from '../../fields/sendAs';
import type { FormValues } from '../../host/form';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';

interface CommonMerge {
  /** API name. */
  readonly object: string;
  readonly pace: RequestSettings;
  readonly isSimple: boolean;
}

export const recordMerge: BatchOperation = {
  value: 'merge',
  name: 'Merge',
  action: 'Merge records',
  description: 'Merge one or two duplicates into a master record: accounts, contacts, leads, cases or individuals',
  properties: [
    objectProperty('merge'),
    masterRecordProperty,
    duplicateRecordsProperty,
    chooseObjectNotice,
    fieldsProperty('merge'),
    emptyValuesNotice,
  ],
  options: MERGE_OPTIONS,
  saves: true,
  batch: writeInGroups<CommonMerge, MergeRow>({
    objectOf: readObject,
    read: (org, item, described) => {
      if (described === undefined) throw new Error('A merge needs the description of its object.');
      const masterId = readOwnRecordId(item, described, masterRecordProperty);
      const duplicateIds = readDuplicateIds(item, masterId, described);
      const options = item.shared(readMergeOptions);
      const object = described.name;
      const values = readValues(org, { form: item, data: () => item.json }, described, 'merge');
      return {
        row: { index: item.index, masterId, duplicateIds, values },
        group: JSON.stringify([object, options]),
        common: () => ({ object, ...options }),
      };
    },
    write: (org, { object, pace }, rows) => mergeRecords(org, object, rows, pace),
    toJson: ({ result = {} }, { isSimple }) => (isSimple ? shownMerge(result) : (result as IDataObject)),
  }),
};

function readMergeOptions(form: FormValues): Omit<CommonMerge, 'object'> {
  return { pace: readPace(form), isSimple: readSimplify(form) };
}

/** How many records moved: there can be thousands. */
function shownMerge({ id, mergedRecordIds, updatedRelatedIds }: NonNullable<Saved['result']>): IDataObject {
  const movedRecords = Array.isArray(updatedRelatedIds) ? updatedRelatedIds.length : 0;
  return { id, merged: true, mergedRecordIds, movedRecords } as IDataObject;
}
