import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { listViewPages } from '../../../salesforce/listViews';
import { recordId } from '../../../salesforce/ids';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { loader, type ListForm } from './listLoader';
import { byLabel, fromList, locatorText, pageOf } from './locator';

export const listViewProperty: INodeProperties = {
  displayName: 'List View',
  name: 'listViewId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The list view of the object',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a list view…', 'searchListViews'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 00B5g00000AbCdEEAV' },
  ],
};

/** The ID of the list view, also from its address. */
export function readListViewId(form: FormValues): string {
  return recordId(locatorText(form.param('listViewId'), 'List View'), 'List View');
}

export const picklistProperty: INodeProperties = {
  displayName: 'Picklists',
  name: 'picklists',
  type: 'options',
  noDataExpression: true,
  default: 'labels',
  description: 'How to return the values of picklists',
  options: [
    { name: 'Labels', value: 'labels', description: 'As the list view shows them, in the user’s language' },
    { name: 'Values', value: 'values', description: 'API names, as other operations return them' },
  ],
};

/** Whether picklists are returned by their labels. */
export function readPicklistLabels(form: FormValues): boolean {
  return readOption<'labels' | 'values'>(form, picklistProperty) === 'labels';
}

/** All views of an object, since Salesforce searches none; an object has tens of them. */
export const searchListViews = loader(
  async ({ org, object }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { name } = await object('list views');
    const views = [];
    for await (const page of listViewPages(org, name)) for (const view of page) views.push(view);
    const choices = views.toSorted(byLabel).map(({ label, id }) => ({ name: label, value: id }));
    return pageOf(choices, filter, paginationToken);
  },
);
