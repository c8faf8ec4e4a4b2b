import {
  findField,
  firstValues,
  isListed,
  type FieldDescribe,
  type ObjectDescribe,
} from '../../../../salesforce/describe';
import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Values of a picklist that the hint names. */
const VALUES_LISTED = 10;

/**
 * Informs about saved values that a picklist does not list: one that is not restricted takes any, a misspelled one, too.
 * Salesforce refuses them where it is restricted.
 */
export function hintAtUnlisted({ hints }: NodeOrg, object: ObjectDescribe, values: WriteRow['values']): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string' || value === '') continue;
    const field = findField(object, name);
    if (field === undefined || (field.type !== 'picklist' && field.type !== 'multipicklist')) continue;
    if (field.picklistValues.length === 0) continue;
    const given = field.type === 'picklist' ? [value] : value.split(';');
    for (const one of given.map((part) => part.trim())) {
      if (one !== '' && !isListed(field.picklistValues, one)) hints.inform(sentenceOn(field), one);
    }
  }
}

function sentenceOn({ name, picklistValues }: FieldDescribe): string {
  const values = firstValues(picklistValues, VALUES_LISTED);
  return `${name} took values that are not on its list (${values}). Check their spelling:`;
}
