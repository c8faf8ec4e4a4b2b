import type { IDataObject } from 'n8n-workflow';

import type { FieldDescribe, ObjectDescribe } from '../../../../salesforce/describe';
import { keyText, withoutKey, type RecordKey, type Saved, type Values, type WriteHeaders } from '../../../../salesforce/records';
import { writeGroup } from '../../../../salesforce/write/group';
import { NotSentError, type WriteJob, type WriteOutcome, type WriteRow } from '../../../../salesforce/write/rows';
import { readObject } from '../../fields/object';
import { readWriteHeaders } from '../../fields/options';
import { fieldOf } from '../../fields/queryField';
import { readTravel, type Travel } from '../../fields/sendAs';
import { readValues, type Purpose } from '../../fields/values';
import { describeObject, type Org } from '../../host/org';
import { reporter } from '../bulk/follow';
import type { BatchOperation, FormValues, Item, Outcome } from '../define';

export interface ItemWrite {
  readonly operation: WriteJob['operation'];
  /** Which record an item is about; absent where it makes a new one. */
  readonly readKey?: (item: Item) => RecordKey;
  /** What the item's fields are for; absent where none are sent. */
  readonly purpose?: Purpose;
  readonly toJson: (saved: Saved) => IDataObject;
}

/** The record that an item is about. */
interface ItemRecord {
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

/** Items that can travel together. */
interface Group extends Omit<ItemRecord, 'key' | 'values'> {
  readonly job: WriteJob;
  readonly travel: Travel;
  readonly rows: WriteRow[];
}

/**
 * Writes the items' records, as many in a request as have object, external ID field and options in common. All items
 * are read before the first is sent: one that cannot be sent as it is fails alone where the node goes on after failures,
 * and otherwise keeps all from being sent, so that the run can be repeated once it is corrected.
 */
export function writeItems(write: ItemWrite): BatchOperation['batch'] {
  return async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    const groups = await groupItems(write, org, items, outcomes);
    let held = org.goesOn ? undefined : heldByFirst(outcomes);
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
  write: ItemWrite,
  org: Org,
  items: readonly Item[],
  outcomes: Map<number, Outcome>,
): Promise<Iterable<Group>> {
  const groups = new Map<string, Group>();
  const objects = new Map<string, ObjectDescribe>();
  for (const [position, item] of items.entries()) {
    if (position % AT_A_STRETCH === AT_A_STRETCH - 1) await org.pause(0);
    try {
      const object = readObject(item);
      const recordKey = write.readKey?.(item);
      const isDescribed = write.purpose !== undefined || typeof recordKey === 'object';
      // Waited for once an object: ten thousand times would take as long as reading the items does.
      if (isDescribed && !objects.has(object)) objects.set(object, await describeObject(org, object));
      const described = objects.get(object);
      const { key, values, ...about } =
        described === undefined ? withoutFields(object, recordKey) : readRecord(write, org, item, described, recordKey);
      const group = groupOf(groups, write.operation, about, item);
      group.rows.push({ index: item.index, values, ...(key === undefined ? {} : { key }) });
    } catch (error) {
      outcomes.set(item.index, { error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return groups.values();
}

/** A record that is known by its ID alone needs no look at its object. */
function withoutFields(object: string, key: RecordKey | undefined): ItemRecord {
  return { object, values: {}, ...(typeof key === 'string' ? { key } : {}) };
}

function readRecord(
  { purpose }: ItemWrite,
  org: Org,
  item: Item,
  described: ObjectDescribe,
  key: RecordKey | undefined,
): ItemRecord {
  const { name: object } = described;
  const values = purpose === undefined ? {} : readValues(org, item, described, purpose);
  if (key === undefined) return { object, described, values };
  if (typeof key === 'string') return { object, described, key, values };
  const keyField = fieldOf([described], key.field, 'External ID Field');
  return { object, described, key: keyText(key), keyField, values: withoutKey(values, key) };
}

/** What the options say of an item, and a name that items with the same options share. */
function readOptions(form: FormValues): { headers: WriteHeaders; travel: Travel; name: string } {
  const headers = readWriteHeaders(form);
  const travel = readTravel(form);
  return { headers, travel, name: JSON.stringify([headers, travel]) };
}

function groupOf(
  groups: Map<string, Group>,
  operation: WriteJob['operation'],
  about: Omit<ItemRecord, 'key' | 'values'>,
  item: Item,
): Group {
  const { object, keyField } = about;
  const { headers, travel, name: options } = item.shared(readOptions);
  const name = `${object.toLowerCase()} ${keyField?.name ?? ''} ${options}`;
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

/** Why nothing is sent, when there is an item that cannot be. */
function heldByFirst(unreadable: ReadonlyMap<number, Outcome>): NotSentError | undefined {
  const [first] = unreadable.keys();
  if (first === undefined) return undefined;
  return new NotSentError(`item ${first} cannot be sent as it is.`, [
    'Correct that item and run again: none of the others was sent. Or choose Settings > On Error > Continue, to send the others all the same.',
  ]);
}

/** What keeps one group's rows from being sent keeps all that come after it. */
function allHeld({ rows }: Group, error: NotSentError): Map<number, WriteOutcome> {
  return new Map(rows.map(({ index }) => [index, { error }]));
}
