import { findField, type ObjectDescribe } from '../describe';
import { SalesforceError } from '../errors';
import type { WriteOutcome } from './rows';

/** Tells refusals of restricted picklists which values these have. */
export function knowPicklists<Outcomes extends ReadonlyMap<number, WriteOutcome>>(
  outcomes: Outcomes,
  described: ObjectDescribe | undefined,
): Outcomes {
  for (const outcome of outcomes.values()) {
    if (described !== undefined && 'error' in outcome && outcome.error instanceof SalesforceError)
      addValues(outcome.error, described);
  }
  return outcomes;
}

function addValues(error: SalesforceError, described: ObjectDescribe): void {
  for (const { errorCode, fields } of error.errors) {
    if (errorCode !== 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST') continue;
    for (const name of fields) {
      const active = findField(described, name)?.picklistValues.filter((one) => one.active) ?? [];
      if (active.length > 0)
        error.picklists.set(
          name,
          active.map(({ value }) => value),
        );
    }
  }
}
