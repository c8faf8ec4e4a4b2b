import type { INodeProperties } from 'n8n-workflow';

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
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: 'Select a value…',
        typeOptions: { searchListMethod, searchable: true },
      },
      { displayName: 'By Value', name: 'value', type: 'string', placeholder },
    ],
  };
}
