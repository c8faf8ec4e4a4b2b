import type { INodeProperties } from 'n8n-workflow';

import type { ChangeKind } from '../../../salesforce/changes';
import { fieldPath } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { namesIn } from './text';

export const onlyWhenFieldsChangeProperty: INodeProperties = {
  displayName: 'Watched Field Names or IDs',
  name: 'onlyWhenFieldsChange',
  type: 'multiOptions',
  default: [],
  description:
    'The fields of which one must have changed. Leave empty for any change. The first change of a record counts in any case: only then does the node learn its values. Changes are missed while a record does not meet the conditions: if they matter, leave the conditions empty and filter with an If node after the trigger. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  displayOptions: { show: { triggerOn: ['createdOrUpdated', 'updated'] }, hide: { object: [''] } },
  typeOptions: { loadOptionsMethod: 'getReadableFields', loadOptionsDependsOn: ['object.value'] },
};

/** Fields of which one must have changed; empty if any field counts. */
export function readOnlyWhenFieldsChange(form: FormValues, kind: ChangeKind): string[] {
  if (kind !== 'createdOrUpdated' && kind !== 'updated') return [];
  return namesIn(form.param('onlyWhenFieldsChange', []), 'Watched Fields').map((path) =>
    fieldPath(path, 'Watched Fields'),
  );
}
