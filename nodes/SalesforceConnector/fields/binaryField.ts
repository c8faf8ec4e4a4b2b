import type { INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { locatorText } from './locator';
import { readText } from './text';

const BINARY_FIELD = 'binaryPropertyName';

/** @param what the file: `CSV file` */
export function inputFileProperty(what: string): INodeProperties {
  return {
    displayName: 'Input Binary Field',
    name: BINARY_FIELD,
    type: 'string',
    default: 'data',
    required: true,
    placeholder: 'e.g. data',
    hint: `The name of the input binary field containing the ${what}`,
  };
}

/** The data field of the item that holds the file. */
export function readInputFile(form: FormValues): string {
  return locatorText(form.param(BINARY_FIELD, 'data'), 'Input Binary Field');
}

export const outputFileProperty: INodeProperties = {
  displayName: 'Put Output File in Field',
  name: BINARY_FIELD,
  type: 'string',
  default: 'data',
  required: true,
  placeholder: 'e.g. data',
  hint: 'The name of the output binary field to put the file in',
};

/** The data field of the output item that gets the file. */
export function readOutputField(form: FormValues): string {
  const property = readText(form, outputFileProperty);
  if (property !== '') return property;
  throw new AdvisedError('The field “Put Output File in Field” is empty.', {
    field: 'Put Output File in Field',
    actions: ['Enter the name of a field, such as data.'],
  });
}
