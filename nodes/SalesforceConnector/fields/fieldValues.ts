import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import {
  fieldOfObjectAtPath,
  type FieldDescribe,
  type FieldOfObject,
  type ObjectDescribe,
} from '../../../salesforce/describe';
import { fieldPath } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import type { NodeOrg } from '../host/org';
import { noValues, TRUE_OR_FALSE } from './comparedValue';
import { chosenName, loader, type ListForm } from './listLoader';
import { choice, pageOf } from './locator';
import { recordChoices } from './recordId';

/** What was typed to search the list, and which page of it is wanted. */
interface ListPage {
  readonly filter: string | undefined;
  readonly paginationToken: string | undefined;
}

/** Lists the values that the field beside it can have. */
export const searchFieldValues = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { name } = await form.object('values');
    const path = fieldPath(chosenName(form.value('&field'), { field: 'Field', lists: 'values' }), 'Field');
    const place = await fieldOfObjectAtPath(form.org.describe, name, path, 'Field');
    return await valuesOf(form.org, place, { filter, paginationToken });
  },
);

async function valuesOf(
  org: NodeOrg,
  { field, object }: FieldOfObject,
  wanted: ListPage,
): Promise<INodeListSearchResult> {
  const pageOfAll = (choices: readonly INodeListSearchItems[]) =>
    pageOf(choices, wanted.filter, wanted.paginationToken);
  if (field.name === 'RecordTypeId') return pageOfAll(recordTypesOf(object));
  if (field.type === 'boolean') return pageOfAll(TRUE_OR_FALSE);
  if (field.type === 'id') return await recordChoices(org, { object, ...wanted });
  if (field.type === 'reference') return await referencedRecords(org, field, wanted);
  const values = field.picklistValues.filter(({ active }) => active);
  if (values.length === 0) throw noValues(field);
  return pageOfAll(values.map(({ label, value }) => choice({ label, name: value })));
}

/** Also those that the user cannot choose: records have them. */
function recordTypesOf({ recordTypeInfos }: ObjectDescribe): INodeListSearchItems[] {
  return recordTypeInfos
    .filter(({ master }) => !master)
    .map(({ name, recordTypeId }) => ({ name, value: recordTypeId }));
}

/** Each costs a query for every page. */
const MOST_REFERENCED = 5;

/** Records of all objects that the field can refer to, by their names. */
async function referencedRecords(org: NodeOrg, field: FieldDescribe, wanted: ListPage): Promise<INodeListSearchResult> {
  const visible = (await org.describe.global()).filter(({ queryable }) => queryable).map(({ name }) => name);
  const referenced = field.referenceTo.filter((name) => visible.includes(name));
  if (referenced.length === 0 || referenced.length > MOST_REFERENCED) throw noRecords(field, referenced.length);
  const objects = await Promise.all(referenced.map((name) => org.describe.object(name)));
  const pages = await Promise.all(objects.map(async (object) => await referencedPage(org, field, object, wanted)));
  const [only] = pages;
  if (only !== undefined && pages.length === 1) return only.page;
  const paginationToken = pages.map(({ page }) => page.paginationToken).find(Boolean);
  return {
    results: pages
      .flatMap(({ page, kind }) => page.results.map(({ name, value }) => ({ name: `${name} (${kind})`, value })))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' })),
    ...(paginationToken === undefined ? {} : { paginationToken }),
  };
}

/** Records of one object. The groups that own records are queues. */
async function referencedPage(org: NodeOrg, field: FieldDescribe, object: ObjectDescribe, wanted: ListPage) {
  const isOfQueues = object.name === 'Group' && field.name === 'OwnerId';
  const only = isOfQueues ? { Type: 'Queue' } : {};
  return {
    kind: isOfQueues ? 'Queue' : object.label,
    page: await recordChoices(org, { object, ...wanted, only }),
  };
}

function noRecords({ label, name }: FieldDescribe, objects: number): AdvisedError {
  const why = objects === 0 ? 'objects that you cannot query' : `${objects} objects, too many to list`;
  return new AdvisedError(`${label} (${name}) refers to records of ${why}.`, {
    field: 'Value',
    actions: ['Choose By Value and type the ID of the record.'],
  });
}
