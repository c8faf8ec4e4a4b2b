import { wavesOf } from '../../../../salesforce/write/chunks';
import type { WriteRow } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Jobs for one record that are worth a hint: each takes minutes in a busy org. */
const MANY_JOBS = 5;

/** Says what it costs that items repeat a record: a job for each repetition, one after another. */
export function hintAtRepeats({ hints }: NodeOrg, rows: readonly WriteRow[]): void {
  const { length } = wavesOf(rows);
  if (length < MANY_JOBS) return;
  hints.warn(
    `Up to ${length} items are for the same record: to keep their order, they need ${length} Bulk jobs, one after another. ` +
      'Leave only the last item of each record (Remove Duplicates leaves the first), or use the resource Record with Send As: Automatic.',
  );
}
