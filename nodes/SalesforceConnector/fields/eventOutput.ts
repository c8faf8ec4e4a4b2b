import type { INodeProperties } from 'n8n-workflow';

import { fieldPath } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { readFlag, readOption } from './allowed';
import { namesIn } from './text';

const itemStandsFor: INodeProperties = {
  displayName: 'Output',
  name: 'output',
  type: 'options',
  default: 'event',
  description: 'What an item stands for. One change event can be about several records.',
  options: [
    { name: 'One Item Per Event', value: 'event' },
    { name: 'One Item Per Record', value: 'record' },
  ],
};

const loadRecords: INodeProperties = {
  displayName: 'Load Records',
  name: 'loadRecords',
  type: 'boolean',
  default: false,
  description:
    'Whether to read the records that change events are about, as they are then. Change events have changed fields only, and gap events none.',
};

export const eventOutputProperties: readonly INodeProperties[] = [
  itemStandsFor,
  loadRecords,
  {
    displayName: 'Fields to Load',
    name: 'fieldsToLoad',
    type: 'string',
    default: '',
    placeholder: 'e.g. Name, Owner.Name',
    description:
      'API names of fields, and paths of parents’ fields, separated by commas. Leave empty for all fields. Those that an object does not have are left out of its records.',
    displayOptions: { show: { loadRecords: [true] } },
  },
];

export interface EventOutput {
  readonly isPerRecord: boolean;
  /** Fields of the records to load, none for all; undefined if none are loaded. */
  readonly load: readonly string[] | undefined;
}

export function readEventOutput(form: FormValues): EventOutput {
  const isPerRecord = readOption<'event' | 'record'>(form, itemStandsFor) === 'record';
  if (!readFlag(form, loadRecords)) return { isPerRecord, load: undefined };
  return {
    isPerRecord,
    load: namesIn(form.param('fieldsToLoad', ''), 'Fields to Load').map((path) => fieldPath(path, 'Fields to Load')),
  };
}
