import type { INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';
import { isEmptyLocator, locatorText } from './locator';
import { readWaitFor, waitForProperty } from './waitFor';

const reportMode: INodeProperties = {
  displayName: 'Mode',
  name: 'reportMode',
  type: 'options',
  noDataExpression: true,
  default: 'sync',
  description: 'How Salesforce runs the report',
  options: [
    {
      name: 'Asynchronous',
      value: 'async',
      description: 'In the background, for reports that take long; up to 1,200 runs an hour in the whole org',
    },
    {
      name: 'Synchronous',
      value: 'sync',
      description: 'At once, within two minutes; up to 500 runs an hour in the whole org',
    },
  ],
};

/** How a report is run, and how long to wait for a run in the background. */
export const reportModeProperties: readonly INodeProperties[] = [
  reportMode,
  {
    ...waitForProperty,
    description:
      'How long to wait for the report. After that, it continues in Salesforce and its instance ID is returned.',
    displayOptions: { show: { reportMode: ['async'] } },
  },
];

const INSTANCE_ID = 'Instance ID';

export const reportInstanceOption: INodeProperties = {
  displayName: INSTANCE_ID,
  name: 'instanceId',
  type: 'string',
  default: '',
  placeholder: 'e.g. 0LG5g00000ABCdeGAH',
  description:
    'Get the results of an asynchronous run that was started before, instead of running the report again. Salesforce keeps them for a day.',
};

/** Milliseconds to wait for a run in the background, perhaps one that was started before. */
export interface BackgroundRun {
  readonly patience: number;
  readonly instanceId: string | undefined;
}

/** Undefined for a run in the foreground. */
export function readBackgroundRun(form: FormValues): BackgroundRun | undefined {
  const given = form.param<unknown>('options.instanceId', '');
  const instanceId = isEmptyLocator(given)
    ? undefined
    : recordIdOf('ReportInstance', locatorText(given, INSTANCE_ID), INSTANCE_ID);
  const isAsync = readOption(form, reportMode) === 'async';
  return isAsync || instanceId !== undefined ? { patience: readWaitFor(form), instanceId } : undefined;
}
