import type { IDataObject } from 'n8n-workflow';

import type { ObjectSummary } from '../../../../salesforce/describe';
import { filteredObjects, wholeObjects } from '../../../../salesforce/objects/list';
import { limitProperties, readLimit } from '../../fields/limit';
import { objectFilterProperties, readObjectFilter } from '../../fields/objectFilter';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { EachOperation } from '../define';

export const objectGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many objects',
  description: 'Get a list of the objects that the user can see, with what can be done with their records',
  properties: [...objectFilterProperties, ...limitProperties],
  options: [simplifyOutput],
  each: async (org, item) => {
    const filter = readObjectFilter(item);
    const limit = readLimit(item);
    if (readSimplify(item)) {
      return filteredObjects(await org.describe.global(), filter)
        .slice(0, limit)
        .map(simplifiedSummary);
    }
    return filteredObjects(await wholeObjects(org), filter).slice(0, limit) as IDataObject[];
  },
};

function simplifiedSummary(object: ObjectSummary): IDataObject {
  return { ...object };
}
