import type { INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';

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
  const minutes = Number(form.param('waitMinutes', waitForProperty.default));
  if (minutes >= 0 && minutes <= A_DAY) return minutes * MINUTE_MS;
  throw new AdvisedError(`Wait Up To (Minutes) must be a number from 0 to ${A_DAY} (one day).`, {
    field: 'Wait Up To (Minutes)',
    actions: ['Correct the number, or get the results later by the job’s ID.'],
  });
}
