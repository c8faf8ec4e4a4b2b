import type { INodeProperties } from 'n8n-workflow';

import { getRecordCounts } from '../../../../salesforce/organization/recordCounts';
import { namesIn } from '../../fields/text';
import type { EachOperation } from '../define';
import { throwForbidden } from './viewSetup';

const objects: INodeProperties = {
  displayName: 'Objects',
  name: 'objectNames',
  type: 'string',
  default: '',
  placeholder: 'e.g. Account, Contact, Invoice__c',
  description: 'API names of objects, separated by commas. Leave empty for all objects.',
};

const UNCOUNTED =
  'Salesforce gave no count of some objects. Query > SOQL counts the records of one with SELECT COUNT() FROM its name. Objects:';

export const organizationGetRecordCounts: EachOperation = {
  value: 'getRecordCounts',
  name: 'Get Record Counts',
  action: 'Get record counts of organization',
  description:
    'Get about how many records objects have, in one request. Salesforce counts now and then: use SELECT COUNT() for the exact number of one object.',
  properties: [objects],
  each: async (org, item) => {
    const names = namesIn(item.param('objectNames', ''), objects.displayName);
    const { counts, uncounted } = await getRecordCounts(org, names).catch(throwForbidden);
    for (const name of uncounted) org.hints.inform(UNCOUNTED, name);
    return counts.map(({ object, count }) => ({ object, count }));
  },
};
