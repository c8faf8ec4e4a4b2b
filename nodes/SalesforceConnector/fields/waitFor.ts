import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readNumber } from './allowed';

const A_DAY = 1440;
const MINUTE_MS = 60_000;

/** How long to wait for a job; after that, it continues in Salesforce. */
export const waitForProperty: INodeProperties = {
  displayName: 'Wait Up To (Minutes)',
  name: 'waitMinutes',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: A_DAY },
  default: 60,
  description: 'How long to wait for the job to end. After that, the job continues and its ID is returned.',
};

/** In milliseconds. */
export function readWaitFor(form: FormValues): number {
  return readNumber(form, waitForProperty) * MINUTE_MS;
}
