import type { IDataObject } from 'n8n-workflow';

import { select } from '../../../../salesforce/soql/select';
import { limitProperties, readLimit } from '../../fields/limit';
import { readSimplify, simplifyOutput } from '../../fields/options';
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
    const rows = (await queryOutput(org, item, select(query))) as IDataObject[];
    return readSimplify(item) ? rows.map(listedReport) : rows;
  },
};

/** What the API calls the format that the object Report has in other words. */
const API_FORMATS: ReadonlyMap<unknown, string> = new Map([
  ['Tabular', 'TABULAR'],
  ['Summary', 'SUMMARY'],
  ['Matrix', 'MATRIX'],
  ['MultiBlock', 'MULTI_BLOCK'],
]);

/** Named as what the operation Get gives. */
function listedReport({
  Id,
  Name,
  DeveloperName,
  Description,
  Format,
  FolderName,
  ...dates
}: IDataObject): IDataObject {
  const format = API_FORMATS.get(Format) ?? Format;
  const { LastRunDate, CreatedDate, LastModifiedDate } = dates;
  return {
    id: Id,
    name: Name,
    developerName: DeveloperName,
    description: Description,
    format,
    folderName: FolderName,
    lastRunDate: LastRunDate,
    createdDate: CreatedDate,
    lastModifiedDate: LastModifiedDate,
  } as IDataObject;
}
