import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { apiName } from '../../../salesforce/api';
import type { ObjectSummary } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import { loader, type Form } from './loader';
import { byLabel, choice, locatorText, pageOf } from './locator';

export const objectProperty: INodeProperties = {
  displayName: 'Object',
  name: 'object',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The Salesforce object that the record belongs to, standard or custom',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      placeholder: 'Select an object…',
      typeOptions: { searchListMethod: 'searchObjects', searchable: true },
    },
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. Account or Invoice__c',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z]\\w*\\s*$',
            errorMessage: 'An API name has letters, digits and underscores only',
          },
        },
      ],
    },
  ],
};

/** The API name of the chosen object. */
export function readObject(form: FormValues): string {
  return form.shared(objectName);
}

function objectName(form: FormValues): string {
  return apiName(locatorText(form.param('object'), 'Object'), 'Object');
}

/** What an object must allow to be of use to an operation. */
const FITS: ReadonlyMap<unknown, (object: ObjectSummary) => boolean> = new Map([
  ['create', (object) => object.createable],
  ['delete', (object) => object.deletable],
  ['search', (object) => object.searchable],
  ['update', (object) => object.updateable],
  ['upsert', (object) => object.createable && object.updateable],
]);

export const searchObjects = loader(
  async (form: Form, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const fits = FITS.get(form.value('operation')) ?? ((object: ObjectSummary) => object.queryable);
    const objects = (await form.org.metadata.global()).filter(fits);
    return pageOf(objects.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);
