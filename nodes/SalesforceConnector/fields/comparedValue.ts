import type { INodeListSearchItems, INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import { fromList } from './locator';

/**
 * What a condition or filter compares with: text as it is typed, or a value from a list. Changing the field does not
 * clear it (`loadOptionsDependsOn`), because n8n would take a row that moves up for one whose field has changed.
 */
export function comparedValueProperty(
  searchListMethod: string,
  { placeholder, description }: { placeholder: string; description: string },
): INodeProperties {
  return {
    displayName: 'Value',
    name: 'value',
    type: 'resourceLocator',
    default: { mode: 'value', value: '' },
    description,
    displayOptions: { hide: { operator: ['isEmpty', 'isNotEmpty'] } },
    modes: [
      fromList('Select a value…', searchListMethod),
      { displayName: 'By Value', name: 'value', type: 'string', placeholder },
    ],
  };
}

export const TRUE_OR_FALSE: readonly INodeListSearchItems[] = [
  { name: 'True', value: 'true' },
  { name: 'False', value: 'false' },
];

/** In place of the list of a field or column that can have any value. */
export function noValues({ label, name, type }: Readonly<Record<'label' | 'name' | 'type', string>>): AdvisedError {
  return new AdvisedError(`${label} (${name}) is of the type ${type}, whose values cannot be listed.`, {
    field: 'Value',
    actions: ['Choose By Value and type the value.'],
  });
}
