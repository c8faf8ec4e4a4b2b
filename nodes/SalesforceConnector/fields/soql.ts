import type { INodeProperties } from 'n8n-workflow';

import type { FormValues } from '../host/form';
import { locatorText } from './locator';

export const soqlProperty: INodeProperties = {
  displayName: 'Query',
  name: 'soql',
  type: 'string',
  typeOptions: { rows: 5 },
  default: '',
  required: true,
  placeholder: 'e.g. SELECT Id, Name FROM Account WHERE Industry = :industry',
  description: 'The query in SOQL. Use :name for a value from the parameters below.',
  hint: 'Use parameters instead of expressions for values: they are quoted safely',
};

/** The query as it is written, with its placeholders. */
export function readSoql(form: FormValues): string {
  return locatorText(form.param('soql'), 'Query');
}
