import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Objects whose assignment rules set the owner. */
const OWNER_BY_RULE: ReadonlySet<string> = new Set(['Case', 'Lead']);

const OVERRIDDEN =
  'The active assignment rule can replace the owner that is sent. To keep it, set the option Assignment Rule to None. Objects:';

/**
 * Tells that the owner in a row may not be the record's: Salesforce runs the active assignment rule unless it is told
 * not to, which Bulk does not.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm
 */
export function hintAtOwner({ hints }: NodeOrg, object: string, values: WriteRow['values']): void {
  if (OWNER_BY_RULE.has(object) && ('OwnerId' in values || 'Owner' in values)) hints.inform(OVERRIDDEN, object);
}
