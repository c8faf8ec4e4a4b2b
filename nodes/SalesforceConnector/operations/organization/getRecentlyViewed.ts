import type { IDataObject } from 'n8n-workflow';

import { getRecent } from '../../../../salesforce/organization/recent';
import { limitProperties, readLimit } from '../../fields/limit';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { EachOperation } from '../define';

export const organizationGetRecentlyViewed: EachOperation = {
  value: 'getRecentlyViewed',
  name: 'Get Recently Viewed',
  action: 'Get recently viewed records',
  description: 'Get the records of any object that the signed-in user has viewed or used last, up to 200',
  properties: limitProperties,
  options: [simplifyOutput],
  each: async (org, item) => {
    const isSimple = readSimplify(item);
    return (await getRecent(org, readLimit(item))).map((record) => {
      const { attributes, ...fields } = record;
      return (isSimple ? { object: attributes.type, ...fields } : record) as IDataObject;
    });
  },
};
