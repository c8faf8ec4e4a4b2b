import type { WriteHeaders } from '../../../../salesforce/records/single';
import type { SendAs } from '../../../../salesforce/write/writeRows';
import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Objects whose assignment rules set the owner: those of accounts assign territories alone. */
const OWNER_BY_RULE: ReadonlySet<string> = new Set(['Case', 'Lead']);

const OVERRIDDEN = 'The active assignment rule can replace the owner that is sent.';

/** What to do about it, by what sends the record. Graphs and trees take no header of a single record. */
const TO_KEEP_IT = {
  alone: 'To keep it, set the option Assignment Rule to None. Objects:',
  related:
    'To keep it, create the record with Record > Create, or set its owner afterward with Update, with their option Assignment Rule set to None. Objects:',
};

const NO_RULE_IN_BULK =
  'Bulk runs no assignment rule: new records without an OwnerId belong to the signed-in user. To run a rule, set Send As to Collections, or the option Assignment Rule to By ID. Objects:';

/** What decides on the owner of a record. */
export interface OwnerSettings {
  readonly assignmentRule: WriteHeaders['assignmentRule'];
  readonly sendAs: SendAs;
  /** Whether the record may be created. */
  readonly mayCreate: boolean;
}

/**
 * Tells who may own the records of an item where the form does not say so: whom the active assignment rule chooses in
 * place of the owner that is sent, or in Bulk, which does not run it, the signed-in user.
 */
export function hintAtOwnerSent(
  org: NodeOrg,
  object: string,
  values: WriteRow['values'],
  { assignmentRule, sendAs, mayCreate }: OwnerSettings,
): void {
  if (typeof assignmentRule === 'string' || assignmentRule === false) return;
  if (sendAs !== 'bulk') hintAtOwner(org, object, values);
  else if (mayCreate && assignmentRule === undefined && OWNER_BY_RULE.has(object) && !namesOwner(values)) {
    org.hints.inform(NO_RULE_IN_BULK, object);
  }
}

function namesOwner(values: WriteRow['values']): boolean {
  return 'OwnerId' in values || 'Owner' in values;
}

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
  if (!OWNER_BY_RULE.has(object) || !namesOwner(values)) return;
  hints.inform(`${OVERRIDDEN} ${TO_KEEP_IT[sent]}`, object);
}
