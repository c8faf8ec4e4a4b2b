import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readOption } from './allowed';

const fail = {
  name: 'Fail',
  value: 'fail',
  description: 'Stop with an error that says how many rows failed and which job has them',
};

/** What to do once Salesforce has rejected rows; it keeps the others either way. */
export const whenRowsOfFileFail: INodeProperties = {
  displayName: 'When Rows Fail',
  name: 'whenRowsFail',
  type: 'options',
  default: 'return',
  description: 'What to do when Salesforce does not save some or all of the rows. The rows that it saves stay saved.',
  options: [
    fail,
    {
      name: 'Return Files',
      value: 'return',
      description: 'Return the rows in files, with a warning that says how many failed',
    },
  ],
};

export const whenRowsOfItemsFail: INodeProperties = {
  ...whenRowsOfFileFail,
  options: [
    fail,
    {
      name: 'Return Errors',
      value: 'return',
      description: 'Return an item with the error for each row that failed, with a warning that says how many',
    },
  ],
};

/** Whether rows that failed are an error of the node. */
export function readFailsWithRows(form: FormValues): boolean {
  return readOption(form, whenRowsOfFileFail, 'options') === 'fail';
}
