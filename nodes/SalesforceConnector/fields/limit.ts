import type { INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';

export const limitProperties: readonly INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { returnAll: [false] } },
  },
];

/** The maximum number of results; undefined for all. */
export function readLimit(form: FormValues): number | undefined {
  if (form.param('returnAll', false)) return undefined;
  const limit = Number(form.param('limit', 50));
  if (Number.isSafeInteger(limit) && limit >= 1) return limit;
  throw new AdvisedError('Limit must be a whole number, 1 or more.', {
    field: 'Limit',
    actions: ['Correct the limit, or turn on Return All.'],
  });
}
