import type { ObjectDescribe } from '../../../../salesforce/describe';
import type { RequestSettings } from '../../../../salesforce/write/byRequests';
import type { WriteOutcome, WriteRow } from '../../../../salesforce/write/rows';
import { writeRows } from '../../../../salesforce/write/writeRows';
import { emptyValues } from '../../fields/emptyValues';
import { fieldsProperty, readValues } from '../../fields/fieldsToSend';
import { chooseObjectNotice } from '../../fields/notices';
import { ignoreUnknownFields } from '../../fields/options';
import { platformEventProperty, readPlatformEvent } from '../../fields/platformEvent';
import { parallelRequests, readPace, stopAtApiUsage } from '../../fields/sendAs';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups, type ItemRow } from '../writeInGroups';

export const eventPublish: BatchOperation = {
  value: 'publish',
  name: 'Publish',
  action: 'Publish event',
  description: 'Publish a platform event. Salesforce puts it in a queue and delivers it soon after.',
  properties: [platformEventProperty, chooseObjectNotice, fieldsProperty('create')],
  options: [emptyValues, ignoreUnknownFields, parallelRequests, stopAtApiUsage],
  saves: true,
  batch: writeInGroups<EventGroup>({
    objectOf: readPlatformEvent,
    read: readEvent,
    write: publishEvents,
    toJson: ({ id }) => ({ queued: true, eventUuid: id }),
  }),
};

/** What events that are published together have in common. */
interface EventGroup {
  readonly object: string;
  readonly described: ObjectDescribe | undefined;
  readonly pace: RequestSettings;
}

function readEvent(org: NodeOrg, item: Item, described: ObjectDescribe | undefined): ItemRow<EventGroup> {
  const object = described?.name ?? readPlatformEvent(item);
  const pace = item.shared(readPace);
  const values =
    described === undefined ? {} : readValues(org, { form: item, data: () => item.json }, described, 'create');
  return {
    row: { index: item.index, values },
    group: `${object.toLowerCase()} ${pace.parallel} ${pace.stopAtUsage ?? ''}`,
    common: () => ({ object, described, pace }),
  };
}

/** In collections, however many there are: a Bulk job gives no UUIDs, and All or None means nothing to events. */
async function publishEvents(
  org: NodeOrg,
  { object, described, pace }: EventGroup,
  rows: readonly WriteRow[],
): Promise<Map<number, WriteOutcome>> {
  const job = { operation: 'create', object, headers: {}, allOrNone: false } as const;
  const group = { job, rows, sendAs: 'automatic', bulkFrom: Infinity } as const;
  return await writeRows(org, { ...group, ...(described === undefined ? {} : { described }) }, pace);
}
