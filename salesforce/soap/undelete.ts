import { canBeOneRecord, canonicalId } from '../ids';
import type { Org } from '../org';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { WriteOutcome, WriteRow } from '../write/rows';
import { soapCarrier, type SoapJob } from './carrier';
import { xmlElement } from './envelope';

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm */
export const undeletes = soapCarrier({
  name: 'undelete',
  size: 200,
  write: ({ key = '' }) => xmlElement('ids', key),
  read({ texts }, { key }) {
    const [id] = texts('id');
    return canonicalId(id) !== undefined && canBeOneRecord(id, key) ? { id: key ?? null, created: false } : undefined;
  },
});

/**
 * Takes records out of the Recycle Bin by their IDs, which are the rows' keys.
 * @returns one outcome for each row, by the rows' `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function undeleteRecords(
  org: Org,
  rows: readonly WriteRow[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const job: SoapJob = { operation: 'undelete', allOrNone: false };
  return await writeByRequests(org, undeletes, { job, rows }, settings);
}
