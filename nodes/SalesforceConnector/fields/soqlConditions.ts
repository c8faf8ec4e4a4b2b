import type { INodeProperties } from 'n8n-workflow';

import { enclosed } from '../../../salesforce/soql/clauses';
import type { WrittenConditions } from '../../../salesforce/soql/select';
import type { FormValues } from '../host/form';
import { readText } from './text';

const CONDITIONS_IN_SOQL = 'Conditions (SOQL)';

export const soqlConditionsProperty: INodeProperties = {
  displayName: CONDITIONS_IN_SOQL,
  name: 'soqlConditions',
  type: 'string',
  default: '',
  placeholder: "e.g. StageName = 'Closed Won' OR Amount > 10000",
  description: 'Conditions as they follow WHERE in SOQL. Records must meet them and all other conditions.',
};

/**
 * The conditions as they are written; undefined if there are none.
 * @throws InputError when they are more than conditions
 */
export function readSoqlConditions(form: FormValues): WrittenConditions | undefined {
  const soql = readText(form, soqlConditionsProperty);
  if (soql === '') return undefined;
  enclosed(soql, CONDITIONS_IN_SOQL);
  return { soql, what: CONDITIONS_IN_SOQL };
}
