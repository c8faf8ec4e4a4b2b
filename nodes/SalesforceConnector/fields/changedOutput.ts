import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { limitPropertiesWhen, readLimit } from './limit';

const output: INodeProperties = {
  displayName: 'Output',
  name: 'changedOutput',
  type: 'options',
  default: 'items',
  description: 'What to return, also of how far the answer goes: latestDateCovered is the Start of the next run',
  options: [
    { name: 'Item for Each Record', value: 'items', description: 'None where nothing has changed' },
    { name: 'List of All Records', value: 'list', description: 'All records, also where there are none' },
  ],
};

/** What is returned of the records that have changed. */
export const changedOutputProperties: readonly INodeProperties[] = [
  output,
  ...limitPropertiesWhen({ changedOutput: ['items'] }),
];

/** Whether all records come in one list, and otherwise how many at most; undefined for all. */
export function readChangedOutput(form: FormValues): { isList: boolean; limit: number | undefined } {
  const isList = readOption<'items' | 'list'>(form, output) === 'list';
  return { isList, limit: isList ? undefined : readLimit(form) };
}
