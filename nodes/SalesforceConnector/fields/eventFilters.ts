import type { INodeProperties } from 'n8n-workflow';

import type { EventFilter } from '../../../salesforce/events';
import { apiName, fieldPath } from '../../../salesforce/names';
import type { FormValues } from '../host/form';
import { optionOf } from './allowed';
import { namesIn } from './text';

const changeTypes: INodeProperties = {
  displayName: 'Change Types',
  name: 'changeTypes',
  type: 'multiOptions',
  default: [],
  description: 'What has to happen to a record. Leave empty for everything.',
  options: [
    { name: 'Create', value: 'CREATE' },
    { name: 'Delete', value: 'DELETE' },
    { name: 'Undelete', value: 'UNDELETE' },
    { name: 'Update', value: 'UPDATE' },
  ],
};

/** Salesforce filters only custom channels; so the node leaves out what is not wanted. */
export const eventFiltersProperty: INodeProperties = {
  displayName: 'Filters',
  name: 'filters',
  type: 'collection',
  placeholder: 'Add filter',
  default: {},
  description:
    'Which change events start the workflow. Events that are left out count as delivered, too. A channel of which nothing passes for three days counts as quiet: after a restart of n8n, If Position Is Lost applies.',
  options: [
    changeTypes,
    {
      displayName: 'Changed Fields',
      name: 'changedFields',
      type: 'string',
      default: '',
      placeholder: 'e.g. StageName, Amount',
      description: 'API names of fields, separated by commas, of which at least one must change in an update',
    },
    {
      displayName: 'Objects',
      name: 'entities',
      type: 'string',
      default: '',
      placeholder: 'e.g. Account, Invoice__c',
      description: 'API names of objects, separated by commas. Leave empty for all objects of the channels.',
    },
  ],
};

export function readEventFilters(form: FormValues): EventFilter {
  return {
    entities: namesIn(form.param('filters.entities', ''), 'Objects').map((name) => apiName(name, 'Objects')),
    changeTypes: namesIn(form.param('filters.changeTypes', []), 'Change Types').map((type) =>
      optionOf(type, changeTypes),
    ),
    changedFields: namesIn(form.param('filters.changedFields', ''), 'Changed Fields').map((path) =>
      fieldPath(path, 'Changed Fields'),
    ),
  };
}
