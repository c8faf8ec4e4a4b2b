import type { INodeProperties } from 'n8n-workflow';

import type { EmptyValues } from '../../../salesforce/values/blank';
import type { FormValues } from '../host/form';
import { readOption } from './allowed';

/** The same for records and for rows of a load. */
export const emptyValues: INodeProperties = {
  displayName: 'Empty Values',
  name: 'emptyValues',
  type: 'options',
  default: 'clear',
  description:
    'What to do with fields whose value is null, empty text or an empty list. Fields that an AI model leaves empty are kept unless this option is added and set to Clear.',
  options: [
    { name: 'Clear', value: 'clear', description: 'Clear the field in Salesforce' },
    { name: 'Keep', value: 'keep', description: 'Leave the field as it is in Salesforce' },
  ],
};

/** What becomes of fields whose values are blank. */
export function readEmptyValues(form: FormValues): EmptyValues {
  return readOption<EmptyValues>(form, emptyValues, 'options');
}
