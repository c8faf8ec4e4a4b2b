import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { isCompound } from '../../../salesforce/describe';
import { fieldPath } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import { loader, type ListForm } from './listLoader';
import { byLabel, choice, fromList, isEmptyLocator, locatorText, pageOf } from './locator';

/** A field in a condition or a sort order: the object's own from a list, a parent's by its path. */
export const queryFieldProperty: INodeProperties = {
  displayName: 'Field',
  name: 'field',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'A field of the object, or the path to a parent’s field such as Owner.Name',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a field…', 'searchQueryFields'),
    {
      displayName: 'By API Name',
      name: 'name',
      type: 'string',
      placeholder: 'e.g. Account.Industry',
      validation: [
        {
          type: 'regex',
          properties: {
            regex: '^\\s*[A-Za-z][\\w.]*\\s*$',
            errorMessage: 'Enter an API name, or a path such as Owner.Name',
          },
        },
      ],
    },
  ],
};

/**
 * The path of a field that was chosen or typed.
 * @param what display name of the field, for errors
 */
export function readQueryField(value: unknown, what: string): string {
  if (isEmptyLocator(value)) {
    throw new AdvisedError(`${what}: choose a field.`, {
      field: 'Field',
      actions: [`Choose the field of ${what} or type its API name, or remove ${what}.`],
    });
  }
  return fieldPath(locatorText(value, what), what);
}

export const searchQueryFields = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { fields } = await form.object();
    const usable = fields.filter((field) => (field.filterable || field.sortable) && !isCompound(field));
    return pageOf(usable.toSorted(byLabel).map(choice), filter, paginationToken);
  },
);
