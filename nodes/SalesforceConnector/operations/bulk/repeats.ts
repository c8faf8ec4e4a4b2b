import type { NodeOrg } from '../../host/org';

/** Jobs for one record that are worth a hint: each takes minutes in a busy org. */
const MANY_JOBS = 5;

/** Says what it costs that so many items are for the same record: a job for each of them, one after another. */
export function hintAtRepeats({ hints }: NodeOrg, times: number): void {
  if (times < MANY_JOBS) return;
  hints.warn(
    `Up to ${times} items are for the same record: to keep their order, they need ${times} Bulk jobs, one after another. ` +
      'Leave only the last item of each record (Remove Duplicates leaves the first), or use the resource Record with Send As: Automatic.',
  );
}
