import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { listViewPages } from '../../../salesforce/listViews';
import { trimmed } from '../../../salesforce/characters';
import { idIn, isIdWith, recordId } from '../../../salesforce/ids';
import { isApiName, nameAmong } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { loader, type ListForm } from './listLoader';
import { byLabel, fromList, locatorText, pageOf } from './locator';

export const listViewProperty: INodeProperties = {
  displayName: 'List View',
  name: 'listViewId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  required: true,
  description: 'The list view of the object; By ID also takes its API name (not its label) or the URL of its page',
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
  modes: [
    fromList('Select a list view…', 'searchListViews'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 00B5g00000AbCdEEAV' },
  ],
};

/** Of list views: a name such as Q4Opportunities can be an ID by its form. */
const LIST_VIEW_PREFIX = '00B';

/**
 * The ID of the list view, also from its address, which can have its API name instead.
 * @throws InputError for what is neither, AdvisedError for a name that no list view of the object has
 */
export async function readListViewId(org: NodeOrg, form: FormValues, object: string): Promise<string> {
  const what = listViewProperty.displayName;
  const text = locatorText(form.param(listViewProperty.name), what);
  const name = nameOfView(trimmed(text));
  if (name === undefined || isIdWith(LIST_VIEW_PREFIX, idIn(text, [LIST_VIEW_PREFIX])))
    return recordId(text, what, [LIST_VIEW_PREFIX]);
  const ids = await idsByName(org, object);
  const found = ids.get(nameAmong([...ids.keys()], name) ?? '');
  if (found !== undefined) return found;
  throw new AdvisedError(`${what}: ${object} has no list view “${name}” that the signed-in user can see.`, {
    field: what,
    actions: [
      'Choose From List and select it by its label. By ID takes its ID or its API name, such as My_Open_Cases. Recently viewed records are no list view.',
    ],
  });
}

/** Of a run: its items ask for the same object's list views. */
const idsOfRuns = new WeakMap<NodeOrg, Map<string, Promise<ReadonlyMap<string, string>>>>();

/** The IDs of an object's list views by their API names, asked for once in a run. */
async function idsByName(org: NodeOrg, object: string): Promise<ReadonlyMap<string, string>> {
  const ofRun = idsOfRuns.get(org) ?? new Map<string, Promise<ReadonlyMap<string, string>>>();
  idsOfRuns.set(org, ofRun);
  const ids = ofRun.get(object) ?? askForIds(org, object);
  ofRun.set(object, ids);
  // The next item asks again.
  ids.catch(() => ofRun.delete(object));
  return await ids;
}

async function askForIds(org: NodeOrg, object: string): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for await (const page of listViewPages(org, object)) {
    for (const { developerName, id } of page) ids.set(developerName, id);
  }
  return ids;
}

/** What a list view is called where a text is its API name, or Lightning's address of it. */
function nameOfView(text: string): string | undefined {
  const name = /[?&]filterName=([^&#]*)/i.exec(text)?.[1] ?? text;
  return isApiName(name) ? name : undefined;
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
    const choices = views.toSorted(byLabel).map(({ label, developerName, id }) => ({
      name: label === developerName ? label : `${label} (${developerName})`,
      value: id,
    }));
    return pageOf(choices, filter, paginationToken);
  },
);
