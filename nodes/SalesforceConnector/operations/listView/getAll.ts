import type { IDataObject } from 'n8n-workflow';

import { listViewPages } from '../../../../salesforce/listViews';
import { limitProperties, readLimit } from '../../fields/limit';
import { objectProperty, readObject } from '../../fields/object';
import type { EachOperation } from '../define';

export const listViewGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many list views',
  description: 'Get the list views of an object that the user can see',
  properties: [objectProperty('query'), ...limitProperties],
  each: async (org, item) => {
    const limit = readLimit(item) ?? Infinity;
    const views: IDataObject[] = [];
    for await (const page of listViewPages(org, readObject(item))) {
      for (const view of page) views.push({ ...view });
      if (views.length >= limit) break;
    }
    return views.slice(0, limit);
  },
};
