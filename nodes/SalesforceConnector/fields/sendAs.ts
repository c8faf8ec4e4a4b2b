import type { INodeProperties } from 'n8n-workflow';

import type { SendAs } from '../../../salesforce/write/writeRows';
import type { FormValues } from '../host/form';

/** How many items travel together. */
export const sendAsProperty: INodeProperties = {
  displayName: 'Send As',
  name: 'sendAs',
  type: 'options',
  default: 'automatic',
  description: 'How the items travel to Salesforce. Each request counts as one of the org’s API calls of 24 hours.',
  options: [
    {
      name: 'Automatic',
      value: 'automatic',
      description:
        'Collections; from 2,000 items (see the option Bulk From) a Bulk API 2.0 job, where it means the same',
    },
    {
      name: 'Bulk',
      value: 'bulk',
      description: 'A Bulk API 2.0 job, for any number of items. Assignment rules run only if given by ID.',
    },
    { name: 'Collections', value: 'collections', description: 'Up to 200 items in a request' },
    { name: 'One by One', value: 'oneByOne', description: 'A request for each item' },
  ],
};

export const bulkFrom: INodeProperties = {
  displayName: 'Bulk From',
  name: 'bulkFrom',
  type: 'number',
  typeOptions: { minValue: 2 },
  default: 2000,
  description:
    'How many items Send As: Automatic sends by Bulk. Leads, cases and accounts whose active assignment rule is to run always go in collections.',
};

export const allOrNone: INodeProperties = {
  displayName: 'All or None',
  name: 'allOrNone',
  type: 'boolean',
  default: false,
  description: 'Whether to save no record of a request when one of them fails',
  hint: 'Salesforce promises this for one request, so for up to 200 items: of more, those in other requests stay saved',
};

export const parallelRequests: INodeProperties = {
  displayName: 'Parallel Requests',
  name: 'parallelRequests',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 20 },
  default: 4,
  description: 'How many requests may be under way at once. There are fewer while Salesforce cannot keep up.',
};

export const stopAtApiUsage: INodeProperties = {
  displayName: 'Stop at API Usage (%)',
  name: 'stopAtApiUsage',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 90,
  description:
    'Share of the org’s API calls of 24 hours at which no further request is sent, so that others have some left',
};

/** What items must have in common to travel together, besides what they are about. */
export interface Travel {
  readonly sendAs: SendAs;
  readonly bulkFrom: number;
  readonly allOrNone: boolean;
  readonly parallel: number;
  /** 0 to 1. */
  readonly stopAtUsage?: number;
}

/** How items are to travel, by the form and its options. */
export function readTravel(form: FormValues): Travel {
  const stopAt = form.param<number | undefined>('options.stopAtApiUsage', 0);
  return {
    sendAs: form.param<SendAs>('sendAs', 'automatic'),
    bulkFrom: Number(form.param('options.bulkFrom', bulkFrom.default)),
    allOrNone: form.param('options.allOrNone', false),
    parallel: Math.max(1, Number(form.param('options.parallelRequests', parallelRequests.default))),
    ...(Number(stopAt) > 0 ? { stopAtUsage: Number(stopAt) / 100 } : {}),
  };
}
