import type { Org } from '../org';
import { queryPages } from '../query';
import { select } from '../soql/select';

/** Far above what an org has. */
const MOST_STATUSES = 500;

/**
 * The values of Lead's Status that mean that the lead is converted, by their API names.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_leadstatus.htm
 */
export async function convertedStatuses(org: Org): Promise<{ readonly name: string; readonly label: string }[]> {
  const soql = select({
    object: 'LeadStatus',
    fields: ['ApiName', 'MasterLabel'],
    where: { match: 'all', conditions: [{ field: 'IsConverted', operator: 'equals', value: true, type: 'boolean' }] },
    orderBy: [{ field: 'SortOrder', direction: 'asc' }],
  });
  const statuses: { name: string; label: string }[] = [];
  for await (const { records } of queryPages(org, soql, { limit: MOST_STATUSES })) {
    for (const { ApiName: name, MasterLabel: label } of records) {
      if (typeof name === 'string') statuses.push({ name, label: typeof label === 'string' ? label : name });
    }
  }
  return statuses;
}
