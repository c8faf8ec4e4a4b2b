import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { readFlag } from './allowed';

export const loadFields: INodeProperties = {
  displayName: 'Return Fields',
  name: 'loadFields',
  type: 'boolean',
  default: true,
  description: 'Whether to return the records’ fields and not only their IDs: one more request for each 2,000 records',
};

/** Whether the records are read. */
export function readLoadFields(form: FormValues): boolean {
  return readFlag(form, loadFields);
}
