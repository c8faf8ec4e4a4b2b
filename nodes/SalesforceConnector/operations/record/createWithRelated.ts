import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../../../salesforce/errors';
import { checkTreeSize, createTrees } from '../../../../salesforce/trees/create';
import type { RelatedObject } from '../../../../salesforce/trees/related';
import { treeRecords, type RecordTree } from '../../../../salesforce/trees/tree';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import { fieldsProperty, readValues } from '../../fields/fieldsToSend';
import { chooseObjectNotice, emptyValuesNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { RELATED_OPTIONS } from '../../fields/options';
import {
  readRelatedObjects,
  readRelatedRecords,
  readRelationshipPaths,
  relatedRecordsProperty,
  withoutLists,
} from '../../fields/relatedRecords';
import { readPace } from '../../fields/sendAs';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';
import { hintAtOwner } from './ownerHint';

export const recordCreateWithRelated: BatchOperation = {
  value: 'createWithRelated',
  name: 'Create With Related',
  action: 'Create record with related records',
  description: 'Create a record together with its children, such as an account with its contacts: all of them or none',
  properties: [
    objectProperty('create'),
    chooseObjectNotice,
    fieldsProperty('create'),
    emptyValuesNotice,
    relatedRecordsProperty,
  ],
  options: RELATED_OPTIONS,
  saves: true,
  batch: async (org, items) => {
    const objects = await relatedObjectsOf(org, items);
    const grouped = writeInGroups<RequestSettings, RecordTree>({
      objectOf: () => undefined,
      read: (_, item) => {
        const root = objects.get(item.index);
        if (root === undefined || root instanceof Error) throw root ?? new Error(`Item ${item.index} was not read.`);
        const values = readValues(org, { form: item, data: () => withoutLists(item, root) }, root.described, 'create');
        const children = readRelatedRecords(org, item, root);
        const records = treeRecords(root.described, { values, children });
        checkTreeSize(org, records);
        for (const record of records) hintAtOwner(org, record.described.name, record.values, 'related');
        const pace = item.shared(readPace);
        // A request has so many objects at most.
        const names = [...new Set(records.map(({ described }) => described.name))].toSorted();
        return { row: { index: item.index, records }, group: JSON.stringify([pace, names]), common: () => pace };
      },
      write: (_, pace, trees) => createTrees(org, trees, pace),
      toJson: ({ result }) => result as IDataObject,
    });
    return await grouped(org, items);
  },
};

/** What each item can create records of, each combination looked up once. */
async function relatedObjectsOf(org: NodeOrg, items: readonly Item[]): Promise<Map<number, Error | RelatedObject>> {
  const known = new Map<string, Error | RelatedObject>();
  const found = new Map<number, Error | RelatedObject>();
  for (const item of items) {
    try {
      const object = readObject(item);
      const name = JSON.stringify([object, readRelationshipPaths(item)]);
      const related = known.get(name) ?? (await readRelatedObjects(org, item, object).catch(asError));
      known.set(name, related);
      found.set(item.index, related);
    } catch (error) {
      found.set(item.index, asError(error));
    }
  }
  return found;
}
