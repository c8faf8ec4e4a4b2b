import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readFlag, readWholeNumber } from './allowed';

const returnAll: INodeProperties = {
  displayName: 'Return All',
  name: 'returnAll',
  type: 'boolean',
  default: false,
  description: 'Whether to return all results or only up to a given limit',
};

const limitProperty: INodeProperties = {
  displayName: 'Limit',
  name: 'limit',
  type: 'number',
  typeOptions: { minValue: 1 },
  default: 50,
  description: 'Max number of results to return',
  displayOptions: { show: { returnAll: [false] } },
};

export const limitProperties: readonly INodeProperties[] = [returnAll, limitProperty];

/** The same, shown only where other fields have certain values. */
export function limitPropertiesWhen(show: NonNullable<INodeProperties['displayOptions']>['show']): INodeProperties[] {
  return limitProperties.map((property) => ({
    ...property,
    displayOptions: { show: { ...show, ...property.displayOptions?.show } },
  }));
}

/** The maximum number of results; undefined for all. */
export function readLimit(form: FormValues): number | undefined {
  return readFlag(form, returnAll) ? undefined : readWholeNumber(form, limitProperty);
}
