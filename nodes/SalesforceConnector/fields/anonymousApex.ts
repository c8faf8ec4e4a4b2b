import type { INodeProperties } from 'n8n-workflow';

import type { AnonymousApex, DebugLog } from '../../../salesforce/apex/executeAnonymous';
import { apexDeclarations } from '../../../salesforce/apex/variables';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { readQueryText } from './queryText';
import { readVariables, variablesProperty } from './variables';

const codeProperty: INodeProperties = {
  displayName: 'Code',
  name: 'code',
  type: 'string',
  typeOptions: { rows: 8 },
  default: '',
  required: true,
  placeholder: "e.g. insert new Account(Name = accountName); System.debug('Done');",
  description: 'The Apex to run, as in the Developer Console’s Execute Anonymous window',
  hint: 'Use variables instead of expressions for values: they cannot change what the code does',
};

const debugLogProperty: INodeProperties = {
  displayName: 'Return From Debug Log',
  name: 'debugLog',
  type: 'options',
  default: 'none',
  description: 'What to return of the debug log. An org returns 1,000 debug logs in 24 hours.',
  options: [
    { name: 'Everything', value: 'all', description: 'The debug log as text' },
    { name: 'Messages', value: 'messages', description: 'What System.debug writes, as a list' },
    { name: 'Nothing', value: 'none' },
  ],
};

export const anonymousApexProperties: readonly INodeProperties[] = [
  codeProperty,
  variablesProperty(
    'Values that the code uses by these names. They are declared before it as String, Decimal, Boolean, or Object for JSON.',
  ),
  debugLogProperty,
];

export function readAnonymousApex(org: NodeOrg, form: FormValues): AnonymousApex {
  return {
    code: readQueryText(org, form, codeProperty, { what: 'code', values: 'Variables' }),
    declarations: apexDeclarations(readVariables(form)),
    debugLog: readOption<DebugLog>(form, debugLogProperty),
  };
}
