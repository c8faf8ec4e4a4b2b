import type { INodeProperties } from 'n8n-workflow';

import type { RequestSettings } from '../../../salesforce/write/byRequests';
import type { SendAs } from '../../../salesforce/write/writeRows';
import type { FormValues } from '../host/form';
import { isOptionAdded, readFlag, readNumber, readOption, readWholeNumber } from './allowed';

/** How many items are sent together. */
export const sendAsProperty: INodeProperties = {
  displayName: 'Send As',
  name: 'sendAs',
  type: 'options',
  default: 'automatic',
  description: 'How items are sent to Salesforce. Each request counts toward the org’s 24-hour API request limit.',
  options: [
    {
      name: 'Automatic',
      value: 'automatic',
      description:
        'Collections, or a Bulk API 2.0 job for 2,000 items or more (see option Bulk From) if the result is the same',
    },
    {
      name: 'Bulk',
      value: 'bulk',
      description: 'A Bulk API 2.0 job, for any number of items. Assignment rules run only if set by ID.',
    },
    { name: 'Collections', value: 'collections', description: 'Up to 200 items per request' },
    { name: 'One by One', value: 'oneByOne', description: 'One request per item' },
  ],
};

export const bulkFrom: INodeProperties = {
  displayName: 'Bulk From',
  name: 'bulkFrom',
  type: 'number',
  typeOptions: { minValue: 2 },
  default: 2000,
  description:
    'Number of items from which Send As: Automatic uses Bulk. Leads, cases and accounts always use collections if the active assignment rule is to run.',
};

export const allOrNone: INodeProperties = {
  displayName: 'All or None',
  name: 'allOrNone',
  type: 'boolean',
  default: false,
  description: 'Whether to save none of the records in a request when one of them fails',
  hint: 'Applies to each request of up to 200 items: items in other requests stay saved',
};

export const parallelRequests: INodeProperties = {
  displayName: 'Parallel Requests',
  name: 'parallelRequests',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 20 },
  default: 4,
  description: 'How many requests to send at the same time. Fewer are sent while Salesforce cannot keep up.',
};

export const stopAtApiUsage: INodeProperties = {
  displayName: 'Stop at API Usage (%)',
  name: 'stopAtApiUsage',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 90,
  description:
    'Share of the org’s 24-hour API request limit at which to stop sending, so that other apps have some left',
};

/** The settings of an operation whose items always share requests. */
export const PACE_OPTIONS: readonly INodeProperties[] = [parallelRequests, stopAtApiUsage];

/** What items must have in common to be sent together, besides their operation and object. */
export interface Travel extends RequestSettings {
  readonly sendAs: SendAs;
  readonly bulkFrom: number;
  readonly allOrNone: boolean;
}

/** How items are sent, as set in the form and its options. */
export function readTravel(form: FormValues): Travel {
  return {
    sendAs: readOption<SendAs>(form, sendAsProperty),
    bulkFrom: readNumber(form, bulkFrom, 'options'),
    allOrNone: readFlag(form, allOrNone, 'options'),
    ...readPace(form),
  };
}

/** How many requests are sent, as set in the options. */
export function readPace(form: FormValues): RequestSettings {
  const isStopped = isOptionAdded(form, stopAtApiUsage);
  return {
    parallel: readWholeNumber(form, parallelRequests, 'options'),
    ...(isStopped ? { stopAtUsage: readNumber(form, stopAtApiUsage, 'options') / 100 } : {}),
  };
}
