import type { INodeProperties } from 'n8n-workflow';

import { MOST_RUNS, type RunSettings } from '../../../salesforce/actions/run';
import type { FormValues } from '../host/form';
import { readWholeNumber } from './allowed';
import { simplifyOutput } from './options';
import { parallelRequests, readPace, stopAtApiUsage } from './sendAs';

const itemsPerRequest: INodeProperties = {
  displayName: 'Items Per Request',
  name: 'itemsPerRequest',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: MOST_RUNS },
  default: MOST_RUNS,
  description:
    'How many items to run in one request. They share one transaction and its limits, such as 100 queries and 150 writes: use fewer if runs fail because of them.',
};

/** The settings of an operation that runs flows or actions. */
export const RUN_OPTIONS: readonly INodeProperties[] = [
  itemsPerRequest,
  parallelRequests,
  simplifyOutput,
  stopAtApiUsage,
];

/** How the runs are sent. */
export function readRunSettings(form: FormValues): RunSettings {
  return { ...readPace(form), perRequest: readWholeNumber(form, itemsPerRequest, 'options') };
}
