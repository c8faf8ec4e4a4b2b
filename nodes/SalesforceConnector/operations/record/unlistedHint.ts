import { findField, type FieldDescribe, type ObjectDescribe } from '../../../../salesforce/describe';
import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Values of a picklist that the hint names. */
const VALUES_LISTED = 10;

/** The values of picklists that were written to, in lower case: ten thousand rows ask for those of the same fields. */
const known = new WeakMap<FieldDescribe, ReadonlySet<string>>();

/**
 * Informs about saved values that a picklist does not list: one that is not restricted takes any, a misspelled one, too.
 * Salesforce refuses them where it is restricted.
 */
export function hintAtUnlisted({ hints }: NodeOrg, object: ObjectDescribe, values: WriteRow['values']): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string' || value === '') continue;
    const field = findField(object, name);
    if (field === undefined || (field.type !== 'picklist' && field.type !== 'multipicklist')) continue;
    const listed = listedValues(field);
    if (listed.size === 0) continue;
    const given = field.type === 'picklist' ? [value] : value.split(';');
    for (const one of given.map((part) => part.trim())) {
      if (one !== '' && !listed.has(one.toLowerCase())) hints.inform(sentenceOn(field), one);
    }
  }
}

function listedValues(field: FieldDescribe): ReadonlySet<string> {
  let listed = known.get(field);
  if (listed === undefined) {
    listed = new Set(field.picklistValues.map(({ value }) => value.toLowerCase()));
    known.set(field, listed);
  }
  return listed;
}

function sentenceOn({ name, picklistValues }: FieldDescribe): string {
  const values = picklistValues.slice(0, VALUES_LISTED).map(({ value }) => value);
  const more = picklistValues.length > VALUES_LISTED ? ', …' : '';
  return `${name} took values that are not on its list (${values.join(', ')}${more}). Check their spelling:`;
}
