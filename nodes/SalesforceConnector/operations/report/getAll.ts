import { select } from '../../../../salesforce/soql/select';
import { limitProperties, readLimit } from '../../fields/limit';
import { simplifyOutput } from '../../fields/options';
import { readSearchName, searchNameProperty } from '../../fields/searchName';
import type { EachOperation } from '../define';
import { queryOutput } from '../query/queryOutput';

const REPORT_FIELDS = [
  'Id',
  'Name',
  'DeveloperName',
  'FolderName',
  'Format',
  'Description',
  'LastRunDate',
  'CreatedDate',
  'LastModifiedDate',
];

export const reportGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many reports',
  description: 'Get a list of the reports that the user can see',
  properties: [searchNameProperty, ...limitProperties],
  options: [simplifyOutput],
  each: async (org, item) => {
    const limit = readLimit(item);
    const part = readSearchName(item);
    const named = { field: 'Name', operator: 'contains', value: part, type: 'text' } as const;
    const query = {
      object: 'Report',
      fields: REPORT_FIELDS,
      orderBy: [{ field: 'Name', direction: 'asc' }] as const,
      ...(part === '' ? {} : { where: { match: 'all', conditions: [named] } as const }),
      ...(limit === undefined ? {} : { limit }),
    };
    return await queryOutput(org, item, select(query));
  },
};
