import type { JobInfo } from '../../../../salesforce/bulk/jobs';
import type { UploadSettings } from '../../../../salesforce/bulk/upload';
import { counted, countText } from '../../../../salesforce/errors';
import type { FollowSettings } from '../../../../salesforce/bulk/wait';
import { readWaitFor } from '../../fields/waitFor';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** How to follow an item's jobs: for as long as the item says, reporting their progress. */
export function followSettings(org: NodeOrg, item: Item): FollowSettings & UploadSettings {
  return {
    patience: readWaitFor(item),
    uploaded: ({ id, from, to }) =>
      org.say(`Bulk job ${id}: ${counted(to - from, 'row')} uploaded, ${countText(to)} so far`),
    progress: progressReporter(org),
  };
}

/** Reports the progress of jobs whenever it changes. */
export function progressReporter(org: NodeOrg): (info: JobInfo) => void {
  const said = new Map<string, string>();
  return (info) => {
    const sentence = sentenceOf(info);
    if (said.get(info.id) === sentence) return;
    said.set(info.id, sentence);
    org.say(sentence);
  };
}

function sentenceOf({ id, state, numberRecordsProcessed, numberRecordsFailed = 0 }: JobInfo): string {
  // The answer to an abort does not count.
  if (numberRecordsProcessed === undefined) return `Bulk job ${id}: ${state}`;
  const failed = numberRecordsFailed > 0 ? `, ${countText(numberRecordsFailed)} of them failed` : '';
  return `Bulk job ${id}: ${state}, ${counted(numberRecordsProcessed, 'record')} processed${failed}`;
}
