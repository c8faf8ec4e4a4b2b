import { select } from '../../../../salesforce/soql/select';
import { conditionsProperties, readConditions } from '../../fields/conditions';
import { fieldsToReturnProperties, readFieldsToSelect } from '../../fields/fieldsToReturn';
import { limitProperties, readLimit } from '../../fields/limit';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { includeDeleted, simplifyOutput } from '../../fields/options';
import { outputProperties } from '../../fields/output';
import { readSort, sortProperty } from '../../fields/sort';
import type { EachOperation } from '../define';
import { queryOutput } from '../query/queryOutput';

export const recordGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many records',
  description: 'Get many records of an object that meet your conditions',
  properties: [
    objectProperty('query'),
    chooseObjectNotice,
    ...limitProperties,
    ...fieldsToReturnProperties,
    ...conditionsProperties,
    sortProperty,
    ...outputProperties,
  ],
  options: [includeDeleted, simplifyOutput],
  each: async (org, item) => {
    const object = readObject(item);
    const limit = readLimit(item);
    const where = await readConditions(org, item, object);
    const query = {
      object,
      fields: await readFieldsToSelect(org, item, object),
      orderBy: readSort(item),
      ...(where === undefined ? {} : { where }),
      ...(limit === undefined ? {} : { limit }),
    };
    return await queryOutput(org, item, select(query, { timeZone: org.timeZone }));
  },
};
