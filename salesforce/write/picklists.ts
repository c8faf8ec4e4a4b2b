import { findField, type ObjectDescribe } from '../describe';
import { SalesforceError } from '../errors';
import type { WriteOutcome } from './rows';

/** Tells refusals of restricted picklists which values these have, unless it is the record type that lacks the value. */
export function knowPicklists<Outcomes extends ReadonlyMap<number, WriteOutcome>>(
  outcomes: Outcomes,
  described: ObjectDescribe | undefined,
): Outcomes {
  addPicklists(
    [...outcomes.values()].flatMap((outcome) => ('error' in outcome ? [outcome.error] : [])),
    described,
  );
  return outcomes;
}

/** The same for the errors alone. */
export function addPicklists(errors: readonly Error[], described: ObjectDescribe | undefined): void {
  if (described === undefined) return;
  const valuesOf = valueReader(described);
  for (const error of errors) if (error instanceof SalesforceError) addValues(error, valuesOf);
}

/** Of each field the same list: thousands of rows can be refused for it. */
function valueReader(described: ObjectDescribe): (name: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const values = known.get(name) ?? activePicklistValues(described, name);
    known.set(name, values);
    return values;
  };
}

function activePicklistValues(described: ObjectDescribe, name: string): string[] {
  return findField(described, name)?.picklistValues.flatMap(({ active, value }) => (active ? [value] : [])) ?? [];
}

function addValues(error: SalesforceError, valuesOf: (name: string) => readonly string[]): void {
  for (const { errorCode, fields, message } of error.errors) {
    if (errorCode !== 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST') continue;
    const refused = message.slice(message.lastIndexOf(': ') + 2);
    for (const name of fields) {
      const values = valuesOf(name);
      if (values.length > 0 && !values.includes(refused)) error.picklists.set(name, values);
    }
  }
}
