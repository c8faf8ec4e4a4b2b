import type { INodeProperties } from 'n8n-workflow';

import type { IngestOperation, IngestJob } from '../../../salesforce/bulk/jobs';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { assignmentRuleLocator, readOptionalRuleId } from './assignmentRule';
import { externalIdFieldProperty, readExternalIdField } from './externalId';
import { objectList, objectPropertyListing, readObject, type ObjectUse } from './object';

const LOAD_ACTIONS = [
  { name: 'Create', value: 'insert', description: 'Create a record for each row (insert)' },
  {
    name: 'Create or Update',
    value: 'upsert',
    description: 'Create a new record, or update the current one if it already exists (upsert)',
  },
  { name: 'Delete', value: 'delete', description: 'Move the records to the Recycle Bin by their ID' },
  {
    name: 'Hard Delete',
    value: 'hardDelete',
    description: 'Permanently delete the records by their ID; requires the Bulk API Hard Delete permission',
  },
  { name: 'Update', value: 'update', description: 'Update the records by their ID' },
];

const actionProperty: INodeProperties = {
  displayName: 'Action',
  name: 'ingestOperation',
  type: 'options',
  default: 'insert',
  description: 'What to do with each row',
  options: LOAD_ACTIONS,
};

/** What a job does, as the form's menus say it; Salesforce has actions of its own besides. */
export function jobActionName(operation: string): string {
  if (operation === 'query' || operation === 'queryAll') return 'Query';
  return LOAD_ACTIONS.find(({ value }) => value === operation)?.name ?? operation;
}

/** What a Bulk job does, and to which object. */
export const ingestProperties: readonly INodeProperties[] = [
  objectPropertyListing('searchObjectsToLoad'),
  actionProperty,
  { ...externalIdFieldProperty, displayOptions: { show: { ingestOperation: ['upsert'] } } },
];

/** What the items must hold, by action: these records have no form of their own. */
export const itemNotices: readonly INodeProperties[] = [
  itemNotice(
    ['insert'],
    'Each item is a record: name its fields as Salesforce does, such as LastName, and leave out all others. An Edit Fields node before this one can do that.',
  ),
  itemNotice(
    ['update'],
    'Each item is a record with its ID in the field Id: name the other fields as Salesforce does, such as LastName, and leave out those that are not to change.',
  ),
  itemNotice(
    ['upsert'],
    'Each item is a record: name its fields as Salesforce does, the external ID field among them, and leave out all others.',
  ),
  itemNotice(
    ['delete', 'hardDelete'],
    'Each item names a record by its ID, in the field Id. Other fields are ignored.',
  ),
];

function itemNotice(actions: readonly IngestOperation[], displayName: string): INodeProperties {
  return {
    displayName,
    name: `itemNotice${String(actions[0])}`,
    type: 'notice',
    default: '',
    displayOptions: { show: { ingestOperation: [...actions] } },
  };
}

export const assignmentRuleToRun = assignmentRuleLocator(
  'The rule that assigns owners to leads and cases. Leave empty to run no rule.',
);

/** What each action does with an object. */
const USES: ReadonlyMap<unknown, ObjectUse> = new Map<IngestOperation, ObjectUse>([
  ['delete', 'delete'],
  ['hardDelete', 'delete'],
  ['insert', 'create'],
  ['update', 'update'],
  ['upsert', 'upsert'],
]);

/** Objects that allow the chosen action; all objects if the action is an expression that the editor cannot evaluate. */
export const searchObjectsToLoad = objectList((form) => USES.get(form.value('ingestOperation') ?? 'insert') ?? 'query');

/** What the job does, as set in the form. */
export function readIngest(form: FormValues): IngestJob {
  const operation = readOption<IngestOperation>(form, actionProperty);
  const assignmentRuleId = readOptionalRuleId(form.param<unknown>('options.assignmentRuleId', ''));
  return {
    operation,
    object: readObject(form),
    ...(operation === 'upsert' ? { externalIdField: readExternalIdField(form) } : {}),
    ...(assignmentRuleId === undefined ? {} : { assignmentRuleId }),
  };
}
