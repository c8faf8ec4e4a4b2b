import { listViewRequest, listViewSoql, readListViewQuery } from '../../../../salesforce/listViews';
import { limitProperties, readLimit } from '../../fields/limit';
import { listViewProperty, picklistProperty, readListViewId, readPicklistLabels } from '../../fields/listView';
import { objectProperty, readObject } from '../../fields/object';
import { simplifyOutput } from '../../fields/options';
import { outputProperties } from '../../fields/output';
import type { EachOperation } from '../define';
import { queryOutput } from '../query/queryOutput';

export const listViewGetRecords: EachOperation = {
  value: 'getRecords',
  name: 'Get Records',
  action: 'Get records of list view',
  description: 'Get the records that a list view shows, in its order and with its columns',
  properties: [objectProperty('query'), listViewProperty, ...limitProperties, picklistProperty, ...outputProperties],
  options: [simplifyOutput],
  each: async (org, item) => {
    const options = { labels: readPicklistLabels(item), limit: readLimit(item) };
    const object = readObject(item);
    const id = await readListViewId(org, item, object);
    const query = readListViewQuery(await org.send(listViewRequest(org, object, id)), { object, id });
    return await queryOutput(org, item, listViewSoql(query, options));
  },
};
