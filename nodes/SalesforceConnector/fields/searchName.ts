import type { INodeProperties } from 'n8n-workflow';

import { checkCharacters } from '../../../salesforce/characters';
import type { FormValues } from '../host/form';
import { readText } from './text';

export const searchNameProperty: INodeProperties = {
  displayName: 'Name Contains',
  name: 'nameContains',
  type: 'string',
  default: '',
  placeholder: 'e.g. Pipeline',
  description: 'Only those with these words in their name. Leave empty for all.',
};

/** A part of the name; empty for any. */
export function readSearchName(form: FormValues): string {
  const part = readText(form, searchNameProperty);
  checkCharacters(part, () => searchNameProperty.displayName, searchNameProperty.displayName);
  return part;
}
