import type { INodeProperties } from 'n8n-workflow';

import { bind } from '../../../salesforce/soql/bind';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readParameters } from './queryParameters';
import { PARAMETERS_HINT, readQueryText } from './queryText';

export const soqlProperty: INodeProperties = {
  displayName: 'Query',
  name: 'soql',
  type: 'string',
  typeOptions: { rows: 5 },
  default: '',
  required: true,
  placeholder: 'e.g. SELECT Id, Name FROM Account WHERE Industry = :industry',
  description: 'The query in SOQL. Use :name for a value from the parameters below.',
  hint: PARAMETERS_HINT,
};

/** The query with the values of its parameters. */
export function readSoql(org: NodeOrg, form: FormValues): string {
  return bind(readQueryText(org, form, soqlProperty), readParameters(form), { timeZone: org.timeZone });
}
