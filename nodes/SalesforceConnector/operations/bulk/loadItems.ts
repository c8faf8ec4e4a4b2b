import type { IngestSettings } from '../../../../salesforce/bulk/jobs';
import { keyText, withoutKey, type Saved } from '../../../../salesforce/records/single';
import { recordId } from '../../../../salesforce/api';
import { InputError } from '../../../../salesforce/errors';
import { recordValues } from '../../../../salesforce/values/record';
import type { ObjectDescribe } from '../../../../salesforce/describe';
import { writeGroup } from '../../../../salesforce/write/writeRows';
import type { WriteJob, WriteOutcome, WriteRow } from '../../../../salesforce/write/rows';
import { assignmentRuleToRun, ingestProperties, readIngest } from '../../fields/ingest';
import { waitForProperty } from '../../fields/waitFor';
import { readObject } from '../../fields/object';
import type { Item } from '../../host/form';
import type { Org } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups, type ItemRow } from '../writeInGroups';
import { followSettings } from './followJobs';

export const bulkLoadItems: BatchOperation = {
  value: 'loadItems',
  name: 'Load From Items',
  action: 'Load records from items',
  description:
    'Insert, update, upsert or delete a record for each item, whose fields are called as those in Salesforce. Null clears a field, what is empty stays as it is.',
  properties: [...ingestProperties, waitForProperty],
  options: [assignmentRuleToRun],
  batch: writeInGroups<Load>({
    objectOf: readObject,
    read: readRowToLoad,
    write: loadRows,
    toJson: (saved, { settings }) => loadedJson(settings, saved),
  }),
};

/** What items have in common that one load takes. */
interface Load {
  readonly settings: IngestSettings;
  readonly described: ObjectDescribe;
  /** The first of the items: how long it says to wait holds for all. */
  readonly first: Item;
}

function readRowToLoad(org: Org, item: Item, described: ObjectDescribe | undefined): ItemRow<Load> {
  const settings = item.shared(readIngest);
  if (described === undefined) throw new Error(`${settings.object} was not described.`);
  const { key, values } = split(settings, item);
  const purpose = settings.operation === 'update' ? 'update' : 'create';
  const typed = recordValues(values, described, purpose, { timeZone: org.timeZone });
  return {
    row: { index: item.index, values: typed, ...(key === undefined ? {} : { key }) },
    group: JSON.stringify(settings),
    common: () => ({ settings, described, first: item }),
  };
}

async function loadRows(
  org: Org,
  { settings, described, first }: Load,
  rows: readonly WriteRow[],
): Promise<Map<number, WriteOutcome>> {
  const { send, sendOnce } = org;
  const describe = async (): Promise<ObjectDescribe> => await Promise.resolve(described);
  const group = { job: jobOf(settings), rows, sendAs: 'bulk', bulkFrom: 0, described } as const;
  return await writeGroup({ send, sendOnce, describe }, group, {
    ...followSettings(org, first),
    parallel: 1,
    hardDelete: settings.operation === 'hardDelete',
  });
}

const WRITE_OPERATIONS: Readonly<Record<IngestSettings['operation'], WriteJob['operation']>> = {
  delete: 'delete',
  hardDelete: 'delete',
  insert: 'create',
  update: 'update',
  upsert: 'upsert',
};

function jobOf({ operation, object, externalIdField, assignmentRuleId }: IngestSettings): WriteJob {
  return {
    operation: WRITE_OPERATIONS[operation],
    object,
    ...(externalIdField === undefined ? {} : { externalIdField }),
    headers: assignmentRuleId === undefined ? {} : { assignmentRule: assignmentRuleId },
    allOrNone: false,
  };
}

/** What identifies the item's record, and its values without that; what is empty is left out, and so stays as it is. */
function split({ operation, externalIdField }: IngestSettings, { json }: Item): Pick<WriteRow, 'key' | 'values'> {
  const values = Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => (value === '' ? [] : [entryOf(name, value)])),
  );
  if (operation === 'insert') return { values };
  const field = externalIdField ?? 'Id';
  const value = Object.entries(values).find(([name]) => name.trim().toLowerCase() === field.toLowerCase())?.[1];
  if (value === undefined || value === null) {
    throw new InputError(`The item has no ${field}, which tells the record that is meant.`, {
      field,
      actions: [`Give each item a field called ${field}, or filter out those without.`],
    });
  }
  const key = field === 'Id' ? recordId(String(value), 'Id') : keyText({ field, value });
  return { key, values: operation.toLowerCase().endsWith('delete') ? {} : withoutKey(values, { field, value }) };
}

/** `User:Owner.Username`, as files name a parent that can be of several objects. */
const PARENT_OF_OBJECT = /^\s*(\w+):(\w+)\.(\w+)\s*$/;

function entryOf(name: string, value: unknown): [string, unknown] {
  const [, type, relationship, key] = name.includes(':') ? (PARENT_OF_OBJECT.exec(name) ?? []) : [];
  if (type === undefined || relationship === undefined || key === undefined) return [name, value];
  return [relationship, { attributes: { type }, [key]: value }];
}

function loadedJson({ operation }: IngestSettings, { id, created }: Saved): { id: string | null } {
  switch (operation) {
    case 'update':
      return { id, ...{ updated: true } };
    case 'delete':
    case 'hardDelete':
      return { id, ...{ deleted: true } };
    default:
      return { id, ...{ created } };
  }
}
