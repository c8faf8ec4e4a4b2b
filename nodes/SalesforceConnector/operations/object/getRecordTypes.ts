import { objectProperty, readObject } from '../../fields/object';
import type { EachOperation } from '../define';
import { recordTypeRow } from './recordTypeRow';

export const objectGetRecordTypes: EachOperation = {
  value: 'getRecordTypes',
  name: 'Get Record Types',
  action: 'Get record types of object',
  description:
    'Get the record types of an object with their IDs: which of them the user can choose, which one is the default, and which is the master of objects without record types',
  properties: [objectProperty('describe')],
  each: async (org, item) => (await org.describe.object(readObject(item))).recordTypeInfos.map(recordTypeRow),
};
