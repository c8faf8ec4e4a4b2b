import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import { isPicklist } from '../../../salesforce/objects/picklists';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, optionalText, pageOf } from './locator';

export const picklistFieldProperty: INodeProperties = {
  displayName: 'Field',
  name: 'picklistField',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The picklist, or multi-select picklist, of the object',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a picklist…', 'searchPicklists'),
    { displayName: 'By API Name', name: 'name', type: 'string', placeholder: 'e.g. Industry' },
  ],
};

export const recordTypeProperty: INodeProperties = {
  displayName: 'Record Type',
  name: 'recordType',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'Return only the values that this record type allows. Leave empty for all values of the field.',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a record type…', 'searchRecordTypes'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 0125g000000AbCdAAK' },
    { displayName: 'By Developer Name', name: 'name', type: 'string', placeholder: 'e.g. Partner_Account' },
  ],
};

/** The API name of the picklist. */
export function readPicklistField(form: FormValues): string {
  const { displayName, name } = picklistFieldProperty;
  return apiName(locatorText(form.param(name), displayName), displayName);
}

/** What names the record type; undefined where none is chosen. */
export function readRecordType(form: FormValues): string | undefined {
  return optionalText(form.param<unknown>(recordTypeProperty.name, ''), recordTypeProperty.displayName);
}

export const searchPicklists = loader(
  async ({ object }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { fields } = await object('picklists');
    return pageOf(fields.filter(isPicklist).toSorted(byLabel).map(choice), filter, paginationToken);
  },
);

export const searchRecordTypes = loader(
  async ({ object }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { recordTypeInfos } = await object('record types');
    const choices = recordTypeInfos.map(({ name, recordTypeId }) => ({ name, value: recordTypeId }));
    return pageOf(choices, filter, paginationToken);
  },
);
