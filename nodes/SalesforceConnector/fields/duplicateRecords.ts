import type { INodeProperties } from 'n8n-workflow';

import { recordIdOf, type ObjectDescribe } from '../../../salesforce/describe';
import { MOST_DUPLICATES } from '../../../salesforce/soap/merge';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { namesIn } from './text';
import { listIn, locatorText } from './locator';

const DUPLICATE_RECORDS = 'Duplicate Records';

/** The records that are merged into another. */
export const duplicateRecordsProperty: INodeProperties = {
  displayName: DUPLICATE_RECORDS,
  name: 'duplicateIds',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. 0035g00000ABCdeAAH, 0035g00000XYZdeAAH',
  description:
    'IDs of one or two records of the same object, separated by a comma. They go to the Recycle Bin, and what belongs to them moves to the master record.',
};

/** The IDs of the duplicates: one or two, other than the master. */
export function readDuplicateIds(form: FormValues, masterId: string, described: ObjectDescribe): string[] {
  const held = listIn(form.param<unknown>('duplicateIds', ''), DUPLICATE_RECORDS);
  const given = namesIn(Array.isArray(held) ? held : locatorText(held, DUPLICATE_RECORDS), DUPLICATE_RECORDS);
  const ids = [...new Set(given.map((text) => recordIdOf(described.name, text, DUPLICATE_RECORDS, described)))];
  if (ids.length === 0 || ids.length > MOST_DUPLICATES) {
    throw notMergeable(
      `${ids.length} records are given, and Salesforce merges one or two into another at a time.`,
      'Give the IDs of one or two records. To merge more, give each its own item with the same master record.',
    );
  }
  if (!ids.includes(masterId)) return ids;
  throw notMergeable(
    `${masterId} is the master record as well.`,
    'Remove the ID of the master record from Duplicate Records.',
  );
}

function notMergeable(what: string, action: string): AdvisedError {
  return new AdvisedError(`${DUPLICATE_RECORDS}: ${what}`, { field: DUPLICATE_RECORDS, actions: [action] });
}
