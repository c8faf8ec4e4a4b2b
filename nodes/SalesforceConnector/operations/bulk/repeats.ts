import { countText } from '../../../../salesforce/errors';
import type { SentIn } from '../../../../salesforce/write/rows';
import type { NodeOrg } from '../../host/org';

/** Jobs or requests for one record that are worth a hint: a job takes minutes in a busy org. */
const MANY: Readonly<Record<SentIn, number>> = { jobs: 5, requests: 10 };

const LEAVE_THE_LAST = 'Leave only the last item of each record (Remove Duplicates leaves the first)';

/** Says what it costs that so many items are for the same record: a job or a request for each of them, one after another. */
export function hintAtRepeats({ hints }: NodeOrg, times: number, sentIn: SentIn): void {
  if (times < MANY[sentIn]) return;
  const count = countText(times);
  const cost = `Up to ${count} items are for the same record: to keep their order, they need ${count}`;
  hints.warn(
    sentIn === 'jobs'
      ? `${cost} Bulk jobs, one after another. ${LEAVE_THE_LAST}, or use the resource Record with Send As: Automatic.`
      : `${cost} requests, one after another. ${LEAVE_THE_LAST}.`,
  );
}
