import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import type { FieldDescribe } from '../../../salesforce/describe';
import { apiName } from '../../../salesforce/names';
import type { ExternalKey } from '../../../salesforce/records/single';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, locatorText, pageOf } from './locator';

export const externalIdFieldProperty: INodeProperties = {
  displayName: 'External ID Field',
  name: 'externalIdField',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The field whose value identifies the record; choose one that is unique',
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
    const byUse = keys.toSorted((a, b) => Number(b.unique) - Number(a.unique) || byLabel(a, b));
    return pageOf(byUse.map(keyChoice), filter, paginationToken);
  },
);

/** Several records can have one value of a field that is not unique, which its name does not tell. */
function keyChoice(field: FieldDescribe): ReturnType<typeof choice> {
  const { name, value } = choice(field);
  return { name: field.unique ? name : `${name}, not unique`, value };
}

type KeyedOperation = 'delete' | 'update' | 'upsert';

const SHARED_KEY: Readonly<Record<KeyedOperation, string>> = {
  delete:
    'The external ID field is not unique: a record that only shares its value with an item is deleted. To be sure which record is meant, use a field that is unique in Salesforce. Field:',
  update:
    'The external ID field is not unique: a record that only shares its value with an item is overwritten. To be sure which record is meant, use a field that is unique in Salesforce. Field:',
  upsert:
    'The external ID field is not unique: a record that only shares its value with an item is overwritten, and items with one value become one record. To keep them apart, use a field that is unique in Salesforce. Field:',
};

/** Tells of keys that were not made for this: records that only share an email address or a name are one record to them. */
export function hintAtSharedKey(
  { hints }: Pick<NodeOrg, 'hints'>,
  field: FieldDescribe | undefined,
  operation: KeyedOperation = 'upsert',
): void {
  if (field === undefined || field.unique || field.externalId || field.type === 'id') return;
  hints.inform(SHARED_KEY[operation], field.label);
}
