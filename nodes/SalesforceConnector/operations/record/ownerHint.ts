import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Objects whose assignment rules set the owner. */
const OWNER_BY_RULE: ReadonlySet<string> = new Set(['Case', 'Lead']);

const OVERRIDDEN = 'The active assignment rule can replace the owner that is sent.';

/** What to do about it, by what sends the record. Graphs and trees take no header of a single record. */
const TO_KEEP_IT = {
  alone: 'To keep it, set the option Assignment Rule to None. Objects:',
  related:
    'To keep it, create the record with Record > Create, or set its owner afterward with Update, with their option Assignment Rule set to None. Objects:',
};

/**
 * Tells that the owner in a row may not be the record's: Salesforce runs the active assignment rule unless it is told
 * not to, which Bulk does not.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_autoassign.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_composite_subrequest.htm
 */
export function hintAtOwner(
  { hints }: NodeOrg,
  object: string,
  values: WriteRow['values'],
  sent: keyof typeof TO_KEEP_IT = 'alone',
): void {
  if (!OWNER_BY_RULE.has(object) || !('OwnerId' in values || 'Owner' in values)) return;
  hints.inform(`${OVERRIDDEN} ${TO_KEEP_IT[sent]}`, object);
}
