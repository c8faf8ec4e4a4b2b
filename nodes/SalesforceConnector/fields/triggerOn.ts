import type { INodeProperties } from 'n8n-workflow';

import type { ChangeKind } from '../../../salesforce/changes';
import type { FormValues } from '../host/form';
import { nameInMenu } from '../host/subtitle';
import { readOption } from './allowed';

const TRIGGER_ON = [
  { name: 'Record Created', value: 'created', description: 'Once for each new record' },
  {
    name: 'Record Created or Updated',
    value: 'createdOrUpdated',
    description: 'Each new record, and each record that somebody or something has changed',
  },
  { name: 'Record Deleted', value: 'deleted', description: 'Each record that was deleted' },
  { name: 'Record Updated', value: 'updated', description: 'Each record that has changed after it was created' },
];

/** In an n8n expression: what has to happen, as the menu says it. */
export const triggerOnName = nameInMenu(TRIGGER_ON, '$parameter["triggerOn"]');

const triggerOnProperty: INodeProperties = {
  displayName: 'Trigger On',
  name: 'triggerOn',
  type: 'options',
  noDataExpression: true,
  default: 'createdOrUpdated',
  description: 'What has to happen to a record',
  options: TRIGGER_ON,
};

export const triggerOnProperties: readonly INodeProperties[] = [
  triggerOnProperty,
  {
    displayName:
      'A record that was deleted past the Recycle Bin (hard delete), or left it before the poll, has only its ID, deletedDate and isPurged, and comes up to ten minutes later. With conditions or Ignore Changes By, it is left out. A record that was merged into another one names it in MasterRecordId.',
    name: 'deletedNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { triggerOn: ['deleted'] } },
  },
  {
    displayName:
      'A record that comes back from the Recycle Bin counts as updated. To be told of undeletions, of every single change or of former values, use the Salesforce Connector Event Trigger.',
    name: 'undeletedNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { triggerOn: ['createdOrUpdated', 'updated'] } },
  },
];

/** What has to happen to a record. */
export function readTriggerOn(form: FormValues): ChangeKind {
  return readOption<ChangeKind>(form, triggerOnProperty);
}
