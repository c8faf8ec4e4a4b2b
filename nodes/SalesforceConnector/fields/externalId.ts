import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import type { ExternalKey } from '../../../salesforce/records/single';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, pageOf } from './locator';

export const externalIdFieldProperty: INodeProperties = {
  displayName: 'External ID Field',
  name: 'externalIdField',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The field whose value identifies the record',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a field…', 'searchExternalIdFields'),
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. Customer_Number__c',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z]\\w*\\s*$',
            errorMessage: 'API names contain only letters, digits and underscores',
          },
        },
      ],
    },
  ],
};

export const externalIdValueProperty: INodeProperties = {
  displayName: 'External ID Value',
  name: 'externalIdValue',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. C-10042',
  description: 'The record’s value in this field',
};

/** The chosen external ID field with the value that identifies the record. */
export function readExternalKey(form: FormValues): ExternalKey {
  return { field: readExternalIdField(form), value: form.param('externalIdValue') };
}

/** The API name of the chosen external ID field. */
export function readExternalIdField(form: FormValues): string {
  return form.shared(externalIdField);
}

function externalIdField(form: FormValues): string {
  return apiName(locatorText(form.param('externalIdField'), 'External ID Field'), 'External ID Field');
}

export const searchExternalIdFields = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { fields } = await form.object();
    // The ID is not offered: other operations use it, and it cannot create records.
    const keys = fields.filter(({ externalId, idLookup, type }) => (externalId || idLookup) && type !== 'id');
    return pageOf(keys.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);
