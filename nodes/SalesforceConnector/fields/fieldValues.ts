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
import { mixedChoices, recordChoices, type ListPage } from './recordChoices';

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
  page: ListPage,
): Promise<INodeListSearchResult> {
  const pageOfAll = (choices: readonly INodeListSearchItems[]) => pageOf(choices, page.filter, page.paginationToken);
  if (field.name === 'RecordTypeId') return pageOfAll(recordTypesOf(object));
  if (field.type === 'boolean') return pageOfAll(TRUE_OR_FALSE);
  if (field.type === 'id') return await recordChoices(org, { object, ...page });
  if (field.type === 'reference') return await referencedRecords(org, field, page);
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

/** Records of all objects that the field can refer to, by their names. The groups that own records are queues. */
async function referencedRecords(org: NodeOrg, field: FieldDescribe, page: ListPage): Promise<INodeListSearchResult> {
  const { label, name, referenceTo } = field;
  if (referenceTo.length <= MOST_REFERENCED) {
    const queues = { kind: 'Queue', only: { Type: 'Queue' } };
    const kinds = referenceTo.map((object) => ({
      object,
      ...(object === 'Group' && name === 'OwnerId' ? queues : {}),
    }));
    return await mixedChoices(org, kinds, page);
  }
  throw new AdvisedError(`${label} (${name}) refers to records of ${referenceTo.length} objects, too many to list.`, {
    field: 'Value',
    actions: ['Choose By Value and type the ID of the record.'],
  });
}
