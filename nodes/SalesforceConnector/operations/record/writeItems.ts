import type { IDataObject } from 'n8n-workflow';

import type { FieldDescribe, ObjectDescribe } from '../../../../salesforce/describe';
import type { Saved, Values } from '../../../../salesforce/records';
import { writeGroup } from '../../../../salesforce/write/group';
import { NotSentError, type WriteJob, type WriteOutcome, type WriteRow } from '../../../../salesforce/write/rows';
import { readWriteHeaders } from '../../fields/options';
import { readTravel, type Travel } from '../../fields/sendAs';
import { describeObject, type Org } from '../../host/org';
import { reporter } from '../bulk/follow';
import type { BatchOperation, Item, Outcome } from '../define';

/** The record that an item is about. */
export interface ItemRecord {
  /** API name. */
  readonly object: string;
  /** Its ID, or the value of the key field. */
  readonly key?: string;
  /** The external ID field that the key is of. */
  readonly keyField?: FieldDescribe;
  /** Empty for a delete. */
  readonly values: Values;
  readonly described?: ObjectDescribe;
}

export interface ItemWrite {
  readonly operation: WriteJob['operation'];
  readonly readRecord: (org: Org, item: Item) => Promise<ItemRecord>;
  readonly toJson: (saved: Saved) => IDataObject;
}

/** Items that can travel together. */
interface Group extends Omit<ItemRecord, 'key' | 'values'> {
  readonly job: WriteJob;
  readonly travel: Travel;
  readonly rows: WriteRow[];
}

/**
 * Writes the items' records, as many in a request as have object, external ID field and options in common. An item that
 * cannot be read fails alone.
 */
export function writeItems(write: ItemWrite): BatchOperation['batch'] {
  return async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    const groups = await groupItems(write, org, items, outcomes);
    let held: NotSentError | undefined;
    for (const group of groups) {
      const written = held === undefined ? await writeOne(org, group) : allHeld(group, held);
      for (const [index, outcome] of written) {
        outcomes.set(index, 'saved' in outcome ? { json: [write.toJson(outcome.saved)] } : outcome);
        if ('error' in outcome && outcome.error instanceof NotSentError) held = outcome.error;
      }
    }
    return items.map(({ index }) => outcomes.get(index) ?? { error: new Error(`Item ${index} was not written.`) });
  };
}

/** Items read between two looks at whether the execution was cancelled. */
const AT_A_STRETCH = 200;

async function groupItems(
  { operation, readRecord }: ItemWrite,
  org: Org,
  items: readonly Item[],
  outcomes: Map<number, Outcome>,
): Promise<Iterable<Group>> {
  const groups = new Map<string, Group>();
  for (const [position, item] of items.entries()) {
    if (position % AT_A_STRETCH === AT_A_STRETCH - 1) await org.pause(0);
    try {
      const { key, values, ...about } = await readRecord(org, item);
      const group = groupOf(groups, operation, about, item);
      group.rows.push({ index: item.index, values, ...(key === undefined ? {} : { key }) });
    } catch (error) {
      outcomes.set(item.index, { error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return groups.values();
}

function groupOf(
  groups: Map<string, Group>,
  operation: WriteJob['operation'],
  about: Omit<ItemRecord, 'key' | 'values'>,
  item: Item,
): Group {
  const { object, keyField } = about;
  const headers = readWriteHeaders(item);
  const travel = readTravel(item);
  const name = JSON.stringify([object.toLowerCase(), keyField?.name, headers, travel]);
  const known = groups.get(name);
  if (known !== undefined) return known;
  const job: WriteJob = {
    operation,
    object,
    headers,
    allOrNone: travel.allOrNone,
    ...(keyField === undefined ? {} : { externalIdField: keyField.name }),
  };
  const group = { ...about, job, travel, rows: [] };
  groups.set(name, group);
  return group;
}

async function writeOne(org: Org, { travel, ...group }: Group): Promise<Map<number, WriteOutcome>> {
  const { sendAs, bulkFrom, parallel, stopAtUsage } = travel;
  const { send, sendOnce, version, pause, cancelled, lastWords } = org;
  const describe = async (object: string): Promise<ObjectDescribe> => await describeObject(org, object);
  return await writeGroup({ send, sendOnce, describe }, { ...group, sendAs, bulkFrom }, {
    version,
    parallel,
    wait: pause,
    cancelled,
    lastWords,
    progress: reporter(org),
    ...(stopAtUsage === undefined ? {} : { stopAtUsage }),
  });
}

/** What keeps one group's rows from being sent keeps all that come after it. */
function allHeld({ rows }: Group, error: NotSentError): Map<number, WriteOutcome> {
  return new Map(rows.map(({ index }) => [index, { error }]));
}
