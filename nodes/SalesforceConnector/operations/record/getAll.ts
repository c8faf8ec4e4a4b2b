import { withCurrentFields } from '../../../../salesforce/describe';
import { select, type Select } from '../../../../salesforce/soql/select';
import { conditionsProperties, readConditions, unlistedValues } from '../../fields/conditions';
import { asksForAllFields, fieldsToReturnProperties, readFieldsToSelect } from '../../fields/fieldsToReturn';
import { limitProperties, readLimit } from '../../fields/limit';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty, readObject } from '../../fields/object';
import { includeDeleted, simplifyOutput } from '../../fields/options';
import { outputProperties } from '../../fields/output';
import { readSort, sortProperty } from '../../fields/sort';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';
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
    const orderBy = readSort(item);
    const where = await readConditions(org, item, object);
    const read = async (): Promise<Output[]> => {
      const query = {
        object,
        fields: await readFieldsToSelect(org, item, object),
        orderBy,
        ...(where === undefined ? {} : { where }),
        ...(limit === undefined ? {} : { limit }),
      };
      return await queryOutput(org, item, select(query, { timeZone: org.timeZone }));
    };
    const output = await (asksForAllFields(item) ? withCurrentFields(org.describe, object, read) : read());
    if (isWithoutRows(output)) await tellUnlisted(org, object, where);
    return output;
  },
};

function isWithoutRows([first]: readonly Output[]): boolean {
  return first === undefined || (first instanceof FileOutput && first.json['rows'] === 0);
}

/** A misspelled value finds nothing, and no error says so. */
async function tellUnlisted(org: NodeOrg, object: string, where: Select['where']): Promise<void> {
  for (const told of await unlistedValues(org, object, where)) org.hints.warn(`No records were found. ${told}`);
}
