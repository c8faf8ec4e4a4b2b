import type { FieldDescribe, ObjectDescribe } from '../describe';
import type { Values } from '../records/single';

/** All rows can share owners and record types: they would form one family, and they are not locked. */
const SHARED: ReadonlySet<string> = new Set(['Group', 'Organization', 'Profile', 'RecordType', 'User', 'UserRole']);

/**
 * Reads from a row's values which record Salesforce locks while it writes the row: its master, else its account, else
 * the first other record it looks up. Undefined if the values contain none.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_planning_guidelines.htm
 */
export function parentReader(object: ObjectDescribe): (values: Values) => string | undefined {
  const references = object.fields.filter(
    ({ type, referenceTo }) => type === 'reference' && !referenceTo.some((name) => SHARED.has(name)),
  );
  const names = references
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap(({ name, relationshipName }) => (relationshipName === null ? [name] : [name, relationshipName]));
  return (values) => {
    for (const name of names) {
      const value = values[name];
      // A parent named by its external ID is an object of that field.
      if (value !== null && value !== undefined) return typeof value === 'string' ? value : JSON.stringify(value);
    }
    return undefined;
  };
}

/** Only custom fields are said to be deleted with their master; a standard master is required and stays the same. */
function rank({ cascadeDelete, nillable, updateable, referenceTo }: FieldDescribe): number {
  if (cascadeDelete || (!nillable && !updateable)) return 0;
  return referenceTo.includes('Account') ? 1 : 2;
}
